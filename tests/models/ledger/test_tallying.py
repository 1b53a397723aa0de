"""What every import shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.tallying import Tally, assign, names_of
from models.records import Office

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_an_import_counts_what_is_new_changed_and_the_same() -> None:
    summary = Tally(5, [1, 2], [3]).summary("部门")
    assert summary.counts == {"rows": 5, "new": 2, "changed": 1, "same": 2}
    assert summary.words == "部门共5行：新增2，更改1，未变2。"


def test_only_what_differs_is_written() -> None:
    office = Office(department_id=1, email="a@gz.gov.cn")
    assert not assign(office, {"email": "a@gz.gov.cn"})
    assert assign(office, {"email": "b@gz.gov.cn"})
    assert office.email == "b@gz.gov.cn"


def test_a_short_name_of_two_departments_means_neither(acting: Acting) -> None:
    rows = [{"编码": f"D00{n}", "名称": f"第00{n}厅", "简称": "厅"} for n in (1, 2)]
    acting.take("departments", *rows)
    with begin() as session:
        known = names_of(session, acting.context())
    assert known["厅"] is None
    assert {name for name, found in known.items() if found and found.code == "D001"} == {"D001", "第001厅"}
