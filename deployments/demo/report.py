"""Report of the demonstration: figures per cycle, messages per channel, and where to look."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

from deployments.demo.script import Chapter
from deployments.demo.world import DemoWorld
from deployments.text_table import table
from models.database import begin
from models.ledger.nouns.shared_sql import NAMED_BY
from models.rules.cycles import CYCLES
from models.rules.deadlines import describe_proof
from models.rules.kinds import Known
from models.rules.states import MailState
from models.rules.workdays import SHANGHAI, weekday_name
from models.statements import run
from tasks.clock import current_instant

FIGURES = """
SELECT x.due, x.provisional, x.proof, count(*) AS opened, count(*) FILTER (WHERE o.state = 'discharged') AS discharged,
    count(*) FILTER (WHERE o.late) AS late, count(*) FILTER (WHERE o.state = 'open') AS open
FROM obligation o JOIN cycle_run c ON c.id = o.cycle_run_id
    JOIN deadline x ON x.id = (SELECT d.id FROM deadline d WHERE d.id = o.deadline_id)
WHERE c.cycle = :cycle AND c.period = :period GROUP BY x.id ORDER BY count(*) DESC
"""
RUNS = """
SELECT c.cycle, c.period, min(x.due) AS due, bool_or(x.provisional) AS provisional, count(*) AS opened,
    count(*) FILTER (WHERE NOT o.late) AS in_time,
    count(*) FILTER (WHERE o.late) AS late, count(*) FILTER (WHERE o.state = 'open') AS open
FROM obligation o JOIN cycle_run c ON c.id = o.cycle_run_id JOIN deadline x ON x.id = o.deadline_id
GROUP BY c.id ORDER BY min(x.due), c.cycle
"""
PROGRESS = """
SELECT count(*) AS obligations, count(*) FILTER (WHERE state = 'discharged') AS discharged,
    (SELECT count(*) FROM message WHERE state = 'sent') AS messages FROM obligation
"""
REMEDIATIONS = f"""
SELECT t.name, o.kind, x.due, x.proof, o.counted_on, o.late FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN target t ON {NAMED_BY.format(key="o.subject")} WHERE o.kind IN ('remediation', 'feedback')
ORDER BY o.subject, o.kind DESC
"""  # noqa: S608 - constants only
CHANNELS = """
SELECT r.channel, count(*) AS messages, count(*) FILTER (WHERE m.state = 'sent') AS sent,
    count(*) FILTER (WHERE m.state = 'parked') AS parked, min(m.reason) FILTER (WHERE m.state = 'parked') AS why
FROM message m JOIN recipient r ON r.id = m.recipient_id GROUP BY r.channel ORDER BY r.channel
"""
SHOWN_MESSAGES = """
SELECT m.subject, m.text, m.business_date, r.address FROM message m JOIN recipient r ON r.id = m.recipient_id
    JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
WHERE r.channel = 'mail' AND n.kind = :kind AND n.audience = :audience
    AND (SELECT count(*) FROM delivery w WHERE w.message_id = m.id) = 1 ORDER BY m.id LIMIT 1
"""
SHOWN_NOTICES = (("opened_quarterly_meeting", "office"), ("overdue", "liaison"), ("listed", "head"))
REPLIES = """
SELECT m.received_at, coalesce(s.sender, m.sender) AS sender, d.name AS department, m.known, m.state, m.sentence, m.id
FROM received_mail m LEFT JOIN department d ON d.id = m.office_id LEFT JOIN stranger_mail s ON s.mail_id = m.id
UNION ALL SELECT day, '', NULL, NULL, 'automatic', concat('没有回复表的来信', mails, '封'), 0 FROM stranger_day
ORDER BY received_at, id
"""
GONE = "发件地址满90天已清除"
CHANNEL_NAMES = {"mail": "电子邮件", "wecom": "企业微信"}


@dataclass(frozen=True, slots=True)
class DemoSection:
    """One section of the report, as data and as lines."""

    data: dict[str, Any]
    lines: list[str]


def report_chapter(chapter: Chapter) -> DemoSection:
    """Returns the figures of a chapter's cycle, its due date and the proof."""
    return _report_figures(chapter) if chapter.cycle.periodic else _report_remediations(chapter)


def _report_figures(chapter: Chapter) -> DemoSection:
    with begin() as session:
        rows = run(session, FIGURES, cycle=chapter.cycle.key, period=chapter.period).all()
    first = rows[0]
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("opened", "discharged", "late", "open")}
    in_time = totals["discharged"] - totals["late"]
    provisional = "（暂定，放假安排尚未公布）" if first.provisional else ""
    lines = [
        f"期间 {chapter.period}　期限 {first.due}（{weekday_name(first.due)}）{provisional}",
        f"依据 {describe_proof(first.proof)}",
        f"开启{totals['opened']}个部门，办结{totals['discharged']}（按时{in_time}、逾期{totals['late']}），未办{totals['open']}",
    ]
    facts = {
        "cycle": chapter.cycle.key,
        "period": chapter.period,
        "due": str(first.due),
        "why": describe_proof(first.proof),
    }
    return DemoSection(facts | totals | {"provisional": first.provisional}, lines)


def _report_remediations(chapter: Chapter) -> DemoSection:
    with begin() as session:
        rows = run(session, REMEDIATIONS).all()
    data, lines = [], []
    for row in rows:
        duty = "整改" if row.kind == "remediation" else "反馈"
        verdict = "逾期" if row.late else "按时"
        lines.append(f"“{row.name}”{duty}：期限{row.due}（{weekday_name(row.due)}），{row.counted_on}办结，{verdict}")
        if row.kind == "feedback":
            lines.append(f"　　依据 {describe_proof(row.proof)}")
        data.append(
            {"target": row.name, "kind": row.kind, "due": str(row.due), "done": str(row.counted_on), "late": row.late}
        )
    return DemoSection({"cycle": chapter.cycle.key, "remediations": data}, lines)


def report_runs() -> DemoSection:
    """Returns one table of all cycle runs."""
    with begin() as session:
        rows = run(session, RUNS).mappings().all()
    names = {cycle.key: cycle.name for cycle in CYCLES}
    cells = [
        [names[r["cycle"]], r["period"], _format_due(r), r["opened"], r["in_time"], r["late"], r["open"]]
        for r in map(dict, rows)
    ]
    lines = table(["周期", "期间", "期限", "开启", "按时", "逾期", "未办"], cells).splitlines()
    return DemoSection({"runs": [dict(row) for row in rows]}, lines)


def _format_due(row: Mapping[str, Any]) -> str:
    return f"{row['due']}{'（暂定）' if row['provisional'] else ''}"


def report_month(day: date) -> str:
    """Returns one line of progress up to the end of a month."""
    with begin() as session:
        row = run(session, PROGRESS).one()
    done = f"应办事项{row.obligations}项，已办结{row.discharged}项，已发消息{row.messages}条"
    return f"走过{day.year}年{day.month}月：{done}"


def report_channels() -> DemoSection:
    """Returns the number of messages per channel, with the reason if some were parked."""
    with begin() as session:
        rows = run(session, CHANNELS).mappings().all()
    lines = [
        f"{CHANNEL_NAMES[row['channel']]}：{row['messages']}条，已发送{row['sent']}条"
        + (f"，搁置{row['parked']}条（{row['why']}）" if row["parked"] else "")
        for row in rows
    ]
    return DemoSection({"channels": [dict(row) for row in rows]}, lines)


def report_replies() -> DemoSection:
    """Returns what became of each mail that came back."""
    with begin() as session:
        rows = run(session, REPLIES).all()
    data, lines = [], []
    for row in rows:
        known, state = Known(row.known).label if row.known else "陌生地址", MailState(row.state).label
        day = row.received_at.astimezone(SHANGHAI).date()
        sender = row.sender or GONE  # what a stranger wrote in March is deleted when the year is told
        lines.append(f"{day} {sender}（{known}）：{state}。{row.sentence}")
        data.append({"on": str(day), "from": sender, "state": row.state, "sentence": row.sentence})
    return DemoSection({"replies": data}, lines)


def report_messages() -> DemoSection:
    """Returns three messages in full."""
    lines, data = [], []
    for kind, audience in SHOWN_NOTICES:
        with begin() as session:
            row = run(session, SHOWN_MESSAGES, kind=kind, audience=audience).first()
        if row:
            data.append({"to": row.address, "subject": row.subject, "text": row.text})
            lines += [f"── {row.business_date} 致 {row.address}", row.subject, "", row.text.strip(), ""]
    return DemoSection({"messages": data}, lines)


def report_places(surroundings: DemoWorld, *, stay: bool) -> DemoSection:
    """Returns where to look: UI, mail folder, robot messages."""
    received = len(list(surroundings.mail_folder.glob("*.eml")))
    lines = [
        f"Prefect界面：{surroundings.ui}/runs"
        if stay
        else "Prefect界面：演示结束后关闭；用 mubiao demo --stay 可保持打开",
        f"收到的邮件：{surroundings.mail_folder}（{received}封.eml，可用邮件程序打开）",
        f"企业微信：本机接收端共收到{len(surroundings.wecom.received)}条",
    ]
    return DemoSection({"ui": surroundings.ui, "mail_folder": str(surroundings.mail_folder), "mails": received}, lines)


def describe_next_steps(home: Path) -> list[str]:
    """Returns three lines; `home` is the folder of the demonstration, whose days are counted from its last one."""
    place = f"MUBIAO_HOME={shlex.quote(str(home))} MUBIAO_CLOCK={current_instant():%Y-%m-%dT%H:%M}"
    program = "mubiao" if which("mubiao") else shlex.quote(sys.argv[0])  # as it was called: not every PATH has it
    return [
        f"看演示的数据：{place} {program} targets --department SJYT --year 2026",
        "先读哪一页：docs/agency/setup.md（管理机构怎样启用）、docs/office/README.md（部门怎样回复）",
        "正式启用：依次 mubiao init、mubiao import departments 和 targets、mubiao up，空表用 mubiao template",
    ]
