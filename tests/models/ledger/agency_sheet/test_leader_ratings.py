"""省领导评价 in a sheet: one paper for each leader, filled in from it twice by two people (2.15, A40)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.leader_ratings import LEADER_RATINGS, of_leader
from models.rules.errors import Refused
from notifications.documents.agency_sheet import workbook
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template
from tests.models.ledger.leader_rating.conftest import by

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

GIVEN, READ = "leader-ratings", "leader-readings"
SHEETS = "SELECT leader, rated, state, rated_on::text, entered_by FROM leader_sheet ORDER BY id"
FIRST: dict[str, Any] = {"评价": 85, "评价日期": "2027-01-18", "评价表原件": "评价表.pdf"}


@pytest.fixture
@story
def january(march: Acting, tmp_path: Path) -> Acting:
    """Two leaders may rate with words; the sheet of one lies next to the table; 王文 works on 20 January 2027."""
    (tmp_path / "评价表.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    march.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in ("张平", "李安")))
    march.do("set_policy", key="leader_scale", value="0–100", basis="5号", valid_from="2026-01-01")
    return by(march.on("2027-01-20"), "王文")


def of_one(acting: Acting, name: str, folder: Path) -> Path:
    """Write the sheet of one leader."""
    with begin() as session:
        content = workbook(agency_sheet(session, of_leader(LEADER_RATINGS, name), acting.day))
    (folder / "一人.xlsx").write_bytes(content)
    return folder / "一人.xlsx"


def test_each_leader_has_a_row_for_every_department_and_a_paper_of_his_own(january: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(january, GIVEN, tmp_path))
    assert [(row["省领导"], row["年度"], row["部门编码"], row["评价"]) for row in rows] == [
        ("张平", 2026, "D001", None),
        ("张平", 2026, "D002", None),
        ("李安", 2026, "D001", None),
        ("李安", 2026, "D002", None),
    ]
    assert {row["省领导"] for row in rows_in(of_one(january, "李 安", tmp_path))} == {"李安"}
    with pytest.raises(Refused, match="“周未”没有要填的省领导评价。现在要填的省领导：张平、李安。"):
        of_one(january, "周未", tmp_path)


def test_a_sheet_is_entered_by_one_and_read_by_another(
    january: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(of_one(january, "张平", tmp_path), {2: FIRST, 3: {"评价": "90"}})
    assert counts(take(january, GIVEN, sheet))[0] == 2
    assert sql.rows(SHEETS) == [("张平", 2, "entered", "2027-01-18", "王文")]
    assert {row["省领导"] for row in rows_in(export(january, GIVEN, tmp_path))} == {"李安"}
    again = export(january, READ, tmp_path)
    assert [row["评价"] for row in rows_in(again)] == [None, None]
    fill(again, {2: {"评价": "85"}, 3: {"评价": 90}})
    assert counts(take(by(january, "李明"), READ, again))[0] == 2
    assert sql.rows(SHEETS)[0][2] == "confirmed"
    assert rows_in(export(january, READ, tmp_path)) == []
    assert violations() == []


def test_a_department_without_a_mark_is_not_rated(january: Acting, sql: Sql, tmp_path: Path) -> None:
    when = {"评价日期": "2027-01-18"}
    sheet = fill(of_one(january, "张平", tmp_path), {2: when, 3: FIRST})
    take(january, GIVEN, sheet)
    assert sql.value("SELECT marks FROM sealed_rating") == {"D002": "85"}


@pytest.mark.parametrize(
    ("cells", "cell", "told"),
    [
        (FIRST | {"评价": "101"}, "H2", "部门D001的评价不在量表内"),
        (FIRST | {"评价": None}, "H2", "“张平”没有评价任何部门"),
        (FIRST | {"评价日期": "2027-01-21"}, "F2", "评价日期2027-01-21应在"),
        (FIRST | {"评价日期": None}, "F2", "请写明“张平”的评价日期，即评价表上的日期"),
        (FIRST | {"评价表原件": None}, "G2", "须附评价表原件"),
    ],
)
def test_what_the_act_refuses_is_refused_and_no_cell_with_a_rating_is_quoted(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], cell: str, told: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(january, GIVEN, fill(of_one(january, "张平", tmp_path), {2: cells}))
    [complaint] = refused.value.complaints
    assert told in complaint.message
    assert (complaint.cell, complaint.value in ("85", "101")) == (cell, False)
    assert sql.rows(SHEETS) == []


def test_each_rating_off_the_scale_is_named_at_its_cell(january: Acting, tmp_path: Path) -> None:
    sheet = fill(of_one(january, "张平", tmp_path), {2: FIRST, 3: {"评价": "优秀"}})
    with pytest.raises(ImportRefused) as refused:
        take(january, GIVEN, sheet)
    assert [each.cell for each in refused.value.complaints] == ["H3"]
    fill(sheet, {2: {"评价": "101"}})
    with pytest.raises(ImportRefused) as refused:
        take(january, GIVEN, sheet)
    assert [each.cell for each in refused.value.complaints] == ["H2", "H3"]
    assert "部门D001、D002的评价不在量表内" in refused.value.message
    assert not any(mark in refused.value.message for mark in ("101", "优秀"))


def test_a_sheet_has_one_day(january: Acting, sql: Sql, tmp_path: Path) -> None:
    days = {2: FIRST, 3: {"评价": "90", "评价日期": "2027-01-17"}}
    with pytest.raises(ImportRefused) as refused:
        take(january, GIVEN, fill(of_one(january, "张平", tmp_path), days))
    [complaint] = refused.value.complaints
    assert complaint.message.startswith("“张平”的评价日期写了几个（2027-01-17、2027-01-18），")
    assert sql.rows(SHEETS) == []


def test_two_leaders_of_one_table_are_two_sheets_or_none(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = template(january, GIVEN, tmp_path)
    rows = [{"省领导": name, "年度": 2026, "部门编码": "D001"} | FIRST for name in ("张平", "周未")]
    with pytest.raises(ImportRefused, match="“周未”在2027-01-18不是登记在管理机构的省领导"):
        take(january, GIVEN, fill(sheet, {2: rows[0], 3: rows[1]}))
    assert sql.rows(SHEETS) == []
    take(january, GIVEN, fill(sheet, {3: rows[1] | {"省领导": "李安"}}))
    assert [row[0] for row in sql.rows(SHEETS)] == ["张平", "李安"]


def test_who_is_no_leader_any_more_gets_no_paper(january: Acting, tmp_path: Path) -> None:
    ended = {"部门编码": "AGENCY", "角色": "省领导", "姓名": "张平", "失效日期": "2026-12-31"}
    replace(january, actor=january.agency.actor).take("contacts", ended)
    assert {row["省领导"] for row in rows_in(export(january, GIVEN, tmp_path))} == {"李安"}
