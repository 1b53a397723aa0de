"""考评事实 from the ledger: duties, looks, quarters, shared files and papers, as of a day (1-8.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.facts import facts_on, kept_facts
from models.rules.score.facts import FactKind, YearFacts
from models.rules.secrecy import WITHHELD
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

FEBRUARY = "2027-02-01"
SEEN: dict[str, Any] = {
    "place": "现场",
    "visitors": ["王文", "李明"],
    "leader": "王文",
    "result": "符合",
    "problems": "没有",
    "assistance": "没有",
}
MARCH_CHECK = "2026年3月月度检查，期限2026-03-31"


def facts(day: str = FEBRUARY, year: int = 2026) -> YearFacts:
    with begin() as session:
        return facts_on(session, year, date.fromisoformat(day))


def rows(kind: FactKind, code: str = "D001", day: str = FEBRUARY) -> list[str]:
    """The rows of a fact in words."""
    [fact] = [each for each in facts(day).of(code) if each.kind is kind]
    return [row.words for row in fact.rows]


def both(acting: Acting, tmp_path: Path) -> str:
    """D001 gives one file for both of its targets; returns the answer."""
    file = tmp_path / "验收单.pdf"
    file.write_text("验收")
    uses = [{"target": code, "file": str(file)} for code in ("T001", "T002")]
    lines = [{"target": code, "progress": 100} for code in ("T001", "T002")]
    office = acting.office("D001")
    return office.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=uses).words


@pytest.fixture
@story
def december(march: Acting) -> Acting:
    """The year-end check of 2026 is open; today is 1 December."""
    december = march.on("2026-12-01")
    december.open("year_end_check", "2026")
    return december


def test_a_duty_is_undone_after_its_day_and_late_once_it_is_done(march: Acting) -> None:
    assert rows(FactKind.UNDONE, day="2026-03-31") == []
    assert rows(FactKind.UNDONE, day="2026-04-01") == [MARCH_CHECK]
    march.on("2026-04-10").report("D001", "2026-03", "T001", "T002")
    assert (rows(FactKind.UNDONE), rows(FactKind.LATE)) == ([], [f"{MARCH_CHECK}，2026-04-10办结"])
    assert rows(FactKind.UNDONE, "D002") == [MARCH_CHECK]


def test_the_facts_of_an_earlier_day_are_those_of_the_records_then(march: Acting) -> None:
    march.on("2026-04-10").report("D001", "2026-03", "T001", "T002")
    assert (rows(FactKind.UNDONE, day="2026-04-09"), rows(FactKind.LATE, day="2026-04-09")) == ([MARCH_CHECK], [])


def test_a_duty_that_was_waived_once_it_was_late_was_never_done(march: Acting, sql: Sql) -> None:
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'monthly_check'")
    march.on("2026-04-10").do(
        "waive", obligation=number, reason="机构改革", number="黔改〔2026〕1号", dated="2026-04-09"
    )
    assert rows(FactKind.UNDONE) == [f"{MARCH_CHECK}，没有办理，已豁免"]


def test_duties_of_the_agency_stand_apart_and_those_of_another_year_do_not_count(march: Acting) -> None:
    march.lists("T001")
    [fact] = [each for each in facts().agency if each.kind is FactKind.UNDONE]
    assert [row.words for row in fact.rows] == ["明确整改时限（2026/T001/1），期限2026-03-06"]
    assert [each.number for each in facts(year=2025).agency if each.kind is FactKind.UNDONE] == [0]


def test_a_target_is_looked_at_by_a_visit_and_the_others_are_not(march: Acting) -> None:
    for name in SEEN["visitors"]:
        march.do("register_inspector", name=name)
    march.do("record_field_visit", target="T001", visited_on=march.day, **SEEN)
    assert (rows(FactKind.LOOKED), rows(FactKind.UNSEEN)) == (["T001（每季核查）"], ["T002"])
    assert [each.words for each in facts().of("D001") if each.kind is FactKind.LOOKED] == ["1项，占2项的50.0%"]
    assert rows(FactKind.UNSEEN, "D002") == ["T003"]


def test_a_quarter_that_was_over_before_go_live_is_named_and_not_counted(march: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-07-02' WHERE id = 2")
    assert march.day.year == 2026
    told = {each.kind: each.words for each in facts().agency}
    assert told[FactKind.UNLISTED] == "2个，启用以前：2026年第一季度、2026年第二季度"
    assert rows(FactKind.UNCHECKED, "") == ["2026年第三季度", "2026年第四季度"]
    assert rows(FactKind.UNREVIEWED, "", day="2026-10-01") == ["2026年第三季度"]


def test_a_quarter_with_a_self_check_of_one_department_is_not_without(march: Acting) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    april.report("D002", "2026Q1", "T003", name="file_self_check")
    assert rows(FactKind.UNCHECKED, "")[:1] == ["2026年第二季度"]


def test_a_file_for_several_targets_is_told_neutrally(december: Acting, tmp_path: Path) -> None:
    assert "“验收单.pdf”这份材料用于2项目标。" in both(december, tmp_path)
    [words] = rows(FactKind.SHARED)
    assert words.endswith("：这份材料用于2项目标：T001、T002")
    assert rows(FactKind.SHARED, "D002") == []


def test_a_department_is_told_how_many_targets_of_others_a_file_serves_and_not_which(
    december: Acting, tmp_path: Path
) -> None:
    both(december, tmp_path)
    proof = {"period": "2026", "target": "T003", "file": str(tmp_path / "验收单.pdf")}
    december.office("D002").do("attach_evidence", department="D002", **proof)
    told = [words.partition("：")[2] for code in ("D001", "D002") for words in rows(FactKind.SHARED, code)]
    assert told == ["这份材料用于3项目标：T001、T002，其他部门的", "这份材料用于3项目标：T003，其他部门的"]
    assert "用于多项目标的材料1份（最多的：这份材料用于3项目标）" in facts().words


def test_what_is_marked_is_a_number(december: Acting, tmp_path: Path) -> None:
    both(december, tmp_path)
    december.do("mark_secret", target="T002", year=2026, marking="工作秘密", reason="涉及未公开规划")
    assert rows(FactKind.UNSEEN) == ["T001", WITHHELD]
    assert rows(FactKind.SHARED) == [WITHHELD]


def test_a_paper_that_ends_a_line_of_all_is_a_fact_of_each(march: Acting, policy: str) -> None:
    january = march.on("2027-01-20")
    january.do("register_body", name="省目标领导小组", kind="领导小组", basis="1号", valid_from="2025-01-01")
    paper = {"decided_by": "省目标领导小组", "number": "黔目标〔2027〕4号", "dated": "2027-01-15", "evidence": policy}
    january.do("except_line", year=2026, line="没有公众测评", reason="上级统一组织", **paper)
    assert rows(FactKind.EXCEPTED) == rows(FactKind.EXCEPTED, "D002") == ["黔目标〔2027〕4号：没有公众测评"]
    assert "黔目标〔2027〕4号了结的事项，2个部门的合计以它为据" in facts().words


def test_without_a_sheet_the_facts_are_those_of_the_day(march: Acting) -> None:
    assert march.day.year == 2026
    with begin() as session:
        assert kept_facts(session, 2026, date(2027, 2, 1)) == facts()
