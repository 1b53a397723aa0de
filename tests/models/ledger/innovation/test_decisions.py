"""The votes of a round: every juror on every project, once (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.innovation.conftest import results_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ROUNDS = "SELECT count(*) FROM innovation_round"


def test_a_juror_who_left_a_project_out_is_named(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    told = applied.refused("record_expert_round", **expert | {"votes": expert["votes"][:-1]})
    assert told == "评委“陈三”没有评定项目2026-3，每名评委应评定全部项目；中途回避的，其评定一并去掉。"
    assert sql.value(ROUNDS) == 0


def test_a_juror_who_votes_twice_in_two_spellings_is_refused(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    again = {"juror": "陈　一", "project": "2026-1", "vote": "入围"}
    told = applied.refused("record_expert_round", **expert | {"votes": [*expert["votes"], again]})
    assert told == "评委“陈一”对项目2026-1评定了两次，请只保留一次。"
    assert sql.value(ROUNDS) == 0


@pytest.mark.parametrize(
    ("vote", "told"),
    [
        ({"project": "2026-9"}, "评委“陈四”评定的项目2026-9不在这次专家初评之列。"),
        ({"vote": "一等奖"}, "项目2026-1的“一等奖”不是专家初评的等次，可填：入围、不入围。"),
    ],
)
def test_a_vote_on_another_project_or_of_another_round_is_refused(
    applied: Acting, expert: dict[str, Any], vote: dict[str, str], told: str
) -> None:
    strange = {"juror": "陈四", "project": "2026-1", "vote": "入围"} | vote
    assert applied.refused("record_expert_round", **expert | {"votes": [*expert["votes"], strange]}) == told


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (["入围", "不入围：略"], "项目2026-3没有结果，专家初评应评审全部项目。"),
        (["入围", "不入围：略", "入围", "入围"], "项目2026-3写了两个结果，请只保留一个。"),
    ],
)
def test_each_project_has_one_result(applied: Acting, expert: dict[str, Any], results: list[str], told: str) -> None:
    keys = ["2026-1", "2026-2", "2026-3", "2026-3"]
    given = [each for key, line in zip(keys, results, strict=False) for each in results_of({key: line})]
    assert applied.refused("record_expert_round", **expert | {"results": given}) == told
