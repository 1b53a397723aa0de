"""办理申诉: answer, re-inspection and ruling on one line, each by its own act (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ACT = "handle_appeal"
RULED = {"target": "T001", "ruling": "维持", "reason": "复核情况与原认定一致"}
APPEAL = "SELECT state, ruling, reason FROM appeal"


def test_an_appeal_is_accepted_and_ruled_on(reinspected: Acting, sql: Sql, violations: Violations) -> None:
    done = reinspected.do(ACT, answer="受理", inspection="2026-2", **RULED)
    assert (done.counts["accepted"], done.counts["assigned"], done.counts["ruled"]) == (0, 0, 1)
    assert sql.rows(APPEAL) == [("ruled", "upheld", RULED["reason"])]
    assert violations() == []


def test_an_appeal_is_accepted_or_refused(contested: Acting, sql: Sql) -> None:
    assert contested.do(ACT, target="T001", answer="受理").counts["accepted"] == 1
    assert sql.column("SELECT state FROM appeal") == ["accepted"]
    assert "应复核后裁定" in contested.refused(ACT, target="T001", answer="不予受理", reason="理由不成立")


def test_a_refusal_says_why(contested: Acting, sql: Sql) -> None:
    contested.do(ACT, target="T001", answer="不予受理", reason="申诉理由与认定无关")
    assert sql.rows(APPEAL) == [("refused", None, "申诉理由与认定无关")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "写明答复（answer）、复核的核查编号（inspection）或裁定（ruling）"),
        ({"answer": "不予受理"}, "须写明理由（reason）"),
        (
            {"answer": "不予受理", "reason": "无关", "ruling": "维持"},
            "不写复核的核查编号（inspection）和裁定（ruling）",
        ),
        ({"ruling": "维持"}, "须写明理由（reason）"),
        ({"ruling": "维持", "reason": "一致", "finding": "仍差8公里"}, "裁定变更时写明"),
        ({"answer": "受理", "made_good": "1项"}, "只有变更总体评价时写负面清单补欠情况"),
        ({"ruling": "维持", "reason": "一致"}, "尚未受理"),
        ({"answer": "受理", "ruling": "维持", "reason": "一致"}, "尚未指定复核"),
        ({"answer": "受理", "inspection": "2026-1"}, "在受理申诉以前，不能作为复核"),
    ],
)
def test_no_step_is_left_out(contested: Acting, sql: Sql, given: dict[str, Any], words: str) -> None:
    """4.3 a: a ruling stands on a re-inspection by others that was issued after the acceptance."""
    assert words in contested.refused(ACT, target="T001", **given)
    assert sql.column("SELECT state FROM appeal") == ["lodged"]
