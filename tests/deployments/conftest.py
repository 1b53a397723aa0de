"""The command line called in this process, against a fresh database or a separate home, and sheets as its input."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from deployments import embedded, installation
from deployments.cli import run
from models.database import bind, engine, is_bound, unbind
from models.ledger.evidence.store import configure_store
from models.rules.rehearsal import MARK
from models.rules.workdays import SHANGHAI
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.home import account_name
from tasks.settings import read_settings
from tests.conftest import made_folder, rehearse
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases

MUBIAO = Path(sys.executable).with_name("mubiao")
HAND = f"王芳（本机账户 {account_name()}）"  # who runs a command of these tests
Sheet = Callable[..., Path]
Program = Callable[..., "subprocess.CompletedProcess[str]"]
PEOPLE = (
    ("D001", "目标办主任", "王五", ""),
    ("D001", "主要领导", "赵六", ""),
    ("D001", "联络员", "离任", "2026-02-28"),
    ("D002", "联络员", "钱七", ""),
    ("D002", "主要领导", "钱七", ""),
    ("D002", "分管省领导", "孙八", ""),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-answers", action="store_true", help="test_cli_told_year.py keeps the answers that it gets")


@dataclass(frozen=True)
class Answer:
    """The answer of one call of the command line."""

    code: int
    out: str
    err: str


@dataclass
class Mubiao:
    """`mubiao("owed", "--json")`, with the environment of this test only; never a traceback."""

    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    home: Path
    database: str = ""
    mark: str = ""  # of the rehearsal that a fixture made: sentences are tested without it
    marked: bool = False  # whether the last answer began with it

    def set(self, **variables: str) -> Mubiao:
        for name, value in variables.items():
            self.patch.setenv(name, value)
        return self

    def __call__(self, *words: str) -> Answer:
        read_settings.cache_clear()
        self._follow()
        self.capsys.readouterr()
        try:
            code = run(list(words))
        finally:
            read_settings.cache_clear()
            if self.database:
                bind(self.database)
        text = self.capsys.readouterr()
        assert "Traceback" not in text.out + text.err
        self.marked = bool(self.mark) and text.out.startswith(self.mark)
        return Answer(code, text.out.removeprefix(self.mark), text.err)

    def _follow(self) -> None:
        """A story may be kept in another database than the one in which this line began."""
        if self.database and is_bound() and self.database != (bound := bound_address()):
            self.database = bound
            self.set(DATABASE_URL=bound)

    def done(self, *words: str) -> str:
        """What it says on stdout, having done it."""
        answer = self(*words)
        assert answer.code == 0, answer.err
        return answer.out

    def json(self, *words: str) -> Any:
        """The one JSON document on stdout."""
        found = json.loads(self.done(*words, "--json"))
        if self.mark and isinstance(found, dict) and "words" in found:
            found["words"] = found["words"].removeprefix(self.mark)
        return found

    def refused(self, *words: str, code: int = 1) -> str:
        """The sentence on stderr with which nothing was done."""
        answer = self(*words)
        assert (answer.code, answer.out) == (code, ""), answer.err
        return re.sub(r"^按[\d-]{10}查看。\n", "", answer.err)  # the day is told before the sentence


@pytest.fixture
def mubiao(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Mubiao]:
    """The command line with a home that does not exist yet and no other setting."""
    for name in [each for each in os.environ if each.startswith("MUBIAO_")]:  # noqa: TID251 - cleared for this test
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("TZ", raising=False)
    line = Mubiao(capsys, monkeypatch, tmp_path / "home")
    yield line.set(MUBIAO_HOME=str(line.home), MUBIAO_OPERATOR="王芳")
    read_settings.cache_clear()


@contextmanager
def _with(mubiao: Mubiao, databases: Databases, template: str, *, rehearsed: bool = True) -> Iterator[Mubiao]:
    with databases.reset(template):  # a command changes nothing but rows
        configure_store(mubiao.home / "evidence", 1)
        if rehearsed:
            databases.story("rehearsed", rehearse)
            mubiao.mark = MARK
        mubiao.database = bound_address()
        mubiao.patch.setattr(installation, "unbind", lambda: None)  # the next command uses the same connections
        yield mubiao.set(DATABASE_URL=mubiao.database)


def bound_address() -> str:
    return engine().url.render_as_string(hide_password=False)


@pytest.fixture
def founded_line(mubiao: Mubiao, databases: Databases) -> Iterator[Mubiao]:
    """The command line of an installation that was initialised and holds nothing else."""
    with _with(mubiao, databases, "founded") as line:
        yield line


@pytest.fixture
def real_line(mubiao: Mubiao, databases: Databases) -> Iterator[Mubiao]:
    """The command line of an installation in use, no rehearsal; otherwise as `line`."""
    with _with(mubiao, databases, "march", rehearsed=False) as made:
        yield made


@pytest.fixture
def line(mubiao: Mubiao, databases: Databases) -> Iterator[Mubiao]:
    """The command line where D001 leads T001 and T002, D002 leads T003, and the check of March is open.

    It is that of a rehearsal, so that tests choose their days.
    """
    with _with(mubiao, databases, "march") as made:
        yield made


@pytest.fixture
def fifth_of_march() -> Iterator[None]:
    """It is 5 March 2026: the public number of a later day is unknown."""
    set_virtual_instant(datetime(2026, 3, 5, 10, 30, tzinfo=SHANGHAI))
    yield
    clear_virtual_instant()


@pytest.fixture
@story
def people(line: Mubiao, anyone: Acting) -> None:
    """王五 speaks for the office of D001, 赵六 is its head, 钱七 of D002 holds two roles."""
    assert line.database
    titles = ("部门编码", "角色", "姓名", "失效日期")
    anyone.take("contacts", *(dict(zip(titles, person, strict=True)) for person in PEOPLE))


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """`sheet("目标.csv", {"编号": "T001", …}, …)`: a file with these rows, .csv or .xlsx."""

    def write(name: str, *rows: dict[str, Any]) -> Path:
        place, titles = tmp_path / name, list(dict.fromkeys(title for row in rows for title in row))
        lines = [titles, *([row.get(title, "") for title in titles] for row in rows)]
        if place.suffix == ".xlsx":
            book = Workbook()
            for each in lines:
                book.worksheets[0].append(each)
            book.save(place)
            return place
        with place.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        return place

    return write


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """`program("workday", …, MUBIAO_HOME=…)`: the real program in a separate process."""

    def call(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        found = {"PATH": os.defpath, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        return subprocess.run(  # noqa: S603 - our own program
            [MUBIAO, *words],
            env=found | variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def lived_in() -> Iterator[Path]:
    """A home with an embedded database, initialised and kept running by another process."""
    folder = made_folder()
    home = folder / "home"
    home.mkdir()
    try:
        with (home / "in-use.lock").open("a") as user:
            fcntl.flock(user, fcntl.LOCK_SH)
            made = subprocess.run(  # noqa: S603 - our own program
                [MUBIAO, "init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01"],
                env={"PATH": os.defpath, "HOME": str(folder), "MUBIAO_HOME": str(home)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert made.returncode == 0, made.stderr
            yield home
    finally:
        unbind()
        embedded.stop(home)
        shutil.rmtree(folder)


@pytest.fixture
def at_home(mubiao: Mubiao, lived_in: Path) -> Mubiao:
    """The command line on that home, for reading only."""
    return mubiao.set(MUBIAO_HOME=str(lived_in))
