"""公众意见: recorded, assigned, fed back, published or dismissed, with two duties for the due dates (6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Together, Violations

SAID = {"department": "D001", "content": "下午四点后没有班车", "channel": "公众评议问卷"}
DUTIES = """
SELECT o.kind, d.code, o.state, o.late, x.due::text FROM obligation o JOIN department d ON d.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id WHERE o.kind LIKE 'opinion%' ORDER BY o.id
"""
NOTICES = "SELECT kind, audience, subject FROM notice WHERE kind LIKE 'opinion%' ORDER BY id"
PUBLICATION = "2026-10-20"


@pytest.fixture
def august(march: Acting) -> Acting:
    """Today is 20 August."""
    return march.on("2026-08-20")


@pytest.fixture
def assigned(august: Acting) -> Acting:
    """2026-1 was assigned to D001, feedback due on 20 September; today is 10 September."""
    august.do("record_opinion", **SAID, limit="2026-09-20")
    return august.on("2026-09-10")


@pytest.fixture
def fed_back(assigned: Acting) -> Acting:
    """D001 fed back on 10 September; today is 12 October."""
    assigned.office("D001").do("feed_back_opinion", opinion="2026-1", feedback="已增开两班")
    return assigned.on("2026-10-12")


def test_an_opinion_is_stored_with_a_number_and_opens_the_duty_to_publish(august: Acting, sql: Sql) -> None:
    done = august.do("record_opinion", **SAID, received_on="2026-08-18")
    text = "已登记公众意见2026-1，由“第001厅”负责，整改情况应于2026-10-20前公布。明确整改时限后交办（assign_opinion）。"
    assert (done.words, done.data) == (text, {"opinion": "2026-1"})
    columns = "number, channel, content, received_on::text, recorded_on::text, state"
    assert sql.rows(f"SELECT {columns} FROM opinion") == [  # noqa: S608 - constant
        (1, "公众评议问卷", "下午四点后没有班车", "2026-08-18", "2026-08-20", "received")
    ]
    assert [row[2:] for row in sql.rows(DUTIES)] == [("open", None, PUBLICATION)]
    assert sql.rows(NOTICES) == []


def test_an_opinion_with_a_limit_is_assigned_and_its_department_notified(assigned: Acting, sql: Sql) -> None:
    assert [(row[0], *row[2:]) for row in sql.rows(DUTIES)] == [
        ("opinion_publication", "open", None, PUBLICATION),
        ("opinion_feedback", "open", None, "2026-09-20"),
    ]
    assert sql.rows(DUTIES)[1][1] == "D001"
    assert sql.rows(NOTICES) == [("opinion_received", "office", "opinion_feedback|2026|D001|2026-1|1")]
    assert sql.value("SELECT state FROM opinion") == "remedying"
    with begin() as session:
        titles = [each.title for each in list_obligations(session, assigned.day) if each.row.kind.startswith("opinion")]
    assert titles == ["公众意见2026-1整改反馈", "公众意见2026-1整改公布"]


def test_an_opinion_without_a_limit_is_assigned_later(august: Acting, sql: Sql) -> None:
    august.do("record_opinion", **SAID)
    done = august.on("2026-08-25").do("assign_opinion", opinion="2026-1", limit="2026-09-20")
    assert (done.words, done.counts) == ("公众意见2026-1已交办，整改时限2026-09-20。", {"assigned": 1, "notices": 1})
    assert sql.rows('SELECT "limit"::text, assigned_on::text FROM opinion') == [("2026-09-20", "2026-08-25")]


@pytest.mark.parametrize("limit", ["2026-08-19", "2026-10-21"])
def test_a_limit_that_cannot_be_changes_nothing(august: Acting, sql: Sql, limit: str) -> None:
    assert august.refused("record_opinion", **SAID, limit=limit).startswith(f"整改时限{limit}")
    assert sql.value("SELECT count(*) FROM opinion") == 0


def test_a_limit_is_notified_once(assigned: Acting) -> None:
    text = assigned.refused("assign_opinion", opinion="2026-1", limit="2026-09-25")
    assert text == "该意见此前已交办，整改时限不再更改。"


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"received_on": "2026-08-21"}, "收到日期2026-08-21在今天（2026-08-20）之后，请核对。"),
        ({"department": "D999"}, "部门“D999”不在部门名单中。查看：mubiao departments。"),
    ],
)
def test_a_wrong_opinion_is_refused(august: Acting, more: dict[str, str], text: str) -> None:
    assert august.refused("record_opinion", **SAID | more) == text


def test_the_agency_does_not_answer_for_an_opinion(august: Acting, sql: Sql) -> None:
    code = str(sql.value("SELECT code FROM department WHERE is_agency"))
    text = august.refused("record_opinion", **SAID | {"department": code})
    assert text.endswith("不是纳入管理的部门，请写明负责整改的部门。")


def test_a_department_that_has_ended_does_not_answer_for_an_opinion(august: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_to = '2026-07-31' WHERE code = 'D001'")
    assert august.refused("record_opinion", **SAID) == "“第001厅”已于2026-07-31终止，请写明现在负责的部门。"


def test_each_year_numbers_its_opinions_by_the_day_they_were_received(august: Acting) -> None:
    numbers = [august.do("record_opinion", **SAID).data["opinion"] for _ in range(2)]
    later = august.on("2027-01-05")
    numbers += [later.do("record_opinion", **SAID, received_on=day).data["opinion"] for day in ("2026-12-30", None)]
    assert numbers == ["2026-1", "2026-2", "2026-3", "2027-1"]


def test_two_who_record_at_once_get_two_numbers(august: Acting, together: Together) -> None:
    done = together(*[lambda session: august.within(session, "record_opinion", **SAID)] * 2)
    assert sorted(each.data["opinion"] for each in done) == ["2026-1", "2026-2"]


def test_the_same_request_is_one_opinion(august: Acting, sql: Sql) -> None:
    first, again = (august.do("record_opinion", "问卷-17", **SAID) for _ in range(2))
    assert (first, sql.value("SELECT count(*) FROM opinion")) == (again, 1)


def test_an_office_records_no_opinion(august: Acting) -> None:
    text = august.office("D001").refused("record_opinion", **SAID)
    assert text == "“部门目标办”不能执行“登记公众意见”，应由省直目标绩效管理机构办理。"


@pytest.mark.parametrize("key", ["2026-9", "2026", "3", "2026-1-1", "2026-一", "2026-", "-1", "2026-9999999"])
def test_an_unknown_number_is_refused(assigned: Acting, key: str) -> None:
    text = assigned.refused("dismiss_opinion", opinion=key, reason="重复")
    assert text == f"没有编号为“{key}”的公众意见，编号的格式如2026-3。"


@pytest.mark.usefixtures("fed_back")
def test_the_departments_feedback_is_stored_and_the_agency_notified(sql: Sql) -> None:
    assert sql.rows("SELECT state, fed_back_on::text, feedback FROM opinion") == [
        ("fed_back", "2026-09-10", "已增开两班")
    ]
    assert sql.rows(DUTIES)[1][2:] == ("discharged", False, "2026-09-20")
    assert sql.rows(NOTICES)[1:] == [("opinion_fed_back", "agency", "2026-1")]


def test_the_exhibits_of_feedback_and_publication_are_stored(
    assigned: Acting, sql: Sql, store: Path, tmp_path: Path
) -> None:
    assert not store.exists()
    proofs = [tmp_path / "时刻表.pdf", tmp_path / "网页.png"]
    for each in proofs:
        each.write_bytes(each.name.encode())
    done = assigned.do("feed_back_opinion", opinion="2026-1", feedback="已增开", evidence=str(proofs[0]))
    assert done.counts["evidence"] == 1
    assigned.do("publish_opinion", opinion="2026-1", published_in="门户网站", evidence=str(proofs[1]))
    assert sql.rows("SELECT record_key, file_name FROM exhibit ORDER BY id") == [
        ("2026-1", "时刻表.pdf"),
        ("2026-1", "网页.png"),
    ]


def test_late_feedback_is_taken_and_marked(assigned: Acting, sql: Sql) -> None:
    done = assigned.on("2026-09-22").office("D001").do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    assert (done.words, done.counts["late"]) == ("已反馈公众意见2026-1的整改情况（逾期）。", 1)
    assert sql.rows(DUTIES)[1][2:4] == ("discharged", True)
    assert sql.value("SELECT payload ->> 'late' FROM notice WHERE kind = 'opinion_fed_back'") == "true"


def test_feedback_that_came_by_phone_counts_from_the_day_it_came(assigned: Acting, sql: Sql) -> None:
    received = assigned.on("2026-09-22").on_behalf("电话", "李明", "2026-09-18")
    received.do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    assert sql.rows(DUTIES)[1][2:4] == ("discharged", False)
    assert sql.value("SELECT fed_back_on::text FROM opinion") == "2026-09-18"


def test_another_department_does_not_feed_back(assigned: Acting) -> None:
    text = assigned.office("D002").refused("feed_back_opinion", opinion="2026-1", feedback="已增开")
    assert text == "您只能办理本部门的事项，不能办理“第001厅”的事项。"


def test_nothing_is_fed_back_before_it_was_handed_over_or_twice(august: Acting) -> None:
    august.do("record_opinion", **SAID)
    fed = {"opinion": "2026-1", "feedback": "已增开"}
    assert august.refused("feed_back_opinion", **fed) == "该意见尚未交办，交办后才反馈整改情况。"
    august.do("assign_opinion", opinion="2026-1", limit="2026-09-20")
    august.do("feed_back_opinion", **fed)
    assert august.refused("feed_back_opinion", **fed) == "该意见的整改情况此前已反馈，待公布。"


def test_a_publication_ends_the_agencys_duty(fed_back: Acting, sql: Sql) -> None:
    put = {"opinion": "2026-1", "published_in": "省政府门户网站"}
    done = fed_back.do("publish_opinion", **put, published_on="2026-10-10")
    assert done.words == "公众意见2026-1的整改情况已于2026-10-10在省政府门户网站公布。"
    assert sql.rows(DUTIES)[0][2:] == ("discharged", False, PUBLICATION)
    assert sql.rows("SELECT state, published_on::text FROM opinion") == [("published", "2026-10-10")]
    again = fed_back.on("2026-10-30").do("publish_opinion", **put)
    assert (again.words, again.counts) == ("公众意见2026-1的整改情况此前已公布，未作改动。", {"published": 0})
    assert sql.rows("SELECT published_on::text FROM opinion") == [("2026-10-10",)]


def test_a_late_publication_is_marked(fed_back: Acting, sql: Sql) -> None:
    done = fed_back.on("2026-10-23").do("publish_opinion", opinion="2026-1", published_in="门户网站")
    assert done.words.endswith("公布（逾期）。")
    assert sql.rows(DUTIES)[0][2:4] == ("discharged", True)


@pytest.mark.parametrize("day", ["2026-09-09", "2026-10-13"])
def test_a_publication_on_an_impossible_day_changes_nothing(fed_back: Acting, sql: Sql, day: str) -> None:
    put = {"opinion": "2026-1", "published_in": "门户网站"}
    assert fed_back.refused("publish_opinion", **put, published_on=day).startswith(f"公布日期{day}")
    assert sql.value("SELECT state FROM opinion") == "fed_back"


def test_nothing_is_published_before_it_was_fed_back(assigned: Acting) -> None:
    text = assigned.refused("publish_opinion", opinion="2026-1", published_in="门户网站")
    assert text == "该意见的整改情况尚未反馈，反馈后才能公布。"


def test_feedback_to_a_waived_duty_is_not_late(assigned: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'opinion_feedback'")
    assigned.do("waive", obligation=number, reason="并入其他意见", number="黔目标函〔2026〕9号", dated="2026-03-02")
    done = assigned.on("2026-09-30").do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    assert done.counts["late"] == 0
    assert sql.rows(DUTIES)[1][2:4] == ("waived", None)


def test_a_dismissed_opinion_has_no_open_duty_and_its_department_is_notified(assigned: Acting, sql: Sql) -> None:
    fields = {"opinion": "2026-1", "reason": "不属该部门职责"}
    done = assigned.do("dismiss_opinion", **fields)
    assert (done.words, done.counts["notices"]) == ("公众意见2026-1不予办理：不属该部门职责。", 1)
    assert [row[2] for row in sql.rows(DUTIES)] == ["void", "void"]
    assert sql.rows(NOTICES)[1:] == [("opinion_dismissed", "office", "2026-1")]
    assert assigned.do("dismiss_opinion", **fields).counts == {"dismissed": 0}


def test_an_opinion_dismissed_before_its_assignment_sends_no_notice(august: Acting, sql: Sql) -> None:
    august.do("record_opinion", **SAID)
    assert august.do("dismiss_opinion", opinion="2026-1", reason="重复").counts == {"dismissed": 1, "notices": 0}
    assert [row[2] for row in sql.rows(DUTIES)] == ["void"]
    text = august.refused("assign_opinion", opinion="2026-1", limit="2026-09-20")
    assert text == "该意见此前已不予办理。"


def test_an_opinion_with_feedback_cannot_be_dismissed(fed_back: Acting) -> None:
    text = fed_back.refused("dismiss_opinion", opinion="2026-1", reason="重复")
    assert text == "该意见的整改情况已经反馈，应予公布。"


def test_overdue_feedback_and_publication_are_reminded_of(assigned: Acting, sql: Sql) -> None:
    assigned.on("2026-09-21").system.do("remind")
    assigned.on("2026-10-23").system.do("remind")
    query = "SELECT audience, subject FROM notice WHERE kind = 'overdue' AND subject LIKE 'opinion%' ORDER BY id"
    found = sql.rows(query)
    assert ("office", "opinion_feedback|2026|D001|2026-1|1") in found
    assert any(who == "agency" and subject.startswith("opinion_publication|2026|") for who, subject in found)


def test_a_successor_takes_over_the_opinions_of_its_predecessor(assigned: Acting, sql: Sql) -> None:
    merger = {"department": "D001", "successor": "D002", "effective_on": "2026-09-10", "basis": "黔机编〔2026〕12号"}
    assigned.do("merge_department", **merger)
    assert sql.rows(DUTIES)[1][1] == "D002"
    assert assigned.do("record_opinion", **SAID, limit="2026-09-20").data == {"opinion": "2026-2"}
    assert (
        sql.value("SELECT d.code FROM opinion o JOIN department d ON d.id = o.department_id WHERE number = 2") == "D002"
    )
    assigned.office("D002").do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    assert sql.rows(DUTIES)[1][2] == "discharged"


@pytest.mark.usefixtures("fed_back")
def test_a_row_changed_without_a_block_is_named(sql: Sql, violations: Violations) -> None:
    assert violations() == []
    sql("UPDATE opinion SET feedback = '已全部解决'")
    assert violations() == ["公众意见 2026-1：被更改，与台账不符。"]
