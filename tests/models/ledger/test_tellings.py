"""电话告知: recorded once, for what is untold; such a notice is never sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.notice_ends import mark_unaddressed
from models.ledger.seals import by_run
from tests.databases import story
from tests.models.ledger.test_messages import SENT

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

TOLD = {"told_on": "2026-03-05", "person": "张三", "told_by": "李四"}
ENDS = "SELECT coalesce(cancelled, '') FROM notice ORDER BY id"


@pytest.fixture
@story
def untold(march: Acting) -> Acting:
    """The two notices of March have no address; today is 5 March."""
    now = datetime.fromisoformat("2026-03-05T09:00:00+08:00")
    with begin() as session:
        mark_unaddressed(session, now.date(), now, by_run(session, now))
    return march.on("2026-03-05")


@pytest.fixture
def numbers(untold: Acting, sql: Sql) -> list[int]:
    """The numbers of the two notices."""
    assert untold.day.year == 2026
    return list(sql.column("SELECT id FROM notice ORDER BY id"))


def test_several_notices_are_told_in_one_call(
    untold: Acting, numbers: list[int], sql: Sql, violations: Violations
) -> None:
    answer = untold.do("told_by_phone", notices="、".join(map(str, numbers)), **TOLD)
    assert (answer.words, answer.counts) == ("2条通知已登记电话告知“张三”，不再发送。", {"told": 2})
    assert sql.column(ENDS) == ["已电话告知", "已电话告知"]
    told = sql.rows("SELECT notice_id, told_on::text, person, told_by FROM telling ORDER BY notice_id")
    assert told == [(number, "2026-03-05", "张三", "李四") for number in numbers]
    keys = sql.column("SELECT record_key FROM transition WHERE record = 'telling' ORDER BY record_key")
    assert keys == [f"opened_monthly_check|monthly_check|2026-03|{code}||0||office" for code in ("D001", "D002")]
    assert violations() == []


@pytest.mark.parametrize("written", [1, [1], "1", "1,", (1, 1)])
def test_a_number_may_be_written_in_every_way(untold: Acting, numbers: list[int], written: object) -> None:
    if isinstance(written, list | tuple):
        assert untold.do("told_by_phone", notices=[numbers[0]] * len(written), **TOLD).counts == {"told": 1}
    else:
        text = str(written).replace("1", str(numbers[0]))
        assert untold.do("told_by_phone", notices=text, **TOLD).counts == {"told": 1}


@pytest.mark.parametrize("written", ["", [], "一", "1；2", None])
def test_what_is_no_number_is_refused(untold: Acting, written: object) -> None:
    assert "通知编号" in untold.refused("told_by_phone", notices=written, **TOLD)


def test_an_unknown_number_is_refused_and_nothing_is_told(untold: Acting, numbers: list[int], sql: Sql) -> None:
    words = untold.refused("told_by_phone", notices=[numbers[0], 999], **TOLD)
    assert words == "没有编号为999的通知。查看：mubiao notices --untold。"
    assert sql.value("SELECT count(*) FROM telling") == 0


def test_a_second_time_is_refused_and_names_the_first(untold: Acting, numbers: list[int]) -> None:
    untold.do("told_by_phone", notices=numbers[0], **TOLD)
    words = untold.refused("told_by_phone", notices=numbers[0], **TOLD)
    assert f"通知{numbers[0]}此前已电话告知，不再重复登记：已电话告知（张三，2026-03-05，李四）。" in words


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-03-06", "告知日期2026-03-06在今天（2026-03-05）之后"), ("2026-02-28", "告知日期2026-02-28早于通知")],
)
def test_a_day_in_the_future_or_before_the_notice_is_refused(
    untold: Acting, numbers: list[int], day: str, words: str
) -> None:
    assert words in untold.refused("told_by_phone", notices=numbers[0], **(TOLD | {"told_on": day}))


@pytest.mark.parametrize(("state", "words"), [("sent", "已经发送，不用电话告知"), ("waiting", "正在等待发送")])
def test_a_notice_that_was_sent_or_waits_is_refused(march: Acting, sql: Sql, state: str, words: str) -> None:
    sql.sealed(SENT, channel="mail", address="a@gz.gov.cn", state=state)
    sql.sealed("UPDATE notice SET resolved_at = now()")
    number = sql.value("SELECT min(id) FROM notice")
    assert words in march.on("2026-03-05").refused("told_by_phone", notices=number, **TOLD)


def test_a_cancelled_notice_is_refused_with_the_reason(march: Acting, sql: Sql) -> None:
    sql.sealed("UPDATE notice SET cancelled = '事项已办结或已变更'")
    words = march.on("2026-03-05").refused("told_by_phone", notices=sql.value("SELECT min(id) FROM notice"), **TOLD)
    assert "已经取消，不用电话告知：已取消（事项已办结或已变更）。" in words


def test_only_the_agency_tells(untold: Acting, numbers: list[int]) -> None:
    assert "“部门目标办”不能执行" in untold.office("D001").refused("told_by_phone", notices=numbers[0], **TOLD)


@pytest.fixture
def parked(march: Acting, sql: Sql) -> int:
    """The number of the first notice, whose only message is parked."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "a@gz.gov.cn"})
    sql.sealed(SENT, channel="mail", address="a@gz.gov.cn", state="parked")
    sql.sealed("UPDATE notice SET resolved_at = now()")
    return int(sql.value("SELECT min(id) FROM notice"))


def test_a_message_of_which_everything_was_told_needs_no_decision_any_more(
    march: Acting, sql: Sql, parked: int, violations: Violations
) -> None:
    march.on("2026-03-05").do("told_by_phone", notices=parked, **TOLD)
    assert sql.rows("SELECT state, reason FROM message") == [("dropped", "已电话告知")]
    assert "没有编号为1的待重试、已搁置或送达不明的消息" in march.refused("retry_message", message=1, why="再发")
    assert [words for words in violations() if not words.startswith("消息 1：")] == []


def test_a_message_with_a_notice_that_was_told_is_not_sent_again(march: Acting, sql: Sql, parked: int) -> None:
    other = (
        "INSERT INTO delivery (notice_id, recipient_id, person, message_id) SELECT max(n.id), 1, '', 1 FROM notice n"
    )
    sql.sealed(other)
    march.on("2026-03-05").do("told_by_phone", notices=parked, **TOLD)
    assert sql.column("SELECT state FROM message") == ["parked"]
    assert "其余的请也电话告知" in march.refused("retry_message", message=1, why="再发")
    sql("UPDATE office SET email = 'b@gz.gov.cn'")
    march.do("retry_message", message=1, why="已更正")
    unresolved = sql.column("SELECT id FROM notice WHERE resolved_at IS NULL")
    assert parked not in unresolved
    assert len(unresolved) == 1


def test_of_three_people_who_tell_at_once_one_is_recorded(
    untold: Acting, numbers: list[int], sql: Sql, together: Together
) -> None:
    results = together(*[lambda session: untold.within(session, "told_by_phone", notices=numbers[0], **TOLD)] * 3)
    assert sum("此前已电话告知" in str(result) for result in results) == 2
    assert sql.value("SELECT count(*) FROM telling") == 1


def test_a_delivery_that_waits_for_a_stopped_robot_is_never_sent_after_the_call(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    sql.sealed(SENT, channel="wecom", address="geheim", state="parked")
    sql.sealed("UPDATE delivery SET message_id = NULL")
    sql.sealed("UPDATE recipient SET paused_until = timestamptz '2036-03-05 09:00+08'")
    sql.sealed("UPDATE notice SET resolved_at = now()")
    number = sql.value("SELECT min(id) FROM notice")
    march.on("2026-03-05").do("told_by_phone", notices=number, **TOLD)
    assert sql.column("SELECT cancelled FROM delivery") == ["已电话告知"]
    assert [words for words in violations() if not words.startswith("消息 1：")] == []


def test_a_repeated_request_is_answered_as_the_first_time(untold: Acting, numbers: list[int], sql: Sql) -> None:
    answers = [untold.do("told_by_phone", "request-1", notices=numbers, **TOLD).words for _ in range(2)]
    assert answers[0] == answers[1]
    assert sql.value("SELECT count(*) FROM telling") == 2


@pytest.mark.parametrize("field", ["person", "told_by", "told_on"])
def test_who_was_told_when_and_by_which_person_must_be_said(untold: Acting, numbers: list[int], field: str) -> None:
    said = {name: value for name, value in TOLD.items() if name != field}
    assert untold.refused("told_by_phone", notices=numbers[0], **said)
