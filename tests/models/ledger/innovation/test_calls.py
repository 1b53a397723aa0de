"""申报通知: the days on which units may apply, and what they may be changed to (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Role
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

CALLS = "SELECT year, serial, opens_on::text, closes_on::text, most, reason FROM innovation_call ORDER BY id"
DAYS: dict[str, Any] = {"year": 2026, "opens_on": "2026-10-12", "closes_on": "2026-10-30"}


def test_2_16_the_agency_sets_the_days_with_its_paper(
    october: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = october.do("call_innovation", **DAYS, most=2, **paper)
    assert done.words == "2026年创新项目自2026-10-12至2026-10-30申报，每单位最多2项。"
    assert done.counts == {"called": 1, "evidence": 1}
    assert sql.rows(CALLS) == [(2026, 1, "2026-10-12", "2026-10-30", 2, "")]
    same = october.do("call_innovation", **DAYS, most=2, **paper)
    assert (same.words, same.counts) == ("2026年创新项目的申报通知此前已登记，未作改动。", {"called": 0})
    assert violations() == []


def test_the_days_are_prolonged_with_a_reason_and_both_stay(called: Acting, paper: dict[str, Any], sql: Sql) -> None:
    longer = DAYS | {"closes_on": "2026-11-06"} | paper | {"number": "黔目标办〔2026〕43号"}
    told = called.on("2026-10-28").refused("call_innovation", **longer)
    assert told == "2026年的创新项目自2026-10-12至2026-10-30申报，确需更改的写明原因（--reason）。"
    called.on("2026-10-28").do("call_innovation", **longer, reason="申报单位较少")
    assert sql.rows(CALLS) == [
        (2026, 1, "2026-10-12", "2026-10-30", None, ""),
        (2026, 2, "2026-10-12", "2026-11-06", None, "申报单位较少"),
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"opens_on": "2026-10-09"}, "申报开始日期2026-10-09已过，不能追溯，最早从2026-10-10起。"),
        ({"closes_on": "2026-10-11"}, "申报截止日期2026-10-11早于开始日期或今天（2026-10-10），请核对。"),
        ({"year": 2024}, "申报日期2026-10-12不是2024年评选的，请核对年度。"),
        ({"year": 2027}, "2027年尚未开始，没有考评，请核对年度。"),
        ({"dated": "2026-10-11"}, "通知日期2026-10-11晚于今天（2026-10-10），请核对。"),
    ],
)
def test_days_that_contradict_each_other_are_refused(
    october: Acting, paper: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert october.refused("call_innovation", **DAYS | paper | change) == told
    assert sql.rows(CALLS) == []


def test_an_office_calls_for_nothing(october: Acting, paper: dict[str, Any], sql: Sql) -> None:
    assert october.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        october.office("D001").do("call_innovation", **DAYS, **paper)
    assert sql.rows(CALLS) == []


def test_the_days_do_not_change_once_the_experts_have_judged(
    applied: Acting, paper: dict[str, Any], expert: dict[str, Any], sql: Sql
) -> None:
    applied.do("record_expert_round", **expert)
    longer = DAYS | {"closes_on": "2026-11-30"} | paper | {"reason": "为某单位补报"}
    told = applied.refused("call_innovation", **longer)
    assert told == "2026年的创新项目已经专家初评，申报日期不能再改。"
    assert len(sql.rows(CALLS)) == 1
