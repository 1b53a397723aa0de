"""暗访清单: the projects a third party visits and their requirements, frozen when the list is handed out (7.4, A25).

No notice goes to a department; it is notified only when a finding on site enters the negative list (A20).
"""

from collections.abc import Sequence
from hashlib import sha256

from sqlmodel import Session, col, select

from models.block import canonical
from models.intake.covert import CovertListHandedOut, Project
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.duties import discharge_duty, due_in_words, due_of, open_duty_for
from models.ledger.inspection.roster import find_third_party
from models.ledger.sample.document import named
from models.ledger.sample.draw import sample_of
from models.ledger.transitions import lock, next_number, record_row, record_rows
from models.records import CovertItem, CovertList, Obligation, Sample, Target, ThirdParty, id_of
from models.rules.covert import (
    COVERT_RETURN,
    COVERT_RETURNED,
    COVERT_VISIT,
    check_begun,
    check_commissioned,
    check_once,
)
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.sampling import Purpose
from models.rules.states import SampleState


@act("hand_out_covert_list", "提供暗访清单", clause="3-7.4", roles={Role.AGENCY})
def hand_out_covert_list(session: Session, data: CovertListHandedOut, ctx: Context) -> Summary:
    """7.4: freeze a list with the current requirements for one third party and open the duty to return its results.

    A late list is marked, not refused. Raises Refused if the quarter has not begun, if the third party already has its
    list, or if a target is not issued.
    """
    period = COVERT_VISIT.period(data.period)
    check_begun(period, ctx.date)
    party = find_third_party(session, ctx, data.third_party)
    check_commissioned(party.name, party.valid_from, party.valid_to, ctx.date)
    lock(session, "covert")
    _check_first(session, period, party)
    sample = sample_of(session, ctx, data.sample.strip(), Purpose.TARGETS) if data.sample.strip() else None
    projects = _drawn_projects(sample, period) if sample else data.targets
    items = _build_items(session, ctx, period, projects)
    listing = _insert_list(session, ctx, period, party, sample, items)
    late = discharge_duty(session, ctx, COVERT_VISIT.duty, ctx.date, period=str(period))
    duty = _open_return_duty(session, ctx, listing)
    due, until = due_of(session, duty), due_in_words(session, duty)
    words = (
        f"暗访清单{listing.key}已提供给第三方机构，共{len(items)}项{'，逾期' if late else ''}；应于{until}前收回结果。"
    )
    counts = {"handed_out": 1, "items": len(items), "late": int(late)}
    return Summary(words, counts, {"list": listing.key, "digest": listing.digest, "due": due.isoformat()})


def find_list(session: Session, jurisdiction: int, key: str) -> CovertList | None:
    """Return the list with this key, such as 2026Q3-1; None if there is no such list."""
    period, _, number = key.rpartition("-")
    lists = select(CovertList).where(CovertList.jurisdiction_id == jurisdiction, CovertList.period == period)
    return next((each for each in session.exec(lists) if str(each.number) == number), None)


def items_of(session: Session, covert_list: CovertList) -> Sequence[CovertItem]:
    """Return the projects of a list, in its order."""
    items = select(CovertItem).where(CovertItem.list_id == covert_list.id).order_by(col(CovertItem.position))
    return session.exec(items).all()


def _check_first(session: Session, period: Period, party: ThirdParty) -> None:
    earlier = select(CovertList).where(CovertList.period == str(period), CovertList.third_party_id == party.id)
    if existing := session.exec(earlier).first():
        raise Refused(
            f"{period.label}已于{existing.handed_out_on}向第三方机构“{party.name}”提供暗访清单{existing.key}，不再更改。"
        )


def _drawn_projects(sample: Sample, period: Period) -> tuple[Project, ...]:
    """Return the drawn targets in the order of drawing; raises Refused if the sample is not drawn.

    A code from another year keeps its year, so that it is refused as an unknown target.
    """
    if sample.state not in {SampleState.DRAWN, SampleState.REVEALED}:
        raise Refused(f"{named(sample)}：{sample.state.label}，还没有抽取（draw_sample），不能作为暗访清单。")
    drawn = (each for _, ids in sample.drawn for each in ids)
    return tuple(Project(target=each.removeprefix(f"{period.year}/")) for each in drawn)


def _build_items(session: Session, ctx: Context, period: Period, projects: Sequence[Project]) -> list[CovertItem]:
    """Return the rows of a list with today's requirements; raises Refused if a code is no issued target of the year."""
    codes = [project.target for project in projects]
    check_once(codes)
    of_year = select(Target).filter_by(jurisdiction_id=ctx.jurisdiction, year=period.year)
    issued = of_year.where(col(Target.code).in_(codes), col(Target.issued_on) <= ctx.date)
    targets = {target.code: target for target in session.exec(issued)}
    if unknown := [code for code in codes if code not in targets]:
        raise Refused(f"{period.year}年已下达的目标中没有{'、'.join(unknown)}，请核对目标编号。")
    return [_build_item(n, project, targets[project.target]) for n, project in enumerate(projects, 1)]


def _build_item(position: int, project: Project, target: Target) -> CovertItem:
    return CovertItem(
        list_id=0,
        position=position,
        target_id=id_of(target),
        target_version=target.version,
        **target.model_dump(include={"code", "name", "requirement", "quantity", "unit", "deadline"}),
        place=project.place.strip(),
    )


def _insert_list(
    session: Session,
    ctx: Context,
    period: Period,
    party: ThirdParty,
    sample: Sample | None,
    items: Sequence[CovertItem],
) -> CovertList:
    number = next_number(session, "covert_list", jurisdiction_id=ctx.jurisdiction, period=str(period))
    covert_list = CovertList(
        jurisdiction_id=ctx.jurisdiction,
        period=str(period),
        number=number,
        third_party_id=id_of(party),
        sample_id=id_of(sample) if sample else None,
        handed_out_on=ctx.date,
        digest=_compute_digest(f"{period}-{number}", party, items),
    )
    record_row(session, ctx, covert_list, "handed_out")
    for item in items:
        item.list_id = id_of(covert_list)
    record_rows(session, ctx, items, "handed_out")
    return covert_list


def _compute_digest(key: str, party: ThirdParty, items: Sequence[CovertItem]) -> str:
    """Return the SHA-256 over the key of a list, its third party and the columns of each project."""
    rows = [item.model_dump(mode="json", exclude={"id", "list_id", "target_id"}) for item in items]
    return sha256(canonical([key, party.name, rows]).encode()).hexdigest()


def _open_return_duty(session: Session, ctx: Context, covert_list: CovertList) -> Obligation:
    """Open the duty to return the results of a list by the end of the quarter's second month (A25)."""
    anchor = COVERT_RETURNED.of(COVERT_VISIT.period(covert_list.period))
    deadline, _ = deadline_from(session, ctx, COVERT_RETURN.due, anchor)
    return open_duty_for(
        session,
        ctx,
        COVERT_RETURN,
        deadline,
        period=covert_list.period,
        subject=covert_list.key,
        round=covert_list.number,
    )
