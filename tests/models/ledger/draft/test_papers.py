"""目标报审 as a list: drafts, what was decided, numbers and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.draft.papers import list_submissions
from models.ledger.draft.register import DraftsWanted, list_drafts
from models.rules.draft import OfficeOpinion
from models.rules.kinds import Category
from tests.models.ledger.draft.lists import approve, consulted_list, submit

if TYPE_CHECKING:
    from tests.conftest import Acting
from typing import TYPE_CHECKING

import pytest

from models.ledger.papers.submission import submission_paper
from tests.models.ledger.draft.lists import APPROVED, SUBMITTED, agree, bodies, consult, draft

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


def papers(year: int | None = None) -> list[dict[str, Any]]:
    with begin() as session:
        return list_submissions(session, year)


def test_a_paper_says_how_far_it_is(march: Acting) -> None:
    assert papers() == []
    consulted_list(march)
    paper = submit(march)
    approve(march, paper, returned=["N1"], reason="数量偏低")
    [row] = papers(2026)
    assert (row["submission"], row["category"], row["drafts"]) == ("2026-1", Category.FUNCTIONAL, 7)
    assert (row["approved"], row["returned"], row["silent"]) == (6, 1, 0)
    assert (row["approval_number"], str(row["approval_date"]), row["issue_number"]) == (
        "黔目标批〔2026〕1号",
        "2026-03-18",
        "",
    )
    assert papers(2027) == []


def test_a_draft_is_listed_with_its_opinion_and_its_paper(march: Acting) -> None:
    consulted_list(march, N2="改为900公里")
    with begin() as session:
        found = {row["code"]: row for row in list_drafts(session, DraftsWanted(2026))}
    assert (found["N1"]["opinion"], found["N1"]["submission"]) == (OfficeOpinion.AGREED, None)
    assert (found["N2"]["opinion"], found["N2"]["proposal"]) == (OfficeOpinion.OBJECTED, "改为900公里")
    march.do("answer_objection", target="N2", accepted=False, answer="任务已定")
    submit(march)
    with begin() as session:
        [row] = [row for row in list_drafts(session, DraftsWanted(2026)) if row["code"] == "N2"]
    assert (row["submission"], row["accepted"], row["answer"]) == ("2026-1", False, "任务已定")


URGENT = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-03"}
SKIPPED = {"unconsulted_reason": "防汛应急"}
ISSUED = "2026-03-19"
ISSUE: dict[str, Any] = {"submission": "2026-1", "number": "黔目标〔2026〕3号", "dated": ISSUED}
SHORT = "“N1”1000公里，分解2项合计900公里，少100公里"


def part(march: Acting, code: str, quantity: int, lead: str = "D001") -> None:
    """Draft a part of N1."""
    draft(march, code, lead, 上级目标编号="N1", 绩效要求=f"建成{quantity}公里", 数量=str(quantity))


def broken_down(march: Acting, *quantities: int) -> None:
    """Draft and consult N1 of 1,000 km with these parts, which D002 leads."""
    bodies(march)
    draft(march, "N1")
    for number, quantity in enumerate(quantities, 2):
        part(march, f"N{number}", quantity, "D002")
    first, *others = consult(march)
    agree(march, first, "N1")
    for number in others:
        agree(march, number, *(f"N{n}" for n in range(2, 2 + len(quantities))), office="D002")


def test_a_short_sum_needs_its_reason(march: Acting, sql: Sql, violations: Violations) -> None:
    broken_down(march, 400, 500)
    words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标")
    assert words == f"未报审：分解不足。{SHORT}。确需报审的，请写明原因（short_reason）。"
    submit(march, short_reason="其余由市州承担")
    assert sql.rows("SELECT short, short_why FROM submission") == [(SHORT, "其余由市州承担")]
    assert violations() == []


def test_a_parent_that_is_named_with_its_own_year_is_summed_all_the_same(march: Acting) -> None:
    bodies(march)
    draft(march, "N1")
    draft(march, "N2", 上级目标编号="2026/N1", 绩效要求="建成400公里", 数量="400")
    consult(march)
    words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标")
    assert "“N1”1000公里，分解1项合计400公里，少600公里" in words


def test_a_sum_that_is_enough_needs_none_and_keeps_none(march: Acting, sql: Sql) -> None:
    broken_down(march, 400, 600)
    submit(march, short_reason="其余由市州承担")
    assert sql.rows("SELECT short, short_why FROM submission") == [("", "")]


def test_the_sum_is_named_with_its_whole_or_with_a_part(march: Acting) -> None:
    broken_down(march, 400, 500)
    for named in ("N1", "N2"):
        words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标", targets=named)
        assert SHORT in words


def test_a_sum_of_other_targets_does_not_matter(march: Acting) -> None:
    broken_down(march, 400, 500)
    draft(march, "N9", 数量="", 单位="", 绩效要求="按期完成")
    [number] = consult(march)
    agree(march, number, "N9")
    assert submit(march, targets="N9") == "2026-1"


def test_a_withdrawn_part_does_not_count(march: Acting) -> None:
    broken_down(march, 400, 600)
    march.do("withdraw_draft", target="N3", reason="重复")
    words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标")
    assert "分解1项合计400公里，少600公里" in words


def test_the_column_addable_decides_what_counts(march: Acting) -> None:
    broken_down(march, 400, 600)
    draft(march, "N3", "D002", 数量="600", 绩效要求="建成600公里", 上级目标编号="N1", 可加="否")
    words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标", targets="N2")
    assert "少600公里" in words
    assert "“N3”（填明不可加）" in words


@pytest.mark.parametrize("unit", ["座", "%"])
def test_a_part_that_says_it_is_addable_and_is_not_in_the_new_unit_of_its_whole_is_refused(
    march: Acting, sql: Sql, unit: str
) -> None:
    broken_down(march, 400, 600)
    draft(march, "N3", "D002", 数量="60", 绩效要求="按期完成", 上级目标编号="N1", 可加="是")
    draft(march, "N1", 单位=unit, 绩效要求="按期完成", 数量="1000")
    words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标", targets="N2")
    assert words == f"未报审：“N3”可加填“是”，但单位“公里”不能换算为“{unit}”。请改正数量和单位，或将可加改为“否”。"
    assert sql.value("SELECT count(*) FROM submission") == 0


def test_a_part_of_a_whole_elsewhere_is_in_no_sum(march: Acting) -> None:
    broken_down(march, 400, 600)
    elsewhere = {"上级目标编号": "GJ-1", "上级目标名称": "农村公路", "上级管理单位": "交通运输部"}
    draft(march, "N3", "D002", 数量="600", 绩效要求="建成600公里", **elsewhere)
    assert "分解1项合计400公里，少600公里" in march.on(SUBMITTED).refused(
        "submit_drafts", category="职能绩效目标", targets="N2"
    )


def marked(march: Acting, code: str) -> None:
    march.do("mark_secret", target=code, marking="工作秘密", reason="涉及未公开规划")


@pytest.mark.parametrize("code", ["N1", "N2"])
def test_a_marked_whole_or_part_shows_no_amount(march: Acting, sql: Sql, code: str) -> None:
    bodies(march)
    draft(march, "N1")
    part(march, "N2", 400)
    marked(march, code)
    consult(march)
    words = march.on(SUBMITTED).refused("submit_drafts", category="职能绩效目标")
    withheld = "“N1”的分解不足，内容不在此显示"
    assert words == f"未报审：分解不足。{withheld}。确需报审的，请写明原因（short_reason）。"
    submit(march, short_reason="其余由市州承担")
    assert sql.column("SELECT short FROM submission") == [withheld]


def test_what_is_marked_after_its_submission_shows_no_amount_either(march: Acting, sql: Sql) -> None:
    bodies(march)
    draft(march, "N1", 管理方式="动态目标", 来源文件="黔府发〔2026〕3号", 来源文件日期="2026-03-03")
    part(march, "N2", 400)
    key = submit(march, targets="N1", unconsulted_reason="防汛应急", short_reason="其余由市州承担")
    short = "“N1”1000公里，分解1项合计400公里，少600公里"
    with begin() as session:
        assert [submission_paper(session, key).short, list_submissions(session)[0]["short"]] == [short] * 2
    marked(march, "N1")
    with begin() as session:
        shown = [submission_paper(session, key).short, list_submissions(session)[0]["short"]]
    assert shown == ["“N1”的分解不足，内容不在此显示"] * 2
    assert sql.column("SELECT short FROM submission") == [short]


def approved_without_the_last(march: Acting, *quantities: int) -> None:
    """Approve N1 of 1,000 km with these parts, all dynamic; the last part is returned and withdrawn."""
    bodies(march)
    draft(march, "N1", **URGENT)
    codes = [f"N{number}" for number in range(2, 2 + len(quantities))]
    for code, quantity in zip(codes, quantities, strict=True):
        draft(march, code, **URGENT, 上级目标编号="N1", 绩效要求=f"建成{quantity}公里", 数量=str(quantity))
    approve(march, submit(march, targets=["N1", *codes], **SKIPPED), returned=codes[-1:], reason="重复")
    march.on(APPROVED).do("withdraw_draft", target=codes[-1], reason="重复")


def approved_with_a_reason(march: Acting, *, secret: bool = False) -> None:
    """Approve N1 of 1,000 km with the reason for its only part of 400 km, which stays a draft."""
    bodies(march)
    draft(march, "N1", **URGENT)
    part(march, "N2", 400)
    if secret:
        marked(march, "N1")
    approve(march, submit(march, targets="N1", short_reason="其余由市州承担", **SKIPPED))


def test_a_part_that_was_taken_out_after_the_submission_asks_for_a_reason(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    approved_without_the_last(march, 400, 600)
    words = "“N1”1000公里，分解1项合计400公里，少600公里"
    assert march.on(ISSUED).refused("issue_targets", **ISSUE) == (
        f"未下达：报审以后分解不足。{words}。确需下达的，请写明原因（short_reason）。"
    )
    assert march.on(ISSUED).do("issue_targets", **ISSUE, short_reason="其余明年下达").counts["issued"] == 2
    assert sql.rows("SELECT short, short_why FROM submission") == [(words, "其余明年下达")]
    assert violations() == []


@pytest.mark.parametrize("secret", [False, True])
def test_what_was_explained_asks_for_no_reason_again(march: Acting, *, secret: bool) -> None:
    approved_with_a_reason(march, secret=secret)
    part(march, "N3", 100)
    assert march.on(ISSUED).do("issue_targets", **ISSUE).counts["issued"] == 1


def test_a_part_that_shrank_after_the_submission_asks_for_a_reason_again(march: Acting, sql: Sql) -> None:
    approved_with_a_reason(march)
    part(march, "N2", 300)
    assert "合计300公里，少700公里" in march.on(ISSUED).refused("issue_targets", **ISSUE)
    march.on(ISSUED).do("issue_targets", **ISSUE, short_reason="减少")
    both = "“N1”1000公里，分解1项合计400公里，少600公里；“N1”1000公里，分解1项合计300公里，少700公里"
    assert sql.rows("SELECT short, short_why FROM submission") == [(both, "其余由市州承担；减少")]


def test_a_part_that_is_withdrawn_after_the_issue_of_its_whole_leaves_its_reason(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    approved_with_a_reason(march)
    part(march, "N3", 600)
    later = march.on(ISSUED)
    later.do("issue_targets", **ISSUE)
    short = "“N1”1000公里，分解1项合计600公里，少400公里"
    assert later.do("withdraw_draft", target="N2", reason="不再分解").words == (
        f"目标草案N2“农村公路N2”已撤回。撤回后{short}，已连同撤回原因记录。"
    )
    assert sql.value("SELECT detail FROM transition WHERE event = 'withdraw'") == {"reason": "不再分解", "short": short}
    assert later.do("withdraw_draft", target="N3", reason="不再分解").words == "目标草案N3“农村公路N3”已撤回。"
    assert violations() == []
