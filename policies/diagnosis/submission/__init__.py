"""What an enterprise hands in: stored once, with its reference, and worded for the advisers."""
