"""References that an enterprise can read out on the telephone."""

import secrets

# Without letters and digits that look alike: B8, I1L, O0, S5 and Z2 keep their digit or neither.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY23456789"
LENGTH = 8


def new_reference() -> str:
    """Return eight random characters; 28⁸ of them make a guess or a clash hopeless."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
