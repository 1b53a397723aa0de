"""A sheet whose session had ended is kept for its own person and sent by one press."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.portal.app import tidy
from tests.deployments.portal.conftest import Desk
from tests.deployments.portal.test_sheet_signers import PAPER, sheet_of
from tests.deployments.portal.test_workbook_sent import REPORTED, filled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql

pytestmark = pytest.mark.process  # what is sent is read in a process with limits
KEPT_APART = "登录已经退出，您提交的内容另行保存，还没有办理"


def test_a_workbook_of_who_signed_out_waits_for_him_and_is_taken_by_one_press(
    signed_in: Desk, sql: Sql, tmp_path: Path
) -> None:
    files = [("files", ("回复表.xlsx", filled(signed_in, sql, tmp_path, progress=60), "application/octet-stream"))]
    given = signed_in.form("/workbook")
    signed_in.post("/out")
    answer = signed_in.post("/workbook", files, **given)
    assert answer.headers["location"] == "/in?next=/workbook"
    signed_in.sign_in()
    assert KEPT_APART in signed_in.page("/workbook")
    assert "“第002厅”2026-03已填报1项" in signed_in.follow(signed_in.post("/workbook", **signed_in.form("/workbook")))
    assert (sql.column(REPORTED), KEPT_APART in signed_in.page("/workbook")) == ([60], False)


def test_a_sheet_with_its_paper_is_kept_for_the_clerk_and_is_unseen_by_another(agency: Desk, sql: Sql) -> None:
    given = {**agency.form("/sheet/contacts"), **PAPER}
    agency.post("/out")
    agency.post("/sheet/contacts", sheet_of(("D002", "主要领导", "赵六", "z@example.org"), paper=True), **given)
    liaison = Desk(agency.acting, agency.client)
    liaison.first()
    assert KEPT_APART not in liaison.page("/workbook")
    agency.sign_in("AGENCY/王文")
    assert KEPT_APART in agency.page("/sheet/contacts")
    shown = agency.follow(agency.post("/sheet/contacts", **agency.form("/sheet/contacts")))
    assert "待另一名经办人确认（签字人变更1）" in shown
    assert sql.value("SELECT paper ->> 'paper' FROM signer_change") == PAPER["paper"]


def test_a_late_sheet_is_kept_for_half_a_day(agency: Desk, sql: Sql) -> None:
    given = agency.form("/sheet/contacts")
    agency.post("/out")
    agency.post("/sheet/contacts", sheet_of(("D002", "主要领导", "赵六", "")), **given)
    for minute, left in ((0, 1), (1, 0)):
        agency.at(22, minute)
        tidy()
        assert sql.value("SELECT count(*) FROM page_draft") == left


def test_a_form_of_a_sheet_that_brings_no_file_is_not_kept(agency: Desk, sql: Sql) -> None:
    given = agency.form("/sheet/contacts")
    agency.post("/out")
    agency.post("/sheet/contacts", **given)
    agency.post("/sheet/contacts", sheet_of(("D002", "主要领导", "赵六", "")), **{**given, "token": "another"})
    agency.post("/sheet/nothing", sheet_of(("D002", "主要领导", "赵六", "")), **given)
    assert sql.value("SELECT count(*) FROM page_draft") == 0
