"""`mubiao export ledger`: the 台账 of a department from the command line, and one sentence if it is refused."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

OF = ("export", "ledger", "--department", "D001", "--on", "2026-04-02")
SHEETS = ["说明", "目标", "周期事项", "填报", "核查结果", "负面清单", "申诉与调整"]


@pytest.fixture
@story
def reported(line: Mubiao, anyone: Acting) -> Mubiao:
    """D001 reported March on 1 April, a day late; T001 is on the negative list."""
    april = anyone.on("2026-04-01")
    april.report("D001", "2026-03", "T001", "T002")
    april.lists("T001", "进度滞后", "2026-04-01")
    return line


def test_the_workbook_is_written_and_counted(reported: Mubiao, sql: Sql, tmp_path: Path) -> None:
    place = tmp_path / "台账.xlsx"
    listed = reported.json(*OF, str(place))
    height, head = sql.rows("SELECT height, hash FROM chain_head")[0]
    assert listed == {
        "kind": "ledger",
        "department": "第001厅",
        "code": "D001",
        "year": 2026,
        "date": "2026-04-02",
        "height": height,
        "hash": head,
        "file": str(place),
        "sha256": sha256(place.read_bytes()).hexdigest(),
        "sheets": {"目标": 2, "周期事项": 1, "填报": 2, "核查结果": 1, "负面清单": 1, "申诉与调整": 0},
    }
    book = load_workbook(place)
    assert book.sheetnames == SHEETS
    assert [row[0] for row in book["目标"].iter_rows(values_only=True)] == ["目标编号", "T001", "T002"]
    assert [row[9] for row in book["周期事项"].iter_rows(values_only=True)] == ["逾期（工作日）", 1]


def test_the_output_names_the_workbook_and_its_file(reported: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "台账.xlsx"
    text = reported.done(*OF, "--year", "2026", str(place)).splitlines()
    assert text == [
        f"已写入第001厅2026年目标绩效管理台账：{place}",
        "目标2行，周期事项1行，填报2行，核查结果1行，负面清单1行，申诉与调整0行。",
        f"文件校验码（SHA-256）：{sha256(place.read_bytes()).hexdigest()}",
    ]


def test_the_cover_names_the_command_that_checks_its_block(reported: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "台账.xlsx"
    height = reported.json(*OF, str(place))["height"]
    words = [str(row[1]) for row in load_workbook(place)["说明"].iter_rows(values_only=True)][-1]
    head = words.split("--head ")[1].split("，")[0]
    assert f"台账第{height}块与台账月报一致" in reported.done("verify", "--head", head)


def test_an_export_changes_nothing_and_the_same_again_is_the_same_file(
    reported: Mubiao, sql: Sql, tmp_path: Path
) -> None:
    before = sql.rows("SELECT height, hash FROM chain_head")
    for name in ("a.xlsx", "b.xlsx"):
        reported.done(*OF, str(tmp_path / name))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sql.rows("SELECT height, hash FROM chain_head") == before


def test_an_existing_file_is_not_overwritten_without_force(reported: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "台账.xlsx"
    place.write_bytes(b"kept")
    assert reported.refused(*OF, str(place)) == f"“{place}”已经存在，没有改动；确需覆盖的，请加 --force。\n"
    assert place.read_bytes() == b"kept"
    reported.done(*OF, str(place), "--force")
    assert place.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("name", "text"), [("没有/a.xlsx", "没有文件夹"), ("a.csv", "“a.csv”应以 .xlsx"), ("", "应以 .xlsx")]
)
def test_a_bad_path_is_refused_before_any_query(mubiao: Mubiao, tmp_path: Path, name: str, text: str) -> None:
    assert text in mubiao.refused(*OF, str(tmp_path / name))
    assert not mubiao.home.exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--department", "第01厅"), "部门“第01厅”不在部门名单中，是否为“第001厅”。查看：mubiao departments。\n"),
        (
            ("--department", "D001", "--year", "2019"),
            "“第001厅”2019年没有台账内容：没有目标，也没有应办事项。其他年度请加 --year。\n",
        ),
    ],
)
def test_without_content_no_file_is_written(line: Mubiao, tmp_path: Path, words: tuple[str, ...], text: str) -> None:
    assert line.refused("export", "ledger", str(tmp_path / "a.xlsx"), *words, "--on", "2026-04-02") == text
    assert list(tmp_path.glob("*.xlsx*")) == []


def test_without_an_installation_it_says_so(mubiao: Mubiao, tmp_path: Path) -> None:
    text = mubiao.refused(*OF, str(tmp_path / "a.xlsx"))
    assert "中没有本系统的数据" in text
    assert not mubiao.home.exists()


@pytest.mark.parametrize(
    "words",
    [("ledger",), ("ledger", "a.xlsx"), ("ledger", "a.xlsx", "--department", "D001", "--year", "今年"), ("x",), ()],
)
def test_a_wrong_usage_is_reported(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert mubiao("export", *words).code == 2


def test_the_results_of_a_year_are_written_and_counted(reported: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "核查结果.xlsx"
    order = ("export", "results", "--year", "2026", "--on", "2026-04-02", str(place))
    listed = reported.json(*order)
    assert listed == {
        "kind": "results",
        "year": 2026,
        "date": "2026-04-02",
        "file": str(place),
        "sha256": sha256(place.read_bytes()).hexdigest(),
        "sheets": {"汇总": 2, "核查结果": 1, "负面清单": 1, "奖惩建议": 0, "考评事实": 2, "考评事实依据": 8},
    }
    text = reported.done(*order, "--force").splitlines()
    assert text[:2] == [
        f"已写入2026年核查结果汇总：{place}",
        "汇总2行，核查结果1行，负面清单1行，奖惩建议0行，考评事实2行，考评事实依据8行。",
    ]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (("--year", "2025", "a.xlsx"), "2025年没有签字生效的核查结果，也没有列入负面清单的目标。"),
        (("a.docx",), "“a.docx”应以 .xlsx"),
    ],
)
def test_results_that_cannot_be_written_are_refused(reported: Mubiao, more: tuple[str, ...], text: str) -> None:
    assert text in reported.refused("export", "results", *more)


@pytest.mark.parametrize(
    ("kind", "then"), [("urgings", "现在没有要填的行，不必导入。"), ("bodies", "填好后导入：mubiao import bodies ")]
)
def test_an_empty_sheet_that_takes_no_new_rows_need_not_be_imported(
    line: Mubiao, tmp_path: Path, kind: str, then: str
) -> None:
    written, advice = line.done("export", kind, str(tmp_path / "表.xlsx")).splitlines()
    assert "0行" in written
    assert advice.startswith(then)
