"""Every flow runs from two empty homes on one day, with a mail that has a file: the same ledger, nothing refused."""

from __future__ import annotations

import os
from email.message import EmailMessage
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.evidence.store import configure_store
from models.rules.cycles import CYCLES, ROUTINES
from tasks.clock import clear_virtual_instant, planned_day, set_virtual_instant
from tasks.settings import read_settings
from tasks.step import first_step, run_steps
from tests.conftest import rehearse
from tests.mails import ADDRESS, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Acting, Databases, Sql

pytestmark = pytest.mark.process
LIVED = "SELECT act, business_date::text, result ->> 'words', hash FROM block ORDER BY height"
KEPT = "SELECT sha256 FROM evidence ORDER BY 1"


def live(folder: Path, homes: Sequence[str], sql: Sql, patch: pytest.MonkeyPatch) -> list[Any]:
    """The ledger of a day on which each of the homes runs every flow, and the files that were kept."""
    for name in ("new", "cur", "tmp"):
        (folder / "post" / name).mkdir(parents=True)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = ADDRESS, "材料"
    mail.set_content("见附件")
    mail.add_attachment(b"a file", "application", "octet-stream", filename="材料.txt")
    mail.set_boundary("part")
    place = folder / "post" / "new" / "1.example"
    place.write_bytes(mail.as_bytes())
    os.utime(place, (moment("2026-03-05 11:00").timestamp(),) * 2)
    for name in homes:
        (folder / name).mkdir(exist_ok=True)
        for variable, value in {"HOME": folder / name, "MUBIAO_HOME": folder / name}.items():
            patch.setenv(variable, str(value))
        patch.setenv("MUBIAO_INBOX_URL", f"maildir://{folder / 'post'}")
        read_settings.cache_clear()
        configure_store(folder / "evidence", 1)
        for cycle in (*ROUTINES, *CYCLES):
            run_steps([first_step(cycle), *import_module(f"flows.{cycle.key}").STEPS], planned_day(), engine=False)
        assert not [each for each in (folder / name).rglob("*") if each.is_file()]
    return [sql.rows(LIVED), sql.column(KEPT)]


def test_two_empty_homes_live_the_day_of_one_that_runs_twice(
    databases: Databases, anyone: Acting, sql: Sql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill() -> None:
        anyone.on("2026-03-05").take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
        rehearse()

    databases.template("two_homes", "march", fill)
    set_virtual_instant(moment("2026-03-05 12:00"))
    lived = []
    for homes in (["one", "one"], ["first", "second"]):
        with databases.fresh("two_homes"):
            lived.append(live(tmp_path / f"by {homes[0]}", homes, sql, monkeypatch))
    clear_virtual_instant()
    read_settings.cache_clear()
    assert lived[0][0] == lived[1][0]
    assert lived[0][1] == lived[1][1]
    assert lived[0][1]
