"""Performs the acts of a list one by one: all checked first; each its own act under a request id of its content."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from deployments.act_entry import Entry, find_actor, perform_act
from deployments.concealed_refusals import conceal_secrets
from models.database import begin
from models.intake.act_items import ActItem, ListRefused
from models.intake.complaints import Complaint
from models.intake.faults import list_faults
from models.ledger.acts import Act, Summary
from models.ledger.secrets import concealed
from models.rules.errors import MubiaoError, Refused
from models.rules.keys import LISTED
from models.rules.workdays import BusinessDay
from models.statements import run
from tasks.clock import business_day

SERIES = LISTED.removesuffix("/")
DONE_BEFORE = "SELECT request_id, business_date FROM block WHERE request_id = ANY(:ids)"
ANSWER_TO = "SELECT result ->> 'words' FROM block WHERE request_id = :request"


@dataclass(frozen=True, slots=True)
class ListedAct:
    """An act of a list: where it stands, its fields, who does it and how it came in."""

    item: ActItem
    data: Mapping[str, Any]
    entry: Entry


class Ready(NamedTuple):
    """A checked act: its request id, and the day on which it was done before, if it was."""

    planned: ListedAct
    request_id: str
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """The outcome of one act of a list: its result, the day if it was done before, or its refusal."""

    place: str
    summary: Summary = field(default_factory=Summary)
    done_on: date | None = None
    refusal: MubiaoError | None = None


def check_list(
    act: Act[Any],
    planned: Sequence[ListedAct],
    on: date | None,
    series: str | None = None,
    wrong: Sequence[Complaint] = (),
) -> list[Ready]:
    """Check every act of a list against its input, and who does it. Returns them with their request ids.

    Two acts of a list are the same request if they say the same for the same time, wherever they stand: a file that is
    corrected, sorted or added to does not repeat what is done. `series` distinguishes a list that is to repeat it.
    Raises ListRefused with the cells that are `wrong`, or else with all faults and their places.
    """
    day, complaints = business_day(on), [*wrong]
    with begin() as session, conceal_secrets(session):
        people: dict[str | None, str] = {}
        contents = [] if wrong else [_check(session, act, each, day, people, complaints) for each in planned]
        if complaints:
            raise ListRefused(complaints)
        ids = list(_request_ids(series or SERIES, contents))
        done = {row.request_id: row.business_date for row in run(session, DONE_BEFORE, ids=ids)}
    return [Ready(each, number, done.get(number)) for each, number in zip(planned, ids, strict=True)]


def _check(
    session: Session,
    act: Act[Any],
    planned: ListedAct,
    day: BusinessDay,
    people: dict[str | None, str],
    complaints: list[Complaint],
) -> str:
    """Return the content of an act as text, the same for the same input; its faults are added to `complaints`."""
    fault = people.get(planned.entry.by)
    if fault is None:
        fault = people[planned.entry.by] = _refusal_of(session, act, planned.entry.by, day)
    if fault:
        complaints.append(planned.item.complain("由谁办理", fault))
    return _content(act, planned, complaints)


def _refusal_of(session: Session, act: Act[Any], by: str | None, day: BusinessDay) -> str:
    try:
        actor = find_actor(session, act, by, day)
    except Refused as refusal:
        return refusal.message
    return "" if actor.role in act.roles else f"“{by}”是{actor.role.label}，不能办理“{act.title}”。"


def _content(act: Act[Any], planned: ListedAct, complaints: list[Complaint]) -> str:
    form, entry = act.form, planned.entry
    if form is None:
        raise Refused(f"“{act.title}”需要文件，请使用：mubiao import。")
    try:
        checked = form.model_validate(dict(planned.data))
    except ValidationError as error:
        faults = list_faults(error, form)
        complaints += [planned.item.complain(_title(form, name), f"{sentence}。") for name, sentence in faults]
        return ""
    about = [entry.by, *(part and part.model_dump(mode="json") for part in (entry.source, entry.paper))]
    fields = checked.model_dump(mode="json", exclude_unset=True)
    return json.dumps([act.name, fields, about], default=str, sort_keys=True, ensure_ascii=False)


def _title(form: type[BaseModel], name: str) -> str:
    aliased = (info for info in form.model_fields.values() if info.alias == name)
    info = form.model_fields.get(name) or next(aliased, None)
    return (info and info.title) or name


def _request_ids(series: str, contents: Sequence[str]) -> Iterator[str]:
    """Yield a request id for each act: of its content, and of how many before it in the list say the same."""
    before: Counter[str] = Counter()
    for content in contents:
        before[content] += 1
        yield f"{series}/{sha256(content.encode()).hexdigest()[:32]}/{before[content]}"


def day_done(session: Session, request_id: str) -> date | None:
    """Returns the business day on which a request was done; None if it was not."""
    day: date | None = run(session, DONE_BEFORE, ids=[request_id]).scalars("business_date").first()
    return day


def answer_to(session: Session, request_id: str) -> str:
    """Returns what was answered to a request; empty if it was not done."""
    return concealed(session, run(session, ANSWER_TO, request=request_id).scalar() or "")


def perform_list(act: Act[Any], ready: Sequence[Ready], on: date | None) -> Iterator[ActOutcome]:
    """Perform the acts one by one, each in a separate transaction; stops after the first refusal, its last result.

    What was done before is answered by its request id and changes nothing.
    """
    for planned, request_id, done_on in ready:
        try:
            summary = perform_act(act, planned.data, on=on, request_id=request_id, entry=planned.entry)
        except MubiaoError as refusal:
            yield ActOutcome(planned.item.place, refusal=refusal)
            return
        yield ActOutcome(planned.item.place, summary, done_on)
