"""The answers that came for a duty: each with its mail and the office of its sender; a stranger is not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.ledger.duty.answers import answers_to
from models.ledger.duty.register import explain_obligation
from tests.answers import Cells, duty_number, fill_in, sent
from tests.mails import ADDRESS, in_transaction, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

ROWS: dict[str, Cells] = {"T001": {"进度（%）": 40}, "T002": {"进度（%）": 60}}
STRANGER, OTHER = "liming@example.com", "office2@example.org"


@pytest.fixture
def form(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in; two offices have mailboxes."""
    march.take(
        "departments",
        {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS},
        {"编码": "D002", "名称": "第002厅", "目标办邮箱": OTHER},
    )
    return fill_in(sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03")), rows=ROWS)


@pytest.mark.process
@pytest.mark.parametrize(
    ("sender", "named"),
    [(STRANGER, (None, "")), (OTHER, ("第002厅", "回复表.xlsx")), (ADDRESS, ("第001厅", "回复表.xlsx"))],
)
def test_an_answer_is_named_with_its_mail_and_the_office_that_sent_it(
    form: Path, march: Acting, sender: str, named: tuple[str | None, str]
) -> None:
    take(mail_from(sender, "2026-03-05 10:20", form))
    [found] = in_transaction(answers_to, 1)
    assert (found["mail"], str(found["received_on"])) == (1, "2026-03-05")
    assert (found["office"], found["file"]) == named
    assert STRANGER not in str(in_transaction(explain_obligation, 1, march.day))


@pytest.mark.process
def test_one_that_the_agency_took_for_another_office_stands_twice_waiting_and_taken(form: Path, march: Acting) -> None:
    take(mail_from(OTHER, "2026-03-05 10:20", form))
    march.on("2026-03-09").do("accept_answer", mail=1, reason="已电话核实")
    assert [(each["outcome"], each["mail"], each["office"]) for each in in_transaction(answers_to, 1)] == [
        ("waiting", 1, "第002厅"),
        ("taken", 1, "第002厅"),
    ]
