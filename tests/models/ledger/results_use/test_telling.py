"""Who has not received its results in time is told by phone, once, after the due day (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.results_use.results import DUE, LATE, PERSONNEL, RECEIPT, YEAR, duty_of, kept, receives

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

PHONED: dict[str, Any] = {**YEAR, "department": "D001", "person": "周涛", "told_on": LATE, "told_by": "赵敏"}
STATES = "SELECT state, told_person, CAST(told_on AS text), told_by FROM result_delivery WHERE obligation_id = :duty"


def test_a_telling_ends_the_duty_as_late(delivered: Acting, sql: Sql, violations: Violations) -> None:
    done = delivered.on(LATE).do("tell_result", **PHONED)
    assert done.words == "已登记2027-03-17电话告知“第001厅”的周涛，不再催收；仍可签收。"
    assert sql.rows(STATES, duty=duty_of(sql)) == [("told", "周涛", LATE, "赵敏")]
    assert sql.rows("SELECT state, late FROM obligation WHERE id = :id", id=duty_of(sql)) == [("waived", True)]
    assert violations() == []


def test_a_receipt_is_not_waived(delivered: Acting, sql: Sql) -> None:
    """9: the results are delivered until they are received, or a person was told of them."""
    words = kept(delivered, sql, "waive", obligation=duty_of(sql), reason="不必签收")
    assert words == (
        "结果签收催到签收或者告知本人为止，不能豁免；签收期限过后仍未签收的，电话告知后登记（tell_result）。"
    )
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=duty_of(sql)) == "open"


def test_a_telling_is_not_taken_back_as_a_waiver(delivered: Acting, sql: Sql) -> None:
    delivered.on(LATE).do("tell_result", **PHONED)
    words = kept(delivered.on(LATE), sql, "withdraw_waiver", obligation=duty_of(sql), reason="登记有误")
    assert "豁免以后，所涉事项已有办理，不能撤回豁免" in words


def test_a_second_telling_changes_nothing(delivered: Acting) -> None:
    delivered.on(LATE).do("tell_result", **PHONED)
    again = delivered.on("2027-03-18").do("tell_result", **PHONED | {"person": "李明"})
    assert (again.words, again.counts) == ("此前已登记告知周涛（2027-03-17），未作改动。", {"told": 0})


def test_who_was_told_may_still_receive(delivered: Acting, sql: Sql, violations: Violations) -> None:
    delivered.on(LATE).do("tell_result", **PHONED)
    assert receives(delivered.on("2027-03-18"), sql).counts == {"received": 1}
    assert sql.rows(STATES, duty=duty_of(sql)) == [("received", "周涛", LATE, "赵敏")]
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=duty_of(sql)) == "waived"
    assert violations() == []


def test_a_body_is_told_too(delivered: Acting, sql: Sql) -> None:
    told = {**PHONED, "department": "", "body": PERSONNEL}
    assert delivered.on(LATE).do("tell_result", **told).counts == {"told": 1}
    assert sql.column("SELECT told_person FROM result_delivery WHERE state = 'told'") == ["周涛"]
    assert delivered.on(LATE).do("record_receipt", **RECEIPT).counts["received"] == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"told_on": DUE}, "签收期限2027-03-16过后仍未签收的，才用电话告知"),
        ({"told_on": "2027-03-18"}, "在今天（2027-03-17）之后"),
        ({"person": ""}, "被告知人"),
        ({"told_by": ""}, "告知人"),
        ({"department": ""}, "参与单位（--body），只写一个"),
    ],
)
def test_a_telling_that_cannot_be_is_refused(delivered: Acting, sql: Sql, more: dict[str, Any], words: str) -> None:
    assert words in kept(delivered.on(LATE), sql, "tell_result", **PHONED | more)


def test_no_one_is_told_on_the_day_of_the_delivery(delivered: Acting, sql: Sql) -> None:
    assert kept(delivered, sql, "tell_result", **PHONED | {"told_on": "2027-03-09"})


def test_who_has_received_is_not_told(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    assert kept(delivered.on(LATE), sql, "tell_result", **PHONED) == "考评结果已经签收，不用电话告知。"


def test_an_office_records_no_telling(delivered: Acting, sql: Sql) -> None:
    assert kept(delivered.on(LATE).office("D001"), sql, "tell_result", **PHONED)
