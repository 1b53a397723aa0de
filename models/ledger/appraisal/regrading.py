"""更正等次: the grades that the paper of a correction states, of the corrected department and of others (1-8.2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.appraisal import SheetSuperseded
from models.ledger.acts import Context
from models.ledger.appraisal.sheets import Computed, current_sheets
from models.ledger.lookup import find_department
from models.ledger.policies import value_on
from models.ledger.score.individuals import newest_numbers
from models.records import id_of
from models.rules.appraisal_settings import GRADE_QUOTAS, INDIVIDUAL_RATIOS
from models.rules.errors import Refused
from models.rules.score.individuals import fault_of
from models.rules.score.quotas import QuotaUse, Regraded, StoredQuotas, check_quotas, grades_for, quota_uses
from models.rules.states import ScoreSheetState

Changed = Mapping[int, tuple[Any, str]]  # the approved sheet, and the grade that the paper states, by department


def stated_grades(session: Session, ctx: Context, data: SheetSuperseded) -> Changed:
    """2.19, 8.2: return the sheets whose grade the paper of a correction changes, with the new grade.

    Raises Refused for a department that stands twice, has no approved sheet or no grade, for a grade that its class
    does not have or that it has already, and if the numbers of its individuals do not fit the new one.
    """
    if not data.grades:
        return {}
    kept = current_sheets(session, ctx.jurisdiction, data.year)
    quotas = value_on(session, ctx.jurisdiction, GRADE_QUOTAS, date(data.year, 12, 31))
    found: dict[int, tuple[Any, str]] = {}
    for each in data.grades:
        department = find_department(session, ctx.jurisdiction, each.department)
        row = _approved(kept.get(id_of(department)), department.name, data.year)
        if row.department_id in found:
            raise Refused(f"“{row.name}”的等次写了两次，请只保留一次（grades）。")
        _check_grade(row, each.grade, quotas)
        found[row.department_id] = (row, each.grade)
    _check_individuals(session, ctx, data.year, found)
    return found


def _approved(row: Any, name: str, year: int) -> Any:  # noqa: ANN401 - a result row
    if row is None or row.state != ScoreSheetState.FROZEN:
        raise Refused(f"“{name}”没有{year}年已审定的得分表，不能更正其等次（grades）。")
    return row


def _check_grade(row: Any, grade: str, quotas: StoredQuotas | None) -> None:  # noqa: ANN401 - a result row
    if row.grade is None:
        raise Refused(f"“{row.name}”没有定等次，不能更正其等次（grades）。")
    allowed = grades_for(quotas or [], row.unit_class or "")
    if grade not in allowed:
        raise Refused(f"没有“{grade}”这一等次，“{row.name}”可填：{'、'.join(allowed)}（grades）。")
    if grade == row.grade:
        raise Refused(f"“{row.name}”的等次已是{grade}，没有更正，请不写（grades）。")


def _check_individuals(session: Session, ctx: Context, year: int, changed: Changed) -> None:
    """A45: raise Refused if the numbers of individuals on record do not fit the new grade of their department."""
    ratios = value_on(session, ctx.jurisdiction, INDIVIDUAL_RATIOS, date(year, 12, 31))
    numbers = newest_numbers(session, ctx.jurisdiction, year)
    for row, grade in changed.values():
        if row.code in numbers and (fault := fault_of(numbers[row.code], grade, ratios)):
            raise Refused(f"“{row.name}”已登记的个人等次人数不符：{fault}。请先更正（record_individuals）。")


def quota_after(session: Session, ctx: Context, data: SheetSuperseded, changed: Changed) -> Sequence[QuotaUse]:
    """2.19, A24: return how the quotas stand after a correction, of the classes in which a grade changes.

    Raises Refused if a quota is exceeded and the paper does not say so, or if it says so and none is.
    """
    quotas = value_on(session, ctx.jurisdiction, GRADE_QUOTAS, date(data.year, 12, 31))
    new = {number: grade for number, (_, grade) in changed.items()}
    units = [
        Regraded(row.unit_class or "", row.grade, new.get(number, row.grade))
        for number, row in current_sheets(session, ctx.jurisdiction, data.year).items()
        if row.grade
    ]
    uses = quota_uses(units, quotas or [])
    check_quotas(uses, over=data.over_quota)
    return uses


def uses_in_words(uses: Sequence[QuotaUse]) -> str:
    """Return the sentence that says how the quotas stand; empty without any."""
    return f"更正以后{'、'.join(each.in_words for each in uses)}。" if uses else ""


def sheets_of_others(changed: Changed, corrected: int) -> list[Computed]:
    """Return the next version of the sheets of the other departments: what they say stays as it was approved."""
    return [
        Computed(number, row.code, row.name, row.content, row.total, ())
        for number, (row, _) in changed.items()
        if number != corrected
    ]


def changed_line(changed: Changed, department: int) -> list[list[str]]:
    """Return the line of a notice that says how the grade of a department changes; none if it stays."""
    return [["等次", _change(*changed[department])]] if department in changed else []


def _change(row: Any, grade: str) -> str:  # noqa: ANN401 - a result row
    return f"由{row.grade}更正为{grade}"


def changes_in_words(changed: Changed) -> str:
    """Return a clause for each grade that changes; empty without any."""
    return "".join(f"“{row.name}”的等次{_change(row, grade)}，" for row, grade in changed.values())
