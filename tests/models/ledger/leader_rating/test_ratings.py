"""The checks of a leader's ratings: who may rate, which departments, and what is in the scale (2.15, A40, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import counting
from tests.models.ledger.appraisal.year import LEADERS as RATED_BY
from tests.models.ledger.appraisal.year import complete, drafted
from tests.models.ledger.leader_rating.conftest import LEADERS, Rated, by, read

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
    january.on("2026-12-01").take("departments", *({"编码": code, "名称": f"{code}局"} for code in codes))
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
    january.on("2026-12-01").take("departments", *({"编码": code, "名称": f"{code}局"} for code in codes))
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


ENTER_GUESSES, CONFIRM, WITHDRAW = "enter_leader_ratings", "confirm_leader_ratings", "withdraw_leader_ratings"
WORDS = "好：100、较好：85、一般：70、差：50"
CODES = [f"D{n:03}" for n in range(1, 13)]
SCALE: dict[str, Any] = {"key": "leader_scale", "basis": "黔目标办〔2026〕5号"}


@pytest.fixture
def twelve(january: Acting, rated: Rated) -> dict[str, Any]:
    """A leader rated twelve departments: the first two are 好, the others 较好."""
    january.on("2026-12-01").take("departments", *({"编码": code, "名称": f"第{code[1:]}厅"} for code in CODES[2:]))
    january.do("set_policy", **SCALE, value=WORDS, valid_from="2026-06-01")
    marks = dict.fromkeys(CODES, "较好") | dict.fromkeys(CODES[:2], "好")
    fields = rated(LEADERS[0], **marks)
    by(january, "王文").do(ENTER_GUESSES, **fields)
    return marks


def test_a_slip_in_a_long_sheet_is_named(january: Acting, rated: Rated, twelve: dict[str, str]) -> None:
    slip = twelve | {"D003": "一般", "D007": "差"}
    told = by(january, "李明").refused(CONFIRM, **read(rated(LEADERS[0], **slip)))
    assert told.startswith("与首次录入不一致的部门：D003、D007，没有核对通过。")


@pytest.mark.parametrize("word", ["好", "一般", "差"])
def test_who_guesses_one_word_for_all_is_told_of_no_department(
    january: Acting, rated: Rated, twelve: dict[str, str], word: str
) -> None:
    told = by(january, "赵敏").refused(CONFIRM, **read(rated(LEADERS[0], **dict.fromkeys(twelve, word))))
    assert told.startswith("与首次录入不一致（为免推知评价，不列出部门），没有核对通过。")
    assert not [code for code in CODES if code in told]


@pytest.mark.parametrize("word", ["好", "较好"])
def test_who_guesses_one_department_alone_is_told_nothing(
    january: Acting, rated: Rated, twelve: dict[str, str], word: str
) -> None:
    told = by(january, "赵敏").refused(CONFIRM, **read(rated(LEADERS[0], D001=word)))
    assert len(twelve) > 1
    assert told.startswith("与首次录入不一致（为免推知评价，不列出部门），没有核对通过。")


def all_rate(january: Acting, rated: Rated) -> None:
    january.do("set_policy", **SCALE, value=WORDS, valid_from="2026-06-01")
    for leader, word in zip(LEADERS, ("好", "好", "差"), strict=False):
        fields = rated(leader, D001=word)
        by(january, "王文").do(ENTER_GUESSES, **fields)
        by(january, "李明").do(CONFIRM, **read(fields))


@pytest.mark.parametrize("value", ["好：100、较好：85、一般：70、差：1", "好：10、差：50"])
def test_the_words_of_a_scale_keep_their_values_while_leaders_have_rated(
    january: Acting, rated: Rated, value: str
) -> None:
    all_rate(january, rated)
    told = january.refused("set_policy", **SCALE, value=value, valid_from="2026-12-31")
    assert "的分值不能再改：从前后两次的平均可以推算出单个评价（4.7）" in told
    january.do("set_policy", **SCALE, value="0–100", valid_from="2026-12-31")  # no rating is in it
    assert "的分值不能再改" in january.refused("set_policy", **SCALE, value=value, valid_from="2026-12-31")


def test_when_no_rating_counts_the_scale_may_change(january: Acting, rated: Rated, policy: str) -> None:
    all_rate(january, rated)
    for leader in LEADERS[:3]:
        january.do(WITHDRAW, rated_by=leader, year=2026, reason="量表有误", evidence=policy)
    done = january.do("set_policy", **SCALE, value="好：100、差：40", valid_from="2026-12-31")
    assert done.counts == {"set": 1}


def test_a_scale_for_the_next_year_may_have_other_values(january: Acting, rated: Rated) -> None:
    all_rate(january, rated)
    done = january.do("set_policy", **SCALE, value="好：100、差：40", valid_from="2027-01-01")
    assert done.counts == {"set": 1}


LATE: dict[str, Any] = {"rated_by": "孙正", "year": 2026, "ratings": [{"department": "D001", "mark": "10"}]}
TOO_LATE = "2026年的得分表已经拟定，“孙正”此前没有计入的评价不再计入"


def test_a_leader_who_had_not_rated_when_the_sheets_were_drafted_does_not_count(
    march: Acting, sql: Sql, policy: str
) -> None:
    march.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "孙正"})
    complete(march, sql)
    early = march.on("2027-02-20")
    by(early, "王文").do(ENTER_GUESSES, **LATE, rated_on="2027-02-20", evidence=policy)
    drafted(march)
    today = march.on("2027-03-02")
    assert by(today, "李明").refused(CONFIRM, **LATE).startswith(TOO_LATE)
    today.do(WITHDRAW, rated_by="孙正", year=2026, reason="未及核对")
    told = by(today, "王文").refused(ENTER_GUESSES, **LATE, rated_on="2027-02-20", evidence=policy)
    assert told.startswith(TOO_LATE)


def test_ratings_that_counted_may_be_put_right_after_the_draft(march: Acting, sql: Sql, policy: str) -> None:
    complete(march, sql)
    drafted(march)
    today = march.on("2027-03-02")
    leader: dict[str, Any] = {"rated_by": RATED_BY[0], "year": 2026}
    today.do(WITHDRAW, **leader, reason="录入有误", evidence=policy)
    again: dict[str, Any] = {**leader, "ratings": [{"department": code, "mark": "91"} for code in ("D001", "D002")]}
    by(today, "王文").do(ENTER_GUESSES, **again, rated_on="2027-01-20", evidence=policy)
    assert by(today, "李明").do(CONFIRM, **again).counts["confirmed"] == 1
