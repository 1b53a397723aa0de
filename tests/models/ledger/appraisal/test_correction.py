"""A paper of the 领导小组 corrects one approved sheet; what was approved stays on record (1-8.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.gate import gate_facts
from models.rules.score.gate import GateKind
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import CORRECTION, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


def test_a_correction_is_a_new_version_under_its_own_paper(frozen: Acting, sql: Sql, violations: Violations) -> None:
    sql("UPDATE score_sheet SET unit_class = '甲类', place = 2, grade = '良好'")
    done = frozen.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    assert done.words == ("“第001厅”2026年的得分表已更正为第2版（黔绩领〔2027〕2号），其他部门的等次不变。")
    assert states(sql) == [("D001", 1, "superseded"), ("D001", 2, "frozen"), ("D002", 1, "frozen")]
    assert sql.rows("SELECT DISTINCT unit_class, place, grade FROM score_sheet") == [("甲类", 2, "良好")]
    told = "SELECT audience FROM notice WHERE kind = 'score_superseded' ORDER BY audience"
    assert sql.column(told) == ["head", "office"]
    assert [row for row in violations() if not row.startswith("得分表")] == []


def test_a_correction_follows_what_was_corrected_in_the_ledger(
    frozen: Acting, sql: Sql, violations: Violations
) -> None:
    mark(frozen, "90")
    frozen.do("supersede_sheet", **CORRECTION)
    assert str(sql.value("SELECT total FROM score_sheet WHERE version = 2")) == "94.4"
    assert violations() == []


def test_a_correction_of_an_approved_sheet_is_asked_nothing_new(
    frozen: Acting, sql: Sql, violations: Violations
) -> None:
    paper = {"number": "合同2027-8", "dated": "2027-03-10", "evidence": CORRECTION["evidence"]}
    frozen.do("hand_out_survey", year=2026, reason="重新测评", **paper)  # a newer sheet did not come back
    assert violations() == []
    mark(frozen, "90")
    frozen.do("supersede_sheet", **CORRECTION)
    assert states(sql)[1] == ("D001", 2, "frozen")
    assert violations() == []
    with begin() as session:
        facts = gate_facts(session, 2, date(2026, 12, 31), None, frozen.day, whole=True)
    assert {fact.kind for each in facts.values() for fact in each} == {GateKind.SURVEY}


def test_the_same_correction_again_changes_nothing(frozen: Acting, sql: Sql) -> None:
    given = CORRECTION | {"left_out": "2026/T001/1"}
    frozen.do("supersede_sheet", **given)
    height = sql.value("SELECT height FROM chain_head")
    again = frozen.do("supersede_sheet", **given | {"number": "黔绩领[2027]2号"})
    assert again.words == "该得分表此前已更正（黔绩领[2027]2号，2027-04-01），未作改动。"
    for other in (given | {"reason": "另有原因"}, given | {"dated": "2027-03-31"}, CORRECTION):
        assert frozen.refused("supersede_sheet", **other)
    assert sql.value("SELECT height FROM chain_head") == height


def test_a_second_correction_keeps_what_the_first_left_out(frozen: Acting, sql: Sql) -> None:
    frozen.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    mark(frozen, "90")
    frozen.do("supersede_sheet", **CORRECTION | {"number": "黔绩领〔2027〕3号"})
    assert str(sql.value("SELECT total FROM score_sheet WHERE version = 3")) == "96.4"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "重算结果与原表相同，没有改动"),
        ({"left_out": "2026/T003/1"}, "该得分表没有条目2026/T003/1，请核对（left_out）。"),
        ({"dated": "2027-03-05", "left_out": "2026/T001/1"}, "审定文件日期2027-03-05早于"),
        ({"reason": ""}, "更正原因"),
    ],
)
def test_a_correction_changes_something_and_is_not_older_than_the_approval(
    frozen: Acting, sql: Sql, more: dict[str, Any], words: str
) -> None:
    assert words in frozen.refused("supersede_sheet", **CORRECTION | more)
    assert states(sql)[0] == ("D001", 1, "frozen")
    assert sql.value("SELECT count(*) FROM appraisal") == 1


def test_only_an_approved_sheet_is_corrected(heard: Acting) -> None:
    words = heard.on("2027-04-01").refused("supersede_sheet", **CORRECTION)
    assert words == "该得分表部门无异议，尚未审定，不能更正；请重新拟定（draft_appraisal）。"
