"""Tools that measure, attack and picture the site; none of them is a test."""
