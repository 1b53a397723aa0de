"""`mubiao why --target` of a draft: its opinions, its papers, and who did what."""

from datetime import date
from decimal import Decimal
from typing import Any

from deployments.commands.why_draft import format_draft

DRAFT: dict[str, Any] = {
    "year": 2026,
    "code": "N1",
    "name": "农村公路",
    "state": "returned",
    "requirement": "建成120公里",
    "quantity": None,
    "unit": "",
    "deadline": None,
    "source_document": "",
    "source_date": None,
    "weight": Decimal("8.5"),
    "addable": None,
    "parent_code": "",
    "parent_name": "",
    "parent_unit": "",
    "department": "省交通运输厅",
}
OPINION: dict[str, Any] = {
    "obligation": 7,
    "due": date(2026, 3, 13),
    "opinion": None,
    "reason": "",
    "proposal": "",
    "answered_on": None,
    "accepted": None,
    "answer": "",
    "decided_on": None,
}
PAPER: dict[str, Any] = {
    "submission": "2026-1",
    "body": "领导小组办公室",
    "submitted_on": date(2026, 3, 16),
    "consulted": "silent",
    "why": "",
    "decided": "waiting",
    "returned_why": "",
    "approval_number": "",
    "approval_date": None,
    "issue_number": "",
    "issue_date": None,
}
MOVE: dict[str, Any] = {
    "business_date": date(2026, 3, 1),
    "act": "import_drafts",
    "to_state": "drafted",
    "detail": {},
    "actor": "管理机构",
    "entered_by": "",
    "known": "operator",
    "source": {},
}


def lines(*, draft: Any = (), opinions: Any = (), papers: Any = (), history: Any = (), asked: Any = ()) -> list[str]:
    told = {
        "opinions": opinions,
        "papers": papers,
        "history": history,
        "questions": asked,
        "indicators": ["指标1 新建"],
    }
    return format_draft({"draft": DRAFT | dict(draft)} | told)


def test_a_draft_says_what_it_asks_and_where_it_comes_from() -> None:
    assert lines() == [
        "省交通运输厅：2026年目标草案N1“农村公路”（已退回）",
        "拟定的要求：建成120公里；来源：未载明",
        "权重8.5",
        "  指标1 新建",
        "经过：",
    ]
    dated = lines(draft={"source_document": "黔府发〔2026〕1号", "source_date": date(2026, 1, 5)})
    assert dated[1] == "拟定的要求：建成120公里；来源：黔府发〔2026〕1号（2026年1月5日）"


def test_each_opinion_is_told_with_its_answer() -> None:
    agreed = OPINION | {"opinion": "agreed", "answered_on": date(2026, 3, 9)}
    reason = {"reason": "用地不足", "proposal": "改为100公里"}
    objected = agreed | {"opinion": "objected", **reason}
    answered = objected | {"accepted": False, "answer": "已落实", "decided_on": date(2026, 3, 10)}
    accepted = answered | {"accepted": True}
    assert lines(opinions=[OPINION, agreed, objected, answered, accepted])[4:-1] == [
        "目标沟通（事项7，2026年3月13日前反馈）：未反馈",
        "目标沟通（事项7，2026年3月13日前反馈）：2026年3月9日同意",
        "目标沟通（事项7，2026年3月13日前反馈）：2026年3月9日有异议",
        "  理由：用地不足；修改建议：改为100公里",
        "目标沟通（事项7，2026年3月13日前反馈）：2026年3月9日有异议",
        "  理由：用地不足；修改建议：改为100公里",
        "  2026年3月10日答复（未采纳）：已落实",
        "目标沟通（事项7，2026年3月13日前反馈）：2026年3月9日有异议",
        "  理由：用地不足；修改建议：改为100公里",
        "  2026年3月10日答复（采纳）：已落实",
    ]


def test_a_question_of_the_receipt_is_told_with_its_day() -> None:
    asked = {"obligation": 6, "answered_on": date(2026, 3, 20), "question": "里程未见依据"}
    assert lines(asked=[asked])[4:-1] == ["目标清单签收（事项6）：2026年3月20日提出疑问：里程未见依据"]


def test_each_paper_is_told_with_what_was_decided() -> None:
    approved = {"approval_number": "批1号", "approval_date": date(2026, 3, 18), "decided": "approved"}
    issued = PAPER | approved | {"issue_number": "黔目标〔2026〕3号", "issue_date": date(2026, 3, 19)}
    returned = PAPER | approved | {"decided": "returned", "returned_why": "另行研究", "issue_date": date(2026, 3, 19)}
    skipped = PAPER | {"consulted": "skipped", "why": "应急任务"}
    assert lines(papers=[issued, returned, skipped])[4:-1] == [
        "报审2026-1：2026年3月16日报领导小组办公室，沟通结果：未反馈",
        "  2026年3月18日 批1号：已审批",
        "  2026年3月19日 黔目标〔2026〕3号：已下达",
        "报审2026-1：2026年3月16日报领导小组办公室，沟通结果：未反馈",
        "  2026年3月18日 批1号：已退回",
        "  退回原因：另行研究",
        "报审2026-1：2026年3月16日报领导小组办公室，沟通结果：未沟通，原因：应急任务",
    ]


def test_each_move_names_its_act_and_its_author() -> None:
    back = MOVE | {"act": "return_drafts", "to_state": "returned", "detail": {"reason": "另行研究"}}
    same = MOVE | {"to_state": ""}
    assert lines(history=[MOVE, back, same])[-3:] == [
        "  2026年3月1日 导入目标草案：已拟定（管理机构）",
        "  2026年3月1日 退回目标草案：已退回，原因：另行研究（管理机构）",
        "  2026年3月1日 导入目标草案（管理机构）",
    ]
