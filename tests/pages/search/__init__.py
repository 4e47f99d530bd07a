"""The search: how words are compared, and what its page shows."""
