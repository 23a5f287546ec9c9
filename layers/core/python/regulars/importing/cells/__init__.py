"""One cell: a number, an instant, a currency, a status, or the end of a sentence that says why not."""
