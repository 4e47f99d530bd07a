"""The domain: what policy says, how it is edited, read and applied to an enterprise."""
