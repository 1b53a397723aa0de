"""Results that an office may contest, each told on a day, and the sheets with which it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.answer.open_books import appeal_book
from notifications.documents.answer_sheet import workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting

GROUND, PROOF = "申诉理由", "申诉的印证材料（附件名）"
APPEALS = """
SELECT p.subject_kind, p.subject_key, p.ground, p.state, p.lodged_on::text, d.code FROM appeal p
    JOIN department d ON d.id = p.department_id ORDER BY p.id
"""
EXHIBITS = "SELECT record_key, file_name FROM exhibit WHERE record = 'appeal' ORDER BY id"


def asked_for(acting: Acting, place: Path, kind: str, key: str) -> Path:
    """The sheet as the agency writes it by hand that day."""
    with begin() as session:
        place.write_bytes(workbook(appeal_book(session, kind, key, acting.day)))
    return place


def limited(acting: Acting, days: int) -> None:
    """From today on an appeal is to be lodged within so many working days."""
    acting.do("set_policy", key="appeal_lodging_days", value=days, basis="黔目标办〔2026〕5号")


def with_mailbox(acting: Acting) -> Acting:
    """D001 and D002 have mailboxes."""
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    acting.take("departments", *rows)
    return acting
