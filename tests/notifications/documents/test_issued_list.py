"""《目标下达通知》: the words of the paper and its list, whose empty weight and deadline say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx.enum.section import WD_ORIENT

from models.ledger.papers.issued_list import IssuedListPaper, IssuedTarget
from models.ledger.papers.signature import Signature
from models.rules.kinds import Category
from notifications.documents.issued_list import document

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

NUMBER = "黔目标〔2026〕3号"
ROADS = IssuedTarget(
    code="T001",
    name="农村公路",
    requirement="建成1000公里",
    quantity="1000公里",
    deadline=date(2026, 10, 31),
    source="本级目标\n省政府工作报告",
    weight="7.5",
    indicators=("指标1 县道：不少于600公里",),
)
ISSUED = IssuedListPaper(
    2026, Category.FUNCTIONAL, "省交通厅", (ROADS,), Signature("省目标办", date(2026, 3, 19), number=NUMBER)
)


def test_the_paper_word_for_word(read: Reading) -> None:
    found = read(document(ISSUED))
    assert found.lines == [
        "关于下达2026年职能绩效目标的通知",
        "省交通厅：",
        "现将2026年职能绩效目标1项下达你单位，请签收并组织实施；确需调整的，按《目标管控》6.1.7办理。",
        "附件：2026年职能绩效目标清单",
        "省目标办",
        "2026年3月19日",
        "附件",
        "2026年职能绩效目标清单",
    ]
    assert found.sheet.core_properties.identifier == NUMBER


def test_the_list_has_a_row_for_each_target(read: Reading) -> None:
    head, row = read(document(ISSUED)).tables[0]
    assert head == ["编号", "目标和绩效要求", "数量", "来源", "权重", "完成时限"]
    assert row == [
        "T001",
        "农村公路\n建成1000公里\n指标1 县道：不少于600公里",
        "1000公里",
        "本级目标\n省政府工作报告",
        "7.5",
        "2026年10月31日",
    ]


@pytest.mark.parametrize(
    ("otherwise", "column", "shown"),
    [
        ({"weight": ""}, "权重", "未设定"),
        ({"deadline": None}, "完成时限", "年底（默认）"),
        ({"quantity": ""}, "数量", ""),
        ({"requirement": "农村公路", "indicators": ()}, "目标和绩效要求", "农村公路"),
    ],
)
def test_what_is_empty_is_said(otherwise: dict[str, object], column: str, shown: str, read: Reading) -> None:
    target = replace(ROADS, **otherwise)  # type: ignore[arg-type] # one field of any type
    head, row = read(document(replace(ISSUED, targets=(target,)))).tables[0]
    assert dict(zip(head, row, strict=True))[column] == shown


def test_the_list_stands_on_a_turned_page_after_the_text(read: Reading) -> None:
    sheet = read(document(ISSUED)).sheet
    assert [section.orientation for section in sheet.sections[:2]] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


@pytest.mark.parametrize("count", [1, 2, 40])
def test_the_targets_are_counted_in_the_text_and_listed_in_their_order(count: int, read: Reading) -> None:
    targets = tuple(replace(ROADS, code=f"T{number:03}") for number in range(1, count + 1))
    found = read(document(replace(ISSUED, targets=targets)))
    assert f"职能绩效目标{count}项下达你单位" in found.lines[2]
    assert [row[0] for row in found.tables[0][1:]] == [target.code for target in targets]


def test_building_targets_are_called_so(read: Reading) -> None:
    found = read(document(replace(ISSUED, category=Category.BUILDING)))
    assert found.lines[0] == "关于下达2026年机关建设目标的通知"
    assert found.lines[-1] == "2026年机关建设目标清单"


def test_one_of_a_rehearsal_says_so(read: Reading) -> None:
    signed = replace(ISSUED.signature, rehearsal=True)
    assert read(document(replace(ISSUED, signature=signed))).lines[0].startswith("【演练】")
