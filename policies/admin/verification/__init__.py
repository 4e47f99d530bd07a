"""The trust desk: which facts have been checked against their documents, and which are due."""
