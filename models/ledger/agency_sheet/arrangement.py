"""安排核查: plan, team and document number of an inspection in one step, and what it looks at (4.3, 6.2.1, 7.2)."""

import re
from collections import Counter
from collections.abc import Iterator

from sqlmodel import Session, select

from models.intake.appeal import ReinspectionNamed
from models.intake.inspection import InspectionArranged, PlanIssued, TeamAppointed
from models.intake.review import ConfirmationAssigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appeal.ruling import assign_reinspection
from models.ledger.inspection.plan import draft_inspection, issue_plan, read_plan
from models.ledger.inspection.team import appoint_team
from models.ledger.lookup import inspection_named
from models.ledger.negative_list.proposals import assign_confirmation
from models.records import Inspection
from models.rules.errors import Refused
from models.rules.states import InspectionState

OF_YEAR = re.compile(r"([0-9]{4})/(.+)")


@act("arrange_inspection", "安排核查", clause="3-6.2.1", roles={Role.AGENCY})
def arrange_inspection(session: Session, data: InspectionArranged, ctx: Context) -> Summary:
    """4.3, 6.2.1, 7.2: draft or revise a plan, appoint its first team, issue it, and assign what it looks at.

    Each is done as far as it is given. Without a number, an inspection of the same year, kind and title is meant. What
    stands already is not done again. Raises Refused for what each of the five acts refuses.
    """
    inspection = _find_existing(session, data, ctx)
    drafted = _draft(session, data, ctx, inspection)
    key = {"inspection": inspection.key if inspection else drafted.data["inspection"]}
    done = [drafted, *_go_on(session, data, ctx, key), *_assign(session, data, ctx, key)]
    counts = Counter[str]()
    for each in done:
        counts.update(each.counts)
    return Summary("".join(each.words for each in done), dict(counts), key)


def _go_on(session: Session, data: InspectionArranged, ctx: Context, key: dict[str, str]) -> Iterator[Summary]:
    """Appoint the team and issue the plan, if they are given."""
    if data.members:
        team = TeamAppointed.model_validate(key | {"leader": data.leader, "members": data.members})
        yield appoint_team(session, team, ctx)
    if data.document_number.strip():
        paper = data.model_dump(include=PlanIssued.model_fields.keys() - {"inspection"})
        yield issue_plan(session, PlanIssued.model_validate(key | paper), ctx)


def _assign(session: Session, data: InspectionArranged, ctx: Context, key: dict[str, str]) -> Iterator[Summary]:
    """Assign the proposed entries to confirm on site (7.2) and the contested ones to inspect again (4.3 a)."""
    for code in data.confirms:
        yield assign_confirmation(session, ConfirmationAssigned.model_validate(key | _target(code)), ctx)
    for code in data.reinspects:
        yield assign_reinspection(session, ReinspectionNamed.model_validate(key | _target(code)), ctx)


def _target(code: str) -> dict[str, str]:
    """Return the fields that name a target: T001, 2025/T001."""
    of_year = OF_YEAR.fullmatch(code)
    return {"year": of_year[1], "target": of_year[2]} if of_year else {"target": code}


def _find_existing(session: Session, data: InspectionArranged, ctx: Context) -> Inspection | None:
    """Return the inspection that is meant, or None if it is new. Raises Refused for a title of several ones."""
    if data.inspection:
        return inspection_named(session, ctx, data.inspection)
    same = select(Inspection).where(
        Inspection.jurisdiction_id == ctx.jurisdiction,
        Inspection.year == ctx.date.year,
        Inspection.title == data.title,
        Inspection.kind == data.kind,
        Inspection.state != InspectionState.CANCELLED,
    )
    found = session.exec(same).all()
    if len(found) > 1:
        keys = "、".join(each.key for each in found)
        raise Refused(f"本年有几次名称为“{data.title}”的核查（{keys}），请写明核查编号。")
    return found[0] if found else None


def _draft(session: Session, data: InspectionArranged, ctx: Context, existing: Inspection | None) -> Summary:
    """Draft the plan, or revise what differs from the one that stands."""
    if existing is None:
        return draft_inspection(session, data, ctx)
    values = read_plan(session, ctx, data)
    same = {name: None for name, value in values.items() if value == getattr(existing, name)}
    if len(same) == len(values):
        return Summary("", {"revised": 0})
    return draft_inspection(session, data.model_copy(update={**same, "inspection": existing.key}), ctx)
