"""The checks of a leader's ratings: who may rate, which departments, and what is in the scale (2.15, A40, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import counting
from tests.models.ledger.leader_rating.conftest import Rated

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ENTER = "enter_leader_ratings"
SHEETS = "SELECT leader, serial, rated, state, entered_by, rated_on::text FROM leader_sheet ORDER BY id"


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"D001": "100.5"}, "部门D001的评价不在量表内，应为：0至100的数，最多两位小数。"),
        ({"D001": "好", "D002": "-1"}, "部门D001、D002的评价不在量表内，应为：0至100的数，最多两位小数。"),
        ({"D001": "80", "第001厅": "81"}, "部门D001评价了两次，请只保留一个。"),
        ({"D009": "80"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ({"AGENCY": "80"}, "“贵州省目标绩效管理机构”是管理机构，没有考评。"),
        ({}, "“张平”没有评价任何部门，不必录入。"),
    ],
)
def test_outside_the_scale_twice_or_of_an_unknown_department_it_is_refused(
    january: Acting, rated: Rated, sql: Sql, marks: dict[str, str], told: str
) -> None:
    assert january.refused(ENTER, **rated("张平", **marks)) == told
    assert sql.rows(SHEETS) == sql.rows("SELECT * FROM sealed_rating") == []


def test_many_departments_outside_the_scale_are_not_all_named(january: Acting, rated: Rated) -> None:
    codes = [f"D{number:03d}" for number in range(3, 9)]
    january.take("departments", *({"编码": code, "名称": f"{code}局"} for code in codes))
    told = january.refused(ENTER, **rated("张平", **dict.fromkeys(codes, "101")))
    assert told.startswith("部门D003、D004、D005、D006、D007等的评价不在量表内")


@pytest.mark.parametrize("leader", ["周未", "王建国"])
def test_who_is_no_leader_of_the_province_is_not_entitled(january: Acting, rated: Rated, sql: Sql, leader: str) -> None:
    january.take("contacts", {"部门编码": "D001", "角色": "分管省领导", "姓名": "王建国"})
    told = january.refused(ENTER, **rated(leader, D001="80"))
    assert told == (
        f"“{leader}”在2027-01-20不是登记在管理机构的省领导，不能评价。查看：mubiao contacts --role 省领导。"
    )
    assert sql.rows(SHEETS) == []


def test_a_leader_is_entitled_on_the_days_of_his_term(january: Acting, rated: Rated) -> None:
    term = {"生效日期": "2026-12-01", "失效日期": "2027-01-15"}
    january.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "周未", **term})
    given = rated("周未", D001="80")
    for day in ("2026-11-30", "2027-01-16"):
        assert f"在{day}不是登记在管理机构的省领导" in january.refused(ENTER, **given | {"rated_on": day})
    assert january.do(ENTER, **given | {"rated_on": "2027-01-15"}).counts["entered"] == 1


@pytest.mark.parametrize("day", ["2025-12-31", "2027-01-21"])
def test_the_day_is_in_the_year_or_later_and_not_to_come(january: Acting, rated: Rated, day: str) -> None:
    told = january.refused(ENTER, **rated("张平", D001="80") | {"rated_on": day})
    assert told == f"评价日期{day}应在2026年1月1日至今天（2027-01-20）之间，请核对。"


def test_a_year_to_come_is_refused(january: Acting, rated: Rated) -> None:
    assert "2028年尚未开始" in january.refused(ENTER, **rated("张平", D001="80") | {"year": 2028})


def test_a54_a_department_that_ended_in_the_year_is_not_rated(january: Acting, rated: Rated, sql: Sql) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    told = january.refused(ENTER, **rated("张平", D001="80", D002="90"))
    assert told == "“第001厅”已于2026-11-01终止，没有2026年的考评。"
    assert sql.rows(SHEETS) == []


def test_without_a_scale_or_a_file_it_is_refused(january: Acting, rated: Rated) -> None:
    bare: dict[str, Any] = rated("张平", D001="80") | {"evidence": []}
    assert january.refused(ENTER, **bare) == ("须附评价表原件：扫描件，或省领导交回的表格文件（--evidence）。")
    january.do("set_policy", key="leader_scale", value="未设定", basis="6号", valid_from="2026-12-31")
    assert january.refused(ENTER, **rated("张平", D001="80")) == (
        "2026年省领导评价的量表未设定，请先设定：mubiao act set_policy --key leader_scale。"
    )


def test_departments_are_named_by_code_name_or_a_name_of_before(january: Acting, rated: Rated, sql: Sql) -> None:
    renamed = {"department": "D001", "name": "第一局", "basis": "黔机编〔2026〕12号"}
    january.on("2026-05-10").do("rename_department", effective_on="2026-05-10", **renamed)
    for leader, name in (("张平", "D001"), ("李安", "第一局"), ("赵立", "第001厅")):
        january.do(ENTER, **rated(leader, **{name: "80"}))
    assert sql.column("SELECT marks FROM sealed_rating") == [{"D001": "80"}] * 3


def test_a_scale_of_words_takes_words_only(january: Acting, rated: Rated, sql: Sql) -> None:
    words = {"key": "leader_scale", "value": "好：100、较好：85、差：50", "basis": "6号", "valid_from": "2026-06-01"}
    january.do("set_policy", **words)
    told = january.refused(ENTER, **rated("张平", D001="好", D002="85"))
    assert told == "部门D002的评价不在量表内，应为：好、较好、差。"
    january.do(ENTER, **rated("张平", D001=" 较好 ", D002="差"))
    assert sql.column("SELECT marks FROM sealed_rating") == [{"D001": "较好", "D002": "差"}]


def test_the_statements_do_not_grow_with_the_departments(january: Acting, rated: Rated) -> None:
    codes = [f"D{number:03d}" for number in range(3, 43)]
    january.take("departments", *({"编码": code, "名称": f"{code}局"} for code in codes))
    totals = []
    for leader, some in (("张平", codes[:2]), ("李安", codes)):
        with counting() as total:
            january.do(ENTER, **rated(leader, **dict.fromkeys(some, "80")))
        totals.append(total[0])
    assert totals[1] <= totals[0]


def test_ratings_without_their_day_are_refused(january: Acting, rated: Rated, sql: Sql) -> None:
    given = {name: value for name, value in rated("张平", D001="80").items() if name != "rated_on"}
    told = "请写明“张平”的评价日期（--rated-on），即评价表上的日期；是否有权评价按这一天看。"
    assert january.refused(ENTER, **given) == told
    assert sql.rows(SHEETS) == []


@pytest.mark.parametrize("mark", ["8①", "8²", "⑧", "8₅", "٨٥"])
def test_a_circled_or_raised_digit_is_no_mark(january: Acting, rated: Rated, mark: str) -> None:
    assert "不在量表内" in january.refused(ENTER, **rated("张平", D001=mark))
