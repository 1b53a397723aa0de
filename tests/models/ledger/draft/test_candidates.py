"""报审: which drafts a paper is to contain, and how each goes to its body (1-2.4, 1-2.5, 1-2.7)."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.draft import DraftsSubmitted
from models.ledger.acts import OPERATOR, Context
from models.ledger.draft.candidates import DraftCandidate, candidates_of
from models.ledger.jurisdiction import home
from models.rules.business_day import SHANGHAI, BusinessDay
from models.rules.errors import Refused
from models.rules.states import DraftEvent
from tests.models.ledger.draft.lists import bodies, consulted_list, draft

if TYPE_CHECKING:
    from tests.conftest import Acting

URGENT = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-03"}


def found(acting: Acting, *codes: str) -> list[DraftCandidate]:
    data = DraftsSubmitted.model_validate({"category": "职能绩效目标", "targets": list(codes)})
    with begin() as session:
        return candidates_of(
            session,
            Context(
                1, home(session), BusinessDay(acting.day, datetime.combine(acting.day, time(9), SHANGHAI)), OPERATOR
            ),
            data,
            2026,
        )


def test_without_names_they_are_what_was_consulted(march: Acting) -> None:
    consulted_list(march)
    draft(march, "N9", **URGENT)
    its = found(march)
    assert "N9" not in {each.row.code for each in its}
    assert {each.event for each in its} == {DraftEvent.SUBMIT}
    assert not any(each.skips for each in its)


def test_a_dynamic_target_that_was_not_consulted_skips_it(march: Acting) -> None:
    bodies(march)
    draft(march, "N9", **URGENT)
    [urgent] = found(march, "N9")
    assert (urgent.dynamic, urgent.skips, urgent.event) == (True, True, DraftEvent.SUBMIT_UNCONSULTED)


def test_a_code_that_is_no_draft_is_named(march: Acting) -> None:
    draft(march, "N1")
    with pytest.raises(Refused, match=r"没有编号为N7、N8的2026年职能绩效目标草案"):
        found(march, "N8", "N1", "N7")


def test_before_any_draft_was_consulted_there_is_none(march: Acting) -> None:
    draft(march, "N1")
    with pytest.raises(Refused, match="须先与部门沟通"):
        found(march)
