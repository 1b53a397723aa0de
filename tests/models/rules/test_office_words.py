"""No sentence that an office reads names a command, an option or an act, whatever refusal it comes from."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import models
from models.rules.office_words import ASK, for_office, named_fault, with_month

ROOT = Path(next(iter(models.__path__)))
LIST = re.compile(r"命令|--[a-z]|mubiao|\bact |\bimport\b|[a-z]_[a-z]", re.ASCII)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sentences() -> list[str]:
    """Every sentence in the code of the models that names a command, an option or an act."""
    found: set[str] = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, (ast.Raise, ast.Return, ast.Call)):
                found |= {_text(each) for each in ast.walk(node) if isinstance(each, ast.JoinedStr)}
                constants = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                found |= {value for value in constants if isinstance(value, str)}
    return sorted(each for each in found if LIST.search(each) and CHINESE.search(each) and "SELECT" not in each)


def _text(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "甲" for part in node.values)


def test_no_sentence_of_the_models_keeps_a_word_of_the_list() -> None:
    found = sentences()
    assert len(found) > 50
    whole = [each for each in found if each.endswith(("。", "）"))]
    assert {each: for_office(each) for each in whole if LIST.search(for_office(each))} == {}
    assert all(map(for_office, found))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("进度（%）应在0到100之间", "进度（%）应在0到100之间"),
        ("“a_b.jpg”没有随信发来", "“a_b.jpg”没有随信发来"),
        ("J7：状态“命令”不在可选范围内，可填：已完成", "J7：状态“命令”不在可选范围内，可填：已完成"),
        ("附件photo_one.jpg是空文件", "附件photo_one.jpg是空文件"),
        (
            "已豁免，不能填报；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。",
            "已豁免，不能填报；豁免有误的，由管理机构撤回豁免。",
        ),
        (
            "目标T001没有申请过调整，请先申请目标调整（request_adjustment）。",
            "目标T001没有申请过调整，请先申请目标调整。",
        ),
        ("没有编号为7的应办事项。查看：mubiao owed。", "没有编号为7的应办事项。"),
        (
            "表.xlsx：未导入：内容不是工作簿，请另存为.xlsx后重新导入。",
            "表.xlsx：内容不是工作簿，请另存为.xlsx后重新发来。",
        ),
        ("目标“导入新业态”其实是图片，不能导入", "目标“导入新业态”其实是图片，不能收取"),
        ("写明年度（--year 2026）。", "写明年度。"),
        ("没有登记；请先登记：adopt_letterhead --evidence 文件。", "没有登记。"),
        ("请先执行：mubiao act renew_answer_key --reason 首次生成。", ASK),
    ],
)
def test_commands_options_and_acts_go_and_the_rest_stays(said: str, left: str) -> None:
    assert for_office(said) == left


def test_a_month_is_written_as_people_write_it() -> None:
    assert with_month("“第001厅”2026-03已填报2项。") == "“第001厅”2026年3月已填报2项。"
    assert with_month("2026-03-05已交，2026-13已填报") == "2026-03-05已交，2026-13已填报"


def test_a_faulty_file_is_named_once() -> None:
    assert named_fault({"name": "自查.xlsx", "fault": "“自查.xlsx”的内容不是工作簿"}) == "“自查.xlsx”的内容不是工作簿"
    assert named_fault({"name": "现场.jpg", "fault": "是空文件"}) == "“现场.jpg”是空文件"
