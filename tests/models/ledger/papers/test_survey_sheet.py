"""公众测评表 as the sheet that is filled in: exactly as frozen, each row with its check code (1-2.14)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.survey_sheet import survey_paper
from models.rules.errors import Refused
from models.rules.survey import row_code
from tests.surveys import commission

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


@pytest.fixture
def handed_out(march: Acting, tmp_path: Path) -> Acting:
    contract = tmp_path / "合同.pdf"
    contract.write_bytes(b"%PDF-1.4")
    october = march.on("2026-10-15")
    commission(october, str(contract))
    return october


def test_each_row_has_a_code_of_its_own_under_the_digest_of_the_sheet(handed_out: Acting, sql: Sql) -> None:
    with begin() as session:
        paper = survey_paper(session, "2026-1")
    assert (paper.title, paper.third_party, paper.paper) == (
        "2026年公众测评表",
        "民意调查公司",
        "合同2026-8，2026-10-12",
    )
    assert (paper.digest, paper.signature.day) == (sql.value("SELECT digest FROM survey"), handed_out.day)
    first = paper.lines[0]
    assert (first.position, first.code, first.name, first.respondents) == (1, "D001", "第001厅", "人大代表")
    assert first.check == row_code(paper.digest, [1, "D001", "第001厅", "人大代表"])
    assert len({line.check for line in paper.lines}) == 4


def test_a_department_renamed_later_stays_in_the_sheet_as_it_was(handed_out: Acting) -> None:
    rename = {"department": "D001", "name": "第一委", "basis": "黔机编〔2026〕13号"}
    handed_out.do("rename_department", effective_on="2026-10-15", **rename)
    with begin() as session:
        assert survey_paper(session, "2026-1").lines[0].name == "第001厅"


@pytest.mark.usefixtures("handed_out")
@pytest.mark.parametrize("key", ["2026-9", "2025-1", "2026", "一号", ""])
def test_a_number_that_no_sheet_has_is_refused(key: str) -> None:
    with begin() as session, pytest.raises(Refused) as refusal:
        survey_paper(session, key)
    assert refusal.value.message.startswith(f"没有编号为“{key}”的公众测评表，编号的格式如2026-1")
