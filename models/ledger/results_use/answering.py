"""回复表: a department receives its results and states their use in one sheet (1-9.3)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models.intake.results_use import ResultsReceived, UseStated
from models.ledger.acts import Context, Summary
from models.ledger.results_use.deliveries import delivery_of_duty
from models.ledger.results_use.receiving import receive_results
from models.ledger.results_use.using import state_use
from models.records import Department
from models.rules.errors import FieldRefused

USE = ("use", "text", "number", "dated")


def answer_results(session: Session, ctx: Context, obligation: int, fields: Mapping[str, Any]) -> list[Summary]:
    """9.3: receive the results, and state the use if the sheet says one.

    Raises Refused for a use without words, and for words that do not say what the results were used for.
    """
    received = ResultsReceived(obligation=obligation, receiver=fields["receiver"])
    done = [receive_results(session, received, ctx)]
    stated = {name: fields[name] for name in USE if fields.get(name)}
    if not stated:
        return done
    if not {"use", "text"} <= stated.keys():
        lacking = "use" if "use" not in stated else "text"
        raise FieldRefused("写结果运用的，“结果用于”和“运用情况”两格都须填写。", lacking)
    delivery, _ = delivery_of_duty(session, ctx, obligation)
    department = session.get_one(Department, delivery.department_id)
    return [*done, state_use(session, UseStated(year=delivery.year, department=department.code, **stated), ctx)]
