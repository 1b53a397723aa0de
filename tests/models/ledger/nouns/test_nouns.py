"""The nouns of the ledger: each names its records by natural keys, and no two records alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models import ledger
from models.ledger.nouns import NOUNS
from models.ledger.nouns.inspection import INSPECTION_NOUNS
from models.ledger.nouns.negative_list import in_sql
from models.ledger.nouns.noun import Noun
from models.rules.states.negative_list import ENDED

if TYPE_CHECKING:
    from tests.conftest import Sql


def test_states_of_entries_are_taken_from_the_rules_and_not_written_in_sql() -> None:
    assert in_sql(ENDED) == "('corrected', 'dismissed', 'made_good', 'withdrawn')"
    folder = Path(ledger.__file__).parent
    lists = re.compile(r"state (?:NOT )?IN \([^)]*'(?:proposed|dismissed|made_good|corrected)'")
    written = [path.name for path in folder.rglob("*.py") if lists.search(path.read_text(encoding="utf-8"))]
    assert written == ["publication.py"]  # the states of an opinion


def test_the_nouns_of_inspection_are_among_all_nouns() -> None:
    assert INSPECTION_NOUNS.items() <= NOUNS.items()


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("noun", NOUNS)
def test_the_digests_of_a_noun_are_a_question_that_the_database_answers(noun: str, sql: Sql) -> None:
    rows = sql.rows(NOUNS[noun].digests)
    assert len({key for _, key, _ in rows}) == len(rows)


@pytest.mark.usefixtures("march")
def test_a_digest_covers_the_columns_that_are_named_and_no_others(sql: Sql) -> None:
    def digest(columns: str) -> str:
        rows = sql.rows(Noun("department r", "r.code", columns, "部门").digests + " WHERE r.code = 'D001'")
        return str(rows[0][2])

    before = digest("r.name"), digest("r.short_name")
    sql("UPDATE department SET name = '另一名称' WHERE code = 'D001'")
    assert (digest("r.name") != before[0], digest("r.short_name")) == (True, before[1])
