"""What the tests of 省领导评价 share: leaders of the province, the settings, and two people who work at the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger import four_eyes
from models.ledger.acts import OPERATOR
from models.rules.policy import FourEyes
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting

LEADERS = ("张平", "李安", "赵立", "孙正")
Rated = Callable[..., dict[str, Any]]


@pytest.fixture
@story
def january(march: Acting) -> Acting:
    """Four leaders may rate with marks of 0 to 100, three at least; today is 20 January 2027."""
    march.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS))
    for key, value in (("leader_scale", "0–100"), ("leader_least", "3")):
        march.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from="2026-01-01")
    return march.on("2027-01-20")


def by(acting: Acting, name: str, account: str = "") -> Acting:
    """Return the operator of the agency who states this name, under an account."""
    return replace(acting, actor=replace(OPERATOR, entered_by=name, account=account))


@pytest.fixture
def rated(policy: str) -> Rated:
    """`rated("张平", D001="88")`: the ratings of a leader for 2026 with his sheet."""

    def given(leader: str, **marks: str) -> dict[str, Any]:
        ratings = [{"department": code, "mark": mark} for code, mark in marks.items()]
        return {"rated_by": leader, "year": 2026, "ratings": ratings, "rated_on": "2027-01-20", "evidence": policy}

    return given


def read(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the input of who reads the same sheet a second time."""
    return {name: fields[name] for name in ("rated_by", "year", "ratings")}


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agency asks for another person where one account makes and checks."""
    monkeypatch.setattr(four_eyes, "UNSET", FourEyes.ON)
