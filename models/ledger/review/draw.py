"""抽取: the tenth of what a first reviewer found true that a second person confirms (7.2, A70)."""

from sqlmodel import Session, col, select

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.questions import Question
from models.ledger.review.assignment import find_review_duty
from models.ledger.review.conclusions import end_quarter
from models.ledger.review.lines import all_have_seconds
from models.ledger.transitions import lock, record_rows
from models.records import ReviewTask
from models.rules.periods import parse_period
from models.rules.review import drawn_tenth
from models.statements import ResultRow, run

WAITING = """SELECT FROM obligation o
    JOIN review_task k ON (k.jurisdiction_id, k.period) = (o.jurisdiction_id, o.period)
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'online_review' AND o.state = 'open' AND k.draw = ''
    AND EXISTS (SELECT FROM review r WHERE (r.target_id, r.period) = (k.target_id, k.period))"""
DRAWS = Question(f"EXISTS ({WAITING})", Summary("在线复核没有可抽取的。", {"drawn": 0}))
# The first reviewers whose last line is in: what each always found true and was not drawn from, and the head block
# after it came in first. A correction moves no draw.
READY = """
SELECT q.period, q.reviewer, q.ids, q.codes, b.hash FROM (
    SELECT k.period, k.reviewer, max(w.id) AS newest,
        array_agg(k.id ORDER BY k.id) FILTER (WHERE w.confirmed) AS ids,
        array_agg(t.code ORDER BY k.id) FILTER (WHERE w.confirmed) AS codes
    FROM obligation o JOIN review_task k ON (k.jurisdiction_id, k.period) = (o.jurisdiction_id, o.period)
        JOIN target t ON t.id = k.target_id
        CROSS JOIN LATERAL (SELECT min(r.id) AS id, bool_and(r.outcome = 'confirmed') AS confirmed
            FROM review r WHERE r.target_id = k.target_id AND r.period = k.period AND r.part = 'first') w
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'online_review' AND o.state = 'open' AND k.draw = ''
    GROUP BY k.period, k.reviewer
    HAVING bool_and(w.id IS NOT NULL OR NOT EXISTS (
        SELECT FROM report_line l JOIN obligation c ON c.id = l.obligation_id
        WHERE l.target_id = k.target_id AND l.version = 0 AND c.kind = 'self_check' AND c.period = k.period
            AND c.state NOT IN ('waived', 'void')))) q
    JOIN transition x ON x.record = 'review' AND x.record_id = q.newest JOIN block b ON b.act_id = x.act_id
WHERE q.ids IS NOT NULL ORDER BY q.period, q.reviewer COLLATE "C"
"""


@act("draw_reviews", "抽取在线复核", clause="3-7.2", roles={Role.SYSTEM, Role.AGENCY})
def draw_reviews(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """A70: draw a tenth of what each first reviewer found true, after his last line, by the hash of the block with it.

    A line is drawn from once. What is drawn waits for a second person. Of a quarter of which a second confirms all
    nothing is drawn.
    """
    lock(session, "review")
    found = run(session, READY, jurisdiction=ctx.jurisdiction).all()
    periods = sorted({row.period for row in found})
    periods = [each for each in periods if not all_have_seconds(session, ctx.jurisdiction, parse_period(each))]
    ready = [row for row in found if row.period in periods]
    if not ready:
        return DRAWS.nothing
    words = "；".join(_draw(session, ctx, row) for row in ready)
    for period in periods:
        end_quarter(session, ctx, *find_review_duty(session, ctx, period))
    return Summary(f"在线复核抽取：{words}。", {"drawn": len(ready)})


def _draw(session: Session, ctx: Context, row: ResultRow) -> str:
    drawn = drawn_tenth(row.hash, row.codes)
    places = dict(zip(row.ids, row.codes, strict=True))
    tasks = session.exec(select(ReviewTask).where(col(ReviewTask.id).in_(row.ids)).order_by(col(ReviewTask.id))).all()
    for task in tasks:
        task.draw, task.drawn = row.hash, places[task.id] in drawn
    record_rows(session, ctx, tasks, "drawn")
    return f"{row.reviewer}{row.period}完成属实{len(tasks)}项中的{len(drawn)}项（{'、'.join(drawn)}）待第二人确认"
