"""发文字号: one of ours stands on one paper; other uses of others' papers are named, not refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.paper_numbers import also_used, claim_number, issues_of, list_numbers, used_numbers
from models.rules.errors import Refused
from models.rules.paper_number import PaperKind, PaperNumber
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


PLAN = "黔目标办〔2026〕20号"
KIND = {"目标类别": "职能绩效目标", "目标来源": "本级目标"}


def listed(year: int | None = None) -> list[dict[str, Any]]:
    with begin() as session:
        return list_numbers(session, home(session), year)


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("spelling", [PLAN, "黔目标办[2026]20号", "黔目标办（２０２６） 20 号"])
def test_a_number_that_we_issued_is_taken_with_any_brackets(spelling: str) -> None:
    with begin() as session, pytest.raises(Refused) as refusal:
        claim_number(session, home(session), spelling)
    assert refusal.value.message == f"文号“{spelling}”已用于核查方案（2026-1），请核对。"


@pytest.mark.usefixtures("issued")
def test_the_number_after_it_is_free() -> None:
    with begin() as session:
        assert claim_number(session, home(session), "黔目标办〔2026〕21号") == ""


def test_numbers_of_all_kinds_are_listed_by_code_and_serial(issued: Acting) -> None:
    issued.do("register_year_end_notice", year=2026, number="黔目标办〔2026〕3号", requirements="逐项复核")
    assert [(row["number"], row["kind"], row["subject"]) for row in listed()] == [
        ("黔目标办〔2026〕3号", "现场复核通知", "2026"),
        (PLAN, "核查方案", "2026-1"),
    ]
    assert listed(2025) == []
    with begin() as session:
        used = used_numbers(session, home(session))
    assert sorted(used) == [PaperNumber("黔目标办", 2026, serial) for serial in (3, 20)]


def test_the_number_of_a_cancelled_plan_is_void(issued: Acting) -> None:
    issued.do("cancel_inspection", inspection="2026-1", reason="并入年度核查")
    assert [(row["number"], row["void"]) for row in listed(2026)] == [(PLAN, True)]


def test_targets_imported_with_a_number_are_one_paper_and_one_without_form_comes_first(issued: Acting) -> None:
    number = {"年度": 2026, "责任部门": "第001厅", "下达日期": "2026-03-01", "下达文号": "目标办2026年第9期"}
    rows = [number | KIND | {"编号": code, "目标名称": f"目标{code}"} for code in ("N1", "N2")]
    issued.take("targets", *rows)
    assert [(row["number"], row["kind"], row["subject"]) for row in listed()] == [
        ("目标办2026年第9期", "此前导入目标的下达文件", "N1"),
        (PLAN, "核查方案", "2026-1"),
    ]


@pytest.mark.usefixtures("issued")
def test_a_paper_without_number_has_no_issue() -> None:
    with begin() as session:
        assert issues_of(session, home(session), PaperKind.REMEDIATION, "2026/T001/1/1") == []


@pytest.mark.usefixtures("issued")
def test_a_paper_without_number_is_used_for_nothing_else() -> None:
    with begin() as session:
        assert also_used(session, home(session), "") == ""


def test_the_first_three_other_uses_are_named_and_no_use_is_refused(issued: Acting) -> None:
    notice: dict[str, Any] = {"year": 2026, "number": PLAN}
    words = issued.do("register_year_end_notice", **notice, requirements="逐项复核").words
    assert words.endswith(f"同一文件（{PLAN}）另用于核查方案（2026-1，2026-09-10），请核对。")
    number = {"年度": 2026, "责任部门": "第001厅", "下达日期": "2026-03-01", "下达文号": PLAN, "发文日期": "2026-03-01"}
    issued.take("targets", number | KIND | {"编号": "N1", "目标名称": "目标N1"})
    with begin() as session:
        kinds = [each.split("（")[0] for each in also_used(session, home(session), PLAN).split("、")]
        known = ("现场复核通知", "2026", date(2026, 9, 15))
        without = also_used(session, home(session), PLAN, known)
    assert len(kinds) == 3
    assert "现场复核通知" not in without


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


@pytest.mark.parametrize("number", ["同意", "无文号", "9号", "2026年9号"])
def test_a_number_has_its_office_a_year_and_a_serial(march: Acting, number: str) -> None:
    consulted_list(march)
    given = {"submission": submit(march), "dated": APPROVED, "evidence": [str(PAPER)]}
    assert f"“{number}”不是文号，应有机关代字、年份和序号" in march.on(APPROVED).refused(
        "approve_drafts", number=number, **given
    )
    assert f"“{number}”不是文号，应有机关代字、年份和序号" in march.on(LATER).refused(
        "issue_targets", number=number, **ISSUE
    )
    assert f"“{number}”不是文号，应有机关代字、年份和序号" in march.refused(
        "waive_gap", gap="缺本级目标1项", number=number, **GAP
    )


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
