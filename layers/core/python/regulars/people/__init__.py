"""One customer on the way out, from the ledger: profile, orders, history, journey, affinities."""
