"""Random secrets: drawn here once and passed down; no lower layer draws random numbers."""

from secrets import token_hex

BYTES = 32  # as long as its published hash


def new_secret() -> str:
    """Returns 64 random hexadecimal digits, the secret that a sample is committed to."""
    return token_hex(BYTES)
