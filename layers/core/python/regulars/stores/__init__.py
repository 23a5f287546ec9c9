"""Where it lies: every table, queue and bucket, bound to one tenant when opened. The only rooms that know AWS."""
