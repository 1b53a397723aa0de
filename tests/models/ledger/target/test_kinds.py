"""The two roads: columns of 机关建设目标 and 职能绩效目标; contradictions are refused, gaps named (1-2.3 to 1-2.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.target.history import why_target
from models.ledger.target.kinds import NAMED
from models.ledger.target.register import Wanted, list_targets
from models.ledger.target.versions import target_history

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

USUAL = {"年度": "2026", "责任部门": "D001", "下达日期": "2026-02-27", "绩效要求": "建成", "完成时限": "2026-12-31"}
BUILDING = {"目标类别": "机关建设目标", "建设目标分类": "日常管理目标", "党建项目": "队伍建设"}
FUNCTIONAL = {"目标类别": "职能绩效目标", "目标来源": "本级目标"}
PAPER = {"下达文号": "黔目标〔2026〕1号", "发文日期": "2026-02-26"}
STORED = "SELECT category, handling, item, origin, management FROM target WHERE code = 'T010'"
HEAD = "SELECT hash FROM chain_head"
TYPO = "录入时看错行"


def row(code: str = "T010", **cells: str) -> dict[str, str]:
    return {"编号": code, "目标名称": f"目标{code}", **USUAL, **cells}


def refused(acting: Acting, *rows: dict[str, str], reason: str = "") -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("targets", *rows, reason=reason)
    return [str(each) for each in refusal.value.complaints]


def missing(**wanted: Any) -> dict[str, list[str]]:
    with begin() as session:
        rows = list_targets(session, date(2026, 3, 10), Wanted(2026, **wanted))
    return {each["code"]: each["missing"] for each in rows}


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        (BUILDING, ("building", "daily", "team", None, None)),
        (FUNCTIONAL | {"管理方式": "初始目标"}, ("functional", None, None, "own", "initial")),
        (FUNCTIONAL | {"目标来源": "动态目标"}, ("functional", None, None, None, "dynamic")),
        (FUNCTIONAL | {"管理方式": "动态目标"}, ("functional", None, None, "own", "dynamic")),
        ({}, (None, None, None, None, None)),
    ],
)
def test_a_target_is_issued_with_the_kinds_of_its_road(
    march: Acting, sql: Sql, violations: Violations, cells: dict[str, str], stored: tuple[str | None, ...]
) -> None:
    march.take("targets", row(**cells))
    assert sql.rows(STORED) == [stored]
    assert march.take("targets", row(**cells)).counts["same"] == 1
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"建设目标分类": "日常管理目标"}, ["“建设目标分类”列：建设目标分类不适用于职能绩效目标，请留空"]),
        (
            {"建设目标分类": "年终抽查目标", "党建项目": "思想建设"},
            [
                "“建设目标分类”列：建设目标分类不适用于职能绩效目标，请留空",
                "“党建项目”列：党建项目不适用于职能绩效目标，请留空",
            ],
        ),
    ],
)
def test_a_column_of_the_other_road_is_refused_with_its_cell(
    march: Acting, sql: Sql, cells: dict[str, str], words: list[str]
) -> None:
    before = sql.value(HEAD)
    assert refused(march, row(**FUNCTIONAL, **cells)) == [f"表.csv 第2行{each}" for each in words]
    assert sql.value(HEAD) == before


def test_no_later_import_makes_the_kinds_of_a_target_contradict_each_other(march: Acting) -> None:
    march.take("targets", row(**FUNCTIONAL), row("T011", 党建项目="思想建设"))
    wrong = "党建项目不适用于职能绩效目标，请留空"
    assert refused(march, row(党建项目="思想建设")) == [f"表.csv 第2行“党建项目”列：{wrong}"]
    words = "目标类别与已登记的党建项目不符，请核对"
    assert refused(march, row("T011", 目标类别="职能绩效目标")) == [f"表.csv 第2行“目标类别”列：{words}"]
    assert march.take("targets", row("T011", 目标类别="机关建设目标")).counts["changed"] == 1


def test_an_origin_of_a_building_target_is_taken_as_before_and_listed(march: Acting) -> None:
    march.take("targets", row(**BUILDING, 目标来源="本级目标"))
    assert missing(incomplete=True)["T010"] == ["目标来源（应为空）"]


def test_the_faulty_rows_are_listed_by_their_code(march: Acting) -> None:
    march.take(
        "targets",
        row(**FUNCTIONAL),
        row("T011", 目标类别="职能绩效目标"),
        row("T012", 目标类别="机关建设目标", 党建项目="队伍建设"),
        row("T013", 目标类别="职能绩效目标", 目标来源="动态目标"),
        row("T014", 目标类别="机关建设目标", 目标来源="动态目标"),
        row("T015", **BUILDING),
    )
    listed = {code: lacks for code, lacks in missing(incomplete=True).items() if code > "T009"}
    assert listed == {
        "T011": ["目标来源"],
        "T012": ["建设目标分类"],
        "T013": ["目标来源"],
        "T014": ["建设目标分类", "党建项目"],
    }


def test_the_answer_to_an_import_names_each_gap_by_its_cell(march: Acting) -> None:
    summary = march.take(
        "targets",
        row(**FUNCTIONAL),
        row("T011", **FUNCTIONAL | {"目标来源": "动态目标"}),
        row("T012", **BUILDING | {"党建项目": ""}),
        row("T013"),
    )
    assert summary.words.splitlines() == [
        "目标共4行：新增4，更改0，未变0。",
        "待补：表.csv 第3行“目标来源”列：目标来源未填写，动态目标须写明。",
        "待补：表.csv 第4行“党建项目”列：党建项目未填写，机关建设目标须写明。",
    ]


def test_many_gaps_are_named_by_the_list(march: Acting) -> None:
    rows = [row(f"T{n}", 目标类别="职能绩效目标", 目标来源="") for n in range(100, 103 + NAMED)]
    *_, last, more = march.take("targets", *rows).words.splitlines()
    assert last.startswith(f"待补：表.csv 第{NAMED + 1}行“目标来源”列")
    assert more == "另有3处待补，见 mubiao targets --incomplete。"


def test_a35_the_origin_of_a_dynamic_target_is_filled_in_and_an_older_sheet_says_nothing_else(
    march: Acting, sql: Sql
) -> None:
    older = row(目标类别="职能绩效目标", 目标来源="动态目标")
    march.take("targets", older)
    assert march.take("targets", row(目标来源="上级目标")).counts["changed"] == 1
    assert sql.rows(STORED) == [("functional", None, None, "superior", "dynamic")]
    assert march.take("targets", older).counts["same"] == 1


def test_a35_an_older_sheet_says_of_a_target_without_kinds_that_it_is_dynamic(march: Acting, sql: Sql) -> None:
    march.take("targets", row())
    assert march.take("targets", row(目标来源="动态目标")).counts["changed"] == 1
    assert sql.rows(STORED) == [(None, None, None, None, "dynamic")]


@pytest.mark.parametrize(
    ("column", "now", "value"),
    [
        ("建设目标分类", "日常管理目标", "年终抽查目标"),
        ("党建项目", "队伍建设", "思想建设"),
        ("管理方式", "初始目标", "动态目标"),
        ("下达文号", "黔目标〔2026〕1号", "黔目标〔2026〕2号"),
        ("发文日期", "2026-02-26", "2026-02-25"),
    ],
)
def test_the_new_columns_change_only_by_a_correction_and_both_versions_stay(
    march: Acting, sql: Sql, violations: Violations, column: str, now: str, value: str
) -> None:
    issued = row(**BUILDING, **PAPER, 管理方式="初始目标")
    march.take("targets", issued)
    [complaint] = refused(march, issued | {column: value})
    assert f"“{column}”列：{column}与已下达的目标不同（现为“{now}”）" in complaint
    words = march.take("targets", issued | {column: value}, reason=TYPO).words
    assert f"更正：T010 {column}由“{now}”改为“{value}”。" in words
    target = sql.value("SELECT id FROM target WHERE code = 'T010'")
    with begin() as session:
        was, becomes = target_history(session, target)
    assert [name for name in was if was[name] != becomes[name] and name in {"handling", "item", "management"}] == [
        name for name, title in (("handling", "建设目标分类"), ("item", "党建项目"), ("management", "管理方式"))
        if title == column
    ]  # fmt: skip
    assert violations() == []


@pytest.mark.parametrize(("column", "value"), [*BUILDING.items(), ("管理方式", "动态目标"), *PAPER.items()])
def test_an_empty_new_column_is_filled_in_by_an_import(march: Acting, column: str, value: str) -> None:
    march.take("targets", row())
    assert march.take("targets", row(**{column: value})).counts["changed"] == 1
    assert march.take("targets", row(**{column: value})).counts["same"] == 1


def test_the_paper_of_a_target_is_on_record_and_may_be_unknown(march: Acting) -> None:
    march.take("targets", row(**FUNCTIONAL, **PAPER), row("T011"))
    with begin() as session:
        known, unknown = (why_target(session, code, 2026)["target"] for code in ("T010", "T011"))
    assert (known["paper_number"], known["paper_date"]) == ("黔目标〔2026〕1号", date(2026, 2, 26))
    assert (unknown["paper_number"], unknown["paper_date"]) == ("", None)


@pytest.mark.parametrize(
    "change",
    [
        "handling = 'spot_check'",
        "item = 'village'",
        "management = 'dynamic'",
        "paper_number = 'X'",
        "paper_date = NULL",
    ],
)
def test_a_new_column_changed_outside_the_ledger_is_named(
    march: Acting, sql: Sql, violations: Violations, change: str
) -> None:
    march.take("targets", row(**BUILDING, **PAPER, 管理方式="初始目标"))
    sql(f"UPDATE target SET {change} WHERE code = 'T010'")  # noqa: S608 - constants only
    assert any("2026|T010" in each for each in violations())
