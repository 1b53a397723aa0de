"""The receipts of reports in words as an office reads them, kept in tests/data/receipts/words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from notifications.render import render
from notifications.samples.parts import context_of
from tests.mails import ADDRESS, mail_from, take, vouched
from tests.models.ledger.answer.test_receipts_kept import LIST, NEWEST, PARTS, QUOTED
from tests.models.ledger.answer.test_worded import AT, GOOD, told

if TYPE_CHECKING:
    from tests.conftest import Sql

__all__ = ["told"]
KEPT = Path(__file__).parents[3] / "data" / "receipts" / "words"
TEXTS = {
    "taken": GOOD,
    "without_stamp": GOOD,
    "line_not_understood": "1 40\n2 很多",
    "done": "1 40\n2 100 已完成",
    "row_left_out": "2 60",
    "appeal": "我厅对上月检查的扣分有异议，请复核",
    "delay": "因汛期停工，申请延期到6月底报送",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_report_in_words_has_its_receipt(told: str, sql: Sql, name: str) -> None:
    mail = mail_from(ADDRESS, AT, text=TEXTS[name], answered=(told,))
    take(mail if name == "without_stamp" else vouched(mail), relay="mx.example.org")
    [(_, payload)] = sql.rows(NEWEST)
    message = render("answer_receipt", context_of("office", date(2026, 3, 10), **payload))
    text = f"{message.subject}\n\n{message.text}\n"
    places = [text.find(f"\n{part}") for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
    assert LIST.findall(QUOTED.sub("", text)) == []
    assert (KEPT / f"{name}.txt").read_text("utf-8") == text
