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
from models.ledger.doers import DOERS, doer_fault
from models.rules.white_cells import White

PASSWORD = "password"  # noqa: S105 - the name of a field
OPTIONS = re.compile(r"（(?:--[a-z-]+、?)+）")  # of the command line, in sentences
IN_BRACKETS = re.compile(r"（([a-z][a-z_]*)）")  # the name of a field
COMMANDED = re.compile(r"[，；。][^，；。]*(?: --|mubiao )[^。]*(?=。)")  # what a sentence advises to type
NOT_SENT = "文件须在本页选择，不能写路径。"


def placed(act: Act[Any], words: str, name: str = WHOLE_FORM) -> dict[str, str]:
    """Return a refusal at the field that it names, without what the command line knows only."""
    names = {PASSWORD, *(white.name for white in whites_of(act))}
    named = next((each for each in (name, *IN_BRACKETS.findall(words)) if each in names), WHOLE_FORM)
    return {named: without_commands(OPTIONS.sub("", words))}


def without_commands(words: str) -> str:
    """Return a sentence for those who type no commands: without what it advises to type, and names of acts."""
    return IN_BRACKETS.sub("", COMMANDED.sub("", words))


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
    if fault := doer_fault(checked, person):
        yield DOERS[type(checked)], fault


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
