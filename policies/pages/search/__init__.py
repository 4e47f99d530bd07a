"""Finding on the site: one list of all that readers see, searched in memory."""
