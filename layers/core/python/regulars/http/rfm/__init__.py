"""RFM scores (source 001)."""
