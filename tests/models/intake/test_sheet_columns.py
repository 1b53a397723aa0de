"""Columns in a row name the fields of an input and their widths."""

from __future__ import annotations

from models.intake.agency_sheet import Takes
from models.intake.inspection import FindingRecorded
from models.intake.sheet_columns import fresh, grey, keys, white
from models.intake.yearly import SecondLevelGiven


def test_a_row_of_columns_names_fields_and_widths_and_an_example_is_said_by_the_field() -> None:
    (value, number) = white(SecondLevelGiven, value=14, number=24)
    assert (value.field, value.width, value.example, value.key, value.fresh) == ("value", 14, "87.5", False, False)
    assert (number.title, number.width) == ("依据文号", 24)
    assert [(each.field, each.fresh) for each in fresh(SecondLevelGiven, reason=24)] == [("reason", True)]
    shown_only = grey(name=("目标名称", 26), due=("期限", 14, Takes.DAY))
    assert [(each.title, each.width, each.takes, each.field, each.of) for each in shown_only] == [
        ("目标名称", 26, Takes.TEXT, "", "name"),
        ("期限", 14, Takes.DAY, "", "due"),
    ]


def test_a_column_that_names_a_department_or_a_target_is_one_of_codes() -> None:
    department, year = keys(SecondLevelGiven, department=11, year=9)
    assert (department.title, department.takes, department.key) == ("部门编码", Takes.CODE, True)
    assert (year.title, year.takes, year.key) == ("年度", Takes.NUMBER, True)
    assert keys(FindingRecorded, target=13)[0].takes is Takes.CODE
