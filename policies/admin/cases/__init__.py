"""Where advisers work through the submissions."""
