"""The difference hash of a picture: 64 bits that survive copying, scaling and saving again (7.5, A22)."""

from collections.abc import Sequence

WIDTH, HEIGHT = 9, 8
BITS = (WIDTH - 1) * HEIGHT
# Our choice. Saving or scaling a photograph again flips a few bits at most. If the bits of two different pictures were
# independent, 32 of them would differ on average, and 5 or fewer once in 2 * 10**12 comparisons. Photographs of one
# place taken from the same spot are closer: a person clears such a warning.
SAME = 5


def difference_hash(grey: Sequence[int]) -> int:
    """Return the 64 bits of 72 grey values (a picture scaled to 9 × 8, row by row): each value against its right one.

    A bit is 1 if the value exceeds the next column's; the first comparison is the highest bit. Raises ValueError if
    there are not 72 values.
    """
    if len(grey) != WIDTH * HEIGHT:
        raise ValueError(len(grey))
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            place = row * WIDTH + column
            bits = bits << 1 | (grey[place] > grey[place + 1])
    return bits


def distance(one: int, other: int) -> int:
    """Return the number of bits in which two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def is_same(one: int, other: int) -> bool:
    """Return whether two hashes count as the same picture."""
    return distance(one, other) <= SAME


def signed(bits: int) -> int:
    """Return a hash as the database column stores it: the same 64 bits as a signed integer."""
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits
