"""上级目标: it exists here or is named with its unit, is another target, and there is no circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.target.register import Wanted, list_targets
from models.rules.target.place import placed
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

CHECK_IT = "请核对编号；由其他单位管理的，填写上级目标名称和上级管理单位"
ELSEWHERE = {"上级目标名称": "农村公路", "上级管理单位": "交通运输部"}


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
        ([row("T010", "T099")], [f"上级目标编号“T099”不在2026年目标中，{CHECK_IT}"]),
        ([row("T010", "T001", "2025")], [f"上级目标编号“T001”不在2025年目标中，{CHECK_IT}"]),
        ([row("T010", "T010")], ["上级目标编号“T010”就是本目标，没有上级目标的请留空"]),
        (
            [row("T010", "T001；T002")],
            ["上级目标编号“T001;T002”写了几个编号，一个目标只有一个上级目标，请只填一个"],
        ),
        (
            [row("T010", "T011"), row("T011", "T010"), row("T012", "T010")],
            [f"上级目标编号“{code}”属于本目标，上下级首尾相接，请改正其中一项" for code in ("T011", "T010")],
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


def test_a_parent_of_another_year_is_named_with_it(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("targets", row("T010", year="2025"), row("T010", "2025/T010"))
    assert sql.value("SELECT parent_code FROM target WHERE code = 'T010' AND year = 2026") == "2025/T010"
    assert complaints(march, row("T011", "2025/T001")) == [f"上级目标编号“T001”不在2025年目标中，{CHECK_IT}"]
    december = march.on("2025-12-31")
    withdrawn = december.refused("withdraw_target", target="T010", year=2025, reason="误导入", evidence=[str(PAPER)])
    assert "下级目标" in withdrawn
    assert violations() == []


def test_a_circle_over_two_years_is_found(march: Acting) -> None:
    words = "属于本目标，上下级首尾相接，请改正其中一项"
    found = complaints(march, row("T010", "2026/T010", "2025"), row("T010", "2025/T010"))
    assert found == [f"上级目标编号“T010”{words}"] * 2


def test_a_parent_that_another_unit_manages_is_shown_and_not_added_up(march: Acting, violations: Violations) -> None:
    march.take("targets", row("T010", "GJ-1") | ELSEWHERE, row("T011", "T010") | {"可加": "否"})
    with begin() as session:
        listed = {each["code"]: each for each in list_targets(session, march.day, Wanted(2026, tree="T010"))}
    assert placed(listed["T010"]) == "上级目标GJ-1“农村公路”（交通运输部管理，不在本系统合计）"
    assert placed(listed["T011"]) == "上级目标T010，不可加"
    assert march.take("targets", row("T010", "GJ-1") | ELSEWHERE).counts["same"] == 1
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"上级目标编号": "GJ-1", "上级管理单位": "交通运输部"}, "上级目标名称：上级目标由其他单位管理的，须写明"),
        ({"上级目标编号": "GJ-1", "上级目标名称": "农村公路"}, "上级管理单位：上级目标由其他单位管理的，须写明"),
        (ELSEWHERE, "上级目标编号：上级目标由其他单位管理的，须写明"),
        (ELSEWHERE | {"上级目标编号": "T001"}, "上级管理单位：“T001”是本系统的目标，上级目标名称和上级管理单位请留空"),
    ],
)
def test_a_parent_elsewhere_has_number_name_and_unit(march: Acting, cells: dict[str, str], words: str) -> None:
    [found] = complaints(march, row("T010") | cells)
    assert found.startswith(words)
