"""报审: which drafts a paper is to contain, and how each goes to its body (1-2.4, 1-2.5, 1-2.7)."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.draft import DraftsSubmitted
from models.ledger.acts import OPERATOR, Context
from models.ledger.draft.candidates import DraftCandidate, candidates_of
from models.ledger.jurisdiction import home
from models.rules.errors import Refused
from models.rules.states import DraftEvent
from models.rules.workdays import SHANGHAI, BusinessDay
from tests.models.ledger.draft.lists import (
    BUILDING,
    SUBMITTED,
    agree,
    bodies,
    consult,
    consulted_list,
    draft,
    states,
    submit,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


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


FUNCTIONAL = {"category": "职能绩效目标"}
WAITING = "未报审：共发现1项不能报审。第001厅对目标N1的异议尚未答复（answer_objection），答复前该部门的目标不报审。"
OBJECTED_BEFORE = "部门对同名的草案N1提出过异议，没有答复或已采纳，须先沟通（consult_drafts）。"


def refused(march: Acting, **more: Any) -> str:
    """Submit 职能绩效目标; returns the sentence of the refusal."""
    return march.on(SUBMITTED).refused("submit_drafts", **FUNCTIONAL | more)


def objected(march: Acting) -> None:
    """Consult three drafts of D001, which objects to N1, and one of D002, which agrees."""
    bodies(march)
    draft(march, "N1")
    draft(march, "N2")
    draft(march, "N3", **BUILDING)
    draft(march, "M1", "D002")
    first, second = consult(march)
    agree(march, first, "N2", "N3", N1="改为900公里")
    agree(march, second, "M1", office="D002")


def test_an_unanswered_objection_holds_up_the_list_of_its_department_only(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    objected(march)
    assert refused(march, targets="N2") == WAITING
    assert march.on(SUBMITTED).refused("submit_drafts", category="机关建设目标") == WAITING
    assert submit(march, departments="D002") == "2026-1"
    assert states(sql) == {"N1": "consulted", "N2": "consulted", "N3": "consulted", "M1": "submitted"}
    march.do("answer_objection", target="N1", accepted=False, answer="任务已定")
    assert submit(march, targets="N2") == "2026-2"
    assert violations() == []


def test_an_objection_in_the_paper_itself_is_named_once(march: Acting) -> None:
    objected(march)
    assert refused(march) == (
        "未报审：共发现1项不能报审。第001厅N1“农村公路N1”：部门的异议尚未答复（answer_objection）。"
    )


@pytest.mark.parametrize("settled", ["withdraw", "revise", "accept"])
def test_a_draft_that_is_withdrawn_changed_or_conceded_holds_up_no_other(march: Acting, settled: str) -> None:
    objected(march)
    if settled == "withdraw":
        march.do("withdraw_draft", target="N1", reason="重复")
    elif settled == "revise":
        draft(march, "N1", 绩效要求="建成900公里", 数量="900")
    else:
        march.do("answer_objection", target="N1", accepted=True, answer="同意调减")
    assert submit(march, targets="N2") == "2026-1"


def test_an_urgent_dynamic_target_is_not_held_up(march: Acting) -> None:
    objected(march)
    draft(march, "N9", **URGENT)
    assert submit(march, targets="N9", unconsulted_reason="防汛应急") == "2026-1"


def test_an_objection_of_a_merged_department_holds_up_the_list_of_its_successor(march: Acting) -> None:
    objected(march)
    march.do("merge_department", department="D001", successor="D002", effective_on="2026-03-05", basis="12号")
    assert "对目标N1的异议尚未答复" in refused(march, targets="M1")


@pytest.mark.parametrize("withdrawn", [(), ("N1",)])
def test_an_objected_draft_does_not_skip_consulting_under_another_code(
    march: Acting, withdrawn: tuple[str, ...], violations: Violations
) -> None:
    objected(march)
    for code in withdrawn:
        march.do("withdraw_draft", target=code, reason="重复")
    draft(march, "N9", 目标名称="农村公路N1", **URGENT)
    asked = {"targets": "N9", "unconsulted_reason": "防汛应急"}
    assert refused(march, **asked) == f"未报审：共发现1项不能报审。第001厅N9“农村公路N1”：{OBJECTED_BEFORE}"
    draft(march, "N7", 目标名称="农村公路 Ｎ1", **URGENT)
    assert OBJECTED_BEFORE in refused(march, **asked | {"targets": "N7"})
    draft(march, "N8", 目标名称="农村公路N8", **URGENT)
    assert submit(march, **asked | {"targets": "N8"}) == "2026-1"
    draft(march, "M9", "D002", 目标名称="农村公路N1", **URGENT)
    assert submit(march, **asked | {"targets": "M9"}) == "2026-2"
    assert violations() == []


def test_a_draft_whose_objection_was_rejected_may_be_drafted_again(march: Acting) -> None:
    objected(march)
    march.do("answer_objection", target="N1", accepted=False, answer="任务已定")
    march.do("withdraw_draft", target="N1", reason="改列动态目标")
    draft(march, "N9", 目标名称="农村公路N1", **URGENT)
    assert submit(march, targets="N9", unconsulted_reason="防汛应急") == "2026-1"


def test_a_draft_that_was_objected_to_under_another_code_is_submitted_once_it_is_consulted(march: Acting) -> None:
    objected(march)
    march.do("withdraw_draft", target="N1", reason="改列动态目标")
    draft(march, "N9", 目标名称="农村公路N1", **URGENT)
    [number] = consult(march)
    agree(march, number, "N9")
    assert submit(march, targets="N9") == "2026-1"
