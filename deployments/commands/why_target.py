"""`mubiao why --target`: prints the requirements of a target and the proof of each adjustment."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from deployments.commands.history import format_notice
from deployments.leaf_words import leaf_words
from models.intake.source import describe_author
from models.ledger.act_index import title_of
from models.ledger.target.taken_over import NOT_APPROVED
from models.rules.appeal import Ruling, SubjectKind
from models.rules.chinese_dates import in_full
from models.rules.inspection import Conclusion
from models.rules.kinds import AdjustmentGround, VersionCause
from models.rules.requirements import ASKED_OF_LEAF, DESCRIBED, NEEDS, NOTHING, described, read, shown, shown_value
from models.rules.states import AdjustmentState, AppealState, EntryState, FindingState
from models.rules.target.kinds import KINDS
from models.rules.target.place import placed

NOT_STATED = "未载明"
EVENTS = {
    "requested": "申请",
    "consent_head": "主要领导同意",
    "consent_leader": "分管省领导同意",
    "file": "报备案",
    "return": "退回",
    "withdraw": "撤回",
}


def format_target(explanation: dict[str, Any]) -> list[str]:
    """Returns the lines of the report."""
    target = explanation["target"]
    where = f"{target['department']}{target['division']}" if target["department"] else "已撤回"
    head = f"{where}：{target['year']}年目标{target['code']}“{target['name']}”"
    now = f"现行要求（第{target['version']}版）：{described(target)}"
    versions = ["", "历次要求：", *_format_versions(explanation["versions"])]
    told = map(format_notice, explanation["notices"])
    return [
        head,
        now,
        _format_kinds(target),
        *filter(None, [placed(target)]),
        *_format_withdrawal(explanation),
        *versions,
        *_format_indicators(explanation),
        *(f"  {in_full(each['day'])} 说明：{each['note']}" for each in explanation["notes"]),
        *told,
        *(line for each in explanation["adjustments"] for line in _format_adjustment(each)),
        *format_outcomes(explanation),
    ]


def _format_kinds(target: dict[str, Any]) -> str:
    """Returns the kinds of a target that are on record, and the number and date of the paper that issued it."""
    labels = (kind(target[name]).label for name, kind in KINDS.items() if target[name])
    dated = f"，{in_full(target['paper_date'])}" if target["paper_date"] else ""
    kinds = f"分类：{'，'.join(labels) or NOT_STATED}；下达文号：{target['paper_number'] or NOT_STATED}{dated}"
    return f"{kinds}（{NOT_APPROVED}）" if target["taken_over"] else kinds


def _format_withdrawal(explanation: dict[str, Any]) -> Iterator[str]:
    target = explanation["target"]
    if target["withdrawn_on"]:
        yield f"{in_full(target['withdrawn_on'])}撤回（误导入），原因：{target['withdrawn_why']}"
        yield from (f"  依据 {file['file_name']}（SHA-256 {file['sha256']}）" for file in explanation["evidence"])


def _format_versions(rows: list[dict[str, Any]]) -> Iterator[str]:
    for before, row in zip([None, *rows], rows, strict=False):
        yield _format_version(row)
        if before and row["correction"]:
            changes = ((title, before[name], row[name]) for name, title in DESCRIBED.items())
            yield from (f"    {title}由{_word(was)}改为{_word(now)}" for title, was, now in changes if was != now)
        yield from _format_basis(row)


def _format_basis(row: dict[str, Any]) -> Iterator[str]:
    """Yields why a version was corrected, and the files that it stands on."""
    if row["reason"]:
        yield f"    更正原因：{row['reason']}"
    yield from (f"    更正依据 {file['file_name']}（SHA-256 {file['sha256']}）" for file in row["evidence"])


def _format_indicators(explanation: dict[str, Any]) -> Iterator[str]:
    """Yields the leaves of the tree, each with its former versions and what a correction stands on."""
    if explanation["leaves"]:
        yield "指标："
    for leaf in explanation["leaves"]:
        yield f"  {leaf_words(leaf)}"
        yield from _format_former([row for row in explanation["indicators"] if row["code"] == leaf["code"]])


def _format_former(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows[:-1]:
        yield f"    此前（第{row['version']}版）{leaf_words(row)}"
    for row in rows:
        yield from _format_basis(row) if row["correction"] else ()


def _word(value: object) -> str:
    return shown(value) or NOTHING


def _format_version(row: dict[str, Any]) -> str:
    cause = VersionCause(row["cause"]).label
    cause += f"（第{row['adjustment']}次调整）" if row["adjustment"] else ""
    again = f"（更正{row['correction']}）" if row["correction"] else ""
    return f"  第{row['version']}版{again} {in_full(row['effective_on'])} {cause}：{described(row)}"


def _format_adjustment(adjustment: dict[str, Any]) -> Iterator[str]:
    ground, state = AdjustmentGround(adjustment["ground"]).label, AdjustmentState(adjustment["state"]).label
    yield ""
    yield f"第{adjustment['number']}次调整（{state}，{adjustment['department']}申请）：{ground}，{adjustment['reason']}"
    titles = ASKED_OF_LEAF if adjustment["indicator"] else NEEDS
    changes = "，".join(
        f"{titles[name]}{shown_value(read(name, value))}" for name, value in adjustment["changes"].items()
    )
    of_leaf = f"指标{adjustment['indicator']} " if adjustment["indicator"] else ""
    yield f"  调整为：{of_leaf}{changes}"
    yield from map(_format_move, adjustment["history"])
    for file in adjustment["evidence"]:
        yield f"  印证材料 {file['file_name']}（{in_full(file['received_on'])}收到，SHA-256 {file['sha256']}）"
    yield from map(format_notice, adjustment["notices"])


def _format_move(move: dict[str, Any]) -> str:
    detail = move["detail"]
    said = {**detail, "on": in_full(detail["on"])} if detail.get("on") else detail
    facts = "，".join(str(said[name]) for name in ("by", "on", "number") if said.get(name))
    reason = f"，原因：{detail['reason']}" if detail.get("reason") else ""
    actor = describe_author(move)
    words = f"{EVENTS[move['event']]}{f'：{facts}' if facts else ''}{reason}"
    return f"  {in_full(move['business_date'])} {words}（{title_of(move['act'])}，{actor}）"


def format_outcomes(explanation: dict[str, Any]) -> Iterator[str]:
    """Yields the lines, under a title for each kind that has any."""
    parts: tuple[tuple[str, str, Callable[[dict[str, Any]], str]], ...] = (
        ("findings", "核查结果", _format_finding),
        ("entries", "负面清单条目", _format_entry),
        ("appeals", "申诉", _format_appeal),
    )
    for name, title, of_row in parts:
        if explanation[name]:
            yield from ("", f"{title}：")
            yield from (f"  {of_row(row)}" for row in explanation[name])


def _format_finding(row: dict[str, Any]) -> str:
    about = f"核查{row['inspection']} {in_full(row['found_on'])} {Conclusion(row['conclusion']).label}"
    return f"{about}（{FindingState(row['state']).label}）：{row['found']}"


def _format_entry(row: dict[str, Any]) -> str:
    state = EntryState(row["state"]).label
    since = f"{in_full(row['listed_on'])}列入" if row["listed_on"] else f"{in_full(row['found_on'])}发现"
    round_ = f"，第{row['round']}轮，时限{in_full(row['limit'])}" if row["round"] else ""
    return f"第{row['occurrence']}次 {since}（{state}{round_}）：{row['finding']}{_more(row['duties'])}"


def _format_appeal(row: dict[str, Any]) -> str:
    ruling = f"，{Ruling(row['ruling']).label}" if row["ruling"] else ""
    ended = f"，{in_full(row['ended_on'])}" if row["ended_on"] else ""
    state = f"{AppealState(row['state']).label}{ruling}{ended}"
    reason = f"；裁定或不予受理的理由：{row['reason']}" if row["reason"] else ""
    about = f"{SubjectKind(row['kind']).label} {row['key']} 第{row['number']}次"
    ground = f"{in_full(row['lodged_on'])}提出（{state}），申诉理由：{row['ground']}"
    return f"{about} {ground}{reason}{_more(row['duties'])}"


def _more(duties: Sequence[int]) -> str:
    """Returns which commands print the history behind a line; empty without a duty."""
    return f"；经过：mubiao why {'、'.join(map(str, duties))}" if duties else ""
