"""回复表 at the page: the workbook of all that an office owes, and that of no other office."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import load_workbook

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

NUMBER = "SELECT id FROM department WHERE code = :code"


def test_an_office_fetches_the_workbook_of_all_that_it_owes(signed_in: Desk, sql: Sql) -> None:
    own, other = (sql.value(NUMBER, code=code) for code in ("D002", "D001"))
    assert f'href="/workbook/all/{own}"' in signed_in.get("/workbook").text
    book = load_workbook(BytesIO(signed_in.get(f"/workbook/all/{own}").content))
    assert book.sheetnames[1:] == ["2026年3月月度检查", "联络员变更和委托"]
    assert signed_in.get(f"/workbook/all/{other}").status_code == 404
