"""《负面清单》: the same lines as a paper and as a workbook, in which nothing is a formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from models.ledger.papers.negative_list import EntryOfList, ListPaper
from models.ledger.papers.signature import Signature
from models.rules.negative_list import EntryStanding
from models.rules.states import EntryState
from notifications.documents.negative_list import document, workbook

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

COLUMNS = ["序号", "部门", "目标编号", "目标", "核查认定", "核查日期", "列入日期", "状态", "整改时限"]
COLUMNS += ["记分", "较上期"]
ROAD = EntryOfList(
    position=1,
    department="省交通运输厅",
    target_code="GZ-01",
    target="农村公路",
    occurrence=2,
    finding="完成86公里",
    found_on=date(2026, 9, 18),
    listed_on=date(2026, 9, 21),
    state=EntryState.REMEDYING,
    round=2,
    limit=date(2026, 10, 20),
    points=Decimal("-2.50"),
    before=EntryState.REMEDYING,
    period="2026Q3",
)
WATER = replace(ROAD, position=2, target_code="GZ-02", target="=1+1", occurrence=1, round=None, limit=None, points=None)
WATER = replace(WATER, before=None)
LIST = ListPaper(
    "2026Q3", 7, "", (ROAD, replace(WATER, state=EntryState.LISTED)), Signature("省目标办", date(2026, 10, 9))
)


def sheet(quarter: ListPaper = LIST) -> Any:
    return load_workbook(BytesIO(workbook(quarter))).active


def test_the_list_as_a_paper(read: Reading) -> None:
    found = read(document(LIST))
    assert found.lines == [
        "关于2026年第三季度负面清单的\n通报（第7号）",
        "各纳入管理部门主要领导：",
        "截至2026年10月9日，列入负面清单共2项，请在整改时限内完成整改，已过时限的抓紧补欠。",
        "整改完成后5个工作日内反馈整改情况（《目标管控》6.2.5）。对认定有异议的，可以据实提出申诉（《目标管控》4.3）。",
        "附件：2026年第三季度负面清单",
        "省目标办",
        "2026年10月9日",
        "附件",
        "2026年第三季度负面清单",
    ]
    days = ["2026年\n9月18日", "2026年\n9月21日"]
    again = ["1", "省交通运输厅", "GZ-01", "农村公路（第2次列入）", "完成86公里", *days]
    first = ["2", "省交通运输厅", "GZ-02", "=1+1", "完成86公里", *days]
    assert found.tables == [
        [
            COLUMNS,
            [*again, "整改中（第2轮）", "2026年\n10月20日", "-2.5", "与上期相同"],
            [*first, "已列入", "未明确", "未设定", "本季新列入"],
        ]
    ]
    assert [each.orientation for each in found.sheet.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"refound": True}, "认定有变更"),
        ({"refound": True, "relimited": True}, "认定、整改时限有变更"),
        ({"relimited": True, "state": EntryState.MADE_GOOD}, "由整改中变为已补欠，整改时限有变更"),
    ],
)
def test_what_changed_since_the_last_list_is_named(changes: dict[str, Any], words: str) -> None:
    changed = replace(ROAD, **changes)
    assert sheet(replace(LIST, lines=(changed,))).cell(2, 11).value == words


def test_for_one_head_it_speaks_of_his_department(read: Reading) -> None:
    lines = read(document(replace(LIST, department="省交通运输厅"))).lines
    assert lines[1:3] == [
        "省交通运输厅主要领导：",
        "截至2026年10月9日，你单位列入负面清单2项，请在整改时限内完成整改，已过时限的抓紧补欠。",
    ]


@pytest.mark.parametrize("state", [EntryState.MADE_GOOD, EntryState.WITHDRAWN, EntryState.CORRECTED])
def test_the_text_asks_only_for_what_is_still_open(read: Reading, state: EntryState) -> None:
    ended = replace(ROAD, state=state)
    lines = read(document(replace(LIST, department="省交通运输厅", lines=(ended,)))).lines
    assert lines[2:5] == [
        "截至2026年10月9日，你单位列入负面清单1项，均已补欠或撤销。",
        "上述目标不需再办理整改。",
        "附件：2026年第三季度负面清单",
    ]
    some = read(document(replace(LIST, lines=(ended, ROAD)))).lines
    asked = "列入负面清单共2项，其中1项尚未办结，请在整改时限内完成整改，已过时限的抓紧补欠。"
    assert some[2] == f"截至2026年10月9日，{asked}"


def test_an_empty_list_says_so(read: Reading) -> None:
    found = read(document(replace(LIST, lines=())))
    assert (found.lines[2], found.tables) == ("截至2026年10月9日，没有列入负面清单的目标。", [])


def test_the_list_as_a_workbook_has_numbers_and_days_as_such() -> None:
    rows = [list(row) for row in sheet().iter_rows(values_only=True)]
    days = [datetime(2026, 9, 18), datetime(2026, 9, 21)]  # noqa: DTZ001 - as openpyxl reads a day
    assert rows[0] == COLUMNS
    assert rows[1][:7] == [1, "省交通运输厅", "GZ-01", "农村公路（第2次列入）", "完成86公里", *days]
    assert rows[1][7:] == ["整改中（第2轮）", datetime(2026, 10, 20), -2.5, "与上期相同"]  # noqa: DTZ001 - as above
    assert rows[2][7:] == ["已列入", "未明确", "未设定", "本季新列入"]


def test_a_name_that_begins_with_an_equals_sign_is_no_formula() -> None:
    cell = sheet()["D3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_workbook_prints_on_a4_with_its_head_on_each_page() -> None:
    found = sheet()
    assert (found.freeze_panes, found.print_title_rows, found.auto_filter.ref) == ("A2", "$1:$1", "A1:K3")
    assert (found.page_setup.orientation, int(found.page_setup.paperSize)) == ("landscape", 9)
    assert found.oddHeader.center.text == "2026年第三季度负面清单（第7号）·负面清单"


def test_a_long_finding_is_not_cut_off_and_the_workbook_is_one_page_wide() -> None:
    found = sheet(replace(LIST, lines=(replace(ROAD, finding="未完成" * 60), WATER)))
    heights = [found.row_dimensions[row].height for row in (1, 2, 3)]
    assert heights == [None, pytest.approx(16 * 11, abs=0.4), None]  # a row of one line has the height of the program
    assert found.page_setup.fitToWidth in {None, 1}
    assert found.print_options.gridLines


def test_characters_that_no_workbook_may_hold_are_left_out() -> None:
    odd = replace(LIST, lines=(replace(ROAD, finding="完成\x0086\x0b公里"),))
    assert sheet(odd)["E2"].value == "完成86\n公里"


def test_equal_lists_are_equal_files() -> None:
    assert workbook(LIST) == workbook(replace(LIST)) != workbook(replace(LIST, number=8))
    assert document(LIST) == document(replace(LIST)) != document(replace(LIST, number=8))


def test_a_waived_remediation_says_so_after_the_status() -> None:
    waived = replace(ROAD, waived="整改已豁免（不计逾期）")
    assert sheet(replace(LIST, lines=(waived,))).cell(2, 8).value == "整改中（第2轮），整改已豁免（不计逾期）"


def test_the_status_is_what_the_entry_waits_for() -> None:
    waiting = replace(ROAD, standing=EntryStanding.SUSPENDED)
    assert sheet(replace(LIST, lines=(waiting,))).cell(2, 8).value == "中止（第2轮）"
