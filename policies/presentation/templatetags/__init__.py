"""Template filters for policy figures."""
