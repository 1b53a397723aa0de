"""The input of 结果运用: closed lists by their labels, one spelling of a name, what is required."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.results_use import ReceiptRecorded, ResultsDelivered, ResultsReceived, ResultTold, UseStated
from models.rules.results_use import Receiver, ResultUse

RECEIPT: dict[str, Any] = {
    "year": 2026,
    "body": "省委组织部",
    "kind": "组织部和公务员管理部门",
    "receiver": "王　强",
    "received_on": "2027-03-15",
    "evidence": "签收单.pdf",
}


def test_a_kind_is_written_by_its_label_or_its_key() -> None:
    assert ResultsDelivered(year=2026, kind="部门").kind is Receiver.DEPARTMENT
    assert ResultsDelivered(year=2026, kind="members").kind is Receiver.MEMBERS
    assert ResultsDelivered(year=2026).kind is None


def test_a_receipt_has_its_day_and_its_file() -> None:
    read = ReceiptRecorded(**RECEIPT)
    assert (read.kind, read.received_on) == (Receiver.PERSONNEL, date(2027, 3, 15))
    assert [piece.file.name for piece in read.evidence] == ["签收单.pdf"]


@pytest.mark.parametrize("field", [*RECEIPT])
def test_every_field_of_a_receipt_is_required(field: str) -> None:
    with pytest.raises(ValidationError):
        ReceiptRecorded(**{name: value for name, value in RECEIPT.items() if name != field})


def test_a_use_is_one_of_the_list() -> None:
    stated: dict[str, Any] = {"year": 2026, "department": "D001", "text": "评选"}
    assert UseStated(**stated, use="评优评先").use is ResultUse.COMMENDATION
    with pytest.raises(ValidationError):
        UseStated(**stated, use="旅游")


@pytest.mark.parametrize("name", ["", " ", "　"])
def test_a_receiver_has_a_name(name: str) -> None:
    with pytest.raises(ValidationError):
        ResultsReceived(obligation=1, receiver=name)


def test_a_telling_has_both_persons_and_the_day() -> None:
    told: dict[str, Any] = {"year": 2026, "person": "周涛", "told_on": "2027-03-17", "told_by": "赵敏"}
    assert ResultTold(**told).told_on == date(2027, 3, 17)
    for field in told:
        with pytest.raises(ValidationError):
            ResultTold(**{name: value for name, value in told.items() if name != field})
