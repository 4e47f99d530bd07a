"""The versions of content: stored whole, compared, restored, and guarded against a clash."""
