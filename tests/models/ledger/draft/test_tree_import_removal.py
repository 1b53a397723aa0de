"""An indicator of a draft is removed with those below it; the history keeps what it was and why it went (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.commands.why_draft import format_draft
from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.draft.register import why_draft
from models.rules.errors import Refused
from tests.databases import story
from tests.models.ledger.draft.lists import agree, bodies, consult, consulted_list, draft, submit
from tests.models.ledger.target.trees import DRAFTED, NODES, checked, complaints, leaf, row, tree

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations


OPEN = "SELECT count(*) FROM obligation WHERE kind = 'consultation' AND state = 'open'"


@pytest.fixture
@story
def planted(march: Acting) -> Acting:
    """N1 has the indicators 1, 1-1, 1-2 and 2."""
    draft(march, "N1")
    march.take("indicators", *tree("N1"))
    return march


def remove(acting: Acting, code: str, target: str = "N1", **more: str) -> Summary:
    return acting.do("remove_indicator", target=target, indicator=code, **{"reason": "与指标2重复"} | more)


def lines(code: str = "N1") -> list[str]:
    with begin() as session:
        found = why_draft(session, code, 2026)
    assert found
    return format_draft(found)


def test_an_indicator_goes_with_all_below_it(planted: Acting, sql: Sql, violations: Violations) -> None:
    done = remove(planted, "1")
    assert done.words == "草案N1已删去3项指标：1、1-1、1-2。已经沟通的，须再沟通。"
    assert done.counts == {"removed": 3}
    assert [each[0] for each in sql.rows(DRAFTED)] == ["2"]
    assert violations() == []


def test_what_went_and_why_is_told(planted: Acting) -> None:
    remove(planted, "1-2")
    assert "原因：与指标2重复" in lines()[-1]
    assert "此前：指标1-2 指标1-2：竣工验收合格，2026年10月31日" in lines()[-1]
    assert sum("竣工验收合格" in each for each in lines()) == 1


def test_the_last_indicators_may_go_and_the_target_is_its_own_leaf_again(planted: Acting, sql: Sql) -> None:
    assert (remove(planted, "1").counts, remove(planted, "2").counts) == ({"removed": 3}, {"removed": 1})
    assert sql.rows(DRAFTED) == []


def test_an_indicator_that_would_ask_nothing_is_not_left(planted: Acting, sql: Sql) -> None:
    remove(planted, "1-1")
    with pytest.raises(Refused, match="未删去：指标1标准未填写") as refusal:
        remove(planted, "1-2")
    assert "指标1完成时限未填写" in refusal.value.message
    assert refusal.value.message.endswith("请先改写，或连同上级指标删去。")
    assert [each[0] for each in sql.rows(DRAFTED)] == ["1", "1-2", "2"]


@pytest.mark.parametrize(
    ("code", "target", "words"),
    [
        ("9", "N1", "草案“N1”没有指标“9”，现有：1、1-1、1-2、2"),
        ("1", "N2", "草案“N2”没有指标“1”。"),
        ("1", "T001", "没有编号为“T001”的目标草案"),
    ],
)
def test_what_is_not_there_is_not_removed(planted: Acting, code: str, target: str, words: str) -> None:
    draft(planted, "N2")
    with pytest.raises(Refused, match=words):
        remove(planted, code, target)


def test_it_has_a_reason(planted: Acting) -> None:
    with pytest.raises(Refused, match="删去原因"):
        remove(planted, "1", reason=" ")


def test_a_new_indicator_comes_after_those_that_stay(planted: Acting, sql: Sql, violations: Violations) -> None:
    remove(planted, "1-1")
    planted.take("indicators", leaf("1-3", "1", target="N1"))
    assert [each[0] for each in sql.rows(DRAFTED)] == ["1", "1-2", "2", "1-3"]
    assert sql.value("SELECT count(DISTINCT position) FROM draft_indicator") == 4
    assert violations() == []


def test_a_code_that_went_may_be_given_again(planted: Acting, sql: Sql) -> None:
    remove(planted, "2")
    planted.take("indicators", leaf("2", target="N1", 数量="9"))
    assert sql.rows(DRAFTED)[-1] == ("2", "", "指标2", 9)


def test_the_draft_is_consulted_again_and_a_list_without_questions_ends(planted: Acting, sql: Sql) -> None:
    consult(planted)
    assert sql.value(OPEN) == 1
    remove(planted, "2")
    assert sql.column("SELECT state FROM target_draft") == ["drafted"]
    assert sql.value(OPEN) == 0
    assert len(consult(planted)) == 1


def test_a_changed_indicator_too_ends_a_list_without_questions(planted: Acting, sql: Sql) -> None:
    consult(planted)
    planted.take("indicators", leaf("2", target="N1", 数量="9"))
    assert sql.value(OPEN) == 0


def test_a_list_in_which_another_draft_waits_stays_open(planted: Acting, sql: Sql) -> None:
    draft(planted, "N2")
    [number] = consult(planted)
    remove(planted, "2")
    planted.take("indicators", row("3", target="N1"), leaf("3-1", "3", target="N1"))
    assert sql.value(OPEN) == 1
    agree(planted, number, "N1", "N2")
    assert sql.value(OPEN) == 0


def test_a_submitted_draft_keeps_its_indicators(march: Acting, sql: Sql) -> None:
    bodies(march)
    consulted_list(march)
    march.take("indicators", *tree("N2"))
    [number] = consult(march)
    agree(march, number, "N2")
    submit(march)
    with pytest.raises(Refused, match="该目标已经报审；需要修改的，请先退回"):
        remove(march, "2", "N2")
    assert len(sql.rows(DRAFTED)) == 4


def test_4_7_the_history_of_a_marked_draft_keeps_no_indicator(planted: Acting, sql: Sql) -> None:
    planted.do("mark_secret", target="N1", marking="工作秘密", reason="涉及未公开规划")
    remove(planted, "1-2")
    assert sql.value("SELECT count(*) FROM transition WHERE detail::text LIKE '%竣工%'") == 0


def test_only_the_agency_removes(planted: Acting) -> None:
    with pytest.raises(Refused):
        remove(planted.office("D001"), "1")


def test_an_indicator_after_the_year_of_its_draft_is_refused(march: Acting) -> None:
    draft(march, "N1", 完成时限="")
    assert complaints(march, leaf("1", target="N1", 完成时限="2027-01-31")) == [
        "第2行“完成时限”列：完成时限2027年1月31日晚于目标的完成时限（年底（默认），即2026年12月31日）"
    ]


REMOVE = "remove_indicator"
KEPT = (
    "SELECT x::text FROM draft_indicator x ORDER BY id",
    "SELECT x::text FROM indicator x ORDER BY id",
    "SELECT x::text FROM target_draft x ORDER BY id",
    "SELECT count(*)::text FROM transition",
    "SELECT hash FROM chain_head",
)
FIELDS: dict[str, Any] = {"target": "N1", "indicator": "2", "reason": "与指标1重复"}


def kept(sql: Sql) -> list[list[str]]:
    return [sql.column(each) for each in KEPT]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"indicator": "9"}, "没有指标“9”，现有：1、1-1、1-2、2"),
        ({"indicator": "1-"}, "没有指标“1-”"),
        ({"target": "N9"}, "没有编号为“N9”的目标草案"),
        ({"target": "T001"}, "没有编号为“T001”的目标草案"),
        ({"target": "N1", "year": 2027}, "N1"),
        ({"reason": ""}, "删去原因"),
        ({"reason": "　"}, "删去原因"),
        ({"reason": "/"}, "没有文字或数字"),
    ],
)
def test_a_refused_removal_changes_nothing(planted: Acting, sql: Sql, change: dict[str, Any], told: str) -> None:
    before = kept(sql)
    assert told in planted.refused(REMOVE, **FIELDS | change)
    assert kept(sql) == before


@pytest.mark.parametrize("who", ["office", "head"])
@pytest.mark.parametrize("department", ["D001", "D002"])
def test_no_department_removes_an_indicator_not_even_of_its_own_draft(
    planted: Acting, sql: Sql, who: str, department: str
) -> None:
    before = kept(sql)
    with pytest.raises(Refused):
        getattr(planted, who)(department).do(REMOVE, **FIELDS)
    assert kept(sql) == before


def test_what_was_removed_is_not_removed_again(planted: Acting, sql: Sql, violations: Violations) -> None:
    planted.do(REMOVE, **FIELDS)
    before = kept(sql)
    assert planted.refused(REMOVE, **FIELDS) == "草案“N1”没有指标“2”，现有：1、1-1、1-2。"
    assert kept(sql) == before
    assert violations() == []


def test_the_same_removal_twice_at_once_is_done_once(
    planted: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    results = together(*[lambda session: planted.within(session, REMOVE, **FIELDS)] * 2)
    [refusal] = [each for each in results if isinstance(each, Refused)]
    assert "没有指标“2”" in refusal.message
    assert [each[0] for each in sql.rows(DRAFTED)] == ["1", "1-1", "1-2"]
    assert violations() == []


def test_two_leaves_removed_at_once_leave_no_parent_that_asks_nothing(
    planted: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    works = [
        lambda session, code=code: planted.within(session, REMOVE, **FIELDS | {"indicator": code})
        for code in ("1-1", "1-2")
    ]
    [refusal] = [each for each in together(*works) if isinstance(each, Refused)]
    assert refusal.message.startswith("未删去：指标1标准未填写")
    assert len(sql.rows(DRAFTED)) == 3
    assert violations() == []


def test_an_indicator_of_another_draft_with_the_same_code_stays(planted: Acting, sql: Sql) -> None:
    draft(planted, "N2")
    planted.take("indicators", *tree("N2"))
    planted.do(REMOVE, **FIELDS | {"indicator": "1"})
    assert [each[0] for each in sql.rows(DRAFTED)] == ["2", "1", "1-1", "1-2", "2"]


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (leaf("3", target="N1", 数量="很多"), "数量"),
        (leaf("3", target="N1", 数量="-1"), "数量"),
        (leaf("3", target="N1", 完成时限="2026-02-30"), "完成时限"),
        (leaf("3", target="N1", 方向="差不多"), "方向"),
        (leaf("3", "7", target="N1"), "上级指标"),
        (leaf("3", "3", target="N1"), "上级指标"),
        (leaf("3", target="N1", 指标名称=""), "指标名称"),
        (row("3", target="N1"), "标准"),
        (checked("3", target="N1", 完成时限="2027-01-01"), "完成时限"),
        (leaf("", target="N1"), "指标编号"),
        (leaf("3", target="N7"), "目标编号"),
    ],
)
def test_one_bad_cell_and_no_indicator_of_the_sheet_is_taken(
    planted: Acting, sql: Sql, bad: dict[str, str], column: str
) -> None:
    before = kept(sql)
    with pytest.raises(ImportRefused) as refusal:
        planted.take("indicators", leaf("4", target="N1"), *tree("T002"), bad)
    assert column in " ".join(each.cell for each in refusal.value.complaints)
    assert kept(sql) == before


def test_the_tree_of_a_target_is_not_replanted_by_a_sheet_without_a_reason(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    before = kept(sql)
    with pytest.raises(ImportRefused):
        march.take("indicators", leaf("2", 数量="8"))
    with pytest.raises(ImportRefused):
        march.take("indicators", leaf("3"))
    assert kept(sql) == before
    assert len(sql.rows(NODES)) == 4
