"""审批: what the body decided of a paper, draft by draft; each number stands on one paper only (1-2.4, 1-2.5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.draft.lists import (
    APPROVED,
    BODIES,
    PAPER,
    agree,
    approve,
    approved_list,
    consult,
    consulted_list,
    draft,
    issue,
    states,
    submit,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GIVEN = {"number": "黔目标批〔2026〕1号", "dated": APPROVED, "evidence": [str(PAPER)]}
DECIDED = """
SELECT r.code, y.decided, y.returned_why FROM submission_line y JOIN target_draft r ON r.id = y.draft_id
WHERE r.code IN ('N1', 'N2') ORDER BY y.submission_id, r.code
"""


@pytest.fixture
def paper(march: Acting) -> str:
    """The list of D001 is submitted."""
    consulted_list(march)
    return submit(march)


def refused(march: Acting, day: str = APPROVED, **given: object) -> str:
    """Record an approval of 2026-1; returns the sentence of the refusal."""
    return march.on(day).refused("approve_drafts", **{"submission": "2026-1", **GIVEN, **given})


def test_an_approval_has_number_date_and_file(march: Acting, paper: str, sql: Sql, violations: Violations) -> None:
    done = approve(march, paper)
    assert done.words == "报审2026-1已由省直目标绩效管理领导小组办公室审批（黔目标批〔2026〕1号）：7项通过。"
    assert set(states(sql).values()) == {"approved"}
    assert done.counts["evidence"] == 1
    again = approve(march, paper)
    assert again.words == "报审2026-1此前已登记审批（黔目标批〔2026〕1号），未作改动。"
    other = refused(march, number="黔目标批〔2026〕2号")
    assert other == (
        "报审2026-1此前已登记审批（黔目标批〔2026〕1号），不能再登记另一批件；其中要退回的，用 return_drafts。"
    )
    assert violations() == []


def test_a_paper_may_be_approved_in_part(march: Acting, paper: str, sql: Sql, violations: Violations) -> None:
    done = approve(march, paper, returned=["N1"], reason="数量偏低")
    assert done.words.endswith("6项通过，1项退回。")
    assert (states(sql)["N1"], states(sql)["N2"]) == ("returned", "approved")
    assert sql.rows(DECIDED) == [("N1", "returned", "数量偏低"), ("N2", "approved", "")]
    assert violations() == []


def test_what_was_returned_is_changed_consulted_and_submitted_again(
    march: Acting, paper: str, sql: Sql, violations: Violations
) -> None:
    approve(march, paper, returned=["N1"], reason="数量偏低")
    later = march.on("2026-03-19")
    draft(later, "N1", 绩效要求="建成1200公里", 数量="1200", 目标来源="脱贫攻坚目标")
    [number] = later.do("consult_drafts", due="2026-03-26").data["obligations"]
    agree(later, number, "N1")
    assert submit(march) == "2026-2"
    assert sql.rows(DECIDED) == [("N1", "returned", "数量偏低"), ("N2", "approved", ""), ("N1", "waiting", "")]
    assert violations() == []


def test_the_day_of_an_approval_lies_between_submission_and_today(march: Acting, paper: str) -> None:
    assert paper == "2026-1"
    assert refused(march, dated="2026-03-13") == "批件日期2026-03-13早于报审日期2026-03-16，请核对。"
    assert refused(march, dated="2026-03-19") == "批件日期2026-03-19在今天（2026-03-18）之后，请核对。"


def test_a_body_that_has_gone_approves_nothing(march: Acting, paper: str, sql: Sql, violations: Violations) -> None:
    name, following = BODIES["领导小组办公室"], "省委目标绩效管理委员会办公室"
    march.do("register_body", kind="领导小组办公室", name=name, valid_to="2026-03-17")
    march.do("register_body", kind="领导小组办公室", name=following, valid_from=APPROVED)
    assert refused(march) == (
        f"报审2026-1报的是{name}，按登记它在批件日期2026-03-18不在任。日期写错的，请核对；已经更换的，"
        "退回各项（return_drafts）后重新报审。"
    )
    later = march.on(APPROVED)
    later.do("return_drafts", submission=paper, targets=[*states(sql)], reason="审批单位更换")
    again = later.do("submit_drafts", category="职能绩效目标").data["submission"]
    assert following in approve(march, again).words
    assert violations() == []


def test_a_body_approves_on_its_last_day(march: Acting, paper: str) -> None:
    march.do("register_body", kind="领导小组办公室", name=BODIES["领导小组办公室"], valid_to=APPROVED)
    assert approve(march, paper).counts["approved"] == 7


def test_a_target_of_another_paper_is_not_returned(march: Acting, paper: str) -> None:
    assert paper == "2026-1"
    words = refused(march, returned=["N9", "T001"], reason="重复")
    assert words == "目标N9、T001不在这份报审待审批的目标中。"


@pytest.mark.parametrize("key", ["2026-9", "2026", "一号", "1-", "2026-x"])
def test_an_unknown_paper_is_refused(march: Acting, key: str) -> None:
    words = refused(march, submission=key)
    assert words == f"没有编号为“{key}”的报审，编号如2027-1。查看：mubiao submissions。"


def test_before_the_submission_nothing_is_approved(march: Acting, sql: Sql) -> None:
    consulted_list(march)
    assert refused(march).startswith("没有编号为“2026-1”的报审")
    assert set(states(sql).values()) == {"consulted"}


@pytest.mark.parametrize(
    ("used", "what"),
    [
        ("黔目标批〔2026〕1号", "批件（2026-1，2026-03-18）"),
        ("黔目标批[2026] １号", "批件（2026-1，2026-03-18）"),
        ("黔目标（2026）3号", "下达文件（2026-1，2026-03-19）"),
    ],
)
def test_a_number_that_stands_on_another_paper_is_named(
    march: Acting, violations: Violations, used: str, what: str
) -> None:
    _, first = approved_list(march)
    issue(march, first)
    draft(march.on("2026-03-19"), "N8")
    [number] = consult_later(march)
    agree(march.on("2026-03-20"), number, "N8")
    second = march.on("2026-03-27").do("submit_drafts", category="职能绩效目标").data["submission"]
    given: dict[str, Any] = {"number": used, "dated": "2026-03-27", "evidence": [str(PAPER)]}
    words = march.on("2026-03-27").do("approve_drafts", submission=second, **given).words
    assert words.endswith(f"同一文件（{used}）另用于{what}，请核对。")
    assert violations() == []


def test_a_file_that_approved_another_paper_is_named(march: Acting) -> None:
    approved_list(march)
    draft(march, "N8")
    consult(march)
    words = approve(march, submit(march), "黔目标批〔2026〕2号").words
    assert words.endswith("1项通过。批件“现场核查记录.txt”此前已用于报审2026-1，请核对。")


def consult_later(march: Acting) -> list[int]:
    """Ask on 19 March for opinions until 26 March."""
    numbers: list[int] = march.on("2026-03-19").do("consult_drafts", due="2026-03-26").data["obligations"]
    return numbers


def test_the_number_of_a_paper_that_was_imported_is_named(march: Acting, paper: str) -> None:
    row = {"编号": "T009", "年度": "2026", "目标名称": "公路", "责任部门": "D001", "下达日期": "2026-02-27"}
    march.take("targets", row | {"下达文号": "黔目标〔2026〕1号", "发文日期": "2026-02-27"})
    words = approve(march, paper, "黔目标〔2026〕1号").words
    assert words.endswith("另用于此前导入目标的下达文件（T009，2026-02-27），请核对。")


def test_drafts_are_returned_before_they_are_issued(
    march: Acting, paper: str, sql: Sql, violations: Violations
) -> None:
    approve(march, paper)
    given: dict[str, Any] = {"submission": paper, "targets": ["N1", "N2"], "reason": "政策有变"}
    later = march.on("2026-03-19")
    assert later.do("return_drafts", **given).words == "报审2026-1退回2项：N1、N2。"
    assert sql.rows(DECIDED) == [("N1", "returned", "政策有变"), ("N2", "returned", "政策有变")]
    assert later.do("return_drafts", **given).words == "报审2026-1的这些目标此前已退回，未作改动。"
    assert later.refused("return_drafts", **given | {"targets": "N9"}) == "目标N9不在这份报审待审批的目标中。"
    assert violations() == []


def test_what_is_issued_is_not_returned(march: Acting, paper: str) -> None:
    approve(march, paper)
    issue(march, paper)
    words = march.on("2026-03-20").refused("return_drafts", submission=paper, targets="N1", reason="误发")
    assert "已经下达；需要改动的，请办理目标调整" in words


def test_a_draft_of_a_paper_is_changed_and_consulted_only_after_its_return(march: Acting, paper: str) -> None:
    assert paper == "2026-1"
    assert march.refused("consult_drafts", due="2026-03-13").startswith("没有待沟通的")
    march.do("return_drafts", submission=paper, targets="N1", reason="政策有变")
    draft(march, "N1", 单位="里")
    assert len(consult(march)) == 1


def test_a_draft_that_was_withdrawn_is_not_approved(
    march: Acting, paper: str, sql: Sql, violations: Violations
) -> None:
    march.on(APPROVED).do("withdraw_draft", target="N7", reason="不再制定")
    assert approve(march, paper).counts["approved"] == 6
    assert states(sql)["N7"] == "withdrawn"
    assert sql.column("SELECT DISTINCT decided FROM submission_line ORDER BY 1") == ["approved", "waiting"]
    assert violations() == []


def test_of_two_approvals_at_once_with_other_numbers_one_stands(
    march: Acting, paper: str, sql: Sql, violations: Violations
) -> None:
    there, barrier = march.on(APPROVED), Barrier(2)

    def one(number: str) -> str:
        given: dict[str, Any] = {**GIVEN, "submission": paper, "number": number}
        barrier.wait(30)
        try:
            return there.do("approve_drafts", **given).words
        except Refused as refused:
            return refused.message

    with ThreadPoolExecutor(2) as pool:
        words = sorted(pool.map(one, ("甲〔2026〕1号", "乙〔2026〕1号")))
    stands = sql.value("SELECT approval_number FROM submission")
    assert [stands in each for each in words] == [True, True]
    assert sum("不能再登记另一批件" in each for each in words) == 1
    assert violations() == []
