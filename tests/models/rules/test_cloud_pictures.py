"""The difference hash of a picture: its bits, and when two pictures count as the same (7.5)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.cloud_pictures import (
    BITS,
    CONTRAST,
    CUTS,
    HEIGHT,
    SAME,
    WIDTH,
    cut_boxes,
    difference_hash,
    distance,
    flipped_hashes,
    is_one_colour,
    is_same,
    signed,
)

hashes = st.integers(0, 2**BITS - 1)
greys = st.lists(st.integers(0, 255), min_size=WIDTH * HEIGHT, max_size=WIDTH * HEIGHT)
RISING = list(range(WIDTH)) * HEIGHT


@pytest.mark.parametrize(
    ("grey", "bits"),
    [
        (RISING, 0),
        (RISING[::-1], 2**64 - 1),
        ([7] * 72, 0),
        ([9, *RISING[1:]], 2**63),
        ([*RISING[:-1], 0], 1),
    ],
)
def test_a_bit_says_that_a_value_exceeds_its_right_neighbour(grey: list[int], bits: int) -> None:
    assert difference_hash(grey) == bits


@pytest.mark.parametrize("number", [0, 71, 73])
def test_a_wrong_number_of_values_raises(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        difference_hash([0] * number)


@given(greys)
def test_the_bits_are_the_falls_within_the_rows_in_their_order(grey: list[int]) -> None:
    rows = [grey[place : place + WIDTH] for place in range(0, len(grey), WIDTH)]
    falls = "".join("1" if left > right else "0" for row in rows for left, right in pairwise(row))
    assert f"{difference_hash(grey):064b}" == falls


@given(greys, st.integers(1, 5), st.integers(0, 100))
def test_a_picture_made_brighter_or_richer_in_contrast_keeps_its_hash(grey: list[int], times: int, more: int) -> None:
    assert difference_hash([value * times + more for value in grey]) == difference_hash(grey)


@given(hashes, hashes, hashes)
def test_the_distance_of_hashes_is_one(one: int, other: int, third: int) -> None:
    assert distance(one, other) == distance(other, one) == f"{one ^ other:b}".count("1")
    assert distance(one, one) == 0
    assert distance(one, third) <= distance(one, other) + distance(other, third)


@given(hashes, st.sets(st.integers(0, BITS - 1)))
def test_pictures_are_the_same_while_no_more_than_seven_bits_differ(one: int, places: set[int]) -> None:
    other = one ^ sum(1 << place for place in places)
    assert is_same(one, other) == (len(places) <= SAME)


@given(hashes)
def test_a_hash_is_stored_as_the_same_64_bits_with_a_sign(bits: int) -> None:
    assert -(2**63) <= signed(bits) < 2**63
    assert signed(bits) % 2**64 == bits


@pytest.mark.parametrize(
    ("bits", "stored"),
    [
        (0, 0),
        (1, 1),
        (2**62, 2**62),
        (2**63 - 1, 2**63 - 1),
        (2**63, -(2**63)),
        (2**63 + 1, -(2**63) + 1),
        (2**64 - 1, -1),
    ],
)
def test_a_hash_is_stored_as_a_signed_integer_of_the_same_bits(bits: int, stored: int) -> None:
    assert signed(bits) == stored


@pytest.mark.parametrize(("flipped", "same"), [(0, True), (1, True), (7, True), (8, False), (64, False)])
def test_up_to_seven_bits_may_differ_between_two_files_of_one_picture(flipped: int, same: bool) -> None:  # noqa: FBT001 - a column
    other = sum(1 << (63 - bit) for bit in range(flipped))
    assert distance(0, other) == flipped
    assert is_same(0, other) is is_same(other, 0) is same


def test_a_picture_without_contrast_is_of_one_colour() -> None:
    assert is_one_colour(bytes([7, 7 + CONTRAST]))
    assert not is_one_colour(bytes([7, 8 + CONTRAST]))


def test_the_first_box_is_the_whole_picture_and_each_pair_of_cuts_has_one() -> None:
    boxes = cut_boxes(100, 40)
    assert boxes[0] == (0.0, 0.0, 100.0, 40.0)
    assert (10.0, 0.0, 100.0, 36.0) in boxes
    assert len(set(boxes)) == len(CUTS) ** 2


@given(st.binary(min_size=WIDTH * HEIGHT, max_size=WIDTH * HEIGHT))
def test_the_hashes_of_a_flipped_picture_are_those_of_its_flipped_rows(grey: bytes) -> None:
    rows = [grey[start : start + WIDTH] for start in range(0, len(grey), WIDTH)]
    mirrored = [row[::-1] for row in rows]
    ways = (rows, mirrored[::-1], rows[::-1], mirrored)
    assert flipped_hashes(grey) == tuple(difference_hash(b"".join(way)) for way in ways)
