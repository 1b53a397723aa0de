"""收到: the duties of the message that a mail answers, for which the reminder of T-3 is not sent any more."""

from sqlmodel import Session

from models.ledger.heirs import HEIRS
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.records import Mail
from models.statements import run

# A duty with its due version, as `received_mail.confirmed` names it.
CONFIRMED = "concat_ws('|', {key}, {o}.due_version)"
DUTIES = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT DISTINCT {CONFIRMED.format(key=OBLIGATION_KEY.format(o="o", d="d"), o="o")} AS duty
FROM message m JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
    JOIN obligation o ON o.id = n.obligation_id AND o.state = 'open' JOIN department d ON d.id = o.department_id
    LEFT JOIN heir h ON h.department_id = o.owed_by
WHERE m.reference = :reference AND coalesce(h.heir, o.owed_by) = :office ORDER BY 1
"""  # noqa: S608 - constants only


def confirmed_duties(session: Session, mail: Mail) -> list[str]:
    """Return the open duties, with their due versions, that the answered message told this office of."""
    return list(run(session, DUTIES, reference=mail.answers, office=mail.office_id).scalars())
