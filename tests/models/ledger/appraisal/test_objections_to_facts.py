"""A department objects to a fact of its sheet, and is answered as about a line; a fact stops no total (1-8.2, A56)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.facts import kept_facts
from models.rules.score.facts import FactKind, YearFacts, rows_of
from tests.databases import story
from tests.models.ledger.appraisal.year import ABOUT, APPROVAL, by, objects, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ANSWER: dict[str, Any] = {**ABOUT, "component": "应办未办", "answer": "3月已书面报告"}
OF_D001 = "FROM score_sheet WHERE department_id = (SELECT id FROM department WHERE code = 'D001')"
DUTY = "monthly_check|2026-03|D001||0"

pytestmark = pytest.mark.usefixtures("another")


@pytest.fixture
@story
def contested(draft: Acting, sql: Sql) -> Acting:
    """D001 objects to a duty that counts as undone; today is 4 March 2027."""
    objects(draft, sql, undone="3月已书面报告")
    return draft.on("2027-03-04")


def accept(acting: Acting, **more: Any) -> None:
    by(acting, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", **{"left_out": DUTY} | more)


def recompute(acting: Acting, name: str = "李明") -> str:
    return by(acting, name).do("recompute_sheet", **ABOUT, due="2027-03-11").words


def kept(day: date = date(2027, 4, 1)) -> YearFacts:
    with begin() as session:
        return kept_facts(session, 2026, day)


def told(code: str = "D001", kind: FactKind = FactKind.UNDONE) -> str:
    return next(each.words for each in kept().of(code) if each.kind is kind)


def test_a_dismissed_objection_leaves_the_fact(contested: Acting, sql: Sql, violations: Violations) -> None:
    done = by(contested, "赵敏").do("answer_score_objection", **ANSWER, accepted="否")
    assert done.words == "对应办未办的异议未采纳，将答复部门。"
    assert states(sql)[0] == ("D001", 1, "settled")
    assert told() == "1项"
    assert violations() == []


def test_an_accepted_one_counts_once_another_person_has_recomputed_the_sheet(
    contested: Acting, sql: Sql, violations: Violations
) -> None:
    accept(contested)
    assert told() == "1项"
    assert "须由另一人重算" in by(contested, "赵敏").refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert recompute(contested) == "“第001厅”2026年的得分表已重算为第2版，2027-03-11前可提出异议。"
    assert told() == "0项，另有1项依据异议答复不计"
    assert sql.rows(f"SELECT count(DISTINCT content), count(*) {OF_D001}") == [(1, 2)]
    assert violations() == []


def test_a_row_that_the_fact_does_not_have_is_refused_with_those_that_it_has(contested: Acting) -> None:
    words = by(contested, "赵敏").refused("answer_score_objection", **ANSWER, accepted="是", left_out="x")
    assert words == f"得分表的应办未办没有条目x，该项的条目有：{DUTY}。"


def test_an_objection_that_changes_nothing_is_not_recomputed(contested: Acting, sql: Sql) -> None:
    accept(contested, left_out="")
    assert by(contested, "李明").refused("recompute_sheet", **ABOUT, due="2027-03-11").startswith("重算结果与原表相同")
    assert states(sql)[0] == ("D001", 1, "granted")


def test_with_an_objection_to_a_line_the_line_has_to_change(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, undone="已报告", functional="已补欠")
    accept(draft.on("2027-03-04"))
    answer = ANSWER | {"component": "职能绩效目标", "answer": "属实"}
    by(draft.on("2027-03-04"), "赵敏").do("answer_score_objection", **answer, accepted="是")
    assert by(draft.on("2027-03-04"), "李明").refused("recompute_sheet", **ABOUT, due="2027-03-11")


def test_who_ended_a_duty_does_not_dismiss_the_objection_to_its_day(rated: Acting, sql: Sql) -> None:
    by(rated.on("2027-01-20"), "王文").report("D001", "2026-03", "T001", "T002", reason="补录")
    rated.on("2027-03-01").do("draft_appraisal", year=2026, due="2027-03-05")
    objects(rated, sql, late="按时报告")
    answer = ANSWER | {"component": "逾期办结"}
    words = by(rated.on("2027-03-04"), "王文").refused("answer_score_objection", **answer, accepted="否")
    assert words.startswith("逾期办结的得分是王文经办的")
    assert by(rated.on("2027-03-04"), "赵敏").do("answer_score_objection", **answer, accepted="否").words


def test_what_the_ledger_shows_later_neither_stops_the_approval_nor_changes_the_kept_facts(
    heard: Acting, sql: Sql, violations: Violations
) -> None:
    heard.report("D001", "2026-03", "T001", "T002", reason="补录")
    before = kept()
    heard.do("approve_appraisal", year=2026, **APPROVAL)
    assert (kept().agency, kept().departments) == (before.agency, before.departments)
    assert told() == "1项"
    assert len(rows_of(sql.value("SELECT facts FROM appraisal"), "unlisted")) == 4
    assert violations() == []


def test_a_correction_keeps_the_facts_of_the_version_before(frozen: Acting, sql: Sql) -> None:
    correction = {"number": "黔绩领〔2027〕2号", "dated": "2027-04-01", "evidence": APPROVAL["evidence"]}
    left = {"reason": "条目重复列入", "left_out": "2026/T001/1"}
    by(frozen, "孙立").do("supersede_sheet", **ABOUT, **correction, **left)
    facts = sql.rows(f"SELECT facts {OF_D001}")
    assert facts[0] == facts[1]
    assert told() == "1项"


def test_the_sheet_and_the_message_to_the_department_name_its_facts(draft: Acting, sql: Sql) -> None:
    assert draft.day.year == 2027
    payload = sql.value("SELECT payload FROM notice WHERE kind = 'opened_appraisal_objection' LIMIT 1")
    assert ["事实·应办未办", "1项：2026年3月月度检查，期限2026-03-31"] in payload["alongside"]
    assert payload["lines"][-1][0] == "合计"
