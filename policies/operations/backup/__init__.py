"""Backing up the database into one verified file, and bringing it back."""
