"""《催办函》: the overdue duty, its deadline and proof, the earlier urgings, and what to do now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.ledger.papers.signature import Signature
from models.ledger.papers.urging import UrgingPaper
from notifications.documents.urging import document

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

LETTER = UrgingPaper(
    task=4,
    obligation=1,
    department="省交通运输厅",
    taken_over_from="",
    subject="2026年3月月度检查",
    due=date(2026, 3, 31),
    late="已逾期3个工作日",
    why="《目标管控》6.1.1，每月检查。",
    to_do="逐项填报本月进度、状态和说明",
    earlier=("2026年4月1日电话询问：答复本周报送",),
    signature=Signature("省目标办", date(2026, 4, 3)),
)


def test_a_letter_word_for_word(read: Reading) -> None:
    late = "你单位应于2026年3月31日前办理的“2026年3月月度检查”，至2026年4月3日尚未办结，已逾期3个工作日。"
    assert read(document(LETTER)).lines == [
        "关于2026年3月月度检查的催办函",
        "省交通运输厅：",
        f"{late}根据《目标管控》6.2.2，现予催办。",
        "请收函后抓紧办理并报送办理结果；已经办结的，请说明实际办结日期；暂不能办结的，请书面说明原因和预计办结日期。",
        "省目标办",
        "2026年4月3日",
        "（事项编号：1；催办任务编号：4）",
    ]
    assert read(document(LETTER)).tables == [
        [
            ["事项", "2026年3月月度检查"],
            ["期限", "2026年3月31日，已逾期3个工作日"],
            ["期限依据", "《目标管控》6.1.1，每月检查。"],
            ["应办内容", "逐项填报本月进度、状态和说明"],
            ["此前催办", "2026年4月1日电话询问：答复本周报送"],
        ]
    ]


def test_a_duty_taken_over_names_the_former_department(read: Reading) -> None:
    found = read(document(replace(LETTER, taken_over_from="省公路局", earlier=())))
    assert found.lines[2].startswith("你单位（承接省公路局）应于2026年3月31日前办理的")
    assert found.tables[0][-1] == ["此前催办", "无"]


def test_the_same_letter_is_the_same_file() -> None:
    assert document(LETTER) == document(replace(LETTER)) != document(replace(LETTER, task=5))
