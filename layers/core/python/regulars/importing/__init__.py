"""Files of orders on their way in: read once and split by order, loaded part by part, settled, reported."""
