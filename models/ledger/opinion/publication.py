"""公众评议公布: publish the remedied opinions of a quarter together, which discharges its duty (6.2.7)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.intake.opinion import OpinionsPublished
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge, find_duty
from models.ledger.transitions import move
from models.rules.day_order import check_not_future
from models.rules.errors import Refused
from models.rules.opinion import OPINION_PUBLICATION, PUBLIC_OPINION
from models.rules.several import first_of
from models.rules.states import ObligationEvent, ObligationState, OpinionEvent, OpinionState
from models.statements import run

# Unpublished opinions received by the end of the quarter; `ready` if the feedback is there.
TO_PUBLISH = """
SELECT r.id, r.year || '-' || r.number AS key, r.state = :fed_back AND r.fed_back_on <= :day AS ready FROM opinion r
WHERE r.jurisdiction_id = :jurisdiction AND r.received_on <= :last AND r.state NOT IN ('published', 'dismissed')
ORDER BY r.year, r.number
"""
DUTIES = """
SELECT x.due, array_agg(o.id ORDER BY o.id) AS ids FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.subject = ANY(:keys) AND o.state = 'open'
GROUP BY x.due ORDER BY x.due
"""


@act("publish_opinions", "汇总公布公众意见整改情况", clause="3-6.2.7", roles={Role.AGENCY})
def publish_opinions(session: Session, data: OpinionsPublished, ctx: Context) -> Summary:
    """6.2.7: publish all opinions fed back by that day, earlier quarters included; the others remain open.

    Raises Refused if the quarter has not ended on that day, or if its duty is not open.
    """
    period, day = PUBLIC_OPINION.period(data.period), data.published_on or ctx.date
    check_not_future(day, ctx.date, "公布日期")
    if day <= period.end:
        raise Refused(f"公布日期{day}时{period.label}尚未结束（{period.end}），请核对季度和日期。")
    duty = find_duty(session, ctx, PUBLIC_OPINION.duty, period=str(period))
    if duty is None:
        raise Refused(f"{period.label}的公众评议公布没有开启，请逐条公布（publish_opinion）。")
    params = {"jurisdiction": ctx.jurisdiction, "fed_back": OpinionState.FED_BACK.value}
    rows = run(session, TO_PUBLISH, **params, last=period.end, day=day).all()
    ready, remaining = [row for row in rows if row.ready], [row.key for row in rows if not row.ready]
    sets = {"published_on": day, "published_in": data.published_in}
    move(session, ctx, "opinion", [row.id for row in ready], OpinionEvent.PUBLISH, sets=sets)
    _discharge_each(session, ctx, [row.key for row in ready], day)
    late = duty.state is ObligationState.OPEN and discharge(session, ctx, duty, day)
    words = f"{period.label}公众意见整改情况已于{day}在{data.published_in}公布{len(ready)}条"
    words += f"{'，逾期' if late else ''}。{_remaining_in_words(remaining)}"
    return Summary(words, {"published": len(ready), "left": len(remaining), "late": int(late)})


def _remaining_in_words(keys: Sequence[str]) -> str:
    if not keys:
        return ""
    return f"还有{len(keys)}条（{first_of(keys)}）未反馈整改情况，反馈后逐条公布。"


def _discharge_each(session: Session, ctx: Context, keys: Sequence[str], day: date) -> None:
    """Discharge the duties to publish these opinions; the day of publication decides whether each is late."""
    for due, ids in run(session, DUTIES, jurisdiction=ctx.jurisdiction, kind=OPINION_PUBLICATION.key, keys=keys):
        late = day > due
        detail = {"counted_on": day.isoformat(), "late": late}
        sets = {"counted_on": day, "late": late}
        move(session, ctx, "obligation", ids, ObligationEvent.DISCHARGE, sets=sets, detail=detail)
