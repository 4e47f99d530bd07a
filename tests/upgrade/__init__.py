"""A database of release 0.9.0, with edits and submissions, is brought up to date."""
