"""暗访清单 as the sheet for a third party: exactly as frozen (7.4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.covert_list import AskedProject, covert_paper
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


@pytest.fixture
def handed_out(march: Acting) -> Acting:
    standing = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}
    august = march.on("2026-08-10")
    august.do("register_third_party", name="中鼎评估公司", **standing)
    targets = [{"target": "T003", "place": "某县某镇"}, {"target": "T001"}]
    august.do("hand_out_covert_list", period="2026Q3", third_party="中鼎评估公司", targets=targets)
    return august


def test_the_sheet_has_requirements_third_party_and_due_date(handed_out: Acting, sql: Sql) -> None:
    with begin() as session:
        paper = covert_paper(session, "2026Q3-1")
    assert (paper.title, paper.third_party) == ("2026年第三季度第三方暗访清单", "中鼎评估公司")
    assert (paper.due, paper.signature.day) == (date(2026, 8, 31), handed_out.day)
    assert paper.digest == sql.value("SELECT digest FROM covert_list")
    assert paper.projects == (
        AskedProject(1, "T003", "目标T003", "", None, "", None, "某县某镇"),
        AskedProject(2, "T001", "目标T001", "", None, "", None, ""),
    )


@pytest.mark.usefixtures("handed_out")
@pytest.mark.parametrize("key", ["2026Q3-9", "2026Q2-1", "2026Q3", "一号", ""])
def test_a_number_that_no_list_has_is_refused(key: str) -> None:
    with begin() as session, pytest.raises(Refused) as refusal:
        covert_paper(session, key)
    assert refusal.value.message.startswith(f"没有编号为“{key}”的暗访清单，编号的格式如2026Q3-1")
