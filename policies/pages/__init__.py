"""Reading policy: the public pages."""
