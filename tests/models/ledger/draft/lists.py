"""Drafts of two departments that are consulted, submitted, approved and issued: the steps of 目标制定 for its tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql

OWN = {
    "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "目标类别": "职能绩效目标",
    "目标来源": "本级目标",
    "数量": "1000", "单位": "公里", "来源文件": "省政府工作报告", "完成时限": "2026-12-31",
}  # fmt: skip
DUE, SUBMITTED, APPROVED = "2026-03-13", "2026-03-16", "2026-03-18"
PAPER = Path(__file__).parents[4] / "deployments" / "data" / "现场核查记录.txt"
BODIES = {"领导小组": "省直机关目标绩效管理领导小组", "领导小组办公室": "省直目标绩效管理领导小组办公室"}


BUILDING = {"目标类别": "机关建设目标", "目标来源": "", "建设目标分类": "日常管理目标", "党建项目": "思想建设"}


def draft(march: Acting, code: str, lead: str = "D001", **more: str) -> None:
    """Draft a target of a department, by default one of its own."""
    march.take("drafts", {**OWN, "编号": code, "责任部门": lead, "目标名称": f"农村公路{code}"} | more)


def whole_list(march: Acting, lead: str, first: int = 1, **more: str) -> list[str]:
    """Draft the list of a department that lacks nothing: 1+6."""
    codes = [f"N{number}" for number in range(first, first + 7)]
    for code in codes[1:]:
        draft(march, code, lead, **more)
    draft(march, codes[0], lead, 目标来源="脱贫攻坚目标", **more)
    return codes


def bodies(march: Acting) -> None:
    """Register the two bodies that approve."""
    for kind, name in BODIES.items():
        march.do("register_body", kind=kind, name=name)


def consult(march: Acting, **more: Any) -> list[int]:
    """Ask all offices until 13 March; returns the numbers of the duties."""
    numbers: list[int] = march.do("consult_drafts", due=DUE, **more).data["obligations"]
    return numbers


def agree(march: Acting, number: int, *codes: str, office: str = "D001", **objections: str) -> Summary:
    """Give the opinions of an office: it agrees, but for the drafts with a counter-proposal."""
    lines = [{"target": code, "opinion": "同意"} for code in codes if code not in objections]
    lines += [
        {"target": code, "opinion": "有异议", "reason": "用地不足", "proposal": proposal}
        for code, proposal in objections.items()
    ]
    return march.office(office).do("give_opinions", obligation=number, lines=lines)


def submit(march: Acting, category: str = "职能绩效目标", **more: Any) -> str:
    """Submit on 16 March what was consulted; returns the number of the paper."""
    return str(march.on(SUBMITTED).do("submit_drafts", category=category, **more).data["submission"])


def approve(march: Acting, paper: str, number: str = "黔目标批〔2026〕1号", **more: Any) -> Summary:
    """Record the approval of 18 March."""
    given = {"number": number, "dated": APPROVED, "evidence": [str(PAPER)], **more}
    return march.on(APPROVED).do("approve_drafts", submission=paper, **given)


def issue(march: Acting, paper: str, number: str = "黔目标〔2026〕3号", day: str = "2026-03-19") -> Summary:
    """Issue on 19 March what was approved."""
    return march.on(day).do("issue_targets", submission=paper, number=number, dated=day)


def consulted_list(march: Acting, lead: str = "D001", **objections: str) -> tuple[list[str], int]:
    """Draft and consult the list of a department, which answers; returns its codes and the number of the duty."""
    bodies(march)
    codes = whole_list(march, lead)
    [number] = consult(march)
    agree(march, number, *codes, office=lead, **objections)
    return codes, number


def submitted_list(march: Acting) -> str:
    """Waive a gap of D001, and submit a draft of it that it was asked about and did not answer."""
    march.do("waive_gap", department="D001", gap="缺脱贫攻坚目标1项", reason="无此职能")
    draft(march, "N2")
    consult(march)
    return submit(march)


def approved_list(march: Acting, lead: str = "D001") -> tuple[list[str], str]:
    """Draft, consult, submit and approve the list of a department; returns its codes and the number of the paper."""
    codes, _ = consulted_list(march, lead)
    paper = submit(march)
    approve(march, paper)
    return codes, paper


def issued_list(march: Acting, lead: str = "D001") -> list[str]:
    """Draft, consult, submit, approve and issue the list of a department; returns its codes."""
    codes, paper = approved_list(march, lead)
    issue(march, paper)
    return codes


def states(sql: Sql) -> dict[str, str]:
    """The state of each draft by its code."""
    return dict(sql.rows("SELECT code, state FROM target_draft ORDER BY code"))
