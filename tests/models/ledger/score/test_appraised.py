"""Only a department that is there on 31 December has a score of the year (1-2.13, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

REFORM = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ({"department": "D009"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ({"department": "AGENCY"}, "是管理机构，没有考评。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
    ],
)
def test_who_is_not_appraised_is_given_nothing(
    january: Acting, mark: dict[str, Any], sql: Sql, named: dict[str, Any], refusal: str
) -> None:
    assert january.refused("record_second_level", **mark | named).endswith(refusal)
    assert sql.rows("SELECT id FROM second_level") == []


def test_a54_who_ended_before_31_december_is_given_nothing(january: Acting, mark: dict[str, Any]) -> None:
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **REFORM)
    told = january.refused("record_second_level", **mark)
    assert told == "“第001厅”已于2026-11-01终止，没有2026年的考评。"


def test_a54_who_was_merged_after_the_year_is_given_its_result(january: Acting, mark: dict[str, Any]) -> None:
    january.on("2027-01-04").do("merge_department", effective_on="2027-01-04", **REFORM)
    assert january.do("record_second_level", **mark).counts["recorded"] == 1


def test_who_was_founded_after_the_year_is_given_nothing(january: Acting, mark: dict[str, Any]) -> None:
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2027-01-05"})
    told = january.refused("record_second_level", **mark | {"department": "D003"})
    assert told == "“第三局”自2027-01-05起设立，没有2026年的考评。"
