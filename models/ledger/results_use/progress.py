"""结果运用进展: who has not got its results, who has not received them; the agency is told until all have (1-9)."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import Session

from models.intake.input import NoInput
from models.intake.results_use import ResultTold
from models.ledger.acts import LATENESS, Context, Role, Summary, act, keep_entered
from models.ledger.appraisal.duties import still_open
from models.ledger.duties import due_of
from models.ledger.jurisdiction import home
from models.ledger.notices import notify_agency
from models.ledger.results_use.recipients import Expected, appraised_years, delivery_to, recipient_of, recipients
from models.ledger.transitions import move
from models.records import Obligation, ResultDelivery, id_of
from models.rules.notices import OPENED_RESULTS
from models.rules.results_use import NAMED, check_told_day, told_again
from models.rules.states import ObligationEvent, ResultDeliveryEvent
from models.statements import run

KIND = "results_use"
# A run that comes late does not tell again what a newer one has told.
TOLD = """
SELECT EXISTS (SELECT FROM notice WHERE jurisdiction_id = :jurisdiction AND kind = :kind AND subject = :year
    AND occasion >= :day)
"""
NOTHING = "没有待反馈、待签收的考评结果。"


@act("watch_results_use", "结果运用进展", clause="1-9", roles={Role.SYSTEM, Role.AGENCY})
def watch_results_use(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """9: tell the agency which recipients have no results yet, or have not received them.

    It is told on the first run of a week, and on the first one after a day on which receipts were due; then it is to
    phone. Nothing is said of a year whose deliveries are all received or told to a person.
    """
    phoned = note_phoned(session, ctx)
    told = [_tell(session, ctx, year) for year in appraised_years(session, ctx.jurisdiction, ctx.date)]
    counts = {name: sum(each.counts[name] for each in told) for name in ("waiting", "notices")}
    table = [row for each in told for row in each.data.get("table", ())]
    words = "".join(each.words for each in told) or NOTHING
    return Summary(words, counts | {"told": phoned}, {"table": table} if table else {})


def is_untold(session: Session, jurisdiction: int, day: date) -> bool:
    """Return whether the agency is to be told on a day who has not received the results, and was not told yet."""
    return any(_is_untold(session, jurisdiction, year, day) for year in appraised_years(session, jurisdiction, day))


def _is_untold(session: Session, jurisdiction: int, year: int, day: date) -> bool:
    missing, waiting, late = _standing(session, jurisdiction, year, day)
    occasion = told_again(day, [each.due for each in late if each.due])
    return bool(missing or waiting) and not _was_told(session, jurisdiction, year, occasion)


def _was_told(session: Session, jurisdiction: int, year: int, occasion: date) -> bool:
    """Return whether this occasion of a year, or a newer one, was told."""
    params = {"kind": KIND, "year": str(year), "day": str(occasion)}
    return bool(run(session, TOLD, jurisdiction=jurisdiction, **params).scalar())


def _standing(
    session: Session, jurisdiction: int, year: int, day: date
) -> tuple[list[Expected], list[Expected], list[Expected]]:
    """Return who has no results of a year yet, who has not received them, and who of these is late."""
    found = recipients(session, jurisdiction, year, day)
    waiting = [each for each in found if each.waits]
    return [each for each in found if each.delivery is None], waiting, [each for each in waiting if each.is_late(day)]


def _tell(session: Session, ctx: Context, year: int) -> Summary:
    missing, waiting, late = _standing(session, ctx.jurisdiction, year, ctx.date)
    if not missing and not waiting:
        return Summary("", {"waiting": 0, "notices": 0})
    lines = [
        *_lines(missing, "尚未反馈"),
        *_lines(late, "逾期未签收，请电话告知"),
        *_lines([each for each in waiting if each not in late], "待签收"),
    ]
    payload = {
        "period": str(year),
        "missing": len(missing),
        "waiting": len(waiting),
        "late": len(late),
        "lines": lines[:NAMED],
        "more": max(len(lines) - NAMED, 0),
    }
    day = told_again(ctx.date, [each.due for each in late if each.due])
    notices = 0
    if not _was_told(session, ctx.jurisdiction, year, day):
        notices = notify_agency(session, ctx, KIND, str(year), occasion=day.isoformat(), payload=payload)
    words = f"{year}年考评结果：未反馈{len(missing)}个，待签收{len(waiting)}个，其中逾期{len(late)}个。"
    counts = {"waiting": len(missing) + len(waiting), "notices": notices}
    return Summary(words, counts, {"table": [*_rows([*missing, *waiting])]})


def _lines(found: Sequence[Expected], what: str) -> Iterator[str]:
    for each in found:
        yield f"{each.name}（{each.kind.label}）：{what}{f'，{each.phone}' if each.phone else ''}"


def show_results_use(session: Session, day: date) -> list[dict[str, str]]:
    """1-9: return the rows of the table as of a day: who has no results yet, or has not received them."""
    where = home(session)
    standings = (_standing(session, where, year, day) for year in appraised_years(session, where, day))
    return [row for missing, waiting, _ in standings for row in _rows([*missing, *waiting])]


def _rows(found: Sequence[Expected]) -> Iterator[dict[str, str]]:
    for each in found:
        standing = each.state.label if each.state else "未反馈"
        yield {"对象": each.name, "类别": each.kind.label, "情况": standing, "签收期限": str(each.due or "")}


# What was told by phone because its notice could not be sent.
PHONED = """
SELECT DISTINCT ON (r.id) r.id, g.person, g.told_on, g.told_by
FROM result_delivery r JOIN notice n ON n.obligation_id = r.obligation_id AND n.kind = :kind
    JOIN telling g ON g.notice_id = n.id
WHERE r.jurisdiction_id = :jurisdiction AND r.state = 'delivered' ORDER BY r.id, g.told_on, g.id
"""


@act("tell_result", "登记结果告知", clause="1-9", roles={Role.AGENCY})
def tell_result(session: Session, data: ResultTold, ctx: Context) -> Summary:
    """9: record that a person of a recipient was told by phone after the day on which the receipt was due.

    Its duty ends, late; it may still be received. Raises Refused before that day, and once it was received.
    """
    delivery = delivery_to(session, ctx, data)
    check_told_day(data.told_on, _due(session, delivery), ctx.date)
    sets = {"told_person": data.person, "told_on": data.told_on, "told_by": data.told_by}
    if not move(session, ctx, "result_delivery", [id_of(delivery)], ResultDeliveryEvent.TELL, sets=sets):
        return Summary(f"此前已登记告知{delivery.told_person}（{delivery.told_on}），未作改动。", {"told": 0})
    duties = still_open(session, [delivery.obligation_id] if delivery.obligation_id else [])
    detail = {"reason": f"逾期未签收，已电话告知{data.person}", "late": True}
    move(session, ctx, "obligation", duties, ObligationEvent.WAIVE, sets={"late": True}, detail=detail)
    words = f"已登记{data.told_on}电话告知“{recipient_of(session, delivery)}”的{data.person}，不再催收；仍可签收。"
    if delivery.department_id:
        keep_entered(session, ctx, delivery.department_id, tell_result.title, words, {LATENESS})
    return Summary(words, {"told": 1})


def _due(session: Session, delivery: ResultDelivery) -> date:
    duty = session.get(Obligation, delivery.obligation_id) if delivery.obligation_id else None
    return due_of(session, duty) if duty else delivery.due


def note_phoned(session: Session, ctx: Context) -> int:
    """Move what was told by phone because its notice could not be sent; its duty stays. Returns how many."""
    rows = run(session, PHONED, jurisdiction=ctx.jurisdiction, kind=OPENED_RESULTS).all()
    for row in rows:
        sets = {"told_person": row.person, "told_on": row.told_on, "told_by": row.told_by}
        move(session, ctx, "result_delivery", [row.id], ResultDeliveryEvent.TELL, sets=sets)
    return len(rows)
