"""目标到期 opened again: a newer report takes back that the target or its leaf is complete (1-2.9, A47)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import reopen
from models.ledger.notices import notify
from models.ledger.nouns.duty import LAST_MONTH
from models.ledger.target.own_leaves import DONE
from models.records import Obligation
from models.rules.duties import Audience
from models.rules.notices import OPENED_TARGET_DUE
from models.rules.states import ObligationEvent
from models.rules.target.due import LEAF, TARGET_DUE
from models.statements import run

# Discharged duties of targets and leaves that the newest version of a report says are not complete. It takes back what
# reports of the same month or before declared; one of an earlier month, entered later, does not.
TAKEN_BACK = f"""
WITH said AS MATERIALIZED (
    SELECT l.target_id, f.indicator AS leaf, r.received_on, r.id, {LAST_MONTH} AS month
    FROM report r JOIN obligation o ON o.id = r.obligation_id
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version
        LEFT JOIN report_leaf f ON (f.obligation_id, f.version, f.target_id)
            = (l.obligation_id, l.version, l.target_id)
    WHERE r.obligation_id = :report
        AND r.version = (SELECT max(n.version) FROM report n WHERE n.obligation_id = r.obligation_id)
        AND (CASE WHEN f.indicator IS NULL THEN {DONE.format(line="l")} ELSE {DONE.format(line="f")} END) IS NOT TRUE),
back AS MATERIALIZED (
    SELECT d.id, d.subject, s.target_id, s.month, s.received_on, s.id AS report
    FROM said s JOIN target t ON t.id = s.target_id
        JOIN obligation d ON d.jurisdiction_id = :jurisdiction AND d.kind = :kind AND d.period = ''
            AND d.state = 'discharged' AND split_part(d.subject, '{LEAF}', 1) = concat_ws('/', t.year, t.code)
            AND coalesce(s.leaf, split_part(d.subject, '{LEAF}', 2)) = split_part(d.subject, '{LEAF}', 2))
SELECT b.id, b.subject FROM back b
WHERE NOT EXISTS (SELECT FROM report_line l JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
        JOIN obligation o ON o.id = l.obligation_id
    WHERE l.target_id = b.target_id AND l.version > 0
        AND ({LAST_MONTH}, r.received_on, r.id) > (b.month, b.received_on, b.report))
ORDER BY b.id
"""  # noqa: S608 - constants only
WHY = "新的填报不再申报已完成"


def reopen_taken_back(session: Session, ctx: Context, report: Obligation) -> str:
    """2.9, A47: open again what an earlier report discharged and this one says is not complete; returns it in words.

    Its day stays: a declaration that comes back after it is late.
    """
    named = {"report": report.id, "jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key}
    rows = run(session, TAKEN_BACK, **named).all()
    for row in rows:
        duty = session.get_one(Obligation, row.id)
        reopen(session, ctx, duty, ObligationEvent.RETURN, duty.deadline_id, WHY)
        occasion = str(duty.due_version)
        notify(session, ctx, OPENED_TARGET_DUE, [row.id], [Audience.OFFICE], occasion=occasion, payload={"why": WHY})
    names = "、".join(row.subject.split("/", 1)[1].replace(LEAF, "指标") for row in rows)
    return f"{names}此前已申报完成，现改为未完成，目标到期重新开启。" if rows else ""
