"""The own signals of a shop that make up churn risk (source 001)."""
