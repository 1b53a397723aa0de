"""A delivery is found by its duty or by its recipient; corrected results are not it (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.results_use import OfDelivery
from models.ledger.results_use.deliveries import body_named, check_behalf, delivery_of_duty, delivery_to
from models.rules.errors import Refused
from models.rules.results_use import Receiver
from tests.models.ledger.results_use.results import CORRECTION, PERSONNEL, deliver, duty_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


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
