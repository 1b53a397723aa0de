"""The installation of a story: commands that are typed, workbooks filled in, answers by mail, steps of flows."""

from __future__ import annotations

import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

from deployments.cli import run as call
from models.database import bind
from tasks.clock import set_virtual_instant
from tasks.settings import read_settings
from tests.mails import moment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.by_mail import Duty, Mailing, Values
    from tests.conftest import Sql

NUMBER = """
SELECT max(o.id) FROM obligation o JOIN department d ON d.id = o.owed_by WHERE o.kind = :kind AND d.code = :office
"""


@dataclass(slots=True)
class Story:
    """The installation of the story: its database, its mail, and the folder with the workbooks of the agency."""

    url: str
    mailing: Mailing
    folder: Path
    sql: Sql

    def at(self, day: str, hour: str = "10:00") -> None:
        set_virtual_instant(moment(f"{day} {hour}"))

    def type(self, *words: str) -> tuple[int, str]:
        """Type a command; returns its exit code and what it said."""
        said, failed = StringIO(), StringIO()
        read_settings.cache_clear()
        with redirect_stdout(said), redirect_stderr(failed):
            code = call(list(words))
        bind(self.url)
        return code, (failed if code else said).getvalue()

    def done(self, *words: str) -> str:
        code, said = self.type(*words)
        assert code == 0, said
        return said

    def act(self, name: str, /, **fields: str) -> str:
        """Perform an act as the agency types it."""
        return self.done("act", name, *_options(fields))

    def refused(self, name: str, /, **fields: str) -> str:
        code, said = self.type("act", name, *_options(fields))
        assert code == 1, said
        return said

    def take(self, kind: str, rows: list[dict[str, str]], *options: str) -> str:
        """Import rows as a real workbook."""
        place, titles = self.folder / f"{kind}-{len(list(self.folder.iterdir()))}.xlsx", list(rows[0])
        book = Workbook()
        page: Any = book.active
        for line in (titles, *([row.get(title, "") for title in titles] for row in rows)):
            page.append(line)
        book.save(place)
        return self.done("import", kind, str(place), *options)

    def paper(self, key: str) -> str:
        """The words of the paper with which drafts were submitted."""
        place = self.folder / f"请示{key}.docx"
        self.done("document", "submission", "--submission", key, "-o", str(place))
        with ZipFile(BytesIO(place.read_bytes())) as archive:
            return re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())

    def sheet_of(self, kind: str, office: str) -> list[object]:
        """The first column of the answer sheet of a duty, as it would be sent now."""
        number, place = self.sql.value(NUMBER, kind=kind, office=office), self.folder / f"回复表{kind}.xlsx"
        self.done("document", "answer-sheet", "--obligation", str(number), "-o", str(place))
        page: Any = load_workbook(place).worksheets[-1]
        return [row[0].value for row in page.iter_rows()]

    def run(self, cycle: str, at: str) -> str:
        """Run the steps of a flow at an instant."""
        self.at(*at.split())
        return self.done("run", cycle)

    def answer(self, office: str, duty: Duty, at: str, values: Values) -> None:
        self.mailing.answer(f"{office.lower()}@guizhou.example", duty, at, values)

    def words_to(self, office: str) -> str:
        return self.mailing.last_words(f"{office.lower()}@guizhou.example")


def _options(fields: dict[str, str]) -> list[str]:
    return [word for name, value in fields.items() for word in (f"--{name.replace('_', '-')}", value)]
