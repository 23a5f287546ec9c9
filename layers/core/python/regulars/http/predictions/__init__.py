"""How predictions and fits look from outside."""
