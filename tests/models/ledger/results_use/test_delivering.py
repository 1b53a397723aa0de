"""The approved results go once to every member, to the personnel bodies and to each department (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import MubiaoError
from tests.models.ledger.draft.lists import PAPER
from tests.models.ledger.results_use.results import (
    CIVIL,
    CORRECTION,
    DELIVERED,
    LATE,
    MEMBER,
    PERSONNEL,
    RECEIPT,
    YEAR,
    deliver,
    duty_of,
    kept,
    number_papers,
    receives,
    rows,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


ALL = [
    ("department", "D001", 1, "delivered"),
    ("department", "D002", 1, "delivered"),
    ("members", MEMBER, 1, "delivered"),
    ("personnel", CIVIL, 1, "delivered"),
    ("personnel", PERSONNEL, 1, "delivered"),
]


def test_everyone_of_the_three_kinds_gets_the_results(approved: Acting, sql: Sql, violations: Violations) -> None:
    number_papers(approved)
    done = deliver(approved)
    assert done.words == (
        "2026年考评结果已反馈3类：成员单位1个；组织部和公务员管理部门2个；部门2个，2027-03-16（暂定）前签收。"
    )
    assert done.counts == {"delivered": 5, "opened": 2, "notices": 4}
    assert rows(sql) == ALL
    assert violations() == []


def test_a_second_delivery_changes_nothing(delivered: Acting, sql: Sql) -> None:
    again = deliver(delivered.on("2027-03-10"))
    assert (again.words, again.counts) == ("2026年考评结果此前已反馈，未作改动。", {"delivered": 0})
    assert rows(sql) == ALL


def test_the_kinds_may_be_delivered_one_after_the_other(approved: Acting, sql: Sql) -> None:
    deliver(approved, kind="部门")
    assert [row[:2] for row in rows(sql)] == [("department", "D001"), ("department", "D002")]
    number_papers(approved)
    assert deliver(approved).counts["delivered"] == 3


def test_corrected_results_go_again_to_their_department_and_the_bodies(
    delivered: Acting, sql: Sql, violations: Violations
) -> None:
    receives(delivered, sql)
    delivered.on("2027-03-11").do("supersede_sheet", **CORRECTION)
    done = deliver(delivered.on("2027-03-12"))
    assert done.words.endswith("2027-03-19（暂定）前签收，其中4个是更正、补充后重新反馈。")
    assert rows(sql) == [
        ("department", "D001", 1, "replaced"),
        ("department", "D002", 1, "delivered"),
        ("members", MEMBER, 1, "replaced"),
        ("personnel", CIVIL, 1, "replaced"),
        ("personnel", PERSONNEL, 1, "replaced"),
        ("department", "D001", 2, "delivered"),
        ("members", MEMBER, 2, "delivered"),
        ("personnel", CIVIL, 2, "delivered"),
        ("personnel", PERSONNEL, 2, "delivered"),
    ]
    assert sql.column("SELECT DISTINCT paper_number FROM result_delivery WHERE version = 2") == [CORRECTION["number"]]
    assert violations() == []


FACT: dict[str, Any] = {
    **YEAR,
    "department": "D001",
    "fact": "迟报重大事项",
    "reduces": "下调一档",
    "number": "黔纪通〔2027〕2号",
    "dated": "2027-03-10",
    "evidence": str(PAPER),
}
NUMBERS = ("黔目标办发〔2027〕11号", "黔目标办发〔2027〕12号")


def test_a74_what_is_recorded_after_the_approval_goes_to_the_same_readers(
    delivered: Acting, sql: Sql, violations: Violations
) -> None:
    receives(delivered, sql)
    later = delivered.on("2027-03-11")
    assert "考评已经审定" in later.do("record_discipline", **FACT).words
    assert "没有编号的有2份" in later.refused("deliver_results", **YEAR)
    for kind, number in zip(("考评结果送成员单位", "考评结果送组织部门"), NUMBERS, strict=True):
        later.do("issue_paper", kind=kind, subject="2026", number=number)
    done = deliver(later)
    assert (done.counts["delivered"], done.counts["opened"]) == (4, 1)
    found = sql.rows(
        "SELECT kind, alongside, state, paper_number FROM result_delivery WHERE state <> 'replaced' ORDER BY id"
    )
    assert found == [
        ("department", 1, "delivered", ""),  # the survey alone
        ("members", 3, "delivered", NUMBERS[0]),
        ("personnel", 3, "delivered", NUMBERS[1]),
        ("personnel", 3, "delivered", NUMBERS[1]),
        ("department", 2, "delivered", ""),
    ]
    told = sql.value("SELECT payload FROM notice WHERE obligation_id = :duty LIMIT 1", duty=duty_of(sql))
    assert ["第1项", "迟报重大事项；扣减：下调一档（黔纪通〔2027〕2号，2027年3月10日）"] in told["alongside"]
    assert deliver(later).counts == {"delivered": 0}
    assert violations() == []


def test_the_open_duty_of_corrected_results_is_void(delivered: Acting, sql: Sql) -> None:
    former = duty_of(sql)
    delivered.on("2027-03-11").do("supersede_sheet", **CORRECTION)
    deliver(delivered.on("2027-03-12"))
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=former) == "void"
    assert duty_of(sql) != former


@pytest.mark.usefixtures("approved")
def test_a_delivery_by_a_database_row_is_found(sql: Sql, violations: Violations) -> None:
    sql(
        "INSERT INTO result_delivery (jurisdiction_id, year, kind, version, alongside, department_id, paper_number,"
        " delivered_on, due, state, receiver, told_person, told_by, uses)"
        " SELECT jurisdiction_id, 2026, 'department', 1, 0, id, '',"
        " '2027-03-09', '2027-03-16', 'received', '周涛', '', '', '[]' FROM department WHERE code = 'D001'"
    )
    assert [each for each in violations() if each.startswith("结果反馈 2026|department|D001|1")]


@pytest.mark.usefixtures("delivered")
def test_the_receipt_of_a_delivery_in_the_database_is_found(sql: Sql, violations: Violations) -> None:
    sql("UPDATE result_delivery SET state = 'received', receiver = '周涛' WHERE department_id IS NOT NULL")
    assert len([each for each in violations() if each.startswith("结果反馈")]) == 2


@pytest.mark.usefixtures("delivered")
def test_a_body_is_delivered_with_the_number_of_its_paper(sql: Sql) -> None:
    found = (
        "SELECT kind, paper_number, CAST(paper_date AS text) FROM result_delivery WHERE body_id IS NOT NULL ORDER BY id"
    )
    assert sql.rows(found) == [
        ("members", "黔目标办发〔2027〕3号", DELIVERED),
        ("personnel", "黔目标办发〔2027〕4号", DELIVERED),
        ("personnel", "黔目标办发〔2027〕4号", DELIVERED),
    ]


@pytest.mark.usefixtures("delivered")
def test_a_department_without_a_paper_of_its_own_has_no_number(sql: Sql) -> None:
    assert sql.column("SELECT DISTINCT paper_number FROM result_delivery WHERE kind = 'department'") == [""]


def test_the_papers_to_bodies_have_a_number_first(approved: Acting, sql: Sql) -> None:
    words = kept(approved, sql, "deliver_results", **YEAR)
    assert words == (
        "反馈的公文还没有编号的有2份：考评结果送成员单位；考评结果送组织部门。"
        "编号：mubiao act issue_paper --kind 考评结果送成员单位 --subject 2026。"
    )


def test_once_one_department_has_a_numbered_paper_all_have(approved: Acting, sql: Sql) -> None:
    number_papers(approved)
    paper = {"kind": "考评结果送部门", "number": "黔目标办发〔2027〕5号"}
    approved.do("issue_paper", **paper, subject="2026/D001")
    assert "1份：第002厅。" in kept(approved, sql, "deliver_results", **YEAR)
    approved.do("issue_paper", **paper | {"number": "黔目标办发〔2027〕6号"}, subject="2026/D002")
    deliver(approved)
    numbers = "SELECT paper_number FROM result_delivery WHERE kind = 'department' ORDER BY id"
    assert sql.column(numbers) == ["黔目标办发〔2027〕5号", "黔目标办发〔2027〕6号"]


def test_a_void_number_is_none(approved: Acting, sql: Sql) -> None:
    number_papers(approved)
    approved.do("void_number", number="黔目标办发〔2027〕4号", reason="错号")
    assert "1份：考评结果送组织部门" in kept(approved, sql, "deliver_results", **YEAR)


def test_the_number_that_results_were_delivered_with_is_not_made_void(delivered: Acting, sql: Sql) -> None:
    assert "收文单位已有这个文号，不能作废" in kept(
        delivered, sql, "void_number", number="黔目标办发〔2027〕4号", reason="错号"
    )


@pytest.mark.parametrize("numbered", [False, True])
def test_a_correction_before_the_first_delivery_needs_numbers_too(
    approved: Acting, sql: Sql, *, numbered: bool
) -> None:
    if numbered:
        number_papers(approved)
    later = approved.on("2027-03-11")
    later.do("supersede_sheet", **CORRECTION)
    assert "2份：考评结果送成员单位；考评结果送组织部门" in kept(later, sql, "deliver_results", **YEAR)


USE: dict[str, Any] = {**YEAR, "department": "D001", "use": "绩效奖励", "text": "核算年度绩效奖励"}


def test_two_deliveries_at_once_are_one(approved: Acting, sql: Sql, together: Together, violations: Violations) -> None:
    number_papers(approved)
    done = together(*[lambda session: approved.within(session, "deliver_results", **YEAR)] * 2)
    assert sorted(each.counts["delivered"] for each in done) == [0, 5]
    assert len(rows(sql)) == 5
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'opened_result_receipt'") == 4
    assert violations() == []


@pytest.mark.parametrize("day", ["2027-03-10", LATE])
def test_two_runs_at_once_tell_the_agency_once(
    delivered: Acting, sql: Sql, together: Together, violations: Violations, day: str
) -> None:
    running = delivered.system.on(day)
    done = together(*[lambda session: running.within(session, "watch_results_use")] * 2)
    assert sorted(each.counts["notices"] for each in done) == [0, 1]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'results_use'") == 1
    assert violations() == []


def test_of_two_receipts_at_once_one_counts(
    delivered: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    office = delivered.office("D001")
    given = [{"obligation": duty_of(sql), "receiver": name} for name in ("周涛", "李平")]
    done = together(*[lambda session, each=each: office.within(session, "receive_results", **each) for each in given])
    counts = [each.counts["received"] for each in done if not isinstance(each, MubiaoError)]
    assert sum(counts) == 1
    assert violations() == []


def test_two_uses_at_once_are_both_kept(
    delivered: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    receives(delivered, sql)
    office = delivered.office("D001")
    stated = [USE, USE | {"use": "评优评先"}]
    together(*[lambda session, each=each: office.within(session, "state_use", **each) for each in stated])
    found = sql.value(
        "SELECT uses FROM result_delivery r JOIN department d ON d.id = department_id WHERE d.code = 'D001'"
    )
    assert sorted(each["use"] for each in found) == ["commendation", "reward"]
    assert violations() == []


def test_a_receipt_and_a_telling_at_once_leave_one_state(
    delivered: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    late = delivered.on(LATE)
    told: dict[str, Any] = {**YEAR, "body": PERSONNEL, "person": "周涛", "told_on": LATE, "told_by": "赵敏"}
    receipt = RECEIPT | {"received_on": LATE, "evidence": str(PAPER)}
    together(
        lambda session: late.within(session, "tell_result", **told),
        lambda session: late.within(session, "record_receipt", **receipt),
    )
    states = [state for _, name, _, state in rows(sql) if name == PERSONNEL]
    assert states == ["received"]
    assert violations() == []
