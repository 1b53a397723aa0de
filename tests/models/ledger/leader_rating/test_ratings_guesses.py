"""What a single rating cannot be guessed or reckoned from: readings, other scales, and two means (1-2.15, 4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.appraisal.year import LEADERS as RATED_BY
from tests.models.ledger.appraisal.year import complete, drafted
from tests.models.ledger.leader_rating.conftest import LEADERS, Rated, by, read

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ENTER, CONFIRM, WITHDRAW = "enter_leader_ratings", "confirm_leader_ratings", "withdraw_leader_ratings"
WORDS = "好：100、较好：85、一般：70、差：50"
CODES = [f"D{n:03}" for n in range(1, 13)]
SCALE: dict[str, Any] = {"key": "leader_scale", "basis": "黔目标办〔2026〕5号"}


@pytest.fixture
def twelve(january: Acting, rated: Rated) -> dict[str, Any]:
    """A leader rated twelve departments: the first two are 好, the others 较好."""
    january.take("departments", *({"编码": code, "名称": f"第{code[1:]}厅"} for code in CODES[2:]))
    january.do("set_policy", **SCALE, value=WORDS, valid_from="2026-06-01")
    marks = dict.fromkeys(CODES, "较好") | dict.fromkeys(CODES[:2], "好")
    fields = rated(LEADERS[0], **marks)
    by(january, "王文").do(ENTER, **fields)
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
        by(january, "王文").do(ENTER, **fields)
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
    by(early, "王文").do(ENTER, **LATE, rated_on="2027-02-20", evidence=policy)
    drafted(march)
    today = march.on("2027-03-02")
    assert by(today, "李明").refused(CONFIRM, **LATE).startswith(TOO_LATE)
    today.do(WITHDRAW, rated_by="孙正", year=2026, reason="未及核对")
    told = by(today, "王文").refused(ENTER, **LATE, rated_on="2027-02-20", evidence=policy)
    assert told.startswith(TOO_LATE)


def test_ratings_that_counted_may_be_put_right_after_the_draft(march: Acting, sql: Sql, policy: str) -> None:
    complete(march, sql)
    drafted(march)
    today = march.on("2027-03-02")
    leader: dict[str, Any] = {"rated_by": RATED_BY[0], "year": 2026}
    today.do(WITHDRAW, **leader, reason="录入有误", evidence=policy)
    again: dict[str, Any] = {**leader, "ratings": [{"department": code, "mark": "91"} for code in ("D001", "D002")]}
    by(today, "王文").do(ENTER, **again, rated_on="2027-01-20", evidence=policy)
    assert by(today, "李明").do(CONFIRM, **again).counts["confirmed"] == 1
