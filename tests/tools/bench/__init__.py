"""How fast the site is, and whether it stays so as it grows: python -m tests.tools.bench."""
