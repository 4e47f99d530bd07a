"""Whether the addresses of source documents still open, and still show what they showed."""
