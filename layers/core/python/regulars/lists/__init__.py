"""Many customers on the way out: key ranges first, each row checked before it leaves."""
