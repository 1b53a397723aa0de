"""申报通知: the agency sets the days on which units apply with their projects, with its paper (1-2.16)."""

from typing import Any

from sqlmodel import Session

from models.intake.innovation import InnovationCalled
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import newest
from models.ledger.score.appraised import check_year
from models.ledger.transitions import record_row
from models.ledger.turns import lock
from models.records import InnovationCall, id_of
from models.rules.errors import Refused
from models.rules.score.innovation import Window, check_window
from models.statements import run

# Acts about the projects of a jurisdiction wait for each other.
JUDGED = """
SELECT EXISTS (SELECT FROM innovation_project
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND state NOT IN ('applied', 'withdrawn'))
"""


@act("call_innovation", "通知申报创新项目", clause="1-2.16", roles={Role.AGENCY})
def call_innovation(session: Session, data: InnovationCalled, ctx: Context) -> Summary:
    """2.16: set the days of a year's applications with the paper; other ones need a reason, those before stay.

    The same again changes nothing. Raises Refused for days that have passed, for a paper of a day to come, and once
    projects were judged.
    """
    check_year(data.year, ctx.date)
    if data.dated > ctx.date:
        raise Refused(f"通知日期{data.dated}晚于今天（{ctx.date}），请核对。")
    lock(session, "innovation_project")
    last = newest_call(session, ctx, data.year)
    if last and all(getattr(last, name) == value for name, value in _values(data).items()):
        return Summary(f"{data.year}年创新项目的申报通知此前已登记，未作改动。", {"called": 0})
    _check_change(session, data, ctx, last)
    call = InnovationCall(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        serial=last.serial + 1 if last else 1,
        reason=data.reason if last else "",
        recorded_on=ctx.date,
        **_values(data),
    )
    record_row(session, ctx, call, "called")
    files = attach_exhibits(session, ctx, "innovation_call", id_of(call), data.evidence)
    most = f"，每单位最多{data.most}项" if data.most else ""
    words = f"{data.year}年创新项目自{data.opens_on}至{data.closes_on}申报{most}。"
    return Summary(words, {"called": 1, "evidence": files})


def _values(data: InnovationCalled) -> dict[str, Any]:
    named = {"paper_number": data.number, "paper_date": data.dated}
    return {"opens_on": data.opens_on, "closes_on": data.closes_on, "most": data.most} | named


def _check_change(session: Session, data: InnovationCalled, ctx: Context, last: InnovationCall | None) -> None:
    check_window(Window(data.year, data.opens_on, data.closes_on), ctx.date, window_of(last) if last else None)
    if last and not data.reason:
        raise Refused(
            f"{data.year}年的创新项目自{last.opens_on}至{last.closes_on}申报，确需更改的写明原因（--reason）。"
        )
    if run(session, JUDGED, jurisdiction=ctx.jurisdiction, year=data.year).scalar_one():
        raise Refused(f"{data.year}年的创新项目已经专家初评，申报日期不能再改。")


def call_of(session: Session, ctx: Context, year: int) -> InnovationCall:
    """Return the call of a year that holds. Raises Refused if it was not called."""
    if call := newest_call(session, ctx, year):
        return call
    raise Refused(f"{year}年的创新项目评选尚未通知申报，请先登记申报通知（call_innovation）。")


def newest_call(session: Session, ctx: Context, year: int) -> InnovationCall | None:
    """Return the call of a year that holds, if any."""
    return newest(session, InnovationCall, "serial", jurisdiction_id=ctx.jurisdiction, year=year)


def window_of(call: InnovationCall) -> Window:
    """Return the days of applications of a call."""
    return Window(call.year, call.opens_on, call.closes_on)
