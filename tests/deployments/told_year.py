"""The story of a year told by acts: six simulated departments, then what the agency does by hand, then what is asked.

The questions and their answers are kept in `tests/data/told_year`, each after its line `$ mubiao …`. The file of a
document is kept as its text.
"""

from __future__ import annotations

import re
import shlex
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from deployments.simulation.invariants.nightly import Watch
from deployments.simulation.plan import Plan
from deployments.simulation.year import Year
from models.rules.workdays import SHANGHAI
from tasks.home import account_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployments.simulation.outside_world import Outside
    from deployments.simulation.world import World
    from tests.deployments.conftest import Mubiao

KEPT = Path(__file__).parents[1] / "data" / "told_year"
PLAN = Plan(
    2025, departments=6, targets=3, seed=313
)  # seven entries, two appeals, ten inspections, an adjustment filed
MORNING = datetime(2026, 4, 1, 10, 30, tzinfo=SHANGHAI)  # the day after the simulated year
ASKED, WRITES = "$ mubiao ", " > "
SHEET = """编号,目标名称,绩效要求,责任部门,年度,数量,单位,完成时限,下达日期
N-1,新建公路,新建农村公路,第1厅,2026,100,公里,2026-11-30,2026-02-26
N-2,新增学位,新增学位,第5厅,2026,500,个,2026-09-01,2026-02-26
N-3,新增床位,新增床位,第3厅,2026,200,张,2026-12-31,2026-02-26
"""
ACTS = """
import targets {sheet} --taken-over 推演目标〔2026〕1号 2026-02-26
act open_cycle --cycle self_check --period 2026Q1
act request_adjustment --by D001/D001联络员 --year 2026 --target N-1 --ground 重大政策 --reason 省政府调减年度任务 \
 --quantity 90 --evidence {paper}
act draft_inspection --kind 专项核查 --title 学位专项核查 --departments 第1厅 --purpose 核实完成情况 \
 --content 核实学位 --methods 查阅资料、实地查看 --standard 目标绩效要求 --requirements 逐项核实 --ends-on 2026-04-30
act appoint_team --inspection 2026-1 --leader 核查员一 --members 核查员二
act issue_plan --inspection 2026-1 --document-number 推演核〔2026〕1号
act record_finding --inspection 2026-1 --target D001-02 --year 2025 --conclusion 未按质按量完成 --found 学位缺40个 \
 --methods 实地查看 --found-on 2026-04-01 --found-by 核查员一、核查员二 --evidence {paper}
act list_finding --inspection 2026-1 --target D001-02 --year 2025 --leader 核查员一 --paper 推演核签〔2026〕1号 \
 --paper-date 2026-04-01
act set_limit --target D001-02 --year 2025 --limit 2026-04-24
act lodge_appeal --by D001/D001联络员 --target D001-02 --year 2025 --ground 另有40个学位已建成 --evidence {paper}
act accept_appeal --target D001-02 --year 2025
act draft_inspection --kind 专项核查 --title 学位申诉复核 --departments 第1厅 --purpose 复核申诉 --content 清点学位 \
 --methods 实地查看 --standard 目标绩效要求 --requirements 逐校清点 --ends-on 2026-05-15
act appoint_team --inspection 2026-2 --leader 核查员三 --members 核查员四
act issue_plan --inspection 2026-2 --document-number 推演核〔2026〕2号
act assign_reinspection --target D001-02 --year 2025 --inspection 2026-2
act mark_secret --target D005-03 --year 2025 --marking 秘密 --reason 涉密
act hand_out_covert_list --period 2026Q2 --third-party 推演评估公司 --targets N-1、N-2
act transfer_targets --department D005 --successor D006 --targets N-2 --effective-on 2026-04-01 \
 --basis 推演编〔2026〕1号
act merge_department --department D003 --successor D002 --effective-on 2026-04-01 --basis 推演编〔2026〕2号
act rename_department --department D004 --name 第四局 --effective-on 2026-04-01 --basis 推演编〔2026〕3号
"""
# What a random key makes, and what has it inside. Each is written as #.
HASH = "[0-9a-f]{64}"
RANDOM = re.compile(
    "|".join(
        (
            "(?:[0-9a-f]{4}-){3,15}[0-9a-f]{4}",  # the head of the chain, in groups
            f'(?<="hash": "){HASH}|(?<=末块校验码 \\| ){HASH}',  # a block
            f"(?<=工作簿的文件校验码（SHA-256）：\n){HASH}",  # a workbook that names a block
            rf"{HASH}(?=\.xlsx)",  # an answer sheet, by its name
            r"\b[A-Z2-7]{16}-[A-Z2-7]{8}\b|\b[A-Z2-7]{40,}\b",  # the codes in it
        )
    )
)


class Unwatched(Watch):
    """No checks of a simulated day: the tests of the simulation have them."""

    def after_sweep(self, *_: object, **__: object) -> None:
        """Check nothing."""

    at_night = after_sweep


def live(world: World, outside: Outside) -> None:
    """Live the simulated year from the evening before it."""
    year = Year(PLAN, world, outside)
    year.watch = Unwatched(PLAN, world, outside)
    year.found()
    for day in year.plan.days:
        year.live_day(day)


def act_by_hand(mubiao: Mubiao, folder: Path) -> None:
    """Do what the agency does on the day after: a reform, an appeal, a marking, a covert list."""
    sheet, paper = folder / "目标.csv", folder / "验收单.txt"
    sheet.write_text(SHEET, encoding="utf-8")
    paper.write_text("验收单", encoding="utf-8")
    for line in ACTS.strip().splitlines():
        mubiao.done(*shlex.split(line.format(sheet=sheet, paper=paper)))


def kept_answers() -> dict[Path, dict[str, str]]:
    """Returns the kept answers by file, each by its command line."""
    return {file: dict(_read(file.read_text(encoding="utf-8"))) for file in sorted(KEPT.iterdir())}


def _read(text: str) -> Iterator[tuple[str, str]]:
    for part in f"\n{text}".split(f"\n{ASKED}")[1:]:
        line, _, answer = part.partition("\n")
        yield line, answer.rstrip("\n")


def keep(file: Path, answers: dict[str, str]) -> None:
    """Write the answers of a file instead of those that it has."""
    file.write_text("\n".join(f"{ASKED}{line}\n{answer}\n" for line, answer in answers.items()), encoding="utf-8")


def answer(mubiao: Mubiao, line: str, folder: Path) -> str:
    """Returns the answer of a command line, or the text of the file that it writes, without what is random."""
    words, _, suffix = line.partition(WRITES)
    if not suffix:
        return _settled(mubiao.done(*shlex.split(words)))
    place = folder / f"answer{suffix}"
    place.unlink(missing_ok=True)
    mubiao.done(*shlex.split(words), *(["-o"] if words.startswith("document") else []), str(place))
    return _settled("\n".join(_lines_of_document(place) if suffix == ".docx" else _lines_of_workbook(place)))


def _settled(text: str) -> str:
    lines = (
        line.rstrip() for line in RANDOM.sub("#", text.replace(f"本机账户 {account_name()}", "本机账户")).splitlines()
    )
    return "\n".join(lines).strip("\n")


def _lines_of_document(place: Path) -> Iterator[str]:
    document = Document(str(place))
    parts = [
        document.element.body,
        *(foot._element for each in document.sections for foot in (each.header, each.footer)),
    ]
    for part in parts:
        for paragraph in part.iter(qn("w:p")):
            if words := "".join(each.text or "" for each in paragraph.iter(qn("w:t"))):
                yield words


def _lines_of_workbook(place: Path) -> Iterator[str]:
    for sheet in load_workbook(place).worksheets:
        yield f"【{sheet.title}】"
        for row in sheet.iter_rows(values_only=True):
            cells = [_cell(value) for value in row]
            if any(cells):
                yield " | ".join(cells).rstrip(" |")


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date() if value == datetime.combine(value.date(), datetime.min.time()) else value
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value).replace("\n", "⏎")
