"""The front page of the desk: what waits for whoever looks at it, in a fixed number of queries."""
