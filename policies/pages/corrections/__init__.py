"""Readers say what is wrong: without personal data, without a cookie."""
