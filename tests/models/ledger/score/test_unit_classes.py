"""单位类别: the class of a department with its paper, from a year on (1-2.19, A45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.unit_classes import unit_class_names, unit_classes
from models.rules.errors import Refused, Unavailable
from tests.models.ledger.score.appraisal import refused_unchanged

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

GIVEN = "SELECT year, serial, name, paper_number, reason FROM unit_class ORDER BY id"
FILES = "SELECT record_key FROM exhibit WHERE record = 'unit_class'"


@pytest.fixture
def classes(january: Acting) -> Acting:
    """There are two classes since 2025."""
    january.do("set_policy", key="unit_classes", value="甲类、乙类", basis="6号", valid_from="2025-01-01")
    return january


@pytest.fixture
def first(policy: str) -> dict[str, Any]:
    """D001 is of the first class from 2026 on."""
    paper = {"number": "黔目标办〔2026〕6号", "dated": "2026-03-02", "evidence": policy}
    return {"department": "D001", "year": 2026, "unit_class": "甲类", **paper}


def found(year: int = 2026) -> dict[str, str]:
    with begin() as session:
        return dict(unit_classes(session, home(session), year))


def test_a45_a_class_holds_from_its_year_on_until_another_one_is_recorded(
    classes: Acting, first: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = classes.do("classify_unit", **first)
    assert (done.words, done.counts) == (
        "已登记“第001厅”2026年的单位类别：甲类。自该年度起有效。",
        {"recorded": 1, "evidence": 1},
    )
    assert sql.column(FILES) == ["D001|2026|1"]
    assert (found(2025), found(), found(2031)) == ({}, {"D001": "甲类"}, {"D001": "甲类"})
    later = {"year": 2027, "unit_class": "乙类", "reason": "机构规格调整"}
    done = classes.do("classify_unit", **first | later)
    assert done.words == "已登记“第001厅”2027年的单位类别：乙类，取代甲类。自该年度起有效。"
    assert (found(), found(2027)) == ({"D001": "甲类"}, {"D001": "乙类"})
    assert sql.rows(GIVEN)[1] == (2027, 1, "乙类", "黔目标办〔2026〕6号", "机构规格调整")
    assert violations() == []


def test_the_same_again_changes_nothing_and_another_class_needs_a_reason(
    classes: Acting, first: dict[str, Any], sql: Sql
) -> None:
    classes.do("classify_unit", **first)
    same = classes.do("classify_unit", **first | {"year": 2027})
    assert (same.words, same.counts) == ("“第001厅”2027年的单位类别此前已登记，未作改动。", {"recorded": 0})
    told = classes.refused("classify_unit", **first | {"unit_class": "乙类"})
    assert told == "“第001厅”自2026年起登记为甲类（黔目标办〔2026〕6号），确需变更的写明更正原因（--reason）。"
    classes.do("classify_unit", **first | {"unit_class": "乙类", "reason": "误登"})
    assert [row[:3] for row in sql.rows(GIVEN)] == [(2026, 1, "甲类"), (2026, 2, "乙类")]
    assert found() == {"D001": "乙类"}


def test_another_paper_of_the_same_class_needs_no_reason(classes: Acting, first: dict[str, Any]) -> None:
    classes.do("classify_unit", **first)
    done = classes.do("classify_unit", **first | {"number": "黔目标办〔2027〕1号", "dated": "2027-01-04"})
    assert done.counts["recorded"] == 1


def test_an_earlier_year_does_not_change_a_later_one(classes: Acting, first: dict[str, Any]) -> None:
    classes.do("classify_unit", **first)
    classes.do("classify_unit", **first | {"year": 2025, "unit_class": "乙类"})
    assert (found(2025), found(2026)) == ({"D001": "乙类"}, {"D001": "甲类"})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"unit_class": "丙类"}, "没有“丙类”这一类单位，可填：甲类、乙类。"),
        ({"department": "D009"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ({"department": "AGENCY"}, "是管理机构，没有考评。"),
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
        ({"year": 2024}, "2024年的单位类别未设定，请先设定：mubiao act set_policy --key unit_classes …"),
    ],
)
def test_what_cannot_be_is_refused(
    classes: Acting, first: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert classes.refused("classify_unit", **first | change).endswith(told)
    assert sql.rows(GIVEN) == []


def test_a54_who_ended_before_31_december_has_no_class(classes: Acting, first: dict[str, Any]) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    classes.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    assert classes.refused("classify_unit", **first) == "“第001厅”已于2026-11-01终止，没有2026年的考评。"


def test_the_names_are_those_of_31_december(classes: Acting) -> None:
    classes.do("set_policy", key="unit_classes", value="丙类", basis="7号", valid_from="2027-01-01")
    with begin() as session:
        names = [unit_class_names(session, home(session), year) for year in (2024, 2026, 2027)]
    assert names == [None, ["甲类", "乙类"], ["丙类"]]


@pytest.mark.parametrize("field", ["department", "year", "unit_class", "number", "dated", "evidence"])
def test_no_class_is_recorded_without_its_paper(classes: Acting, first: dict[str, Any], sql: Sql, field: str) -> None:
    fields = {name: value for name, value in first.items() if name != field}
    assert refused_unchanged(classes, sql, "classify_unit", fields)


def test_a_refused_change_of_class_changes_nothing(classes: Acting, first: dict[str, Any], sql: Sql) -> None:
    classes.do("classify_unit", **first)
    for change in (
        {"unit_class": "乙类"},
        {"unit_class": "丙类", "reason": "误登"},
        {"unit_class": "乙类", "year": 2027},
    ):
        refused_unchanged(classes, sql, "classify_unit", first | change)
    assert found() == {"D001": "甲类"}


def test_names_and_spellings_say_the_same(classes: Acting, first: dict[str, Any], sql: Sql) -> None:
    classes.do("classify_unit", **first)
    again = classes.do("classify_unit", **first | {"department": " 第001厅 ", "unit_class": " 甲类 "})
    assert (again.counts, len(sql.rows(GIVEN))) == ({"recorded": 0}, 1)


def test_of_two_classes_at_once_without_a_reason_one_is_refused(
    classes: Acting, first: dict[str, Any], sql: Sql, together: Together
) -> None:
    def giving(name: str) -> Any:
        return lambda session: classes.within(session, "classify_unit", **first | {"unit_class": name})

    done = together(giving("甲类"), giving("乙类"))
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert len(sql.rows(GIVEN)) == 1


def test_a54_who_was_merged_after_the_year_and_who_was_founded_after_it(
    classes: Acting, first: dict[str, Any], sql: Sql
) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    classes.on("2027-01-04").do("merge_department", effective_on="2027-01-04", **reform)
    assert classes.do("classify_unit", **first).counts["recorded"] == 1
    classes.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2027-01-05"})
    told = refused_unchanged(classes, sql, "classify_unit", first | {"department": "D003"})
    assert told == "“第三局”自2027-01-05起设立，没有2026年的考评。"


def test_the_class_of_a_year_is_one_of_that_years_names(classes: Acting, first: dict[str, Any], sql: Sql) -> None:
    classes.do("set_policy", key="unit_classes", value="丙类", basis="7号", valid_from="2027-01-01")
    later = first | {"year": 2027}
    assert refused_unchanged(classes, sql, "classify_unit", later) == "没有“甲类”这一类单位，可填：丙类。"
    classes.do("classify_unit", **later | {"unit_class": "丙类"})
    classes.do("classify_unit", **first)
    assert (found(), found(2027)) == ({"D001": "甲类"}, {"D001": "丙类"})


def test_a_corrected_class_of_an_earlier_year_ends_with_the_next_one(classes: Acting, first: dict[str, Any]) -> None:
    classes.do("classify_unit", **first | {"year": 2025})
    classes.do("classify_unit", **first | {"year": 2026, "unit_class": "乙类", "reason": "调整"})
    done = classes.do("classify_unit", **first | {"year": 2025, "unit_class": "乙类", "reason": "误登"})
    assert done.words == "已登记“第001厅”2025年的单位类别：乙类，取代甲类。自该年度起有效。"
    assert [found(year) for year in (2024, 2025, 2026)] == [{}, {"D001": "乙类"}, {"D001": "乙类"}]


def test_offices_and_heads_are_told_who_classifies(classes: Acting, first: dict[str, Any], sql: Sql) -> None:
    for other in (classes.office("D001"), classes.office("D002"), classes.head("D001"), classes.system):
        told = refused_unchanged(other, sql, "classify_unit", first)
        assert told.endswith("不能执行“登记单位类别”，应由省直目标绩效管理机构办理。")


def test_the_database_keeps_one_class_of_a_number(classes: Acting, first: dict[str, Any], sql: Sql) -> None:
    classes.do("classify_unit", **first)
    columns = "department_id, year, serial, name, paper_number, paper_date, reason, recorded_on"
    with pytest.raises(Unavailable):
        sql(f"INSERT INTO unit_class ({columns}) SELECT {columns} FROM unit_class")  # noqa: S608 - own names
