"""`mubiao why --target` of a draft: its opinions, its papers, and who did what."""

from collections.abc import Iterator
from typing import Any

from models.intake.source import describe_author
from models.intake.target import DraftRow
from models.ledger.act_index import title_of
from models.ledger.draft.former import INDICATORS, RESPONSIBLE
from models.rules.chinese_dates import in_full
from models.rules.draft import Consulted, Decided, OfficeOpinion
from models.rules.requirements import NOTHING, described
from models.rules.states import DraftState
from models.rules.target.place import placed

TITLES = {name: str(field.validation_alias) for name, field in DraftRow.model_fields.items()}
TITLES |= {RESPONSIBLE: "责任和配合部门", INDICATORS: ""}


def format_draft(explanation: dict[str, Any]) -> list[str]:
    """Returns the lines of the report."""
    draft = explanation["draft"]
    state = DraftState(draft["state"]).label
    dated = f"（{in_full(draft['source_date'])}）" if draft["source_date"] else ""
    return [
        f"{draft['department']}：{draft['year']}年目标草案{draft['code']}“{draft['name']}”（{state}）",
        f"拟定的要求：{described(draft)}；来源：{draft['source_document'] or '未载明'}{dated}",
        *filter(None, [placed(draft)]),
        *map("  {}".format, explanation["indicators"]),
        *(line for each in explanation["opinions"] for line in _format_opinion(each)),
        *(line for each in explanation["papers"] for line in _format_paper(each)),
        *map(_format_question, explanation["questions"]),
        "经过：",
        *map(_format_move, explanation["history"]),
    ]


def _format_opinion(row: dict[str, Any]) -> Iterator[str]:
    asked = f"目标沟通（事项{row['obligation']}，{in_full(row['due'])}前反馈）"
    if row["opinion"] is None:
        yield f"{asked}：{'未反馈' if row['answered_on'] is None else '已反馈'}"
        return
    yield f"{asked}：{in_full(row['answered_on'])}{OfficeOpinion(row['opinion']).label}"
    if row["reason"]:
        yield f"  理由：{row['reason']}；修改建议：{row['proposal']}"
    if row["accepted"] is not None:
        yield f"  {in_full(row['decided_on'])}答复（{'采纳' if row['accepted'] else '未采纳'}）：{row['answer']}"


def _format_paper(row: dict[str, Any]) -> Iterator[str]:
    why = f"，原因：{row['why']}" if row["why"] else ""
    consulted = f"沟通结果：{Consulted(row['consulted']).label}{why}"
    yield f"报审{row['submission']}：{in_full(row['submitted_on'])}报{row['body']}，{consulted}"
    if row["approval_date"]:
        yield f"  {in_full(row['approval_date'])} {row['approval_number']}：{Decided(row['decided']).label}"
    if row["returned_why"]:
        yield f"  退回原因：{row['returned_why']}"
    if row["issue_date"] and row["decided"] == Decided.APPROVED:
        yield f"  {in_full(row['issue_date'])} {row['issue_number']}：已下达"


def _format_question(row: dict[str, Any]) -> str:
    return f"目标清单签收（事项{row['obligation']}）：{in_full(row['answered_on'])}提出疑问：{row['question']}"


def _former(detail: dict[str, Any]) -> str:
    """Returns what a change replaced: ，此前：数量1000，完成时限无."""
    was = detail.get("was", {})
    words = "，".join(f"{title}{was[name] or NOTHING}" for name, title in TITLES.items() if name in was)
    return f"，此前：{words}" if words else ""


def _format_move(move: dict[str, Any]) -> str:
    reason = f"，原因：{move['detail']['reason']}" if move["detail"].get("reason") else ""
    state = DraftState(move["to_state"]).label if move["to_state"] else ""
    words = f"{title_of(move['act'])}{f'：{state}' if state else ''}{reason}{_former(move['detail'])}"
    return f"  {in_full(move['business_date'])} {words}（{describe_author(move)}）"
