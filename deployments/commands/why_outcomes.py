"""`mubiao why --target`: prints what came of a target: findings, entries and appeals, a line each."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from models.rules.appeal import Ruling, SubjectKind
from models.rules.chinese_dates import in_full
from models.rules.inspection import Conclusion
from models.rules.states import AppealState, EntryState, FindingState


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
