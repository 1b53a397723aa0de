"""指定另一人: who is the second person where another one is asked for; never the first (1-8.2, A49)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.leader_rating.conftest import Rated, another, by, january, rated, read

if TYPE_CHECKING:
    from tests.conftest import Acting, Violations

__all__ = ["another", "january", "rated"]
ENTER, CONFIRM, NAME = "enter_leader_ratings", "confirm_leader_ratings", "name_stand_in"
PAPER = {"number": "黔目标办〔2027〕8号", "dated": "2027-01-18", "reason": "其他人员外出核查"}
DAYS = {"valid_from": "2027-01-20", "valid_to": "2027-02-18"}
DECISION = {"first": "mubiao", "person": "李明", **PAPER, **DAYS}
pytestmark = pytest.mark.usefixtures("another")


@pytest.fixture
def entered(january: Acting, rated: Rated) -> Acting:
    """An operator without a name entered ratings under the account `mubiao`; 李明 and 王文 are on the roster."""
    for name in ("李明", "王文"):
        january.do("register_inspector", name=name)
    by(january, "mubiao").do(ENTER, **rated("张平", D001="80"))
    return january


@pytest.fixture
def namesakes(january: Acting, rated: Rated) -> Acting:
    """李明 entered ratings; 李明（0377）, another row of the roster, works under another account."""
    for name in ("李明", "李明（0377）"):
        january.do("register_inspector", name=name)
    by(january, "李明", "lm").do(ENTER, **rated("张平", D001="80"))
    return january


NAMESAKES = DECISION | {"first": "李明", "person": "李明（0377）"}


def test_who_is_named_is_the_second_person_and_his_paper_stands_in_the_answer(
    namesakes: Acting, rated: Rated, violations: Violations
) -> None:
    fields = read(rated("张平", D001="80"))
    assert "须由另一人核对" in by(namesakes, "李明（0377）", "lm2").refused(CONFIRM, **fields)
    assert namesakes.do(NAME, **NAMESAKES).words == (
        "“李明”经办、须由另一人办理的，2027-01-20至2027-02-18可由“李明(0377)”办理（黔目标办〔2027〕8号）。"
        "有同名的“李明”，请核对是不同的人。"
    )
    assert namesakes.do(NAME, **NAMESAKES).counts == {"named": 0}
    assert "须由另一人核对" in by(namesakes, "李明（0377）", "lm").refused(CONFIRM, **fields)
    words = by(namesakes, "李明（0377）", "lm2").do(CONFIRM, **fields).words
    assert "李明录入，李明（0377）核对（按黔目标办〔2027〕8号），同一账户录入与核对，请核对。" in words
    assert violations() == []


@pytest.mark.parametrize("day", ["2027-01-20", "2027-02-19"])
def test_outside_its_days_a_decision_does_not_hold(namesakes: Acting, rated: Rated, day: str) -> None:
    namesakes.do(NAME, **NAMESAKES | {"valid_from": "2027-01-21"})
    told = by(namesakes.on(day), "李明（0377）", "lm2").refused(CONFIRM, **read(rated("张平", D001="80")))
    assert "须由另一人核对" in told


def test_a_tie_that_is_declared_later_ends_it(namesakes: Acting, rated: Rated) -> None:
    namesakes.do(NAME, **NAMESAKES)
    namesakes.do("declare_tie", inspector="李明（0377）", department="D001", reason="亲属任职")
    told = by(namesakes, "李明（0377）", "lm2").refused(CONFIRM, **read(rated("张平", D001="80")))
    assert "须由另一人核对" in told


def test_another_spelling_of_a_name_is_no_second_row(january: Acting) -> None:
    for name in ("Li Ming", "LI MING"):
        january.do("register_inspector", name=name)
    assert "一人不能既经办又核对" in january.refused(NAME, **DECISION | {"first": "Li Ming", "person": "LI MING"})


@pytest.mark.parametrize("first", ["李明", "李　明", "李明（0213）"])
def test_one_person_as_both_is_refused(entered: Acting, first: str) -> None:
    assert "一人不能既经办又核对" in entered.refused(NAME, **DECISION | {"first": first})


def test_two_people_of_one_name_are_two_rows_of_the_roster(january: Acting) -> None:
    january.do("register_inspector", name="李明（0377）")
    told = january.refused(NAME, **NAMESAKES)
    assert "确是同名的两人，都先登记在名册中（register_inspector），后登记的姓名后写工号或电话后四位" in told
    january.do("register_inspector", name="李明")
    assert january.do(NAME, **NAMESAKES).words.endswith("有同名的“李明”，请核对是不同的人。")


def test_the_first_person_stays_refused_with_a_decision(entered: Acting, rated: Rated) -> None:
    entered.do(NAME, **DECISION)
    assert "须由另一人核对" in by(entered, "mubiao").refused(CONFIRM, **read(rated("张平", D001="80")))


def test_who_has_a_tie_is_not_named(entered: Acting) -> None:
    entered.do("declare_tie", inspector="李明", department="D001", reason="亲属任职")
    assert "有回避情形，不能作为另一人" in entered.refused(NAME, **DECISION)


def test_who_is_not_on_the_roster_of_the_agency_in_these_days_is_not_named(entered: Acting) -> None:
    assert "不在本机构的核查人员名册中" in entered.refused(NAME, **DECISION | {"person": "赵敏"})
    entered.do("register_inspector", name="李明", valid_to="2027-02-17")
    assert "不全在名册有效期内" in entered.refused(NAME, **DECISION)


def test_a_decision_is_not_for_days_gone_by(entered: Acting) -> None:
    assert "不能追溯" in entered.refused(NAME, **DECISION | {"valid_from": "2027-01-19", "valid_to": "2027-02-10"})


@pytest.mark.parametrize("name", ["李　明", "李明（0213）"])
def test_a_person_does_not_name_himself(entered: Acting, name: str) -> None:
    assert "不能由本人指定" in by(entered, name, "lm").refused(NAME, **DECISION)


def test_an_operator_who_has_stated_no_name_is_refused(entered: Acting) -> None:
    told = by(entered, "mubiao", "mubiao").refused(NAME, **DECISION)
    assert told.startswith("现在只有本机账户mubiao，分不清是不是“李明”本人：登记指定的人须先用 MUBIAO_OPERATOR 写明")
    assert by(entered, "赵敏", "mubiao").do(NAME, **DECISION).counts == {"named": 1}


def test_another_use_of_the_paper_is_a_remark(entered: Acting) -> None:
    entered.do(NAME, **DECISION)
    words = entered.do(NAME, **DECISION | {"first": "赵敏"}).words
    assert words.endswith("同一文件（黔目标办〔2027〕8号）另用于指定另一人的文件（mubiao，2027-01-18），请核对。")


def test_a_paper_of_a_day_to_come_is_refused(entered: Acting) -> None:
    assert "在今天（2027-01-20）之后" in entered.refused(NAME, **DECISION | {"dated": "2027-01-21"})


def test_an_unknown_first_person_is_named_with_a_remark(entered: Acting) -> None:
    told = "“王雯”不在名册中，台账中也没有办理记录，请核对。"
    assert entered.do(NAME, **DECISION | {"first": "王雯"}).words.endswith(told)
    assert told.replace("王雯", "王文") not in entered.do(NAME, **DECISION | {"first": "王文"}).words


def test_a_number_without_a_digit_is_none(entered: Acting) -> None:
    assert "不是文号" in entered.refused(NAME, **DECISION | {"number": "领导同意"})


@pytest.mark.parametrize("number", ["黔目标办〔2027〕8号", "黔目标办〔２０２７〕8号", "黔目标办[2027] 8号"])
def test_one_paper_serves_thirty_days_for_one_first_person(entered: Acting, number: str) -> None:
    entered.do(NAME, **DECISION)
    later = DECISION | {"number": number, "valid_from": "2027-02-18", "valid_to": "2027-02-19"}
    assert "自2027-01-20起不超过30天，到2027-02-19须另有文件" in entered.refused(NAME, **later)
    assert entered.do(NAME, **later | {"person": "王文", "valid_to": "2027-02-18"}).counts == {"named": 1}
    assert entered.do(NAME, **later | {"first": "赵敏"}).counts == {"named": 1}
    assert entered.do(NAME, **later | {"number": "黔目标办〔2027〕9号"}).counts == {"named": 1}


def test_days_before_those_of_the_same_paper_count_too(entered: Acting) -> None:
    entered.do(NAME, **DECISION | {"valid_from": "2027-02-01", "valid_to": "2027-02-19"})
    before = DECISION | {"valid_to": "2027-01-31"}
    assert "自2027-01-20起不超过30天，到2027-02-19须另有文件" in entered.refused(NAME, **before)
    assert entered.do(NAME, **before | {"valid_from": "2027-01-21"}).counts == {"named": 1}
