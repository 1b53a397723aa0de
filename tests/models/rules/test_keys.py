"""What separates the parts of a key stands in no code."""

import pytest

from models.rules.errors import Refused
from models.rules.keys import RESERVED, check_request_id, separator_in


@pytest.mark.parametrize(
    ("text", "separator"), [("GZ2021-07-2", ""), ("T001/1", "/"), ("a|b/c", "|"), ("", ""), ("张·艾力", "")]
)
def test_the_first_separator_of_a_text_is_found(text: str, separator: str) -> None:
    assert separator_in(text) == separator


@pytest.mark.parametrize("start", RESERVED)
def test_a_request_id_that_the_system_gives_is_refused(start: str) -> None:
    with pytest.raises(Refused, match=f"请求编号“{start}7”的开头留给系统"):
        check_request_id(f"{start}7")


@pytest.mark.parametrize("number", ["", "一号", "mail", "my-mail:7", "清单", "2026-03/7"])
def test_any_other_is_taken(number: str) -> None:
    check_request_id(number)
