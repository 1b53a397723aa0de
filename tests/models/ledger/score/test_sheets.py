"""The score sheets of a year from its entries: components, floors, cut-off, what is lacking (A37, A53, A54)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.sheets import ScoreSheet, left_out, rated_lines, score_sheets
from models.rules.item_weights import EXAMPLE
from models.rules.score.component import RATED, Component, Line, weights
from models.rules.score.gate import GateFact, GateKind, GateLine, gate
from tests.conftest import counting
from tests.databases import story
from tests.models.ledger.appraisal.year import by, complete, drafted, objects
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql


RATINGS = ("省领导评价的量表和最少人数未设定", "创新项目评选尚无评价结果", "二级考评尚无评价结果")


def policy(acting: Acting, key: str, value: str) -> None:
    acting.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from="2026-01-01")


def sheets(year: int = 2026, day: date = date(2026, 12, 31)) -> dict[str, ScoreSheet]:
    with begin() as session:
        return {sheet.code: sheet for sheet in score_sheets(session, year, day)}


def functional(day: str) -> dict[str, Decimal | None]:
    """Return the points of 职能绩效 of each department on a day."""
    found = sheets(day=date.fromisoformat(day))
    return {code: points(sheet)[Component.FUNCTIONAL] for code, sheet in found.items()}


def points(sheet: ScoreSheet) -> dict[Component, Decimal | None]:
    return {line.component: line.points for line in sheet.lines}


def merge(acting: Acting, day: str) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    acting.on(day).do("merge_department", effective_on=day, **reform)


def test_every_department_starts_with_full_marks_of_what_is_set(march: Acting) -> None:
    policy(march, "party_item_weights", EXAMPLE)
    found = sheets()
    assert list(found) == ["D001", "D002"]
    assert points(found["D001"])[Component.FUNCTIONAL] == Decimal(50)
    assert points(found["D001"])[Component.ORGANIZATION] == Decimal(9)
    assert (found["D001"].total, found["D001"].lacks) == (None, RATINGS)


def test_an_entry_takes_from_the_component_of_its_target(march: Acting, sql: Sql) -> None:
    policy(march, "negative_points", "-1.5")
    policy(march, "party_item_weights", EXAMPLE)
    sql("UPDATE target SET category = 'functional' WHERE code = 'T001'")
    sql("UPDATE target SET category = 'building', item = 'team', weight = 1 WHERE code = 'T002'")
    for code in ("T001", "T002"):
        march.on("2026-03-10").lists(code)
    found = points(sheets()["D001"])
    assert (found[Component.FUNCTIONAL], found[Component.TEAM]) == (Decimal("48.5"), Decimal(7))


def test_what_is_not_set_and_what_has_no_component_is_named(march: Acting, sql: Sql) -> None:
    sql("UPDATE target SET category = 'functional' WHERE code = 'T001'")
    sql("UPDATE target SET category = NULL WHERE code = 'T002'")
    for code in ("T001", "T002"):
        march.on("2026-03-10").lists(code)
    sheet = sheets()["D001"]
    assert "条目2026/T001/1的记分未设定" in sheet.lacks
    assert "思想建设的权重未设定" in sheet.lacks
    assert (sheet.total, sheet.lacks[-1]) == (None, "条目2026/T002/1的目标没有写明类别或党建项目")


def test_a54_who_was_merged_in_the_year_has_no_sheet_and_its_entries_are_the_successors(
    march: Acting, sql: Sql
) -> None:
    policy(march, "negative_points", "-2")
    sql("UPDATE target SET category = 'functional'")
    march.on("2026-03-10").lists("T001")
    merge(march, "2026-04-02")
    assert {code: points(each)[Component.FUNCTIONAL] for code, each in sheets().items()} == {"D002": Decimal(48)}


def test_a54_a_merger_after_the_year_changes_no_sheet(march: Acting, sql: Sql) -> None:
    policy(march, "negative_points", "-2")
    sql("UPDATE target SET category = 'functional'")
    march.on("2026-03-10").lists("T001")
    merge(march, "2027-02-02")
    found = {code: points(each)[Component.FUNCTIONAL] for code, each in sheets().items()}
    assert found == {"D001": Decimal(48), "D002": Decimal(50)}


def test_a53_what_is_listed_after_the_cut_off_does_not_move_a_sheet(march: Acting, sql: Sql) -> None:
    policy(march, "negative_points", "-2")
    sql("UPDATE target SET category = 'functional'")
    march.on("2026-03-10").lists("T001")
    march.on("2027-03-01").lists("T003", year=2026)
    assert functional("2027-03-01") == {"D001": Decimal(48), "D002": Decimal(48)}
    policy(march, "appraisal_cut_off", "2月28日")
    assert functional("2027-02-28") == {"D001": Decimal(48), "D002": Decimal(48)}  # not passed: as the ledger has it
    assert functional("2027-03-01") == {"D001": Decimal(48), "D002": Decimal(50)}


def test_a53_what_is_withdrawn_after_the_cut_off_does_not_move_a_sheet(cleared: Acting, sql: Sql) -> None:
    sql("UPDATE target SET category = 'functional'")
    policy(cleared, "appraisal_cut_off", "2月28日")
    before = functional("2027-03-01")
    cleared.on("2027-03-01").do("rule_appeal", target="T001", year=2026, ruling="撤销", reason="已达要求")
    assert functional("2027-02-28")["D001"] == Decimal(50)
    assert functional("2027-03-01") == before != functional("2027-02-28")


def test_an_open_appeal_against_an_entry_is_named_until_it_is_ruled(cleared: Acting) -> None:
    appeal = "对条目2026/T001/1的申诉尚未办结（rule_appeal）"
    assert sheets()["D001"].lacks[-1] == appeal
    assert sheets()["D001"].open == (GateLine(GateKind.APPEALS, appeal),)
    assert sheets()["D002"].open == ()
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求")
    assert sheets()["D001"].open == ()


def test_targets_that_are_open_are_named_once_the_year_is_over(march: Acting) -> None:
    assert march.day.year == 2026
    assert sheets(day=date(2026, 12, 31))["D002"].open == ()
    sheet = sheets(day=date(2027, 1, 1))["D002"]
    assert sheet.lacks[-len(sheet.open) :] == tuple(each.words for each in sheet.open)
    assert sheet.open[0].words == "1个目标年终检查没有申报完成，也没有列入负面清单：T003（file_year_end_check）"


def test_what_is_open_keeps_a_sheet_from_its_total() -> None:
    line = Line(Component.FUNCTIONAL, Decimal(50), Decimal(48))
    assert ScoreSheet("D001", "第001厅", (line,), (), ()).total == Decimal(48)
    open_appeal = gate([GateFact(GateKind.APPEALS, 1, ["2026/T001/1"])])
    assert ScoreSheet("D001", "第001厅", (line,), (), open_appeal).total is None


def test_the_statements_do_not_grow_with_the_targets(march: Acting, targets: Make) -> None:
    assert march.day.year == 2026
    counts = []
    for more in (1, 20):
        targets("D001", more)
        with counting() as total:
            sheets(day=date(2027, 1, 1))
        counts.append(total[0])
    assert counts[0] == counts[1]


PAPER = """
INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason,
    department_id, left_out, facts)
SELECT jurisdiction_id, :year, 2, '领导小组', '黔绩领〔2027〕2号', '2027-04-01', '2027-04-01', '重复列入', id,
    '["2026/T001/1"]', '{}' FROM department WHERE code = :code
"""


def listed(march: Acting, sql: Sql) -> None:
    policy(march, "negative_points", "-2")
    sql("UPDATE target SET category = 'functional'")
    for code in ("T001", "T002"):
        march.on("2026-03-10").lists(code)


def test_what_a_correction_leaves_out_takes_nothing_and_the_line_says_so(march: Acting, sql: Sql) -> None:
    listed(march, sql)
    sql(PAPER, year=2026, code="D001")
    line = line_of("D001", "functional")
    assert (line.points, [each.entry for each in line.deductions]) == (Decimal(48), ["2026/T002/1"])
    assert line.basis == ("条目2026/T001/1不计，依据更正（黔绩领〔2027〕2号，2027-04-01）",)


def test_it_counts_for_its_department_and_year_only(march: Acting, sql: Sql) -> None:
    listed(march, sql)
    sql(PAPER, year=2025, code="D001")
    sql(PAPER, year=2026, code="D002")
    assert line_of("D001", "functional").points == Decimal(46)


def test_an_open_appeal_against_what_is_left_out_is_in_the_way_of_nothing(march: Acting, sql: Sql) -> None:
    listed(march, sql)
    march.on("2026-03-11").office("D001").do("lodge_appeal", target="T001", ground="已完工")
    assert "对条目2026/T001/1的申诉尚未办结（rule_appeal）" in sheets()["D001"].lacks
    sql(PAPER, year=2026, code="D001")
    assert "对条目2026/T001/1的申诉尚未办结（rule_appeal）" not in sheets()["D001"].lacks


def test_no_department_has_points_of_a_component_that_was_not_given(march: Acting) -> None:
    assert march.day.month == 3
    with begin() as session:
        found = rated_lines(session, home(session), 2026, weights(None))
    assert set(found) <= RATED
    assert {line.points for lines in found.values() for line in lines.values()} == {None}
    assert all(line.lacks for lines in found.values() for line in lines.values())


ENTRY = "2026/T001/1"
ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}
ANSWER: dict[str, Any] = {**ABOUT, "component": "职能绩效目标", "answer": "已核对"}


def out(year: int = 2026) -> dict[str, str]:
    """Entry and reason of what is left out."""
    with begin() as session:
        return {entry: why for (_, entry), why in left_out(session, home(session), year).items()}


@pytest.fixture
@story
def objected(march: Acting, sql: Sql) -> Acting:
    """D001 objects to the points of its targets; today is 4 March 2027."""
    complete(march, sql)
    drafted(march)
    objects(march, sql, functional="已补欠")
    return march.on("2027-03-04")


@pytest.mark.parametrize("accepted", ["是", "否"])
def test_an_answer_leaves_nothing_out_before_it_is_recomputed(objected: Acting, accepted: str) -> None:
    entries = {"left_out": ENTRY} if accepted == "是" else {}
    by(objected, "赵敏").do("answer_score_objection", **ANSWER, accepted=accepted, **entries)
    assert out() == {}
    assert line_of("D001", "functional").points == Decimal(48)


def test_a_confirmed_objection_leaves_its_entry_out_of_its_year(objected: Acting) -> None:
    by(objected, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", left_out=ENTRY)
    by(objected, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11")
    assert out() == {ENTRY: "条目2026/T001/1不计，依据答复异议（2027-03-04）"}
    assert out(2027) == {}
    assert line_of("D001", "functional").points == Decimal(50)


def test_the_other_department_keeps_its_points(objected: Acting) -> None:
    before = line_of("D002", "functional")
    by(objected, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", left_out=ENTRY)
    by(objected, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11")
    assert line_of("D002", "functional") == before


def test_the_entry_itself_stays_on_the_negative_list(objected: Acting, sql: Sql) -> None:
    entry = "SELECT state, occurrence FROM negative_entry ORDER BY id"
    before = sql.rows(entry)
    by(objected, "赵敏").do("answer_score_objection", **ANSWER, accepted="是", left_out=ENTRY)
    by(objected, "李明").do("recompute_sheet", **ABOUT, due="2027-03-11")
    assert sql.rows(entry) == before
