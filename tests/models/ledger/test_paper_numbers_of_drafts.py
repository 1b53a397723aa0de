"""文号: one number stands on one paper only, in any spelling, for any kind of paper (1-2.4 to 1-2.7, 1-6.2)."""

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
def test_another_spelling_is_the_same_number(march: Acting, violations: Violations, number: str) -> None:
    approved_list(march)
    words = march.on(LATER).refused("issue_targets", number=number, **ISSUE)
    assert words == f"文号“{number}”已用于批件（2026-1），请核对。"
    assert violations() == []


@pytest.mark.parametrize("number", ["黔目标批〔2026〕11号", "黔目标批〔2026〕2号", "黔目标函〔2026〕1号"])
def test_another_number_is_free(march: Acting, number: str) -> None:
    approved_list(march)
    assert march.on(LATER).do("issue_targets", number=number, **ISSUE).counts["issued"] == 7


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


def test_the_paper_that_tells_of_a_waiver_is_no_other_one(march: Acting, violations: Violations) -> None:
    later = short_list(march)
    own = GAP | {"gap": "缺本级目标5项"}
    words = later.refused("waive_gap", number="黔目标批[2026]1号", **own)
    assert words == "告知文件文号“黔目标批[2026]1号”已用于批件（2026-1），请核对。"
    later.do("waive_gap", number="黔目标函〔2026〕4号", **own)
    words = later.refused("issue_targets", number="黔目标函〔2026〕４号", **ISSUE)
    assert words == "文号“黔目标函〔2026〕４号”已用于豁免缺项的告知文件（第001厅缺本级目标5项），请核对。"
    assert violations() == []


def test_one_paper_tells_of_several_waivers_and_has_one_date(march: Acting) -> None:
    later = short_list(march)
    later.do("waive_gap", number="黔目标函〔2026〕4号", **GAP | {"gap": "缺本级目标5项"})
    other = GAP | {"gap": "缺脱贫攻坚目标1项", "number": "黔目标函〔2026〕4号"}
    words = later.refused("waive_gap", **other | {"dated": APPROVED})
    assert words == "告知文件“黔目标函〔2026〕4号”此前写的日期是2026-03-19，同一文号只有一个日期，请核对。"
    assert later.do("waive_gap", **other).counts == {"waived": 1}


def test_the_number_of_a_plan_is_used(march: Acting) -> None:
    later = short_list(march)
    later.lists("T001", found_on="2026-03-18")
    words = later.refused("issue_targets", number="黔目标办〔2026〕2026-1号", **ISSUE)
    assert words == "文号“黔目标办〔2026〕2026-1号”已用于核查方案（2026-1），请核对。"
