"""The office that a row is entered for, how it was received, and the signed paper that it stands on (A49)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.adjustment import ConsentGiven
from models.intake.inspection import InspectorNamed
from models.intake.meeting import MeetingHeld
from models.ledger.acts import Role
from models.ledger.agency_sheet.author import row_context
from models.ledger.agency_sheet.kind import PAPER, SOURCE
from models.ledger.agency_sheet.meetings import MEETINGS
from models.ledger.agency_sheet.roster import INSPECTORS_SHEET
from models.ledger.inspection.signing import sign_off
from models.rules.errors import Refused
from models.rules.kinds import Means

if TYPE_CHECKING:
    from models.intake.input import Input
    from models.ledger.acts import Context
    from models.ledger.agency_sheet.kind import SheetKind
    from tests.conftest import Acting

MEETING = MeetingHeld(
    department="D001",
    period="2026Q1",
    held_on=date(2026, 3, 4),
    attendees="班子成员",
    completion="过半",
    problems="资金",
    measures="按月调度",
)
PERSON = InspectorNamed(name="王文")
SIGNED = replace(INSPECTORS_SHEET, chosen=sign_off)  # a kind whose rows need the hand of a person
ON_PAPER = {"paper:number": "黔目标核签〔2026〕2号", "paper:dated": date(2026, 3, 4)}
BY_PHONE = {"source:means": Means.PHONE, "source:note": "李明", "source:received": date(2026, 3, 4)}


def made(acting: Acting, kind: SheetKind, data: Input, origin: dict[str, Any], office: str = "") -> Context:
    with begin() as session:
        return row_context(session, kind, acting.context(), data, origin, office)


def test_a_row_of_an_office_is_entered_for_the_department_that_it_names(march: Acting) -> None:
    ctx = made(march, MEETINGS, MEETING, BY_PHONE)
    assert (ctx.actor.name, ctx.actor.role) == ("第001厅目标办", Role.OFFICE)
    assert ctx.actor.department == march.office("D001").actor.department


def test_the_department_of_the_ledgers_own_row_comes_first(march: Acting) -> None:
    assert made(march, MEETINGS, MEETING, BY_PHONE, "D002").actor.name == "第002厅目标办"


def test_author_and_source_of_a_row_are_kept_with_it(march: Acting) -> None:
    ctx = made(march, MEETINGS, MEETING, BY_PHONE)
    assert ctx.row["actor"] == "第001厅目标办"
    assert ctx.row["role"] == "office"
    assert ctx.row["source"] == {"means": "phone", "note": "李明", "received": "2026-03-04"}


def test_a_row_of_the_agency_has_the_context_of_the_sheet(march: Acting) -> None:
    ctx = made(march, INSPECTORS_SHEET, PERSON, {})
    assert ctx.actor == march.actor
    assert not ctx.row


def test_an_unknown_department_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="D999"):
        made(march, MEETINGS, MEETING.model_copy(update={"department": "D999"}), BY_PHONE)


def test_a_day_of_receipt_after_today_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="收到日期2026-03-06在今天（2026-03-05）之后"):
        made(march, MEETINGS, MEETING, {**BY_PHONE, "source:received": date(2026, 3, 6)})


def test_a_receipt_without_its_means_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="“来源”必填"):
        made(march, MEETINGS, MEETING, {"source:received": date(2026, 3, 4)})


# Rows that need the hand of a person


def test_the_columns_of_number_and_date_are_only_on_sheets_that_need_a_hand() -> None:
    assert SIGNED.layout[-2:] == PAPER
    assert [column.title for column in PAPER] == ["签字文件文号", "签字文件日期"]
    assert not set(PAPER) & set(INSPECTORS_SHEET.layout)
    assert MEETINGS.layout[-3:] == SOURCE


def test_a_row_with_number_and_date_stands_on_that_paper(march: Acting) -> None:
    ctx = made(march, SIGNED, PERSON, ON_PAPER)
    assert ctx.actor.paper is not None
    assert (ctx.actor.paper.number, ctx.actor.paper.dated) == ("黔目标核签〔2026〕2号", date(2026, 3, 4))
    assert "黔目标核签〔2026〕2号" in str(ctx.row["source"])


def test_a_row_without_a_paper_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="须由组长本人签字"):
        made(march, SIGNED, PERSON, {})


def test_the_paper_of_the_command_is_that_of_rows_without_one(march: Acting) -> None:
    acting = replace(march, actor=replace(march.actor, paper=march._signed()))
    assert made(acting, SIGNED, PERSON, {}).actor.paper == march._signed()
    ctx = made(acting, SIGNED, PERSON, ON_PAPER)
    assert ctx.actor.paper is not None
    assert ctx.actor.paper.number == "黔目标核签〔2026〕2号"


@pytest.mark.parametrize("missing", ON_PAPER)
def test_a_paper_needs_number_and_date(march: Acting, missing: str) -> None:
    with pytest.raises(Refused, match="文号" if missing.endswith("number") else "日期"):
        made(march, SIGNED, PERSON, {name: value for name, value in ON_PAPER.items() if name != missing})


def test_a_paper_of_tomorrow_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="签字文件日期2026-03-06在今天（2026-03-05）之后"):
        made(march, SIGNED, PERSON, ON_PAPER | {"paper:dated": date(2026, 3, 6)})


def test_a_row_about_a_target_is_entered_for_the_department_that_leads_it(march: Acting) -> None:
    consented = ConsentGiven(target="T003", consented_on=date(2026, 3, 4), number="厅签1号")
    assert made(march, MEETINGS, consented, BY_PHONE).actor.name == "第002厅目标办"


def test_a_row_that_names_neither_department_nor_target_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="看不出由哪个部门办理，请用导出的表填写"):
        made(march, MEETINGS, PERSON, BY_PHONE)
