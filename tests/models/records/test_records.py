"""The constraints of the tables, which hold for any writer."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from models.database import begin
from models.migrations import migrate
from models.records import (
    Contact,
    Department,
    Meeting,
    NegativeEntry,
    Obligation,
    SurveyItem,
    Target,
    all_tables,
    id_of,
)
from models.rules.errors import Unavailable
from models.rules.kinds import ContactRole, Management
from models.rules.states import ObligationState
from tests.later_migration import later_migration

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Sql

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("table", "name", "unique", "nulls_alike"),
    [
        (NegativeEntry, "negative_entry", ["target_id", "occurrence"], None),
        (Target, "target", ["jurisdiction_id", "year", "code"], None),
        (Contact, "contact", ["department_id", "role", "name", "valid_from"], True),
        (SurveyItem, "survey_item", ["survey_id", "position"], None),
    ],
)
def test_a_table_is_named_after_its_class_and_unique_by_the_key_of_its_record(
    table: type[SQLModel], name: str, unique: list[str], *, nulls_alike: bool | None
) -> None:
    kept = all_tables()[name]
    assert table.__tablename__ == name
    rules = {tuple(each.columns.keys()): each for each in kept.constraints if isinstance(each, UniqueConstraint)}
    assert rules[tuple(unique)].dialect_options["postgresql"]["nulls_not_distinct"] is nulls_alike


def insert(*records: SQLModel) -> None:
    with begin() as session:
        session.add_all(records)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("column", ["state"])
def test_a_state_that_does_not_exist_cannot_be_stored(sql: Sql, column: str) -> None:
    with pytest.raises(Unavailable):
        sql(f"UPDATE obligation SET {column} = 'forgotten'")  # noqa: S608 - constant


def test_states_come_back_as_members_of_their_enumeration(march: Acting) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "管理类别": "委托管理"})
    with begin() as session:
        assert session.get_one(Obligation, 1).state is ObligationState.OPEN
        assert session.get_one(Department, 2).management is Management.DELEGATED


@pytest.mark.usefixtures("march")
def test_an_obligation_exists_once_for_its_kind_period_department_subject_and_round(sql: Sql) -> None:
    columns = "jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id, due_version"
    copy = (
        f"INSERT INTO obligation ({columns}, state, opened_on, opened_late) SELECT {columns}, 'open', opened_on, false"
    )
    with pytest.raises(Unavailable):
        sql(f"{copy} FROM obligation WHERE id = 1")


@pytest.mark.usefixtures("march")
def test_a_person_without_a_first_day_is_in_a_role_once() -> None:
    def head(since: date | None = None) -> Contact:
        return Contact(department_id=2, role=ContactRole.HEAD, name="李厅长", valid_from=since)

    insert(head(), head(date(2026, 1, 1)))
    with pytest.raises(Unavailable):
        insert(head())


def test_a_record_that_was_not_written_has_no_key() -> None:
    result: dict[str, Any] = {"attendees": "", "completion": "", "problems": "", "measures": ""}
    day = date(2026, 4, 1)
    meeting = Meeting(
        department_id=1, kind="quarterly_meeting", period="2026Q1", held_on=day, recorded_on=day, **result
    )
    with pytest.raises(ValueError, match="quarterly_meeting"):
        id_of(meeting)


ADDED = ("    is_agency: bool = False\n", '    is_agency: bool = False\n    spare_number: str = ""\n')
WITH_FAX = """
import sys
from datetime import date
from pathlib import Path
from models.database import begin, bind
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from models.statements import run
from tests.acting import Acting

bind(sys.argv[1])
Acting(date(2026, 3, 5)).take("departments", {"编码": "D009", "名称": "第九厅"})
with begin() as session:
    run(session, sys.argv[2])
    print(*verify(session, Folder(Path(sys.argv[3])))[1], sep="\\n")
"""


@pytest.mark.process
def test_a_column_is_one_line_of_its_class_and_a_migration(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(ROOT / "models", tmp_path / "models", ignore=ignore_patterns("__pycache__", "migrations"))
    department = tmp_path / "models" / "records" / "department.py"
    department.write_text(department.read_text(encoding="utf-8").replace(*ADDED), encoding="utf-8")

    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")

    def verified(change: str) -> list[str]:
        """What the program with the column finds: older rows without it, and the changed one of a new row."""
        line = [sys.executable, "-c", WITH_FAX, url, change, str(tmp_path)]
        told = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 - ours
        return [words.partition("：")[0] for words in told.stdout.splitlines()]

    with databases.fresh("march") as url, later_migration(tmp_path / "models", monkeypatch):
        migrate()
        older = verified("SELECT 1")
        assert older == ["部门 AGENCY", "部门 D001", "部门 D002"]
        assert verified("UPDATE department SET spare_number = '0851' WHERE code = 'D009'") == [*older, "部门 D009"]
