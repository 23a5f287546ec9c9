"""AWS without a stack: tables and queues on moto and on dynalite, and what is asked of them."""
