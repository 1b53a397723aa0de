"""The sheet of a matter that is no duty: coded like that of a duty, without number and without last day unless told."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from models.ledger.answer.matter_sheet import Said, matter_sheet
from models.ledger.answer_keys import Key
from models.rules.answer_code import AnswerCode
from models.rules.matter_form import ALL_FORMS, MATTERS

KEY = Key(1, "0123abcd", b"k" * 32)
SAID = Said("请填写。", "《目标管控》6.1.6")


def matter(kind: str) -> SimpleNamespace:
    columns = {
        "key": f"{kind}|2026-01|D001||0",
        "due_version": 1,
        "office": "D001",
        "office_id": 7,
        "department": "第001厅",
    }
    return SimpleNamespace(kind=kind, **columns)


@pytest.mark.parametrize("kind", sorted(MATTERS))
def test_it_is_bound_to_the_matter_its_version_and_the_office(kind: str) -> None:
    found = matter_sheet(matter(kind), KEY, SAID)
    sheet = found.sheet
    assert (found.key, found.office, found.code) == (f"{kind}|2026-01|D001||0", 7, "D001")
    expected = AnswerCode(KEY.installation, f"{kind}|2026-01|D001||0", 1, "D001")
    assert sheet.code == expected.sealed(KEY.secret)
    assert (sheet.obligation, sheet.due, sheet.rows, sheet.marked) == (None, None, (), False)
    assert (sheet.title, sheet.department) == (ALL_FORMS[kind].title, "第001厅")


def test_what_is_said_of_it_stands_on_it() -> None:
    said = SAID._replace(title="申诉", due=date(2026, 4, 30), about=(("核查编号", "2026-1"),), marked=True)
    sheet = matter_sheet(matter(next(iter(MATTERS))), KEY, said).sheet
    assert (sheet.title, sheet.due, sheet.about, sheet.marked) == ("申诉", date(2026, 4, 30), said.about, True)
    assert (sheet.to_do, sheet.why) == (SAID.to_do, SAID.why)
