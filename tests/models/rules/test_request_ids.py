"""Request ids that the system gives are not for operators."""

import pytest

from models.rules.errors import Refused
from models.rules.request_ids import RESERVED, check_request_id


@pytest.mark.parametrize("start", RESERVED)
def test_a_request_id_that_the_system_gives_is_refused(start: str) -> None:
    with pytest.raises(Refused, match=f"请求编号“{start}7”的开头留给系统"):
        check_request_id(f"{start}7")


@pytest.mark.parametrize("number", ["", "一号", "mail", "my-mail:7", "清单", "2026-03/7"])
def test_any_other_is_taken(number: str) -> None:
    check_request_id(number)
