"""What the models refuse."""
