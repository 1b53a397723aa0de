"""落款: the agency's current name and the day of the paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.papers.signature import NAME_ON, Signature, signature_of
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_a_paper_is_signed_by_the_agency_as_it_is_called(march: Acting) -> None:
    march.take("departments", {"编码": "AGENCY", "名称": "贵州省目标办"})
    with begin() as session:
        assert signature_of(session, home(session), date(2026, 5, 1)) == Signature("贵州省目标办", date(2026, 5, 1))


def test_a_department_bears_the_name_of_the_day(march: Acting) -> None:
    for name, day in (("甲厅", "2026-04-01"), ("乙厅", "2026-06-01")):
        fields = {"department": "D001", "name": name, "effective_on": day, "basis": "黔机编〔2026〕12号"}
        march.on(day).do("rename_department", **fields)
    asked = f"SELECT {NAME_ON.format(d='d', day='CAST(:day AS date)')} FROM department d WHERE d.code = 'D001'"  # noqa: S608
    days = [date(2026, month, day) for month, day in ((3, 31), (4, 1), (5, 31), (6, 1))]
    with begin() as session:
        assert [run(session, asked, day=day).scalar_one() for day in days] == ["第001厅", "甲厅", "甲厅", "乙厅"]
