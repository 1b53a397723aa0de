"""决定单位: found by name or kind among the bodies that were in office on the day of the paper (1-2.12, A37)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.deciding_bodies import deciding_body
from models.rules.body import BodyKind
from models.rules.errors import Refused
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting

KINDS = (BodyKind.LEADING_GROUP, BodyKind.LEADING_GROUP_OFFICE)
REGISTERED = "先登记：mubiao act register_body。"


@pytest.fixture
@story
def group(acting: Acting) -> Acting:
    """A leading group that is in office in March 2026 only."""
    term = {"valid_from": "2026-03-01", "valid_to": "2026-03-31"}
    acting.do("register_body", name="省目标领导小组", kind="领导小组", basis="黔委〔2025〕1号", **term)
    return acting


def decided(acting: Acting, named: str, day: str) -> str:
    with begin() as session:
        return deciding_body(session, acting.context(), named, KINDS, date.fromisoformat(day), what="延期").name


@pytest.mark.parametrize("named", ["省目标领导小组", "省目标 领导小组", "领导小组"])
@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-31"])
def test_a_body_is_named_by_its_name_or_its_kind_while_it_is_in_office(group: Acting, named: str, day: str) -> None:
    assert decided(group, named, day) == "省目标领导小组"


@pytest.mark.parametrize(
    ("named", "day", "why"),
    [
        ("领导小组", "2026-02-28", "“领导小组”不是2026-02-28在任的这类单位（已登记的：无）。"),
        ("领导小组", "2026-04-01", "“领导小组”不是2026-04-01在任的这类单位（已登记的：无）。"),
        ("省委", "2026-03-02", "“省委”不是2026-03-02在任的这类单位（已登记的：省目标领导小组）。"),
        ("", "2026-03-02", "请写明决定的单位（已登记的：省目标领导小组）。"),
    ],
)
def test_any_other_is_refused_with_those_that_are_registered(group: Acting, named: str, day: str, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        decided(group, named, day)
    assert refusal.value.message == f"延期须由领导小组或领导小组办公室决定，{why}{REGISTERED}"
