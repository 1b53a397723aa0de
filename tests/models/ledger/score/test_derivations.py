"""The derivation of each line: what made it so, and that the points follow from it alone (A37, A53, A54)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.derivations import later_entries, papers_given, rulings, score_derivations
from models.ledger.score.sheets import score_sheets
from models.rules.item_weights import EXAMPLE
from models.rules.score.component import Component
from models.rules.score.innovation import PRIZE_EXAMPLE
from tests.conftest import counting

if TYPE_CHECKING:
    from models.rules.score.derivation import Derivation, SheetDerivation
    from tests.conftest import Acting, Make, Sql


NEXT = "2027-03-05"


def derived(day: str = "2026-12-31", codes: tuple[str, ...] | None = None) -> dict[str, SheetDerivation]:
    with begin() as session:
        found = score_derivations(session, 2026, date.fromisoformat(day), codes)
        return {each.code: each for each in found}


def line_of(sheet: SheetDerivation, component: Component = Component.FUNCTIONAL) -> Derivation:
    return next(each for each in sheet.lines if each.component is component)


def policy(acting: Acting, key: str, value: str, since: str = "2026-01-01") -> None:
    acting.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from=since)


@pytest.fixture
def listed(march: Acting, sql: Sql) -> Acting:
    """T001 of D001 is listed on 10 March, at 2 points, its weight being 1.5; all targets are functional."""
    policy(march, "negative_points", "-2")
    sql("UPDATE target SET category = 'functional'")
    sql("UPDATE target SET weight = 1.5 WHERE code = 'T001'")
    march.on("2026-03-10").lists("T001", "少建34公里")
    return march.on("2026-03-10")


def test_an_entry_has_its_finding_the_version_of_its_points_and_its_limit(listed: Acting) -> None:
    assert listed.day == date(2026, 3, 10)
    line = line_of(derived()["D001"])
    [entry] = line.entries
    assert (entry.entry, entry.name, entry.finding, entry.inspection) == (
        "2026/T001/1",
        "目标T001",
        "少建34公里",
        "2026-1",
    )
    assert (entry.signed_on, entry.signed_by, entry.way) == (date(2026, 3, 10), "认定甲", "现场")
    assert (entry.time, entry.points_version, entry.size) == (1, 1, Decimal(-2))
    assert (entry.limit, entry.taken, entry.restoring_version) == (Decimal("1.5"), Decimal("1.5"), None)
    [used] = line.settings
    assert (used.key, used.version, used.basis, used.words) == (
        "negative_points", 1, "黔目标办〔2026〕5号", "每项-2分"
    )  # fmt: skip
    assert line.points == line.recomputed == Decimal("48.5")


def test_what_was_made_good_has_its_share_back_and_a_second_listing_the_points_of_its_day(listed: Acting) -> None:
    policy(listed, "restoring", "50%", "2026-03-11")
    acting = listed.on("2026-03-12")
    acting.lists("T003")
    acting.do("set_limit", target="T003", limit="2026-04-30")
    done = acting.on("2026-04-10")
    done.office("D002").do("declare_completion", target="T003", measures="补建", completed_on="2026-04-10")
    done.office("D002").do("file_feedback", target="T003", feedback="已补建")
    done.rechecks("T003")
    policy(done, "negative_points", "-5、-7", "2026-04-11")
    done.on("2026-04-20").lists("T003")
    line = line_of(derived()["D002"])
    first, second = line.entries
    assert (first.made_good_on, first.restored, first.restoring_version) == (date(2026, 4, 10), Decimal("0.5"), 1)
    assert (first.points_version, first.size, first.points, first.taken) == (1, Decimal(-2), Decimal(-1), Decimal(1))
    assert (second.time, second.points_version, second.size, second.made_good_on) == (2, 2, Decimal(-7), None)
    assert line.points == line.recomputed == Decimal(42)
    assert [(each.key, each.version) for each in line.settings] == [
        ("negative_points", 1),
        ("negative_points", 2),
        ("restoring", 1),
    ]


def test_where_entries_exceed_the_floor_none_has_a_share(listed: Acting) -> None:
    policy(listed, "negative_points", "-60", "2026-03-11")
    listed.on("2026-03-12").lists("T002")
    line = line_of(derived()["D001"])
    assert (line.points, line.recomputed, line.at_floor) == (Decimal(0), Decimal(0), True)
    assert [each.taken for each in line.entries] == [None, None]


def test_without_points_the_setting_is_named_as_unset(march: Acting, sql: Sql) -> None:
    sql("UPDATE target SET category = 'functional'")
    march.on("2026-03-10").lists("T001")
    line = line_of(derived()["D001"])
    assert (line.points, line.recomputed, line.lacks) == (None, None, ("条目2026/T001/1的记分未设定",))
    assert [(each.key, each.version, each.words) for each in line.settings] == [("negative_points", None, "未设定")]


def test_an_appeal_is_there_with_its_ruling_and_an_entry_withdrawn_takes_nothing(cleared: Acting, sql: Sql) -> None:
    sql("UPDATE target SET category = 'functional'")
    [before] = line_of(derived()["D001"]).entries
    assert [(each.number, each.ruling, each.ended_on) for each in before.appeals] == [(1, "尚未办结", None)]
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求")
    line = line_of(derived()["D001"])
    [entry] = line.entries
    assert [(each.ruling, each.reason, each.ended_on) for each in entry.appeals] == [
        ("撤销", "已达要求", date(2026, 9, 28))
    ]
    assert (entry.points, entry.taken, line.points, line.recomputed) == tuple(map(Decimal, (0, 0, 50, 50)))
    assert (entry.points_version, line.settings) == (None, ())


def test_a_sheet_after_a_withdrawal_is_the_one_without_the_entry_also_for_the_next_listing(
    cleared: Acting, sql: Sql
) -> None:
    sql("UPDATE target SET category = 'functional'")
    policy(cleared, "negative_points", "-2、-7", "2026-09-28")
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求")
    cleared.on("2026-10-20").lists("T001")
    line = line_of(derived()["D001"])
    assert [(each.state, each.time, each.taken) for each in line.entries][1] == ("listed", 1, Decimal(2))
    assert line.points == line.recomputed == Decimal(48)


def test_a53_what_comes_after_the_cut_off_stands_under_the_sheet(cleared: Acting, sql: Sql) -> None:
    sql("UPDATE target SET category = 'functional'")
    policy(cleared, "negative_points", "-2", "2026-12-31")
    policy(cleared, "appraisal_cut_off", "2月28日")
    later = cleared.on(NEXT)
    later.do("rule_appeal", target="T001", year=2026, ruling="撤销", reason="已达要求")
    later.lists("T003", year=2026)
    found = derived(NEXT)
    [entry] = line_of(found["D001"]).entries
    assert (entry.state, entry.appeals[0].ruling, entry.appeals[0].reason) == ("remedying", "尚未办结", "")
    assert [(each.entry, each.change, each.state) for each in found["D001"].later] == [
        ("2026/T001/1", "changed", "withdrawn")
    ]
    assert [(each.entry, each.change) for each in found["D002"].later] == [("2026/T003/1", "listed")]
    assert found["D002"].counted == "按考评截止日2027年2月28日终了时的条目"
    assert (found["D002"].cut_off.version, found["D002"].cut_off.words) == (1, "次年2月28日")
    assert derived("2027-02-28")["D002"].later == ()


def test_given_components_have_their_papers_and_the_settings_of_31_december(
    january: Acting, mark: dict[str, Any], sql: Sql
) -> None:
    sql("UPDATE department SET management = 'direct'")
    policy(january, "innovation_prizes", PRIZE_EXAMPLE)
    policy(january, "party_item_weights", EXAMPLE)
    january.do("record_second_level", **mark)
    january.do("record_second_level", **mark | {"value": "90", "reason": "复核更正"})
    paper = {name: mark[name] for name in ("department", "year", "number", "dated", "evidence")}
    january.do("record_innovation", **paper, prize="二等奖", project="一次办", minutes=paper["evidence"])
    sheet = derived()["D001"]
    second = line_of(sheet, Component.SECOND_LEVEL)
    assert [(each.value, each.reason) for each in second.papers] == [("90.00", "复核更正"), ("87.50", "")]
    assert (second.given, second.full, second.points, second.recomputed) == tuple(
        map(Decimal, ("90", "100", "2.7", "2.7"))
    )
    prize = line_of(sheet, Component.INNOVATION)
    assert [(each.value, each.project) for each in prize.papers] == [("二等奖", "一次办，系统外评选")]
    assert (prize.given, prize.full, prize.points, prize.recomputed) == tuple(map(Decimal, (2, 3, 2, 2)))
    assert [each.key for each in prize.settings] == ["innovation_prizes", "innovation_absent"]
    assert [each.key for each in line_of(sheet, Component.TEAM).settings] == ["party_item_weights"]


@pytest.mark.parametrize(("absent", "points"), [("0分", Decimal(0)), ("不计", Decimal(0)), (None, None)])
def test_a41_who_took_no_part_says_how_that_counts(
    january: Acting, mark: dict[str, Any], absent: str | None, points: Decimal | None
) -> None:
    if absent:
        policy(january, "innovation_absent", absent)
    paper = {name: mark[name] for name in ("department", "year", "number", "dated", "evidence")}
    january.do("record_innovation", **paper, prize="未参加")
    january.do("record_second_level", **mark)
    sheet = derived()["D001"]
    line, second = line_of(sheet, Component.INNOVATION), line_of(sheet, Component.SECOND_LEVEL)
    assert (line.points, line.recomputed) == (points, points)
    weight = Decimal("4.5") if absent == "不计" else Decimal(3)
    assert (second.weight, second.carries) == (weight, absent == "不计")
    assert second.points == second.recomputed == weight * Decimal("87.5") / 100
    assert [each.key for each in second.settings] == (["innovation_absent"] if absent == "不计" else [])


def test_a_prize_without_points_is_open(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    sql("UPDATE department SET management = 'direct'")
    paper = {name: mark[name] for name in ("department", "year", "number", "dated", "evidence")}
    january.do("record_innovation", **paper, prize="一等奖", project="一次办", minutes=paper["evidence"])
    line = line_of(derived()["D001"], Component.INNOVATION)
    assert (line.points, line.given, line.recomputed) == (None, None, None)


def test_a54_who_was_founded_in_the_year_says_since_when(march: Acting, departments: Make) -> None:
    [code] = departments(1, 生效日期="2026-06-01")
    assert march.day.year == 2026
    found = derived()
    assert (found[code].founded_on, found["D001"].founded_on) == (date(2026, 6, 1), None)


def test_the_lines_are_those_of_the_sheets_and_one_department_is_as_in_all(listed: Acting) -> None:
    assert listed.day.year == 2026
    with begin() as session:
        sheets = {each.code: each for each in score_sheets(session, 2026, date(2026, 12, 31))}
    found = derived()
    assert list(found) == list(sheets)
    for code, sheet in sheets.items():
        assert [(each.component, each.points) for each in found[code].lines] == [
            (each.component, each.points) for each in sheet.lines
        ]
        assert (found[code].total, found[code].lacks) == (sheet.total, sheet.lacks)
        assert derived(codes=(code,)) == {code: found[code]}


def test_the_statements_do_not_grow_with_the_entries(listed: Acting, targets: Make, sql: Sql) -> None:
    counts = []
    for more in (1, 4):
        for code in targets("D001", more):
            listed.lists(code)
        sql("UPDATE target SET category = 'functional'")
        with counting() as total:
            derived()
        counts.append(total[0])
    assert counts[0] == counts[1] < 40


def found(sql: Sql, year: int = 2026) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """Return value, number and reason of each paper by component and department."""
    codes = dict(sql.rows("SELECT id, code FROM department"))
    with begin() as session:
        papers = papers_given(session, 2, year)
    return {
        (component.value, codes[number]): [(each.value, each.paper_number, each.reason) for each in its]
        for (component, number), its in papers.items()
    }


def test_the_newest_paper_comes_first_with_its_reason(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    january.do("record_second_level", **mark)
    january.do("record_second_level", **mark | {"value": "90", "number": "黔目标办〔2027〕9号", "reason": "误录"})
    assert found(sql) == {
        ("second_level", "D001"): [
            ("90.00", "黔目标办〔2027〕9号", "误录"),
            ("87.50", "黔目标办〔2027〕3号", ""),
        ]
    }
    assert found(sql, 2025) == {}


def test_a_prize_is_named_with_its_project(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    prize: dict[str, Any] = {name: value for name, value in mark.items() if name != "value"}
    january.do("record_innovation", **prize | {"department": "D002", "prize": "未参加"})
    assert found(sql) == {("innovation", "D002"): [("未参加", "黔目标办〔2027〕3号", "")]}
    assert Component.INNOVATION.value == "innovation"


KEY = "2026/T001/1"
LAST = date(2026, 12, 31)


def outcomes(until: date | None) -> list[tuple[str, date | None]]:
    """Return how each appeal against the entry of T001 ended, by the end of a day."""
    with begin() as session:
        return [(each.ruling, each.ended_on) for each in rulings(session, 2, 2026, until).get(KEY, ())]


def test_4_3_what_was_ruled_after_the_day_is_still_open_and_what_was_lodged_later_is_not_there(cleared: Acting) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求")
    assert outcomes(None) == outcomes(cleared.day) == [("撤销", cleared.day)]
    assert outcomes(date(2026, 9, 27)) == [("尚未办结", None)]
    assert outcomes(date(2026, 3, 1)) == [("撤销", cleared.day)]  # confirmed later, it counts with what was ruled


def test_a53_without_a_cut_off_that_has_passed_nothing_came_later(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    with begin() as session:
        assert later_entries(session, 2, LAST, None) == {}
        [[later]] = later_entries(session, 2, LAST, date(2026, 3, 9)).values()
        assert later_entries(session, 2, LAST, date(2026, 3, 10)) == {}
    assert (later.entry, later.name, later.listed_on) == (KEY, "目标T001", date(2026, 3, 10))
