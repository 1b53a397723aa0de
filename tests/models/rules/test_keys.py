"""What separates the parts of a key stands in no code."""

import pytest

from models.rules.keys import separator_in


@pytest.mark.parametrize(
    ("text", "separator"), [("GZ2021-07-2", ""), ("T001/1", "/"), ("a|b/c", "|"), ("", ""), ("张·艾力", "")]
)
def test_the_first_separator_of_a_text_is_found(text: str, separator: str) -> None:
    assert separator_in(text) == separator
