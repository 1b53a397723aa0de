"""按时, 逾期 and 补录 of a receipt."""

from __future__ import annotations

import pytest

from models.rules.verdicts import remark, verdict


@pytest.mark.parametrize(
    ("late", "entered_late", "words", "brackets"),
    [
        (False, False, "按时", ""),
        (None, None, "按时", ""),
        (True, False, "逾期", "（逾期）"),
        (False, True, "按时、补录", "（补录）"),
        (True, True, "逾期、补录", "（逾期、补录）"),
    ],
)
def test_an_entry_made_long_after_its_receipt_is_shown_with_the_verdict(
    words: str, brackets: str, *, late: bool | None, entered_late: bool | None
) -> None:
    shown = {"late": late, "entered_late": entered_late}
    assert (verdict(**shown), remark(**shown)) == (words, brackets)
