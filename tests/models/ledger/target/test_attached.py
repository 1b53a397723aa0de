"""What refers to a target is named in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.target.attached import opened_with, reported_of, under_way

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_what_was_found_and_what_runs_is_named(april: Acting, sql: Sql) -> None:
    april.lists("T009", "进度滞后", "2026-04-02")
    april.office("D001").report("D001", "2026-04", "T001", "T002", "T009")
    ids: dict[str, int] = dict(sql.rows("SELECT code, id FROM target"))
    with begin() as session:
        targets = list(ids.values())
        assert under_way(session, targets) == {ids["T009"]: ["第1次列入负面清单，尚未了结"]}
        assert reported_of(session, targets)[ids["T009"]] == sorted(["填报", "核查结果", "负面清单"], key=str)
        assert reported_of(session, [ids["T003"]]) == {}
        assert opened_with(session, [ids["T009"]]) == {ids["T009"]: ["已列入开启的填报"]}
