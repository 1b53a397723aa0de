"""Chance: made here once and passed down; nothing below draws a number of its own."""

from secrets import token_hex

BYTES = 32  # as long as the hash that is published of it


def new_secret() -> str:
    """64 hexadecimal digits that nobody can guess, by which a sample is committed to."""
    return token_hex(BYTES)
