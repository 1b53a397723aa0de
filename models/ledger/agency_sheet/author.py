"""The office that a row of a sheet is entered for, how it was received, and which signed paper it stands on (A49)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models.intake.input import Input, OfTarget
from models.intake.source import SignedPaper, read_paper, read_source
from models.ledger.acts import Actor, Context, Role
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.doers import check_doer
from models.ledger.lookup import find_department, lead_of, target_of
from models.ledger.perform import check_hand, check_source, describe_receipt
from models.records import Department
from models.rules.errors import Refused

OFFICE = "目标办"


def row_context(
    session: Session, kind: SheetKind, ctx: Context, data: Input, origin: Mapping[str, Any], office: str
) -> Context:
    """Return the context of one row; the agency's own acts without a paper have that of the sheet.

    `origin` are the filled cells of `kind.origin` by field, `office` the code of the department that the row names, if
    the ledger made it. Raises Refused if source or paper are incomplete, a hand is missing, or others only do
    what a person at the page enters.
    """
    check_doer(ctx, data)
    source = read_source(_part(origin, "source:"))
    given = read_paper(_part(origin, "paper:"))
    paper = SignedPaper(given.number, given.dated) if given else ctx.actor.paper
    if source:
        check_source(session, kind.chosen, ctx.day, ctx.actor, source)
    actor = replace(_actor(session, kind, ctx, data, office), paper=paper)
    check_hand(kind.chosen, ctx.day, actor, signed=data.signed_elsewhere)
    if not (kind.of_office or given):
        return ctx
    received = {**ctx.source, **describe_receipt(actor, source)}
    row = {"actor": actor.name, "role": actor.role.value, "known": str(actor.known), "source": received}
    return replace(ctx, actor=actor, source=received, row=row)


def _part(origin: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in origin.items() if name.startswith(prefix)}


def _actor(session: Session, kind: SheetKind, ctx: Context, data: Input, office: str) -> Actor:
    """Return who acts: the agency's operator, or the target office of the department of the row."""
    if not kind.of_office:
        return ctx.actor
    department = _department(session, ctx, data, office)
    name, number = f"{department.name}{OFFICE}", department.id
    return Actor(
        name, Role.OFFICE, number, entered_by=ctx.actor.entered_by or ctx.actor.name, account=ctx.actor.account
    )


def _department(session: Session, ctx: Context, data: Input, office: str) -> Department:
    if named := office or getattr(data, "department", ""):
        return find_department(session, ctx.jurisdiction, named)
    if isinstance(data, OfTarget):
        return lead_of(session, ctx, target_of(session, ctx, data))
    raise Refused("看不出由哪个部门办理，请用导出的表填写。")
