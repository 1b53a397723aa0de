"""台账月报: the head of the chain told to the agency once a month, so that a tail that was cut off is missed.

Whoever has every right can cut off the newest blocks and set the head back, and nothing inside would show it; a message
that has left the machine would.
"""

from sqlmodel import Session

from models.database import run
from models.intake.said import Nothing
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.notices import tell_agency
from models.rules.chain import Head, shortened

KIND = "ledger_head"
TOLD = "SELECT 1 FROM notice WHERE jurisdiction_id = :jurisdiction AND kind = :kind AND subject = :month"
STANDS = "SELECT height, hash, (SELECT count(*) FROM transition) AS moves FROM chain_head"
KEPT = "SELECT h.height, b.hash FROM chain_head h LEFT JOIN block b ON b.height = :height"


@act("report_head", "台账月报", clause="1-7.3", roles={Role.SYSTEM, Role.AGENCY})
def report_head(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """Part 1, 7.3: the agency is told how far the ledger has come and the hash of its last block, once a month."""
    month = f"{ctx.date:%Y-%m}"
    if run(session, TOLD, jurisdiction=ctx.jurisdiction, kind=KIND, month=month).first():
        return Summary("", {"notices": 0})
    head = run(session, STANDS).one()
    payload = {"as_of": ctx.date.isoformat(), "height": head.height, "hash": head.hash, "moves": head.moves}
    told = tell_agency(session, ctx, KIND, month, payload={"period": month, **payload})
    return Summary(f"{month}台账月报：第{head.height}块，校验码{shortened(head.hash)}。", {"notices": told})


def compare_head(session: Session, head: Head) -> str:
    """What is wrong with a block that was told, in words; empty when the chain still has it as it was told."""
    kept = run(session, KEPT, height=head.height).one()
    if kept.hash is None:
        return f"台账没有第{head.height}块，现只到第{kept.height}块：末尾的记录被截去，或由较早的备份恢复。"
    if head.names(kept.hash):
        return ""
    return f"台账第{head.height}块的校验码是{shortened(kept.hash)}，与所给的不同：该块或之前的记录被改写。"
