"""The API in process: callers, orders as they are posted, rows of customers."""
