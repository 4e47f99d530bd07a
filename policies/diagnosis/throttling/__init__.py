"""Which posts are let in: how many are too many, and which look like a program's."""
