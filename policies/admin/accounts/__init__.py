"""How staff sign in: password, second factor, lock-out and idle time."""
