"""Makes the committed description of the API, and its examples by asking the API itself. Never in a Lambda."""
