"""From the ledger to the facts: which customers were touched, and each one's row made anew."""
