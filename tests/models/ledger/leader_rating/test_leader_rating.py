"""4.7: a single rating stands in the sealed table and in the marked file only, and leaves neither by any paper."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.acts import Actor, Role
from models.ledger.chain.export import exported_chain
from models.ledger.evidence.exhibits import exhibits_of
from models.ledger.papers.department_ledger import department_ledger
from models.ledger.secrets import secrets_of
from models.migrations.rights import of_application, of_reader
from notifications.documents.department_ledger import workbook
from tests.databases import story
from tests.models.ledger.leader_rating.conftest import LEADERS, Rated, by, read

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

RATING = "87.65"  # no mean of the tests is that


@pytest.fixture
@story
def confirmed(january: Acting, rated: Rated) -> Acting:
    """Three leaders rated D001, one of them with RATING, and a second person read each sheet."""
    for leader, mark in zip(LEADERS, ("70", "80", RATING), strict=False):
        fields = rated(leader, D001=mark)
        by(january, "王文").do("enter_leader_ratings", **fields)
        by(january, "李明").do("confirm_leader_ratings", **read(fields))
    return january


@pytest.mark.usefixtures("confirmed")
def test_the_exported_chain_has_no_rating() -> None:
    with begin() as session:
        chain = [json.loads(line) for line in exported_chain(session)]
    acts = {each["header"]["act"] for each in chain if "header" in each}
    assert {"enter_leader_ratings", "confirm_leader_ratings"} <= acts
    assert RATING not in json.dumps(chain, ensure_ascii=False)


def test_the_ledger_of_the_department_has_no_rating(confirmed: Acting) -> None:
    with begin() as session:
        content = workbook(department_ledger(session, "D001", 2026, confirmed.day))
    book = load_workbook(BytesIO(content))
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert cells
    assert not [cell for cell in cells if RATING in cell or LEADERS[0] in cell]


@pytest.mark.usefixtures("confirmed")
def test_no_notice_tells_of_a_rating(sql: Sql) -> None:
    about = "SELECT count(*) FROM notice WHERE payload::text LIKE '%评价%' OR subject LIKE '%leader%'"
    assert sql.value(about) == 0


@pytest.mark.usefixtures("confirmed")
def test_a_reader_of_the_database_sees_no_rating_and_the_application_changes_none() -> None:
    assert of_reader("sealed_rating") == frozenset()
    assert of_application("sealed_rating") == {"SELECT", "INSERT"}


@pytest.mark.usefixtures("confirmed")
def test_the_name_of_a_sheet_is_hidden_wherever_it_is_written(sql: Sql) -> None:
    number = sql.value("SELECT min(id) FROM leader_sheet")
    with begin() as session:
        [file] = exhibits_of(session, "leader_sheet", number)
        hidden = secrets_of(session).hide(f"见{file['file_name']}")
    assert hidden == f"见印证材料{file['sha256'][:12]}（工作秘密）"


def test_a_sheet_is_opened_by_its_readers_only_and_that_is_on_record(confirmed: Acting, sql: Sql) -> None:
    digest = sql.value("SELECT sha256 FROM evidence")
    opening: dict[str, Any] = {"evidence": digest, "purpose": "复核平均"}
    agency = sql.value("SELECT id FROM department WHERE is_agency")
    name = sql.value("SELECT name FROM department WHERE is_agency")
    reader = Actor(f"{name} {LEADERS[0]}", Role.HEAD, agency)
    acting = confirmed.__class__(confirmed.day, reader)
    assert "不是" in acting.refused("open_secret", **opening)
    confirmed.do("admit_reader", evidence=digest, reader=f"AGENCY/{LEADERS[0]}", reason="本人", account="zp")
    assert acting.do("open_secret", **opening).data["access"]
    assert sql.rows("SELECT name, purpose FROM secrecy_access") == [(LEADERS[0], "复核平均")]


@pytest.mark.parametrize("act", ["enter_leader_ratings", "confirm_leader_ratings"])
def test_what_an_act_leaves_in_its_block_are_figures(confirmed: Acting, sql: Sql, act: str) -> None:
    assert confirmed.day.year == 2027
    results = sql.column("SELECT result FROM block WHERE act = :act ORDER BY height", act=act)
    assert len(results) == 3
    assert {result["counts"]["rated"] for result in results} == {1}
    assert not [result for result in results if RATING in json.dumps(result)]


def test_the_digest_of_a_request_tells_no_rating(january: Acting, rated: Rated, sql: Sql) -> None:
    fields = rated("张平", D001=RATING)
    january.do("enter_leader_ratings", "甲", **fields)
    january.do("withdraw_leader_ratings", rated_by="张平", year=2026, reason="误录")
    january.do("enter_leader_ratings", "乙", **rated("张平", D001="12.34"))
    digests = sql.column("SELECT input_digest FROM block WHERE act = 'enter_leader_ratings'")
    assert len(digests) == 2
    assert len(set(digests)) == 1
