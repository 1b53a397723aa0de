"""`mubiao why`: what was reported for a duty, in a few lines: the newest version of a report, or a meeting."""

from collections.abc import Iterator
from typing import Any

from models.intake.meeting import MeetingHeld, ReviewHeld
from models.rules.chinese_dates import in_full
from models.rules.kinds import LineStatus
from models.rules.plain_text import one_line
from models.rules.secrecy import WITHHELD

MOST, LONGEST = 10, 80  # lines that are shown, and characters of a text
PARTS = ("attendees", "completion", "problems", "coordination", "measures")


def format_reported(explanation: dict[str, Any]) -> list[str]:
    """Returns the report or the meeting of an explained obligation; nothing if there is neither."""
    report, meeting = explanation.get("report"), explanation.get("meeting")
    return [*(_format_report(report) if report else ()), *(_format_meeting(meeting) if meeting else ())]


def _format_report(report: dict[str, Any]) -> Iterator[str]:
    lines = report["lines"]
    note = f"，{_short(report['note'])}" if report["note"] else ""
    yield ""
    yield f"填报：第{report['version']}版，{in_full(report['received_on'])}收到，共{len(lines)}项{note}"
    for line in lines[:MOST]:
        yield f"  {line['target']} {_short(line['name'])}：{WITHHELD if line.get('withheld') else _stated(line)}"
        yield from (f"    指标{leaf['indicator']}：{_stated(leaf)}" for leaf in line.get("leaves", ()))
    if len(lines) > MOST:
        yield f"  其余{len(lines) - MOST}项未列出，全部内容加 --json 查看"


def _stated(line: dict[str, Any]) -> str:
    """60%，完成数量72，进行中，已开工."""
    done = "" if line.get("quantity") is None else f"，完成数量{line['quantity'].normalize():f}"
    status = f"，{LineStatus(line['status']).label}" if line["status"] else ""
    remark = f"，{_short(line['remark'])}" if line["remark"] else ""
    return f"{line['progress'].normalize():f}%{done}{status}{remark}"


def _format_meeting(meeting: dict[str, Any]) -> Iterator[str]:
    title, form = ("讲评记录", ReviewHeld) if meeting["coordination"] else ("会议记录", MeetingHeld)
    yield ""
    yield f"{title}：{in_full(meeting['held_on'])}召开，{in_full(meeting['recorded_on'])}登记"
    for name in PARTS:
        if name in form.model_fields and meeting[name]:
            yield f"  {form.model_fields[name].title}：{_short(meeting[name])}"


def _short(text: str) -> str:
    """Returns a text in one line, cut after a number of characters."""
    plain = one_line(text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
