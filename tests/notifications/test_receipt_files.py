"""The files of a receipt: the page to sign, of the receipts that ask for it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from notifications.receipt_files import draft_receipt_files
from tests.mails import in_transaction

REPORT = ["2026年3月月度检查", "共2项目标。"]


def receipt(to_sign: list[list[str]]) -> SimpleNamespace:
    return SimpleNamespace(subject="0" * 64, department_id=1, payload={"to_sign": to_sign})


@pytest.mark.usefixtures("march")
def test_only_a_receipt_that_asks_for_a_signature_brings_the_page() -> None:
    told = {1: [receipt([REPORT]), receipt([])], 2: [receipt([])]}
    drafts = in_transaction(draft_receipt_files, told, date(2026, 3, 11))
    assert [[draft.name for draft in drafts[to]] for to in told] == [["结果报告阅签页.docx"], []]
    assert "主要领导签字后扫描" in drafts[1][0].said
