"""`mubiao why`: the whole proof and history of one obligation."""

from datetime import date
from importlib.resources import files
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, put_json
from deployments.installation import installation
from models.database import begin
from models.intake.source import describe_source
from models.ledger.acting import ACTS, home
from models.ledger.calendars import calendar_of
from models.ledger.owing import why
from models.rules.deadlines import describe_proof
from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES
from models.rules.states import ObligationState
from models.rules.workdays import WorkCalendar
from tasks.clock import business_day

EVENTS = {
    "opened": "开启",
    "discharge": "办结",
    "return": "退回重办",
    "withdraw": "作废",
    "renew": "重新开启",
    "waive": "豁免",
    "moved": "期限调整",
    "confirmed": "期限确定",
    "taken_over": "承接",
    "noticed": "适用现场复核通知",
    "given": "填报",
    "amended": "修改填报",
    "attached": "提交印证材料",
}


@click.command(help="一个事项的期限依据和全部经过。例：mubiao why 12")
@click.argument("obligation", metavar="编号", type=int, required=False)
@click.option("--script", is_flag=True, help="输出独立的复核程序，只需Python：mubiao why --script > check.py")
@click.option("--calendar", is_flag=True, help="输出推算所用的工作日历，供复核程序使用")
@on_day
@as_json
def command(*, obligation: int | None, script: bool, calendar: bool, day: date | None, as_json: bool) -> None:
    """Tell why this date, and everything that happened."""
    if script:
        print((files("deployments") / "data" / "check.py").read_text(encoding="utf-8"), end="")
        return
    if obligation is None and not calendar:
        raise click.UsageError("缺少 编号。", click.get_current_context())
    with installation(), begin() as session:
        if obligation is None:
            put_json(_calendar(calendar_of(session, home(session))))
            return
        found = why(session, obligation, business_day(day).date)
    if as_json:
        put_json(found)
        return
    print("\n".join([*_head(found), *_proof(found["proof"]), *_history(found["history"]), *_notices(found["notices"])]))


def _calendar(calendar: WorkCalendar) -> dict[str, Any]:
    days = [[str(day.date), day.kind.value, day.name, day.notice] for day in calendar.marked_days()]
    return {"announced_until": str(calendar.announced_until), "version": calendar.version, "days": days}


def _head(found: dict[str, Any]) -> list[str]:
    said = found["obligation"]
    state = ObligationState(said["state"]).label
    return [
        f"{_department(said)}：{said['subject']}（{said['clause']}）",
        f"期限 {said['due']}{'（暂定）' if said['provisional'] else ''}，{state}",
    ]


def _department(said: dict[str, Any]) -> str:
    former = said.get("taken_over_from")
    return f"{said['department']}（承接{former}）" if former else str(said["department"])


def _proof(proof: dict[str, Any]) -> list[str]:
    lines = ["", f"期限依据：{describe_proof(proof)}", f"  起算日 {proof['anchor']}，工作日历版本 {proof['calendar']}"]
    for number, day in enumerate(proof["counted"], 1):
        lines.append(f"  第{number}个  {day['date']} {day['weekday']}{'  ' + day['why'] if day['why'] else ''}")
    return [*lines, *(f"  不计    {skip['date']}  {skip['why']}" for skip in proof["skipped"])]


def _history(history: list[dict[str, Any]]) -> list[str]:
    return ["", "经过：", *(_move(move) for move in history)]


def _move(move: dict[str, Any]) -> str:
    detail = move["detail"]
    counted = f"，以{detail['counted_on']}认定{'（逾期）' if detail['late'] else ''}" if "counted_on" in detail else ""
    shift = f"，由{detail['from']}改为{detail['to']}" if "from" in detail else ""
    reason = f"，原因：{detail['reason']}" if detail.get("reason") else ""
    title = ACTS[move["act"]].title if move["act"] in ACTS else move["act"]
    event = EVENTS.get(move["event"], move["event"])
    actor = move["actor"] + describe_source(move["source"])
    return f"  {move['business_date']} {event}{counted}{shift}{reason}（{title}，{actor}）"


def _notices(notices: list[dict[str, Any]]) -> list[str]:
    return ["", "通知：", *(_notice(notice) for notice in notices)] if notices else ["", "通知：无"]


def _notice(notice: dict[str, Any]) -> str:
    where = "尚未投递"
    if notice["channel"]:
        where = notice["address"] if notice["channel"] == "mail" else "企业微信群"
    sent = f"，{notice['sent_at']:%Y-%m-%d %H:%M}发出" if notice["sent_at"] else ""
    dropped = f"，未发：{notice['cancelled']}" if notice["cancelled"] else ""
    name = f"{NOTICE_NAMES[notice['kind']]}（{Audience(notice['audience']).label}）"
    return f"  {notice['created_on']} {name}：{where}{sent}{dropped}"
