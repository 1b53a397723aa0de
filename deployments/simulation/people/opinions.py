"""The opinions of the public in the simulation: recorded, assigned, remedied or dismissed, and published (6.2.7)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.opinion.opinions import dismiss_opinion, feed_back_opinion, publish_opinion, record_opinion
from models.ledger.opinion.publication import publish_opinions
from models.rules.periods import Span, period_of
from models.rules.workdays import Interval
from models.statements import ResultRow, run

HEARD = 0.06  # the chance of an opinion on a working day
LIMIT = 10  # days given; they end before the quarter's publication is due
DISMISSED, LATE, SILENT = 0.1, 0.3, 0.35  # cumulative shares of the opinions
DAYS_LATER = 4  # days after the limit
CONTENTS = ("下午四点后没有班车。", "办事窗口中午无人值守。", "公示栏长期没有更新。")
# A day that is run again decides the same: an opinion recorded or fed back on that day is continued on a later one.
OPEN = f"""
SELECT o.year || '-' || o.number AS key, o.state, o."limit", d.id AS office, d.name,
    EXISTS (SELECT 1 FROM obligation q WHERE q.kind = 'public_opinion' AND q.state = 'discharged'
        AND o.received_on <= q.counted_on AND q.counted_on < o.fed_back_on AND o.fed_back_on < :day) AS missed
FROM opinion o LEFT JOIN {HEIRS} h ON h.department_id = o.department_id
    JOIN department d ON d.id = coalesce(h.heir, o.department_id)
WHERE o.state NOT IN ('published', 'dismissed') AND o.recorded_on < :day ORDER BY o.year, o.number
"""  # noqa: S608 - constants only
TO_PUBLISH = """
SELECT o.period, x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'public_opinion' AND o.state = 'open' ORDER BY o.period
"""
# Every opinion still to be published has an obligation, and none was published before it was remedied.
MISMATCHED = """
SELECT r.year || '-' || r.number AS key, r.state FROM opinion r
WHERE CASE r.state WHEN 'published' THEN r.fed_back_on IS NULL OR r.published_on < r.fed_back_on
    ELSE r.state <> 'dismissed' AND NOT EXISTS (SELECT 1 FROM obligation o WHERE o.kind = 'opinion_publication'
        AND o.state IN ('open', 'waived') AND o.subject = r.year || '-' || r.number) END
ORDER BY r.year, r.number
"""
OPINION_CHECKS = ((MISMATCHED, "公众意见{key}：{state}，与反馈、公布的记录不符。"),)


def decide_opinions(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the planned acts of a working day about opinions of the public."""
    for row in run(scene.session, OPEN, day=scene.day).all():
        yield from _next_step(scene, row)
    for row in run(scene.session, TO_PUBLISH):
        if scene.day >= scene.calendar.nth_before(row.due, scene.plan.draw(4, "published", row.period) + 1):
            yield plan_act(publish_opinions, row.period, scene.day, period=row.period, published_in="推演网站")
    for day in _booked_today(scene):
        codes = _heard_of(scene)
        department = codes[scene.plan.draw(len(codes), "heard of", day)]
        content = CONTENTS[scene.plan.draw(len(CONTENTS), "said", day)]
        data: dict[str, Any] = {"department": department, "content": content, "channel": "公众评议问卷"}
        data |= {"received_on": day, "limit": scene.day + timedelta(days=LIMIT)}
        yield plan_act(record_opinion, day, **data)


def _heard_of(scene: Scene) -> list[str]:
    """Returns the departments that opinions are about: in the first quarter those with a list of targets."""
    drafting = scene.plan.drafting() if scene.day < scene.plan.go_live.replace(month=4) else []
    return [code for code in scene.plan.codes() if code not in drafting]


def _booked_today(scene: Scene) -> list[date]:
    """Returns the days of the opinions that are recorded today: once a month and on the last working day of a quarter.

    None is recorded in the quarter after the one in which it is heard.
    """
    quarter = period_of(Span.QUARTER, scene.day)
    ends = scene.day == scene.calendar.last_on_or_before(quarter.end)
    if scene.day.year != scene.plan.year or not (ends or scene.is_first_list_day()):
        return []
    since = max(scene.last_first_list_day(scene.day), quarter.start - timedelta(days=1))
    days = scene.calendar.workdays_in(Interval(since + timedelta(days=1), scene.day))
    return [day for day in days if scene.plan.chance("heard", day) < HEARD]


def _next_step(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    if row.state == "fed_back":
        if row.missed:
            yield plan_act(publish_opinion, row.key, opinion=row.key, published_in="推演网站")
        return
    drawn = scene.plan.chance("opinion", row.key)
    late = timedelta(days=DAYS_LATER if DISMISSED <= drawn < LATE else -1)
    if drawn < DISMISSED:
        yield plan_act(dismiss_opinion, row.key, opinion=row.key, reason="与另一意见重复。")
    elif not LATE <= drawn < SILENT and scene.day >= row.limit + late:
        yield plan_act(feed_back_opinion, row.key, opinion=row.key, feedback="已按意见改进。").by(office_of(row))
