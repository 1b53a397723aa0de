"""单位类别: the class of each department from a year on with its paper, and those of a year (1-2.19, A45)."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models.intake.yearly import UnitClassGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.policies import value_on
from models.ledger.score.appraised import check_unapproved
from models.ledger.score.yearly import PAPER, Values, Yearly
from models.records import Department, UnitClass
from models.rules.appraisal_settings import UNIT_CLASSES
from models.rules.errors import Refused


def _check_set(session: Session, ctx: Context, _department: Department, data: UnitClassGiven) -> None:
    names = unit_class_names(session, ctx.jurisdiction, data.year)
    if names is None:
        raise Refused(f"{data.year}年的单位类别未设定，请先设定：mubiao act set_policy --key {UNIT_CLASSES.key} …")
    if data.unit_class not in names:
        raise Refused(f"没有“{data.unit_class}”这一类单位，可填：{'、'.join(names)}。")


def _refusal(of: str, last: UnitClass, values: Values) -> str:
    """Return why another class needs a reason; another paper of the same class needs none."""
    if last.name == values["name"]:
        return ""
    return f"{of}自{last.year}年起登记为{last.name}（{last.paper_number}），确需变更的写明更正原因（--reason）。"


UNIT_CLASS = Yearly(
    record=UnitClass,
    fields={"unit_class": "name", **PAPER},
    short=lambda row: row.name,
    refusal=_refusal,
    check=_check_set,
    approved=check_unapproved,
    lasts=True,
    after="自该年度起有效。",
)


@act("classify_unit", "登记单位类别", clause="1-2.19", roles={Role.AGENCY})
def classify_unit(session: Session, data: UnitClassGiven, ctx: Context) -> Summary:
    """A45: record the class of a department from a year on with its paper; earlier ones stay."""
    return UNIT_CLASS.give(session, data, ctx)


def unit_class_names(session: Session, jurisdiction: int, year: int) -> list[str] | None:
    """Return the names of the classes of a year by the setting of its 31 December; None if it is 未设定."""
    names: list[str] | None = value_on(session, jurisdiction, UNIT_CLASSES, date(year, 12, 31))
    return names


def unit_classes(session: Session, jurisdiction: int, year: int) -> Mapping[str, str]:
    """A45: return the class of each department in a year by its code; one without class is not there."""
    return {code: rows[0].name for code, rows in UNIT_CLASS.of_year(session, jurisdiction, year).items()}
