"""The difference hash of a picture: 64 bits that survive copying, scaling and saving again (7.5, A22).

A picture is also compared turned, mirrored and with its edges cut, so that it is known again after such a change.
"""

from collections.abc import Sequence
from operator import gt

WIDTH, HEIGHT = 9, 8
BITS = (WIDTH - 1) * HEIGHT
# Our choice. Saving or scaling a photograph again flips a few bits at most, a cut that lies between two of `CUTS` up to
# seven. If the bits of two different pictures were independent, 32 of them would differ on average, and 7 or fewer once
# in 2 * 10**10 comparisons. Photographs of one place taken from the same spot are closer: a person clears such a
# warning.
SAME = 7
# The shares cut off at both ends of an axis; a picture is compared with each pair of them.
CUTS = ((0.0, 0.0), (0.05, 0.05), (0.08, 0.08), (0.1, 0.1), (0.05, 0.0), (0.0, 0.05), (0.1, 0.0), (0.0, 0.1))
# A picture in which no grey value differs by more shows nothing, and would equal every other such picture.
CONTRAST = 12
DIGITS = bytes.maketrans(b"\0\1", b"01")


def difference_hash(grey: Sequence[int]) -> int:
    """Return the 64 bits of 72 grey values (a picture scaled to 9 × 8, row by row): each value against its right one.

    A bit is 1 if the value exceeds the next column's; the first comparison is the highest bit. Raises ValueError if
    there are not 72 values.
    """
    if len(grey) != WIDTH * HEIGHT:
        raise ValueError(len(grey))
    greater = bytearray(map(gt, grey, grey[1:]))
    del greater[WIDTH - 1 :: WIDTH]  # the last value of a row against the first of the next
    return int(greater.translate(DIGITS), 2)


def flipped_hashes(grey: bytes) -> tuple[int, int, int, int]:
    """Return the hashes of 72 grey values as they are, turned by 180°, and both upside down (mirrored)."""
    straight, turned = difference_hash(grey), difference_hash(grey[::-1])
    return straight, turned, _upside_down(straight), _upside_down(turned)


def _upside_down(bits: int) -> int:
    """Return the hash of the same rows in the other order; a row is a byte of it."""
    return int.from_bytes(bits.to_bytes(HEIGHT, "big"), "little")


def cut_boxes(width: int, height: int) -> list[tuple[float, float, float, float]]:
    """Return the boxes (left, top, right, bottom) of a picture with its edges cut by `CUTS`; the first is whole."""
    return [
        (width * left, height * top, width * (1 - right), height * (1 - bottom))
        for left, right in CUTS
        for top, bottom in CUTS
    ]


def is_one_colour(grey: Sequence[int]) -> bool:
    """Return whether a picture with these grey values shows nothing."""
    return max(grey) - min(grey) <= CONTRAST


def distance(one: int, other: int) -> int:
    """Return the number of bits in which two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def is_same(one: int, other: int) -> bool:
    """Return whether two hashes count as the same picture."""
    return distance(one, other) <= SAME


def signed(bits: int) -> int:
    """Return a hash as the database column stores it: the same 64 bits as a signed integer."""
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits
