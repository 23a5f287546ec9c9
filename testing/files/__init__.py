"""Order files: small ones, odd ones, and every writing of the same orders."""
