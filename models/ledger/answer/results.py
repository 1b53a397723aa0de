"""回复表: a department receives its results and states their use in one sheet (1-9.3)."""

from sqlmodel import Session

from models.intake.results_use import ResultsReceived, UseStated
from models.ledger.acts import Context, Summary
from models.ledger.answer.judged import Judged
from models.ledger.results_use.deliveries import delivery_of_duty
from models.ledger.results_use.receiving import receive_results
from models.ledger.results_use.using import state_use
from models.records import Department
from models.rules.errors import FieldRefused

USE = {"use", "text", "number", "dated"}


def answer_results(session: Session, judged: Judged, ctx: Context) -> list[Summary]:
    """9.3: receive the results, and state the use if the sheet says one.

    Raises Refused for a use without words, and for words that do not say what the results were used for.
    """
    done = [receive_results(session, judged.as_input(ResultsReceived), ctx)]
    if USE.isdisjoint(judged.fields):
        return done
    for needed in ("use", "text"):
        if needed not in judged.fields:
            raise FieldRefused("写结果运用的，“结果用于”和“运用情况”两格都须填写。", needed)
    delivery, _ = delivery_of_duty(session, ctx, judged.duty.id)
    department = session.get_one(Department, delivery.department_id).code
    used = judged.as_input(UseStated, year=delivery.year, department=department)
    return [*done, state_use(session, used, ctx)]
