"""Every kind of sheet: exported and imported it changes nothing, also if another program saved it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models.intake.complaints import ImportRefused
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.registry.bodies import register_body, register_division
from models.rules.errors import Refused
from notifications.documents.printed_page import count_pages
from tests.column_widths import widths_of
from tests.conftest import SEEN_THERE, Acting
from tests.databases import story
from tests.models.ledger.agency_sheet import sheets
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template
from tests.models.ledger.agency_sheet.test_registers import take as take_register
from tests.models.ledger.draft.lists import BUILDING, agree, bodies, consult, draft, submit
from tests.models.ledger.results_use.results import RECEIPT, approved_year, deliver, number_papers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


Prepare = Callable[[Any, Acting], Acting]
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
JURY = ("陈一", "陈二", "陈三")
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


def _bodies(_request: object, march: Acting) -> Acting:
    march.do(register_body.name, name="=领导小组", kind="领导小组", contact="张三")
    march.do(register_body.name, name="省委组织部", kind="组织部", member="是", basis="黔党办发〔2017〕9号")
    return march


def _divisions(_request: object, march: Acting) -> Acting:
    march.do(register_division.name, department="D001", name="=办公室")
    march.do(register_division.name, department="D002", name="办公室", valid_to="2026-12-31")
    return march


def _classified(request: pytest.FixtureRequest, march: Acting) -> Acting:
    january = march.on("2027-01-20")
    january.do("set_policy", key="unit_classes", value="甲类", basis="6号", valid_from="2026-01-01")
    paper = {"number": "=6号", "dated": "2026-03-02", "evidence": request.getfixturevalue("policy")}
    january.do("classify_unit", department="D001", year=2026, unit_class="甲类", **paper)
    return january


def _ungraded(request: pytest.FixtureRequest, march: Acting) -> Acting:
    january = march.on("2027-01-20")
    why = {"kind": "不参加", "reason": "=年内新设", "basis": "办法第十二条"}
    paper = {"number": "=4号", "dated": "2027-01-12", "evidence": request.getfixturevalue("policy")}
    january.do("appraise_without_grade", department="D001", year=2026, **why, **paper)
    return january


def _counted(_request: object, march: Acting) -> Acting:
    return march.on("2027-01-20")


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


def _approvals(_request: object, march: Acting) -> Acting:
    """Two papers with one draft each wait for the body."""
    bodies(march)
    for code in ("J1", "J2"):
        draft(march, code, **BUILDING | {"目标名称": f"={code}"})
    [number] = consult(march)
    agree(march, number, "J1", "J2")
    for code in ("J1", "J2"):
        submit(march, "机关建设目标", targets=[code])
    return march.on("2026-03-18")


def _leaders(_request: object, march: Acting) -> Acting:
    """张平 of the province may rate in January."""
    march.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "张平"})
    march.do("set_policy", key="leader_scale", value="0-100", basis="5号")
    return march.on("2027-01-20")


def _rated(request: object, march: Acting) -> Acting:
    january = _leaders(request, march)
    ratings = [{"department": "D001", "mark": "85"}]
    january.do(
        "enter_leader_ratings",
        rated_by="张平",
        year=2026,
        ratings=ratings,
        evidence=str(SEEN_THERE),
        rated_on=january.day,
    )
    return january


def _disciplined(_request: object, march: Acting) -> Acting:
    """A fact about D001 is on record in January."""
    january = march.on("2027-01-20")
    fact = {"fact": "迟报重大事项", "reduces": "绩效奖下调一档", "number": "黔纪通〔2027〕2号", "dated": "2027-01-12"}
    january.do("record_discipline", department="D001", year=2026, evidence=str(SEEN_THERE), **fact)
    return january


def _delivered(request: Any, march: Acting) -> Acting:
    """The results of 2026 were delivered to three bodies; the targets are again as the ledger issued them."""
    sql: Sql = request.getfixturevalue("sql")
    category = sql.value("SELECT category FROM target LIMIT 1")
    approved = approved_year(march, sql)
    number_papers(approved)
    deliver(approved)
    sql("UPDATE target SET category = :category", category=category)
    return approved


def _received(request: Any, march: Acting) -> Acting:
    """One of the three bodies has signed for them."""
    delivered = _delivered(request, march)
    delivered.do("record_receipt", **RECEIPT)
    return delivered


def _units(_request: object, march: Acting) -> Acting:
    """D001 and D002 are managed directly; units may apply with projects; the prizes and the quorum are set."""
    rows = ({"编码": code, "名称": f"第{code[1:]}厅", "管理类别": "直接管理"} for code in ("D001", "D002"))
    march.take("departments", *rows)
    october = march.on("2026-10-12")
    for key, value in (("innovation_quorum", "3"), ("innovation_prizes", "一等奖3、二等奖2、三等奖1、鼓励奖0.5")):
        october.do("set_policy", key=key, value=value, basis="6号")
    call: dict[str, Any] = {"opens_on": "2026-10-12", "closes_on": "2026-10-30", "number": "8号", "dated": "2026-10-10"}
    october.do("call_innovation", year=2026, **call, evidence=[str(SEEN_THERE)])
    for name in JURY:
        october.do("register_juror", name=name, unit="=社科院")
    return october


def _projects(request: object, march: Acting) -> Acting:
    """Both applied with a project."""
    october = _units(request, march)
    paper: dict[str, Any] = {"number": "=9号", "dated": "2026-10-12", "evidence": [str(SEEN_THERE)]}
    for code in ("D001", "D002"):
        applied: dict[str, Any] = {"department": code, "year": 2026, "project": f"=一次办{code}", "content": "=1+1"}
        october.office(code).do("apply_innovation", **applied, **paper)
    return october


def _applied(request: object, march: Acting) -> Acting:
    """The applications are closed."""
    return _projects(request, march).on("2026-11-05")


def _shortlisted(request: object, march: Acting) -> Acting:
    """The experts have shortlisted both."""
    november = _applied(request, march)
    keys = ("2026-1", "2026-2")
    votes = [{"juror": name, "project": key, "vote": "入围"} for key in keys for name in JURY]
    minutes: dict[str, Any] = {
        "held_on": "2026-11-05",
        "number": "评1",
        "dated": "2026-11-05",
        "evidence": [str(SEEN_THERE)],
    }
    results = [{"project": key, "result": "入围"} for key in keys]
    november.do("record_expert_round", year=2026, votes=votes, results=results, **minutes)
    return november.on("2026-12-09")


PREPARED: dict[str, Prepare] = {
    "urgings": _late,
    "limits": _listed,
    "meetings": _meetings,
    "mid-year-reviews": _reviews,
    "policies": lambda _request, march: march,
    "inspectors": of_fixture("roster"),
    "bodies": _bodies,
    "divisions": _divisions,
    "third-parties": _parties,
    "inspections": of_fixture("drafted"),
    "findings": of_fixture("issued"),
    "visits": _visits,
    "uploads": of_fixture("cloud"),
    "evaluations": of_fixture("mid_term"),
    "year-end-filings": of_fixture("december"),
    "year-end-evidence": _evidence,
    "reverifications": of_fixture("january"),
    "appeals": of_fixture("contested"),
    "approvals": _approvals,
    "opinions": _opinions,
    "opinion-publications": _answered,
    "leader-ratings": _leaders,
    "leader-readings": _rated,
    "innovation-projects": _projects,
    "expert-votes": _applied,
    "onsite-votes": _shortlisted,
    "result-receipts": _delivered,
    "result-uses": _received,
    "second-level": lambda _request, march: march.on("2027-01-20"),
    "discipline": _disciplined,
    "unit-classes": _classified,
    "individuals": _counted,
    "ungraded": _ungraded,
}
ANSWERS: dict[str, dict[str, str]] = {
    "limits": {"整改时限": "2026-10-20"},
    "meetings": {"召开日期": "2026-04-15"},
    "mid-year-reviews": {"召开日期": "2026-07-09"},
    "findings": {"核查结论": "符合目标要求"},
    "appeals": {"答复": "受理"},
    "approvals": {
        "审批意见": "批准",
        "批件文号": "黔目标批〔2026〕1号",
        "批件日期": "2026-03-17",
        "批件": "竣工验收单.pdf",
    },
    "result-receipts": {"签收人": "王强", "签收日期": "2027-03-09", "签收单": "竣工验收单.pdf"},
    "result-uses": {"结果用于": "选人用人", "运用情况": "作为调整的依据", "运用文件": "竣工验收单.pdf"},
    "reverifications": {"是否完备": "是"},
    "year-end-evidence": {"印证材料": "竣工验收单.pdf"},
}
OTHER: dict[str, Any] = {"number": 9999, "day": "2025-01-02"}  # what a cell takes, and what did not stand there
every_kind = pytest.mark.parametrize("kind", SHEETS)


@pytest.fixture
@story
def prepared(request: pytest.FixtureRequest, march: Acting, kind: str) -> Acting:
    """A ledger in which the sheet of the kind has rows, on a day on which they are owed."""
    return PREPARED[kind](request, march)


def content(sql: Sql) -> set[tuple[Any, ...]]:
    """Return the number of rows and the newest transaction of every table, which any write changes."""
    look = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM {0}"
    return {*sql.rows(" UNION ALL ".join(look.format(table) for table in sql.column(TABLES)))}


def answered(kind: str, folder: Path) -> dict[str, str]:
    """Return a white cell with a good answer, without which a row of a task asks for nothing; its file is there."""
    chosen = SHEETS[kind][0]
    if not chosen.tasks:
        return {}
    (folder / "竣工验收单.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return ANSWERS.get(kind) or {chosen.white[0].title: chosen.white[0].example}


def cell_of(sheet: Path, title: str, row: int = 2) -> str:
    """Return the address of the cell of a row in the column with a title."""
    titles = [str(cell.value).rstrip("*") for cell in load_workbook(sheet).worksheets[0][1]]
    return f"{get_column_letter(titles.index(title) + 1)}{row}"


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


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_an_export_of_the_same_ledger_has_the_same_bytes(prepared: Acting, tmp_path: Path, kind: str) -> None:
    first = export(prepared, kind, tmp_path).read_bytes()
    assert export(prepared, kind, tmp_path).read_bytes() == first


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_a_sheet_that_another_program_saved_leaves_every_table_as_it_was(
    prepared: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    before = content(sql)
    sheet = fill(export(prepared, kind, tmp_path), {})
    for saved in (sheet, as_csv(sheet)):
        assert counts(take(prepared, kind, saved)) == (0, 0, len(rows_in(sheet)))
    assert content(sql) == before


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_a_check_code_that_is_not_of_this_ledger_is_refused_at_its_cell(
    prepared: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    before = content(sql)
    sheet = fill(export(prepared, kind, tmp_path), {2: {"核对码": "AAAAAAAAAAAAAAAA-BBBBBBBB"}})
    with pytest.raises(ImportRefused, match="核对码不是本系统写出的") as refusal:
        take(prepared, kind, sheet)
    assert [each.cell for each in refusal.value.complaints] == [cell_of(sheet, "核对码")]
    assert content(sql) == before


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_each_changed_key_is_refused_at_its_cell_with_what_stood_there(
    prepared: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    keys = [column for column in SHEETS[kind][0].read if column.key]
    assert keys
    before = content(sql)
    for key in keys:
        sheet = export(prepared, kind, tmp_path)
        was = rows_in(sheet)[0][key.title]
        other = next((each for each in key.choices if each != was), OTHER.get(key.takes.value, "没有的"))
        fill(sheet, {2: {key.title: other, **answered(kind, tmp_path)}})
        with pytest.raises(ImportRefused) as refusal:
            take(prepared, kind, sheet)
        was = was.date() if isinstance(was, datetime) else was
        restored = "请恢复为空" if was is None else f"请改回“{was}”"
        told = f"{key.title}是台账里已有的，不能改动，{restored}；另一项请新增一行，核对码留空"
        assert [(each.cell, each.message) for each in refusal.value.complaints] == [(cell_of(sheet, key.title), told)]
    assert content(sql) == before


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_a_row_that_stands_twice_is_refused_at_the_second(
    prepared: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    before = content(sql)
    sheet = export(prepared, kind, tmp_path)
    below = len(rows_in(sheet)) + 2
    fill(sheet, {below: rows_in(sheet)[0]})
    with pytest.raises(ImportRefused) as refusal:
        take(prepared, kind, sheet)
    told = [(each.cell, each.message) for each in refusal.value.complaints]
    assert told == [(cell_of(sheet, "核对码", below), "核对码与第2行相同，请只保留一行")]
    assert content(sql) == before


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_a_template_has_the_columns_of_the_export_and_is_refused_as_long_as_it_is_empty(
    prepared: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    before = content(sql)
    exported = load_workbook(export(prepared, kind, tmp_path)).worksheets[0]
    sheet = template(prepared, kind, tmp_path)
    assert [cell.value for cell in load_workbook(sheet).worksheets[0][1]] == [cell.value for cell in exported[1]]
    assert rows_in(sheet) == []
    with pytest.raises(Refused, match="只有表头，没有数据，请填写后重新导入"):
        take(prepared, kind, sheet)
    assert content(sql) == before


@pytest.mark.exhaustive(3, thirds=True)
@every_kind
def test_a_template_opens_with_its_lists_a_fixed_header_and_the_width_of_its_pages(
    prepared: Acting, tmp_path: Path, kind: str
) -> None:
    sheet: Any = load_workbook(template(prepared, kind, tmp_path)).worksheets[0]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    short = [column for column in SHEETS[kind][0].layout if column.choices and len(",".join(column.choices)) < 255]
    assert {f'"{",".join(column.choices)}"' for column in short} <= set(lists)
    assert sheet.freeze_panes
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    pages = sheet.page_setup.fitToWidth or 1
    assert (pages, sheet.page_setup.fitToHeight) == (count_pages(widths_of(sheet)), 0)
    assert sheet.print_title_rows


SAVED = Path(__file__).parents[3] / "data" / "sheets"
BRIDGE = {
    "编号": "0012",
    "年度": "2026",
    "目标名称": "@桥",
    "责任部门": "D001",
    "下达日期": "2026-02-27",
    "数量": "95.5",
    "单位": "公里",
    "完成时限": "2026-12-31",
    "绩效要求": "建成95.5公里",
}
PARTY_SAVED = {"qualification": "工程咨询甲级", "independence": "无\n隶属关系", "valid_to": "2026-12-31"}
each_ending = pytest.mark.parametrize(
    "ending", ["xlsx", pytest.param("xls", marks=pytest.mark.process), "ods"]
)  # an .xls is read in another process


def register(march: Acting) -> None:
    """Enter a target and two third parties with texts that a program may take for a number or a formula."""
    march.take("targets", BRIDGE)
    for number, name in enumerate(("中鼎评估公司", "-0101")):
        march.do("register_third_party", name=name, credit_code=f"91520100MA6DL000{number}X", **PARTY_SAVED)


@pytest.fixture
def registered(march: Acting) -> Acting:
    """A ledger with targets and third parties."""
    register(march)
    return march


@pytest.mark.exhaustive(1)
@pytest.mark.process
@each_ending
def test_third_parties_that_libreoffice_saved_change_nothing(
    registered: Acting, sql: Sql, violations: Violations, ending: str
) -> None:
    before = content(sql)
    assert counts(sheets.take(registered, "third-parties", SAVED / f"third-parties.{ending}")) == (0, 0, 2)
    assert content(sql) == before
    assert violations() == []


@pytest.mark.exhaustive(1)
@pytest.mark.process
@each_ending
def test_targets_that_libreoffice_saved_change_nothing(registered: Acting, sql: Sql, ending: str) -> None:
    before = content(sql)
    assert counts(take_register(registered, "targets", SAVED / f"targets-exported.{ending}")) == (0, 0, 4)
    assert content(sql) == before


@pytest.mark.exhaustive(1)
@pytest.mark.process
@each_ending
def test_third_parties_that_changed_since_are_refused_by_name(registered: Acting, sql: Sql, ending: str) -> None:
    registered.do("register_third_party", name="-0101", credit_code="91520100MA6DL0009X", **PARTY_SAVED)
    before = content(sql)
    with pytest.raises(ImportRefused, match="“-0101”在表格导出以后已有改动"):
        sheets.take(registered, "third-parties", SAVED / f"third-parties.{ending}")
    assert content(sql) == before
