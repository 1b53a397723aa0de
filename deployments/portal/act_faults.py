"""What is wrong with the form of an act, by field."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from deployments.portal.act_form import ABOUT, whites_of
from deployments.portal.fields import WHOLE_FORM
from models.intake.faults import each_fault
from models.ledger.acts import Act
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.recheck import recheck
from models.ledger.inspection.visits import record_field_visit
from models.ledger.results_use.progress import tell_result
from models.ledger.review.conclusions import record_online_review
from models.ledger.tellings import told_by_phone
from models.rules.score.leaders import is_same_name
from models.rules.white_cells import White

PASSWORD = "password"  # noqa: S105 - the name of a field
OPTIONS = re.compile(r"（(?:--[a-z-]+、?)+）")  # of the command line, in sentences
IN_BRACKETS = re.compile(r"（([a-z][a-z_]*)）")  # the name of a field
# The field of an act that names who of the agency does it: the signed-in person is one of them.
DOERS: Mapping[Act[Any], str] = {
    recheck: "rechecked_by",
    record_finding: "found_by",
    record_field_visit: "visitors",
    record_online_review: "reviewer",
    tell_result: "told_by",
    told_by_phone: "told_by",
}
NOT_SENT = "文件须在本页选择，不能写路径。"
NOT_HIMSELF = "所列的人中没有登录的本人“{0}”：由谁办理的，由其本人登录办理。"


def placed(act: Act[Any], words: str, name: str = WHOLE_FORM) -> dict[str, str]:
    """Return a refusal at the field that it names, without the options of the command line."""
    names = {PASSWORD, *(white.name for white in whites_of(act))}
    named = next((each for each in (name, *IN_BRACKETS.findall(words)) if each in names), WHOLE_FORM)
    said = IN_BRACKETS.sub(lambda found: "" if found[1] in names else found[0], OPTIONS.sub("", words))
    return {named: said}


def faults_of(act: Act[Any], data: Mapping[str, Any], person: str, sent: Collection[Path]) -> Iterator[tuple[str, str]]:
    """Yield what the input says is wrong, whether its doer is not the person who is signed in, and files not `sent`."""
    assert act.form  # noqa: S101 - as above
    try:
        checked = act.form.model_validate(dict(data))
    except ValidationError as error:
        for name, sentence in each_fault(error, act.form):
            yield from placed(act, sentence, name).items()
        return
    for name in act.form.model_fields:
        if not sent_all(getattr(checked, name), sent):
            yield name, NOT_SENT
    if doer := DOERS.get(act):
        said = getattr(checked, doer)
        if not any(is_same_name(each, person) for each in ([said] if isinstance(said, str) else said)):
            yield doer, NOT_HIMSELF.format(person)


def sent_all(value: object, sent: Collection[Path]) -> bool:
    """Return whether every file in a value of an input was sent: any other one lies on this machine, of anyone."""
    match value:
        case Path():
            return value in sent
        case BaseModel():
            return sent_all([*value.__dict__.values()], sent)
        case Mapping():
            return sent_all([*value.keys(), *value.values()], sent)
        case list() | tuple() | set() | frozenset():
            return all(sent_all(each, sent) for each in value)
    return True


def lacking(whites: Iterable[White], about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what must be told about an act: the office for which it is entered, and how its text came."""
    stated = about.keys() & {"source_note", "received"}
    for white in whites:
        name = white.name.removeprefix(ABOUT)
        if (white.required or (stated and name == "source")) and name not in about:
            yield white.name, f"“{white.title}”必填。"
