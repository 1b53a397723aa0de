"""`mubiao why`: prints the proof and the history of one obligation."""

from datetime import date
from typing import Any

import click

from deployments.check_program import check_program
from deployments.commands.answers import as_json, on_day, print_answer, print_json
from deployments.commands.history import format_notice
from deployments.commands.why_named import print_score, print_target
from deployments.commands.why_reported import format_reported
from deployments.installation import ledger
from models.intake.source import describe_author
from models.ledger.act_index import title_of
from models.ledger.duty.register import explain_obligation
from models.ledger.duty.reported import way_of
from models.ledger.jurisdiction import calendar_of, home, is_rehearsal
from models.rules.chinese_dates import full_or_as_is, in_full
from models.rules.deadlines import describe_proof
from models.rules.kinds import AnswerOutcome
from models.rules.plain_text import one_line
from models.rules.reminders import UrgingMethod
from models.rules.requirements import described
from models.rules.states import ObligationState, UrgingState
from models.rules.verdicts import remark
from models.rules.workdays import WorkCalendar
from tasks.clock import business_day

MONTH_ENDS = ("当月最后一日", "季度第二个月最后一日")  # as the words of a rule name them
EVENTS = {
    "opened": "开启",
    "discharge": "办结",
    "return": "退回重办",
    "withdraw": "作废",
    "renew": "重新开启",
    "waive": "豁免",
    "reinstate": "撤回豁免",
    "suspend": "中止计算",
    "resume": "恢复计算",
    "given_back": "交回原部门",
    "target_withdrawn": "去掉已撤回的目标",
    "target_added": "加上开启后下达的目标",
    "moved": "期限调整",
    "confirmed": "期限确定",
    "taken_over": "承接",
    "noticed": "适用现场复核通知",
    "struck": "裁定撤销缺项",
    "given": "填报",
    "amended": "修改填报",
    "corrected": "更正",
    "attached": "提交印证材料",
    "received": "签收",
}


@click.command(
    help="一个事项的期限依据和全部经过。例：mubiao why 12；一项目标的历次要求和调整：mubiao why --target GZ2021-07-2"
)
@click.argument("obligation", metavar="编号", type=int, required=False)
@click.option("--target", metavar="目标编号", help="一项目标的历次要求和调整，核查结果、负面清单条目、申诉及其状态")
@click.option(
    "--year", metavar="年度", type=int, help="目标的年度，默认为业务日期所在年度；得分的，默认为正在考评的年度"
)
@click.option("--score", metavar="部门", help="一个部门一年的得分由哪些条目、评价和设定得来，逐分列出")
@click.option("--script", is_flag=True, help="输出独立的复核程序，只需Python：mubiao why --script > check.py")
@click.option("--calendar", is_flag=True, help="输出推算所用的工作日历，供复核程序使用")
@on_day
@as_json
def command(
    *,
    obligation: int | None,
    target: str | None,
    score: str | None,
    year: int | None,
    day: date | None,
    as_json: bool,
    **printed: bool,
) -> None:
    """Print the proof of a deadline, the requirements of a target or the derivation of a score, with the history."""
    if printed["script"]:
        print(check_program(), end="")
        return
    if target or score:
        print_named = print_target if target else print_score
        print_named(target or score or "", year, day, as_json=as_json)
        return
    _print_duty(obligation, day, calendar=printed["calendar"], as_json=as_json)


def _print_duty(obligation: int | None, day: date | None, *, calendar: bool, as_json: bool) -> None:
    """Print the proof and the history of an obligation, or the calendar that proofs are computed with."""
    if obligation is None and not calendar:
        raise click.UsageError("缺少 编号。", click.get_current_context())
    with ledger() as session:
        if obligation is None:
            print_json(calendar_json(calendar_of(session, home(session))))
            return
        explanation = explain_obligation(session, obligation, business_day(day).date)
        if is_rehearsal(session):
            explanation["rehearsal"] = True
    parts = (
        _format_head(explanation),
        _format_lines(explanation["lines"]),
        _format_proof(explanation["proof"]),
        ["", "经过：", *(_format_move(move) for move in explanation["history"])],
        format_reported(explanation),
        _format_answers(explanation.get("answers", [])),
        _format_urgings(explanation["urgings"]),
    )
    lines = [*(line for part in parts for line in part), *_format_notices(explanation["notices"])]
    print_answer(explanation, "\n".join(map(one_line, lines)), as_json=as_json)


def calendar_json(calendar: WorkCalendar) -> dict[str, Any]:
    days = [[str(day.date), day.kind.value, day.name, day.notice] for day in calendar.marked_days()]
    return {"announced_until": str(calendar.announced_until), "version": calendar.version, "days": days}


def _format_head(explanation: dict[str, Any]) -> list[str]:
    obligation = explanation["obligation"]
    state = ObligationState(obligation["state"]).label
    return [
        f"{_format_department(obligation)}：{obligation['subject']}（{obligation['clause']}）",
        f"期限 {in_full(obligation['due'])}{'（暂定）' if obligation['provisional'] else ''}，{state}",
        *_format_advice(obligation, explanation["target"]),
        *([f"申诉事项：{explanation['appeal']}"] if "appeal" in explanation else []),
    ]


def _format_advice(obligation: dict[str, Any], target: dict[str, Any]) -> list[str]:
    """Returns the recommended working day, if the due date is a day off."""
    if target["day"] == obligation["due"] or obligation["state"] != ObligationState.OPEN:
        return []
    return [f"建议 {in_full(target['day'])} 前办结{'（暂定，放假安排尚未公布）' if target['provisional'] else ''}"]


def _format_department(obligation: dict[str, Any]) -> str:
    former = obligation.get("taken_over_from")
    return f"{obligation['department']}（承接{former}）" if former else str(obligation["department"])


def _format_lines(lines: list[dict[str, Any]]) -> list[str]:
    """Returns targets whose requirement changed: the report still answers the version it was opened with (6.1.7)."""
    return [
        f"  目标{line['code']}按第{line['version']}版要求填报：{described(line)}（现行第{line['newest']}版）"
        for line in lines
        if line["version"] != line["newest"]
    ]


def _format_proof(proof: dict[str, Any]) -> list[str]:
    lines = [
        "",
        f"期限依据：{describe_proof(proof)}",
        f"  {_format_anchor(proof)}，工作日历版本 {proof['calendar']}",
    ]
    for number, day in enumerate(proof["counted"], 1):
        lines.append(
            f"  第{number}个  {in_full(day['date'])} {day['weekday']}{'  ' + day['why'] if day['why'] else ''}"
        )
    return [*lines, *(f"  不计    {in_full(skip['date'])}  {skip['why']}" for skip in proof["skipped"])]


def _format_anchor(proof: dict[str, Any]) -> str:
    """Returns the day from which working days are counted, or the fixed day, from which nothing is counted."""
    anchor = in_full(proof["anchor"])
    if proof["n"]:
        return f"起算日 {anchor}"
    fixed = f"{next((name for name in MONTH_ENDS if name in proof['words']), '固定日期')} {anchor}"
    return f"{fixed}，中止计算的工作日顺延" if proof["suspensions"] else f"{fixed}，不按工作日推算"


def _format_move(move: dict[str, Any]) -> str:
    detail = move["detail"]
    judged = remark(late=detail.get("late"), entered_late=detail.get("entered_late"))
    counted = f"，以{in_full(detail['counted_on'])}认定{judged}" if "counted_on" in detail else ""
    rechecked = f"，{detail['rechecked']}" if "rechecked" in detail else ""
    reason = f"，原因：{detail['reason']}" if detail.get("reason") else ""
    reason += f"，依据{detail['paper']}（{in_full(detail['paper_date'])}）" if detail.get("paper_date") else ""
    title = title_of(move["act"])
    event = EVENTS.get(move["event"], move["event"])
    actor = describe_author(move)
    day = in_full(move["business_date"])
    return f"  {day} {event}{counted}{_format_shift(detail)}{rechecked}{reason}（{title}，{actor}）"


def _format_shift(detail: dict[str, Any]) -> str:
    shift = f"，由{full_or_as_is(detail['from'])}改为{full_or_as_is(detail['to'])}" if "from" in detail else ""
    shift += f"（推算为{in_full(detail['computed'])}，已过）" if "computed" in detail else ""
    return shift + (f"，此前已逾期{detail['overdue']}个工作日" if "overdue" in detail else "")


def _format_answers(answers: list[dict[str, Any]]) -> list[str]:
    return ["", "回复：", *map(_format_answer, answers)] if answers else []


def _format_answer(answer: dict[str, Any]) -> str:
    sender = f"{answer['office'] or '陌生地址'}{answer['person'] and ' ' + answer['person']}"
    place = f"来信{answer['mail']}（{sender}）" if answer["mail"] else ""
    how, outcome = "，".join(filter(None, (place, way_of(answer)))), AnswerOutcome(answer["outcome"]).label
    said = f"：{one_line(answer['sentence'])}" if answer["sentence"] else ""
    return f"  {in_full(answer['received_on'])}收到，{how}，{answer['file'] or '回复表'}，{outcome}{said}"


def _format_urgings(urgings: list[dict[str, Any]]) -> list[str]:
    return ["", "催办：", *map(_format_urging, urgings)] if urgings else []


def _format_urging(urging: dict[str, Any]) -> str:
    done = f"，{in_full(urging['done_on'])}：{urging['outcome']}" if urging["done_on"] else ""
    method, state = UrgingMethod(urging["method"]).label, UrgingState(urging["state"]).label
    return f"  {in_full(urging['proposed_on'])} 任务{urging['id']} {method}（{state}{done}）"


def _format_notices(notices: list[dict[str, Any]]) -> list[str]:
    return ["", "通知：", *map(format_notice, notices)] if notices else ["", "通知：无"]
