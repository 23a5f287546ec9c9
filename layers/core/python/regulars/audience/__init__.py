"""All customers on the way out: the summary and other sums, live within a bound, else of last night."""
