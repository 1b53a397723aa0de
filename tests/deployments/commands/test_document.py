"""`mubiao document`: each kind of document from the command line, and one sentence if there is nothing to write."""

from __future__ import annotations

from hashlib import sha256
from time import process_time
from typing import TYPE_CHECKING

import pytest
from docx import Document
from openpyxl import load_workbook

from deployments.commands.document import command
from models.database import begin
from models.ledger.papers.remediation import remediation_paper
from notifications.documents import remediation
from tests.databases import story
from tests.models.ledger.draft.lists import agree, bodies, consult, draft, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

PLAN = {
    "purpose": "核实目标完成情况",
    "content": "核实完成数量和质量",
    "methods": "查阅资料",
    "standard": "目标绩效要求",
    "ends_on": "2026-09-30",
    "requirements": "逐项核实",
}
KINDS = {
    "plan": ("--inspection", "2026-1"),
    "remediation": ("--target", "T001", "--year", "2026"),
    "urging": ("--obligation", "1", "--on", "2026-04-03"),
    "negative-list": ("--period", "2026Q3"),
    "quality-report": ("--period", "2026Q3"),
    "covert-list": ("--list", "2026Q3-1"),
    "answer-sheet": ("--obligation", "1"),
}
PAPERS = [kind for kind in KINDS if kind not in ("covert-list", "answer-sheet")]  # sheets to fill in


def ending_of(kind: str) -> str:
    return ".docx" if kind in PAPERS else ".xlsx"


@pytest.fixture
@story
def year(line: Mubiao, anyone: Acting) -> Mubiao:
    """An overdue check, an issued plan, an entry with its limit and a frozen list."""
    for day in ("2026-04-01", "2026-04-03"):
        anyone.on(day).system.do("propose_urgings")
    september = anyone.on("2026-09-10")
    for name in ("王文", "李天"):
        september.do("register_inspector", name=name)
    september.do("draft_inspection", kind="季度核查", title="第三季度核查", **PLAN)
    september.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    september.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    september.lists("T001", "进度滞后", "2026-09-08")
    september.do("set_limit", target="T001", limit="2026-10-20")
    party = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}
    september.do("register_third_party", name="中鼎评估公司", **party)
    september.do("hand_out_covert_list", period="2026Q3", third_party="中鼎评估公司", targets="T003")
    october = anyone.on("2026-10-09")
    october.do("freeze_negative_list", period="2026Q3")
    october.do("compile_quality_report", period="2026Q3", problems="进度不均衡", plans="按月调度")
    return line


@pytest.mark.parametrize(
    ("kind", "title", "number", "day"),
    [
        ("plan", "第三季度核查方案", "黔目标办〔2026〕20号", "2026-09-10"),
        ("remediation", "关于限期整改“目标T001”的通知", "", "2026-09-10"),
        ("urging", "关于2026年3月月度检查的催办函", "", "2026-04-03"),
        ("negative-list", "2026年第三季度负面清单", "第1号", "2026-10-09"),
        ("quality-report", "2026年第三季度目标完成质量分析报告", "第1号", "2026-10-09"),
    ],
)
def test_each_kind_is_written_and_reported(
    year: Mubiao, tmp_path: Path, kind: str, title: str, number: str, day: str
) -> None:
    place = tmp_path / "文书.docx"
    listed = year.json("document", kind, *KINDS[kind], "-o", str(place))
    digest = sha256(place.read_bytes()).hexdigest()
    assert listed.pop("kind") in {"核查方案", "整改通知", "催办函", "负面清单", "质量分析报告"}
    assert listed == {"title": title, "number": number, "date": day, "file": str(place), "sha256": digest}
    assert any(title in line.text for line in Document(str(place)).paragraphs)
    again = tmp_path / "再次.docx"
    year.done("document", kind, *KINDS[kind], "-o", str(again))
    assert again.read_bytes() == place.read_bytes()


def test_a_paper_is_a_draft_until_it_has_its_number(year: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    place = tmp_path / "整改通知.docx"
    year.done("document", "remediation", *KINDS["remediation"], "-o", str(place))
    assert "送审稿" in [line.text for line in Document(str(place)).paragraphs]
    number = "黔目标办发〔2026〕1号"
    anyone.on("2026-09-10").do("issue_paper", kind="整改通知", subject="T001", number=number)
    listed = year.json("document", "remediation", *KINDS["remediation"], "--force", "-o", str(place))
    assert listed["number"] == number
    paper = Document(str(place))
    assert number in [line.text for line in paper.paragraphs]
    assert paper.tables[-1].cell(0, 0).text.endswith("2026年9月10日印发")


@pytest.mark.exhaustive
@pytest.mark.usefixtures("year")
def test_a_hundred_remediation_notices_take_less_than_thirty_seconds_of_a_processor() -> None:
    begun = process_time()
    with begin() as session:
        made = {remediation.document(remediation_paper(session, "T001", 2026)) for _ in range(100)}
    assert process_time() - begun <= 30
    assert len(made) == 1


def test_every_kind_is_tried() -> None:
    of_record = {"adjustment", "appraisal", "issued-list", "sample-commitment", "sample-result", "survey-sheet"}
    assert set(command.commands) == {*KINDS, "submission"} | of_record


def test_the_paper_of_a_submission_is_written(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    march = anyone.on("2026-03-05")
    bodies(march)
    draft(march, "N1")
    [number] = consult(march)
    agree(march, number, "N1")
    submit(march)
    place = tmp_path / "请示.docx"
    listed = line.json("document", "submission", "--submission", "2026-1", "-o", str(place))
    assert (listed["title"], listed["number"]) == ("关于报请审批2026年职能绩效目标的请示", "2026-1")
    assert any("农村公路N1" in cell.text for row in Document(str(place)).tables[0].rows for cell in row.cells)


def test_the_output_names_the_document_and_its_file(year: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "核查方案.docx"
    text = year.done("document", "plan", *KINDS["plan"], "-o", str(place)).splitlines()
    assert text[0] == f"已写入核查方案《第三季度核查方案》（黔目标办〔2026〕20号），落款日期2026-09-10：{place}"
    assert text[1] == f"文件校验码（SHA-256）：{sha256(place.read_bytes()).hexdigest()}"


def test_the_list_is_a_workbook_where_the_file_is_to_be_one(year: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "负面清单.xlsx"
    year.done("document", "negative-list", *KINDS["negative-list"], "--department", "D001", "-o", str(place))
    assert [row[2] for row in load_workbook(place).worksheets[0].iter_rows(values_only=True)] == ["目标编号", "T001"]


def test_the_report_names_the_digest_of_its_workbook(year: Mubiao, tmp_path: Path) -> None:
    paper, book = tmp_path / "报告.docx", tmp_path / "报告.xlsx"
    year.done("document", "quality-report", *KINDS["quality-report"], "-o", str(paper))
    listed = year.json("document", "quality-report", *KINDS["quality-report"], "-o", str(book))
    assert listed["sha256"] in [line.text for line in Document(str(paper)).paragraphs]


def test_the_report_as_a_workbook_names_every_row_that_it_counts(year: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "报告.xlsx"
    year.done("document", "quality-report", *KINDS["quality-report"], "-o", str(place))
    counted = list(load_workbook(place)["明细"].iter_rows(values_only=True))
    assert ("负面清单", "负面清单", "整改中", "T001#1") in counted


def test_the_list_of_a_covert_visit_is_a_sheet_with_columns_to_fill_in(year: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "暗访清单.xlsx"
    listed = year.json("document", "covert-list", *KINDS["covert-list"], "-o", str(place))
    assert (listed["title"], listed["number"]) == ("2026年第三季度第三方暗访清单", "2026Q3-1")
    titles, row = load_workbook(place)["暗访清单"].iter_rows(values_only=True)
    sheet = dict(zip(titles, row, strict=True))
    assert (sheet["清单编号"], sheet["序号"], sheet["目标编号"]) == ("2026Q3-1", 1, "T003")
    assert [sheet[title] for title in ("暗访日期", "是否达到要求", "完成情况", "所见情况", "核查人员代号")] == [
        None
    ] * 5


@pytest.mark.parametrize("kind", KINDS)
def test_an_existing_file_is_not_overwritten_without_force(year: Mubiao, tmp_path: Path, kind: str) -> None:
    place = tmp_path / f"文书{ending_of(kind)}"
    place.write_bytes(b"signed")
    order = ("document", kind, *KINDS[kind], "-o", str(place))
    assert year.refused(*order) == f"“{place}”已经存在，没有改动；确需覆盖的，请加 --force。\n"
    assert place.read_bytes() == b"signed"
    year.done(*order, "--force")
    assert place.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "text"), [("没有/a{}", "没有文件夹"), ("a.pdf", "“a.pdf”应以 {}"), ("", "应以 {}")])
def test_a_bad_path_is_refused_before_any_query(
    mubiao: Mubiao, tmp_path: Path, kind: str, name: str, text: str
) -> None:
    ending = ending_of(kind)
    order = ("document", kind, *KINDS[kind], "-o", str(tmp_path / name.format(ending)))
    assert text.format(ending) in mubiao.refused(*order)
    assert not mubiao.home.exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ("plan", "--inspection", "2026-9"),
            "没有编号为“2026-9”的核查，编号的格式如2026-3。查看：mubiao inspections。\n",
        ),
        (("remediation", "--target", "T777", "--year", "2026"), "2026年目标中没有编号“T777”。其他年度请加 --year。\n"),
        (("remediation", "--target", "T001", "--year", "2026"), "目标T001没有列入负面清单，不需要整改通知。\n"),
        (("urging", "--obligation", "777"), "没有编号为777的应办事项。查看：mubiao owed。\n"),
        (("negative-list", "--period", "2026Q3"), "2026年第三季度的负面清单尚未形成。\n"),
        (
            ("covert-list", "--list", "2026Q3-1"),
            "没有编号为“2026Q3-1”的暗访清单，编号的格式如2026Q3-1；提供清单：hand_out_covert_list。\n",
        ),
    ],
)
def test_without_content_no_file_is_written(line: Mubiao, tmp_path: Path, words: tuple[str, ...], text: str) -> None:
    assert line.refused("document", *words, "-o", str(tmp_path / f"a{ending_of(words[0])}")) == text
    assert list(tmp_path.glob("a.*")) == []


@pytest.mark.parametrize("words", [("plan",), ("urging", "--obligation", "十二"), ("report",), ()])
def test_a_wrong_usage_is_reported(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert mubiao("document", *words).code == 2
