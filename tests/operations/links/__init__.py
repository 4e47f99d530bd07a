"""Whether the links of source documents still open, over real connections."""
