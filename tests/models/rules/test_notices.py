"""通知: names and kinds."""

from datetime import date

import pytest

from models.rules.cycles import CYCLES
from models.rules.duties import OpenedFor
from models.rules.notices import (
    NOTICE_NAMES,
    OPENED_APPRAISAL,
    OPENED_CONSULTATION,
    OPENED_FOR_AGENCY,
    OPENED_RECEIPT,
    OPENED_RESULTS,
    OPENED_TARGET_DUE,
    end_in_words,
    opening_notice,
)


def test_every_cycle_that_the_calendar_opens_has_a_notice_of_its_opening() -> None:
    opened = {name for name in NOTICE_NAMES if name.startswith("opened_")}
    # Of lists of drafts, of own dates, of score sheets and results.
    by_act = {OPENED_CONSULTATION, OPENED_RECEIPT, OPENED_TARGET_DUE, OPENED_APPRAISAL, OPENED_RESULTS}
    assert opened == {opening_notice(cycle) for cycle in CYCLES if cycle.periodic} | by_act


def test_the_agencys_cycles_share_one_opening_notice() -> None:
    shared = {cycle.key for cycle in CYCLES if cycle.periodic and opening_notice(cycle) == OPENED_FOR_AGENCY}
    assert shared == {cycle.key for cycle in CYCLES if cycle.whose is not OpenedFor.DEPARTMENTS}


def test_every_notice_has_a_unique_chinese_name() -> None:
    assert len(set(NOTICE_NAMES.values())) == len(NOTICE_NAMES)
    assert all(not name.isascii() for name in NOTICE_NAMES.values())


@pytest.mark.parametrize(
    ("ending", "why", "shown"),
    [
        ("sent", "邮箱不存在", "已发送"),
        ("answered", "", "已答复"),
        ("waiting", "对方忙", "待发"),
        ("cancelled", "事项已办结或已变更", "已取消（事项已办结或已变更）"),
        ("untold", "没有可用的收件地址", "待电话通知（没有可用的收件地址）"),
        ("untold", "", "待电话通知"),
    ],
)
def test_the_end_of_a_notice_says_why_where_it_was_not_sent(ending: str, why: str, shown: str) -> None:
    assert end_in_words(ending, why, person="", told_on=None, told_by="") == shown


def test_a_notice_told_by_phone_says_who_when_and_by_person() -> None:
    shown = end_in_words("told", "已电话告知", person="张三", told_on=date(2026, 3, 5), told_by="李四")
    assert shown == "已电话告知（张三，2026-03-05，李四）"
