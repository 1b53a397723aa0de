"""Who is to have the results of a year, on a day (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.appraisal.year import APPROVAL, complete, drafted, objects
from tests.models.ledger.results_use.results import (
    CIVIL,
    YEAR,
    deliver,
    kept,
    number_papers,
    rows,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
from typing import TYPE_CHECKING

from models.database import begin
from models.intake.results_use import OfDelivery
from models.ledger.results_use.recipients import body_named, check_behalf, delivery_of_duty, delivery_to
from models.rules.errors import Refused
from models.rules.results_use import Receiver
from tests.models.ledger.results_use.results import CORRECTION, PERSONNEL, duty_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_a_body_that_takes_office_later_gets_the_results_too(delivered: Acting, sql: Sql) -> None:
    delivered.do("register_body", kind="宣传部", name="省委宣传部", member=True, basis="黔党办发〔2027〕3号")
    assert deliver(delivered).counts["delivered"] == 1
    assert ("members", "省委宣传部", 1, "delivered") in rows(sql)


def test_a_body_out_of_office_gets_none(approved: Acting, sql: Sql) -> None:
    sql("UPDATE body SET valid_to = '2027-03-08' WHERE name = :name", name=CIVIL)
    number_papers(approved)
    deliver(approved)
    assert CIVIL not in [row[1] for row in rows(sql)]


def test_nothing_is_delivered_before_the_approval(march: Acting, sql: Sql) -> None:
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    words = kept(march.on("2027-03-08"), sql, "deliver_results", **YEAR)
    assert words.startswith("2026年的考评结果尚未审定，不能反馈。")
    march.on("2027-03-08").do("approve_appraisal", **YEAR, **APPROVAL)
    assert kept(march.on("2027-03-07"), sql, "deliver_results", **YEAR).startswith("2026年的考评结果尚未审定")


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("member", "没有登记在任的领导小组成员单位（register_body --member true --basis 文号）"),
        ("kind IN ('organization', 'civil_service')", "没有登记在任的组织部、公务员管理部门"),
    ],
)
def test_no_kind_is_left_out_silently(approved: Acting, sql: Sql, gone: str, words: str) -> None:
    number_papers(approved)
    sql(f"UPDATE body SET valid_to = '2027-03-01' WHERE {gone}")  # noqa: S608 - constants
    assert kept(approved, sql, "deliver_results", **YEAR).startswith(words)


def test_a_duty_leads_to_its_delivery(delivered: Acting, sql: Sql) -> None:
    with begin() as session:
        found, duty = delivery_of_duty(session, delivered.office("D001").context(), duty_of(sql))
        assert (found.kind, found.obligation_id, duty.kind) == (Receiver.DEPARTMENT, duty.id, "result_receipt")


def test_a_recipient_leads_to_its_newest_delivery(delivered: Acting) -> None:
    later = delivered.on("2027-03-12")
    later.do("supersede_sheet", **CORRECTION)
    deliver(later)
    with begin() as session:
        assert delivery_to(session, later.context(), OfDelivery(year=2026, body=PERSONNEL)).version == 2
        assert delivery_to(session, later.context(), OfDelivery(year=2026, department="D001")).version == 2
        assert delivery_to(session, later.context(), OfDelivery(year=2026, department="D002")).version == 1


def test_until_corrected_results_are_delivered_there_is_none(delivered: Acting) -> None:
    later = delivered.on("2027-03-12")
    later.do("supersede_sheet", **CORRECTION)
    with begin() as session, pytest.raises(Refused, match="尚未另行反馈的，由管理机构反馈"):
        delivery_to(session, later.context(), OfDelivery(year=2026, department="D001"))
    with begin() as session:
        assert delivery_to(session, later.context(), OfDelivery(year=2026, department="D002")).version == 1


def test_a_body_is_found_by_its_name(delivered: Acting) -> None:
    with begin() as session:
        assert body_named(session, delivered.context(), f" {PERSONNEL} ").name == PERSONNEL
        with pytest.raises(Refused, match="没有登记"):
            body_named(session, delivered.context(), "省委")


def test_only_the_agency_needs_a_source_to_speak_for_a_department(delivered: Acting) -> None:
    check_behalf(delivered.office("D001").context())
    with pytest.raises(Refused, match="请注明来源"):
        check_behalf(delivered.context())
