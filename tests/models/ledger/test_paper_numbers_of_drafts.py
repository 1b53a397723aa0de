"""文号: a number that is used a second time is named with its first use (1-2.4 to 1-2.7, 1-6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.draft.lists import (
    APPROVED,
    PAPER,
    approve,
    approved_list,
    bodies,
    consulted_list,
    draft,
    submit,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Violations

LATER = "2026-03-19"
ISSUE: dict[str, Any] = {"submission": "2026-1", "dated": LATER}
GAP: dict[str, Any] = {"department": "D001", "reason": "职能单一", "dated": LATER}


@pytest.mark.parametrize("number", ["黔目标批[2026]1号", "黔目标批 〔２０２６〕 １号", "黔目标批（2026）1号"])
def test_the_number_of_an_approval_is_named_with_any_brackets(
    march: Acting, violations: Violations, number: str
) -> None:
    approved_list(march)
    words = march.on(LATER).do("issue_targets", number=number, **ISSUE).words
    assert words.endswith(f"同一文件（{number}）另用于批件（2026-1，{APPROVED}），请核对。")
    assert violations() == []


@pytest.mark.parametrize("number", ["黔目标批〔2026〕11号", "黔目标批〔2026〕2号", "黔目标函〔2026〕1号"])
def test_another_number_is_free(march: Acting, number: str) -> None:
    approved_list(march)
    done = march.on(LATER).do("issue_targets", number=number, **ISSUE)
    assert (done.counts["issued"], "请核对" in done.words) == (7, False)


@pytest.mark.parametrize("number", ["同意", "无文号"])
def test_a_number_has_a_digit(march: Acting, number: str) -> None:
    consulted_list(march)
    given = {"submission": submit(march), "dated": APPROVED, "evidence": [str(PAPER)]}
    assert f"“{number}”没有数字，不是文号" in march.on(APPROVED).refused("approve_drafts", number=number, **given)
    assert f"“{number}”没有数字，不是文号" in march.on(LATER).refused("issue_targets", number=number, **ISSUE)
    assert f"“{number}”没有数字，不是文号" in march.refused("waive_gap", gap="缺本级目标1项", number=number, **GAP)


def short_list(march: Acting) -> Acting:
    """Submit and approve one target of D001; returns who acts the day after."""
    bodies(march)
    draft(march, "N1")
    march.do("consult_drafts", due="2026-03-13")
    approve(march, submit(march))
    return march.on(LATER)


def test_the_paper_that_tells_of_a_waiver_may_be_another_one_that_is_named(
    march: Acting, violations: Violations
) -> None:
    later = short_list(march)
    words = later.do("waive_gap", number="黔目标批[2026]1号", **GAP | {"gap": "缺本级目标5项"}).words
    assert words.endswith(f"同一文件（黔目标批[2026]1号）另用于批件（2026-1，{APPROVED}），请核对。")
    later.do("waive_gap", number="黔目标函〔2026〕4号", **GAP | {"gap": "缺脱贫攻坚目标1项"})
    words = later.do("issue_targets", number="黔目标函〔2026〕４号", **ISSUE).words
    assert words.endswith(f"另用于豁免缺项的告知文件（2026，{LATER}），请核对。")
    assert violations() == []


@pytest.mark.parametrize(("dated", "other"), [(LATER, False), (APPROVED, True)])
def test_one_paper_tells_of_several_waivers_and_another_date_is_named(
    march: Acting, dated: str, *, other: bool
) -> None:
    later, number = short_list(march), "黔目标函〔2026〕4号"
    later.do("waive_gap", number=number, **GAP | {"gap": "缺本级目标5项"})
    words = later.do("waive_gap", number=number, **GAP | {"gap": "缺脱贫攻坚目标1项", "dated": dated}).words
    remark = f"同一文件（{number}）另用于豁免缺项的告知文件（2026，{LATER}），请核对。"
    assert words.endswith(remark if other else "职能单一。")


def test_the_number_of_a_plan_is_used(march: Acting) -> None:
    later = short_list(march)
    later.lists("T001", found_on="2026-03-18")
    words = later.refused("issue_targets", number="黔目标办〔2026〕2026-1号", **ISSUE)
    assert words == "文号“黔目标办〔2026〕2026-1号”已用于核查方案（2026-1），请核对。"
