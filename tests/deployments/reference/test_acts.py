"""Every act has an example, and each is done as it is shown: on PostgreSQL, by the command line, story after story."""

from __future__ import annotations

import csv
import json
from datetime import datetime, time
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from deployments import installation
from deployments.reference.acts import Step, example_of, stories
from models.ledger.acts import ACTS
from models.ledger.evidence.store import configure_store
from models.rules.answer_form import COVER
from models.rules.workdays import SHANGHAI
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tests.answers import fill_in
from tests.letterheads import letterhead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases, Photograph, Sql
    from tests.deployments.conftest import Mubiao

MORNING = time(10, 30, tzinfo=SHANGHAI)
LEFT = "SELECT act FROM block WHERE height > :height ORDER BY height"


@pytest.fixture
def empty_line(
    mubiao: Mubiao, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mubiao]:
    """The command line of an empty installation, in the folder of the test; it is opened once for all commands."""
    monkeypatch.chdir(tmp_path)
    with databases.fresh("migrated") as mubiao.database:
        inbox = f"maildir://{tmp_path}/inbox"
        configure_store(mubiao.set(DATABASE_URL=mubiao.database, MUBIAO_INBOX_URL=inbox).home / "evidence", 50)
        # What a command looks up when it is called: its own name for `installation` it may take here for ever.
        monkeypatch.setattr(installation, "_migrate", lambda addresses, **_: addresses.application)
        monkeypatch.setattr(installation, "unbind", lambda: None)
        yield mubiao
    clear_virtual_instant()


def put(folder: Path, name: str, content: Any, photograph: Photograph) -> None:
    """A file as a story gives it: rows, JSON, the number of a picture, a mail, a letterhead, or nothing for a paper."""
    match content:
        case {"from": sender}:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).parent.with_name("cur").mkdir(exist_ok=True)
            (folder / name).write_bytes(
                _mail(sender, folder, content.get("attached", ""), content.get("text", "请查收"))
            )
        case dict():
            (folder / name).write_text(json.dumps(content), encoding="utf-8")
        case list():
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(content)
        case int():
            photograph(name, content)
        case "letterhead":
            (folder / name).write_bytes(letterhead())
        case _:
            (folder / name).write_bytes(b"%PDF-1.7 " + name.encode())


def _mail(sender: str, folder: Path, attached: str, text: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender, "回复"
    mail.set_content(text)
    if attached:
        content = (folder / attached).read_bytes()
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=attached)
    return mail.as_bytes()


def fill(path: Path, values: dict[str, str]) -> None:
    """Write values into every row of a sheet, or into that of one target, or into the fields of an answer sheet."""
    book = load_workbook(path)
    if COVER in book.sheetnames:
        fill_in(path, values)
        return
    sheet: Any = next(each for each in book.worksheets if {"目标编号", "测评编号"} & {cell.value for cell in each[1]})
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        by_title = dict(zip(titles, row, strict=True))
        if "目标编号" not in values or by_title["目标编号"].value == values["目标编号"]:
            for title, value in values.items():
                by_title[title].value = value
    book.save(path)


def tell(step: Step, line: Mubiao, sql: Sql) -> None:
    """Do a step as it is written; an act leaves its block. A backup is restored in `test_restore`, and what is done at
    the page in the tests of the portal.
    """
    if step.words[0] == "restore" or not step.line.startswith("mubiao"):
        return
    set_virtual_instant(datetime.combine(datetime.fromisoformat(step.day).date(), MORNING))
    before = sql.value("SELECT count(*) FROM block")
    rehearsal: tuple[str, ...] = ()  # days are chosen
    if "init" in step.words[:2]:
        rehearsal = ("--rehearsal", "--send-to", "*") if step.words[0] == "init" else ("--rehearsal", "true")
    line.set(MUBIAO_OPERATOR=step.operator)
    answer = line(*step.words, *rehearsal)
    assert answer.code == 0, f"{step.day} {step.line}: {answer.err}"
    assert not step.act or step.line.startswith("mubiao act") or step.act in sql.column(LEFT, height=before), (
        f"{step.line}: {answer.out}"
    )


READS_MAIL = {"来信"}  # in a separate process
STORIES = [pytest.param(name, marks=pytest.mark.process) if name in READS_MAIL else name for name in stories()]


@pytest.mark.exhaustive(3, thirds=True)
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.process
def test_a_story_of_examples_is_done_as_it_is_written(
    name: str, empty_line: Mubiao, sql: Sql, photograph: Photograph, tmp_path: Path
) -> None:
    for step in stories()[name]:
        for file, content in step.files.items():
            put(tmp_path, file, content, photograph)
        if step.behind:
            sql.sealed(step.behind)
        elif step.fill:
            fill(tmp_path / step.fill["file"], {title: text for title, text in step.fill.items() if title != "file"})
        else:
            tell(step, empty_line, sql)


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_an_example(act: str) -> None:
    assert example_of(act).act == act
