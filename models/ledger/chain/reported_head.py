"""台账月报、台账日报: send the head of the chain to the agency, so that a truncated chain is detected.

A database superuser can delete the newest blocks and set the head back without a trace in the database; a message
that was already sent still shows it.
"""

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import calendar_of
from models.ledger.notices import notify_agency
from models.ledger.questions import Question
from models.rules.chain import Head, shortened
from models.statements import run

KIND = "ledger_head"
NOTICE_OF = "SELECT 1 FROM notice WHERE jurisdiction_id = :jurisdiction AND kind = :kind AND subject = :subject"
# Every message to the agency carries the head: is there one of today?
TOLD_TODAY = "SELECT 1 FROM notice WHERE jurisdiction_id = :jurisdiction AND audience = 'agency' AND created_on = :day"
# True on a day without work too, on which nothing leaves.
LEAVES = Question(
    f"""NOT EXISTS (SELECT FROM notice WHERE jurisdiction_id = :jurisdiction AND kind = '{KIND}'
        AND subject = to_char(CAST(:day AS date), 'YYYY-MM'))
    OR NOT EXISTS ({TOLD_TODAY})""",
    Summary("", {"notices": 0}),
)
BLOCK_AT_HEIGHT = "SELECT h.height, b.hash FROM chain_head h LEFT JOIN block b ON b.height = :height"


@act("report_head", "台账月报", clause="1-7.3", roles={Role.SYSTEM, Role.AGENCY})
def report_head(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """Part 1, 7.3: notify the agency of the number of blocks and the hash of the last block.

    Once a month, and on every other working day on which nothing else is sent to the agency: each message to it carries
    the head.
    """
    month = f"{ctx.date:%Y-%m}"
    daily = run(session, NOTICE_OF, jurisdiction=ctx.jurisdiction, kind=KIND, subject=month).first() is not None
    if daily and not _leaves_today(session, ctx):
        return Summary("", {"notices": 0})
    head = run(session, "SELECT height, hash, (SELECT count(*) FROM transition) AS moves FROM chain_head").one()
    subject, title = (ctx.date.isoformat(), "台账日报") if daily else (month, "台账月报")
    payload = {"as_of": ctx.date.isoformat(), "height": head.height, "hash": head.hash, "moves": head.moves}
    notices = notify_agency(session, ctx, KIND, subject, payload={"period": month, "daily": daily, **payload})
    return Summary(f"{subject}{title}：第{head.height}块，校验码{shortened(head.hash)}。", {"notices": notices})


def _leaves_today(session: Session, ctx: Context) -> bool:
    """Return whether the head has to leave in a separate message: on a working day without a notice to the agency."""
    if not calendar_of(session, ctx.jurisdiction).is_workday(ctx.date):
        return False
    return run(session, TOLD_TODAY, jurisdiction=ctx.jurisdiction, day=ctx.date).first() is None


def compare_head(session: Session, head: Head) -> str:
    """Compare a block with the head that was sent: return the error in words, empty if the hash is unchanged."""
    row = run(session, BLOCK_AT_HEIGHT, height=head.height).one()
    if row.hash is None:
        return f"台账没有第{head.height}块，现只到第{row.height}块：末尾的记录被截去，或由较早的备份恢复。"
    if head.names(row.hash):
        return ""
    return f"台账第{head.height}块的校验码是{shortened(row.hash)}，与所给的不同：该块或之前的记录被改写。"
