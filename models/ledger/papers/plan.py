"""《核查方案》 as a paper: its six parts, the team on the day of issue, and the published part of the samples.

Later changes of the team do not change the paper; a note below it lists them (6.2.1, 4.3, 4.4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.lookup import find_inspection
from models.ledger.papers.signature import NAME_ON, Signature, signature_of_paper
from models.ledger.sample.document import document_of, related_to
from models.ledger.sample.draw import newest_sample
from models.ledger.secrets import concealed
from models.records import Inspection
from models.rules.errors import Refused
from models.rules.inspection import PAIRS, ControlForm, InspectionKind, Method, Scope, check_plan
from models.rules.paper_number import marks_stated
from models.rules.periods import parse_period
from models.rules.rotation import Seat
from models.rules.sampling import Purpose
from models.rules.states import InspectionState
from models.statements import ResultRow, run

NAMES = f"""
SELECT {NAME_ON.format(d="d", day="CAST(:day AS date)")} FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND d.code = ANY(:codes) ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
MEMBERS = """
SELECT m.team, p.name, m.leader, p.position, coalesce(y.name, '') AS party, m.joined_on, m.left_on, m.seat
FROM team_member m JOIN inspector p ON p.id = m.inspector_id LEFT JOIN third_party y ON y.id = p.third_party_id
WHERE m.inspection_id = :inspection ORDER BY m.team, m.leader DESC, m.id
"""
# The columns of an inspection that its plan shows as they are.
PRINTED = {
    *("document_number", "kind", "purpose", "content", "standard", "begins_on", "ends_on", "requirements"),
    *("major", "whole_picture"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a team; `party` is the third party, empty for the agency's own staff; `seat` is None if not drawn."""

    team: int
    name: str
    leader: bool
    position: str
    party: str
    seat: Seat | None = None


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A member joined or left a team after the plan was issued; the reason is not part of the paper (4.7)."""

    day: date
    team: int
    name: str
    joined: bool
    seat: Seat | None = None


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """The plan of inspection `key`; empty `departments` means all, an empty `document_number` means a draft.

    `related` are all other commitments for inspections of the same kind and period, of targets and of teams.
    """

    key: str
    document_number: str
    name: str
    kind: InspectionKind
    period: str
    departments: tuple[str, ...]
    purpose: str
    content: str
    scopes: tuple[Scope, ...]
    forms: tuple[tuple[ControlForm, ...], ...]
    methods: tuple[Method, ...]
    standard: str
    begins_on: date | None
    ends_on: date
    requirements: str
    major: bool
    whole_picture: bool
    members: tuple[Member, ...]
    changes: tuple[TeamChange, ...]
    samples: tuple[dict[str, Any], ...]
    related: tuple[dict[str, Any], ...]
    called_off: tuple[date, str] | None
    signature: Signature
    unvisited: str = ""

    @property
    def title(self) -> str:
        """第三季度核查方案; a draft ends in （送审稿）."""
        return f"{self.name.removesuffix('方案')}方案{'' if self.document_number else '（送审稿）'}"

    @property
    def covert(self) -> bool:
        """Return whether part of it is covert, so that the team must stay secret to departments (4.7, 7.4)."""
        return any(ControlForm.COVERT in pair for pair in self.forms)


def plan_paper(session: Session, key: str, day: date) -> PlanPaper:
    """Return the plan of an inspection; a draft is dated `day`, an issued plan has its day of issue.

    Raises Refused if the inspection is unknown, if one of the six parts is missing, or if it was cancelled as a draft.
    """
    jurisdiction = home(session)
    inspection = find_inspection(session, jurisdiction, key)
    check_plan(inspection.model_dump())
    issued = inspection.issued_on
    if inspection.state is InspectionState.CANCELLED and not issued:
        raise Refused(f"核查{inspection.key}在方案下达前已取消（{inspection.ended_why}），没有核查方案。")
    signature = signature_of_paper(session, jurisdiction, issued or day)
    people = run(session, MEMBERS, inspection=inspection.id).all()
    paper = PlanPaper(
        **inspection.model_dump(include=PRINTED),
        key=inspection.key,
        name=inspection.title,
        period="、".join(parse_period(each).label for each in (inspection.period, *inspection.also_covers) if each),
        departments=_names_on(session, inspection, inspection.departments, signature.day),
        unvisited=_unvisited_on(session, inspection, signature.day),
        scopes=tuple(map(Scope, inspection.scopes)),
        forms=_forms_of(inspection),
        methods=tuple(map(Method, inspection.methods)),
        members=tuple(_members_at_issue(people, issued)),
        changes=tuple(sorted(_team_changes(people, issued), key=lambda each: (each.day, each.team, each.joined))),
        samples=tuple(_published_samples(session, jurisdiction, inspection.key)),
        related=tuple(_other_samples(session, jurisdiction, inspection.key)),
        called_off=_cancellation(inspection),
        signature=replace(signature, marks=marks_stated(inspection.marks)),
    )
    return concealed(session, paper)


def _forms_of(inspection: Inspection) -> tuple[tuple[ControlForm, ...], ...]:
    """Return the forms by their pairs; of half a pair the one that is listed (5.1)."""
    pairs = (tuple(form for form in pair if form.value in inspection.forms) for pair in PAIRS.values())
    return tuple(filter(None, pairs))


def _unvisited_on(session: Session, inspection: Inspection, day: date) -> str:
    """Return the departments that are not visited, each with the reason, and the decision that they rest on (3.3)."""
    codes = sorted(inspection.unvisited)
    names = _names_on(session, inspection, codes, day)
    named = "、".join(f"{name}（{inspection.unvisited[code]}）" for name, code in zip(names, codes, strict=True))
    paper = f"{inspection.decision_by}{inspection.decision_number}（{inspection.decision_date}）"
    decided = f"，依据{paper}" if inspection.decision_number else ""
    return named + decided if named else ""


def _names_on(session: Session, inspection: Inspection, codes: Sequence[str], day: date) -> tuple[str, ...]:
    params = {"jurisdiction": inspection.jurisdiction_id, "codes": list(codes), "day": day}
    return tuple(run(session, NAMES, **params).scalars())


def _members_at_issue(people: Sequence[Any], issued: date | None) -> Iterator[Member]:
    """Yield the team on the day of issue; for a draft the current team."""
    for row in people:
        present = (
            row.joined_on <= issued and (row.left_on is None or row.left_on > issued) if issued else not row.left_on
        )
        if present:
            yield Member(row.team, row.name, row.leader, row.position, row.party, _seat(row))


def _team_changes(people: Sequence[Any], issued: date | None) -> Iterator[TeamChange]:
    for row in people:
        if issued and row.joined_on > issued:
            yield TeamChange(row.joined_on, row.team, row.name, joined=True, seat=_seat(row))
        if issued and row.left_on and row.left_on > issued:
            yield TeamChange(row.left_on, row.team, row.name, joined=False, seat=None)


def _seat(row: ResultRow) -> Seat | None:
    return Seat(row.seat) if row.seat else None


def _published_samples(session: Session, jurisdiction: int, key: str) -> Iterator[dict[str, Any]]:
    """Yield what is published of the last commitment for each purpose; the secret is not part of the plan."""
    for purpose in Purpose:
        sample = newest_sample(session, jurisdiction, key, purpose)
        if sample:
            yield document_of(session, [sample], rehearsal=False) | {"secret": ""}


def _other_samples(session: Session, jurisdiction: int, key: str) -> Iterator[dict[str, Any]]:
    """4.4: yield the commitments for inspections of this kind and period that the plan does not print in full."""
    newest = [newest_sample(session, jurisdiction, key, purpose) for purpose in Purpose]
    printed = {(key, sample.purpose, sample.attempt) for sample in newest if sample}
    for each in related_to(session, jurisdiction, key):
        if (each["subject"], each["purpose"], each["attempt"]) not in printed:
            yield each


def _cancellation(inspection: Inspection) -> tuple[date, str] | None:
    if inspection.state is InspectionState.CANCELLED and inspection.ended_on:
        return inspection.ended_on, inspection.ended_why
    return None
