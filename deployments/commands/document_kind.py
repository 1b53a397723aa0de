"""A kind of document as one value, the command of each, and what is said of a file that was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import click

from deployments.commands.answers import PATH, as_json, check_path, force_option, on_day, print_answer, write_file
from deployments.installation import ledger
from models.ledger.papers.signature import Signature
from models.rules.rehearsal import marked
from tasks.clock import business_day

DOCX, XLSX = ".docx", ".xlsx"
PRIVATE = {"回复表", "暗访清单"}  # the one has the codes of an office, the other is unannounced
Option = Callable[[Callable[..., Any]], Any]  # adds an option to a function, as click's decorators do
output_option = click.option("-o", "--output", "place", metavar="文件", type=PATH, required=True, help="写成这个文件")
named = partial(click.option, required=True)


def of_year(target: str, year: str) -> tuple[Option, Option]:
    """Returns the options of a paper about a target of a year."""
    chosen = click.option("--year", metavar="年度", type=int, help=year)
    return named("--target", metavar="目标编号", help=target), chosen


class DocumentContent(Protocol):
    """What a document says."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def signature(self) -> Signature:
        """Its 落款."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`read` gives the content, from the session, the business date and the options by their names.

    `files` says how a file of each ending is made of it. Its number is that of its 落款; until it has one, `number`.
    A kind that is `dated` may be asked for as of another day.
    """

    name: tuple[str, str]  # as a command, and in Chinese
    about: str
    options: tuple[Option, ...]
    read: Callable[..., DocumentContent]
    files: Mapping[str, Callable[[Any], bytes]]
    number: Callable[[Any], str] = lambda _: ""
    dated: bool = False


def command_of(kind: DocumentKind) -> click.Command:
    """Returns the command of a kind: its options, then -o, --force, --on and --json."""
    day = (on_day,) if kind.dated else ()
    write: Callable[..., Any] = partial(_write, kind)
    for add in reversed((*kind.options, output_option, force_option, *day, as_json)):
        write = add(write)
    return click.command(kind.name[0], help=kind.about)(write)


def _write(kind: DocumentKind, *, place: Path, force: bool, as_json: bool, **typed: Any) -> None:  # noqa: ANN401 - values of options
    check_path(place, tuple(kind.files), force=force)
    day = typed.pop("day", None)
    given = {name: value.strip() if isinstance(value, str) else value for name, value in typed.items()}
    with ledger() as session:
        content = kind.read(session, business_day(day).date, **given)
    file = kind.files[place.suffix.lower()](content)
    write_document(kind.name[1], place, content, file, kind.number(content), as_json=as_json)


def write_document(
    kind: str, place: Path, content: DocumentContent, file: bytes, number: str = "", *, as_json: bool
) -> None:
    """Write the file and print its digest; equal content makes the same file, so digests can be compared."""
    write_file(place, file, public=kind not in PRIVATE)
    number = content.signature.number or number
    digest, day = sha256(file).hexdigest(), content.signature.day
    facts = {"kind": kind, "title": content.title, "number": number, "date": day.isoformat()}
    written = f"已写入{kind}《{content.title}》{f'（{number}）' if number else ''}，落款日期{day}：{place}"
    words = f"{marked(written, rehearsal=content.signature.rehearsal)}\n文件校验码（SHA-256）：{digest}"
    print_answer({**facts, "file": str(place), "sha256": digest}, words, as_json=as_json)
