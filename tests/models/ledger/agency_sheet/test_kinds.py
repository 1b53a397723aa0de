"""Every kind of sheet on a real ledger: exported and imported it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.agency_sheet.kinds import SHEETS
from tests.conftest import Acting
from tests.models.ledger.agency_sheet.sheets import counts, export, rows_in, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql, Violations

Prepare = Callable[[Any, Acting], Acting]
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
CONTENT = "SELECT count(*), coalesce(md5(string_agg(x::text, '' ORDER BY x::text)), '') FROM {} x"
PARTY = {"qualification": "工程咨询甲级", "independence": "无隶属关系", "credit_code": "91520100MA6DL0000X"}


def of_fixture(name: str) -> Prepare:
    """Return the preparation that is a fixture of the ledger's tests."""
    return lambda request, _march: request.getfixturevalue(name)


def _late(_request: object, march: Acting) -> Acting:
    april = march.on("2026-04-01")
    april.system.do("propose_urgings")
    return april


def _listed(_request: object, march: Acting) -> Acting:
    march.lists("T001", "=1+1，路基未完工")
    march.lists("T003")
    return march


def _meetings(_request: object, march: Acting) -> Acting:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    return march.on("2026-04-20")


def _reviews(_request: object, march: Acting) -> Acting:
    march.on("2026-07-01").open("mid_year_review", "2026H1")
    return march.on("2026-07-10")


def _parties(_request: object, march: Acting) -> Acting:
    march.do("register_third_party", name="中鼎评估公司", valid_to="2026-12-31", **PARTY)
    march.do("register_third_party", name="=0101", **PARTY | {"credit_code": "91520100MA6DL0001X"})
    return march


def _visits(request: pytest.FixtureRequest, march: Acting) -> Acting:
    roster: Acting = request.getfixturevalue("roster")
    bridge = {"编号": "T008", "年度": "2026", "目标名称": "桥", "责任部门": "D001", "下达日期": "2026-02-27"}
    march.take("targets", bridge | {"是否重点项目": "是"})
    roster.on("2026-07-01").open("field_inspection", "2026Q3")
    return roster.on("2026-08-20")


def _evidence(request: pytest.FixtureRequest, _march: Acting) -> Acting:
    december: Acting = request.getfixturevalue("december")
    for department, codes in (("D001", ("T001", "T002")), ("D002", ("T003",))):
        december.report(department, "2026", *codes, name="file_year_end_check", progress=100)
    return december


def _opinions(_request: object, march: Acting) -> Acting:
    august = march.on("2026-08-20")
    for content in ("=下午四点后没有班车", "路灯不亮"):
        august.do("record_opinion", department="D001", channel="来信", content=content)
    return august


def _answered(request: object, march: Acting) -> Acting:
    august = _opinions(request, march)
    for opinion in ("2026-1", "2026-2"):
        august.do("assign_opinion", opinion=opinion, limit="2026-09-20")
        august.on("2026-09-10").office("D001").do("feed_back_opinion", opinion=opinion, feedback="已解决")
    return august.on("2026-10-12")


PREPARED: dict[str, Prepare] = {
    "urgings": _late,
    "limits": _listed,
    "meetings": _meetings,
    "mid-year-reviews": _reviews,
    "policies": lambda _request, march: march,
    "inspectors": of_fixture("roster"),
    "third-parties": _parties,
    "findings": of_fixture("issued"),
    "visits": _visits,
    "uploads": of_fixture("cloud"),
    "evaluations": of_fixture("mid_term"),
    "year-end-evidence": _evidence,
    "reverifications": of_fixture("january"),
    "opinions": _opinions,
    "opinion-publications": _answered,
}
every_kind = pytest.mark.parametrize("kind", SHEETS)


@pytest.fixture
def prepared(request: pytest.FixtureRequest, march: Acting, kind: str) -> Acting:
    """A ledger in which the sheet of the kind has rows, on a day on which they are owed."""
    return PREPARED[kind](request, march)


def content(sql: Sql) -> dict[str, Any]:
    """Return the number of rows of every table, with a digest of what they hold."""
    return {table: sql.rows(CONTENT.format(table)) for table in sql.column(TABLES)}


def test_every_kind_is_prepared() -> None:
    assert set(PREPARED) == set(SHEETS)


@every_kind
def test_an_exported_sheet_leaves_every_table_as_it_was(
    prepared: Acting, sql: Sql, tmp_path: Path, kind: str, violations: Violations
) -> None:
    before = content(sql)
    sheet = export(prepared, kind, tmp_path)
    rows = len(rows_in(sheet))
    assert rows > 0
    assert counts(take(prepared, kind, sheet)) == (0, 0, rows)
    assert content(sql) == before
    assert violations() == []


@every_kind
def test_an_export_of_the_same_ledger_has_the_same_bytes(prepared: Acting, tmp_path: Path, kind: str) -> None:
    first = export(prepared, kind, tmp_path).read_bytes()
    assert export(prepared, kind, tmp_path).read_bytes() == first
