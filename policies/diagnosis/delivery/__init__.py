"""How queued messages reach their mailboxes."""
