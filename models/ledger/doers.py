"""Who does an act of the agency: at the page the signed-in person is one of those whom its input names (A49)."""

from collections.abc import Mapping

from pydantic import BaseModel

from models.intake.inspection import FindingRecorded
from models.intake.message import ToldByPhone
from models.intake.negative_list import Rechecked
from models.intake.results_use import ResultTold
from models.intake.review import OnlineReviewed, ReviewRow
from models.intake.visit import FieldVisited
from models.ledger.acts import Context
from models.rules.errors import FieldRefused
from models.rules.personal_names import PAGE_ACCOUNT
from models.rules.score.leaders import is_same_name

# The field of an input that names who of the agency does its act.
DOERS: Mapping[type[BaseModel], str] = {
    Rechecked: "rechecked_by",
    FindingRecorded: "found_by",
    FieldVisited: "visitors",
    OnlineReviewed: "reviewer",
    ReviewRow: "reviewer",
    ResultTold: "told_by",
    ToldByPhone: "told_by",
}
NOT_HIMSELF = "所列的人中没有登录的本人“{0}”：由谁办理的，由其本人登录办理。"


def doer_fault(data: BaseModel, person: str) -> str:
    """Return why a person does not do what the input of an act says others do; empty if he does, or none is named."""
    said = getattr(data, DOERS.get(type(data), ""), ())
    people = [said] if isinstance(said, str) else said
    fits = not people or any(is_same_name(each, person) for each in people)
    return "" if fits else NOT_HIMSELF.format(person)


def check_doer(ctx: Context, data: BaseModel) -> None:
    """Raise FieldRefused for what a person at the page enters as done by others only."""
    actor = ctx.actor
    if actor.account.startswith(PAGE_ACCOUNT) and (fault := doer_fault(data, actor.entered_by)):
        raise FieldRefused(fault, DOERS[type(data)])
