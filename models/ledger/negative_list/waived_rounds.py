"""豁免的整改: a round whose remediation the agency waived is completed and rechecked, and is not late by that (3.1)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import discharge
from models.ledger.nouns.duty import WAIVER
from models.records import Obligation
from models.rules.negative_list import describe_waiver
from models.rules.states import ObligationState
from models.statements import run

WAIVER_OF = f"""
SELECT {WAIVER.format(until="")} FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.id = :id
"""  # noqa: S608 - constants only


def discharge_unless_waived(session: Session, ctx: Context, obligation: Obligation, counted_on: date) -> bool:
    """Discharge a duty of a round; returns whether it is late. A waived one is late only if it was overdue before."""
    waived = obligation.state is ObligationState.WAIVED
    return bool(obligation.late) if waived else discharge(session, ctx, obligation, counted_on)


def waiver_in_words(session: Session, obligation: Obligation) -> str:
    """Return a sentence about the waiver of a remediation, empty without one."""
    waived = describe_waiver(run(session, WAIVER_OF, id=obligation.id).scalar_one())
    return f"{waived}。" if waived else ""
