"""The difference hash of a picture: 64 bits that stay while it is copied, scaled or saved anew (7.5, A22)."""

from collections.abc import Sequence

WIDTH, HEIGHT = 9, 8
BITS = (WIDTH - 1) * HEIGHT
# Our choice. Saving or scaling a photograph anew turns over a few bits at most; were the bits of two different pictures
# independent, they would differ in 32, and in 5 or fewer once in 2 * 10**12 comparisons. Photographs of one place taken
# from the same spot are nearer: such a warning is for a person to clear.
SAME = 5


def difference_hash(grey: Sequence[int]) -> int:
    """64 bits of the 72 grey values of a picture scaled to 9 × 8, row by row: whether a value exceeds its right one.

    The first comparison is the highest bit. Raises ValueError for another number of values.
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
    """In how many bits two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def is_same(one: int, other: int) -> bool:
    """Whether two hashes are taken for those of one picture."""
    return distance(one, other) <= SAME


def signed(bits: int) -> int:
    """A hash as the database keeps it: the same 64 bits read as a signed number."""
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits
