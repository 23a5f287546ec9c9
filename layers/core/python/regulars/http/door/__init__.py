"""What every endpoint shares: who asks, parameters, pages, answers and problems."""
