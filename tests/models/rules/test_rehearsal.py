"""演练: the mark, and who may receive what a rehearsal sends."""

from __future__ import annotations

import pytest

from models.rules.rehearsal import ANYWHERE, WRITTEN, is_written, marked, may_receive, prefixed


def test_only_what_a_rehearsal_makes_is_marked() -> None:
    assert marked("催办函", rehearsal=True) == "【演练】催办函"
    assert marked("催办函", rehearsal=False) == "催办函"


def test_the_mark_stands_once_and_before_everything_else() -> None:
    assert marked("【演练】已导入", rehearsal=True) == "【演练】已导入"
    assert prefixed("第1项：", "【演练】已导入") == "【演练】第1项：已导入"
    assert prefixed("第1项：", "已导入") == "第1项：已导入"


@pytest.mark.parametrize(
    ("send_to", "may"),
    [([], False), (["b@example.org"], False), (["b@example.org", "a@example.org"], True), ([ANYWHERE], True)],
)
def test_a_rehearsal_sends_to_its_own_addresses_only(send_to: list[str], *, may: bool) -> None:
    assert may_receive(send_to, "a@example.org") is may


def test_only_a_result_of_the_folder_says_that_nothing_was_sent() -> None:
    assert is_written(f"{WRITTEN}“1.txt”")
    assert not any(is_written(result) for result in (None, "", "250 ok"))
