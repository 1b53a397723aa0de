"""上级目标: it exists in the same year, is another target, and there is no circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def row(code: str, parent: str = "", year: str = "2026") -> dict[str, str]:
    usual = {"目标名称": f"目标{code}", "责任部门": "D001", "下达日期": f"{year}-02-27"}
    return {"编号": code, "年度": year, "上级目标编号": parent, **usual}


def complaints(acting: Acting, *rows: dict[str, str]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("targets", *rows)
    return [complaint.message for complaint in refusal.value.complaints]


def test_a_parent_is_issued_or_stands_in_the_same_sheet(march: Acting, sql: Sql) -> None:
    assert march.take("targets", row("T010", "T001"), row("T011", "T012"), row("T012")).counts["new"] == 3
    parents = "SELECT parent_code FROM target WHERE code LIKE 'T01%' ORDER BY code"
    assert sql.column(parents) == ["T001", "T012", ""]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("T010", "T099")], ["上级目标编号“T099”不在2026年目标中，请核对编号"]),
        ([row("T010", "T001", "2025")], ["上级目标编号“T001”不在2025年目标中，请核对编号"]),
        ([row("T010", "T010")], ["上级目标编号“T010”就是本目标，或属于本目标，不能作为其上级"]),
        (
            [row("T010", "T011"), row("T011", "T010"), row("T012", "T010")],
            [f"上级目标编号“{code}”就是本目标，或属于本目标，不能作为其上级" for code in ("T011", "T010")],
        ),
    ],
)
def test_a_parent_that_cannot_be_one_is_complained_about(
    march: Acting, rows: list[dict[str, str]], words: list[str]
) -> None:
    assert complaints(march, *rows) == words


def test_a_parent_that_was_taken_over_before_is_left_alone(march: Acting, sql: Sql) -> None:
    march.take("targets", row("T010", "T001"))
    sql("UPDATE target SET parent_code = 'T099' WHERE code = 'T010'")
    assert march.take("targets", row("T010", "T099")).counts["new"] == 0
