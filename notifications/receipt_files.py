"""The files of a receipt: the sheets that go back, and the page that the head signs instead of writing 同意."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import is_rehearsal
from models.rules.rehearsal import marked
from notifications.documents.signing_page import TITLE, signing_page
from notifications.drafts import Draft
from notifications.returned_sheets import draft_returned_sheets

SIGN = "附件“{name}”是结果报告的签字页：主要领导签字后扫描，作为附件回复本邮件。"
ELSEWHERE = "签字页见发到邮箱的邮件附件。"


def draft_receipt_files(
    session: Session, told: Mapping[int, Sequence[Any]], day: date
) -> Mapping[int, Sequence[Draft]]:
    """Returns for each recipient the files of its receipts."""
    sheets = draft_returned_sheets(session, told, day)
    signed = {to: [row.payload["to_sign"] for row in rows if row.payload.get("to_sign")] for to, rows in told.items()}
    rehearsal = any(signed.values()) and is_rehearsal(session)
    pages = {to: [_page(chain(*reports), day, rehearsal=rehearsal)] for to, reports in signed.items() if reports}
    return {to: [*sheets.get(to, ()), *pages.get(to, ())] for to in told}


def _page(reports: chain[Sequence[str]], day: date, *, rehearsal: bool) -> Draft:
    lines = [(title, facts) for title, facts in reports]
    title = marked(TITLE, rehearsal=rehearsal)
    content = sha256(repr((title, lines, day)).encode()).hexdigest()
    name = title + ".docx"
    return Draft(name, content, partial(signing_page, title, lines, day), SIGN.format(name=name), ELSEWHERE)
