"""核查结果汇总 of a year as a workbook: one row per department, and the records behind each figure (6.2.8)."""

from itertools import starmap
from operator import attrgetter
from typing import Any

from models.ledger.papers.year_results import Results, YearResults
from models.rules.inspection import Conclusion, Suggested
from models.rules.points import shown
from models.rules.quality import share
from models.rules.sample_documents import drawn_how
from models.rules.states import EntryState
from models.rules.verdicts import PROMPT_ENTRY
from notifications.documents import facts
from notifications.documents.grid import Columns, Grid, Row

TOTALS: Columns = {
    "部门编码": 9, "部门": 20, "核查次数": 7, "核查项次": 7, "申报完成": 7, "符合": 7, "未按质按量完成": 9,
    "无法核实": 7, "申报完成而不符合": 9, "该项数占核查项次": 9, "列入负面清单": 8, "已补欠": 7, "未补欠": 7,
    "经裁定撤销": 8, "经更正撤销": 8, "逾期整改": 7, "逾期反馈": 7, "补录": 7, "负面清单记分": 9,
    "建议奖励": 9, "建议惩罚": 9,
}  # fmt: skip
FINDINGS: Columns = {
    "部门编码": 10, "部门": 22, "核查编号": 10, "核查": 24, "抽样": 12, "目标编号": 14, "目标": 30, "结果版本": 7,
    "申报完成": 9, "结论": 16, "签字日期": 12, "效力": 14,
}  # fmt: skip
OF_ENTRY: Columns = {
    "部门编码": 10, "部门": 18, "目标编号": 14, "目标": 24, "第几次列入": 8, "核查认定": 30, "列入日期": 12,
    "状态": 30, "逾期整改": 9, "逾期反馈": 9, "补录": 8, "记分": 9,
}  # fmt: skip
SUGGESTIONS: Columns = {
    "部门编码": 10, "部门": 24, "核查编号": 10, "建议": 8, "内容": 40, "提出日期": 12, "答复": 40,
}  # fmt: skip
named = attrgetter("code", "department")
LEFT = (EntryState.LISTED, EntryState.REMEDYING)
COUNTED_LATE = ("late_remediations", "late_feedbacks", "entered_late")
ENDS = ((EntryState.MADE_GOOD,), LEFT, (EntryState.WITHDRAWN,), (EntryState.CORRECTED,))
SCOPE = (
    "核查结果：组长已签字、未被更正的；经申诉撤销的列出并标明，不计入结论。被合并部门的列在承接部门。",
    "申报完成而不符合：申报已完成、核查认定未按质按量完成的；没有申报完成的不在其中。该项数占核查项次＝申报完成而不符合÷全年核查项次。",
    "全年核查项次含没有抽样的核查，所以这一比率不是核验误差率；每次核查的误差率及其区间见 mubiao error-rate。",
    "逾期整改、逾期反馈：逾期办结的，和到导出之日已逾期仍未办结的。",
    f"补录：整改或反馈收到后超过{PROMPT_ENTRY}个工作日才录入的，是否逾期按注明的收到日认定。",
    "记分：未完成记负分，完成记0分，超额不加分；按列入时的设定和条目现状计算，设定见 mubiao policies。",
)


def sheets_of(results: YearResults) -> list[tuple[str, Columns, list[Row]]]:
    """Returns the sheets in order: name, columns with their widths, rows."""
    departments = results.departments
    return [
        ("汇总", TOTALS, [_totals_row(department) for department in departments]),
        ("核查结果", FINDINGS, [[*named(each), *_finding_cells(row)] for each in departments for row in each.findings]),
        ("负面清单", OF_ENTRY, [[*named(each), *_entry_cells(row)] for each in departments for row in each.entries]),
        ("奖惩建议", SUGGESTIONS, [[*named(each), *_said(row)] for each in departments for row in each.suggestions]),
        *(facts.sheets_of(results.facts) if results.facts else ()),
    ]


def workbook(results: YearResults) -> bytes:
    """Returns the results as an .xlsx."""
    grid = Grid(results.title, results.signature)
    about = [("汇总机构", results.signature.agency), ("年度", results.year), ("汇总日期", results.signature.day)]
    about.append(("年终不到现场核查的部门", results.unvisited or "无"))
    about += [("启用以前", results.unasked)] if results.unasked else []
    about += [("在线复核由一人办理", "；".join(results.single))] if results.single else []
    about += [("同一账户录入与核对", results.one_account)] if results.one_account else []
    about += [(facts.FACTS, results.facts.words)] if results.facts else []
    grid.cover("说明", about, SCOPE)
    for name, columns, rows in sheets_of(results):
        grid.sheet(name, columns, rows)
    return grid.finished()


def _totals_row(department: Results) -> Row:
    late = [sum(getattr(row, name) for row in department.entries) for name in COUNTED_LATE]
    return [
        *named(department),
        department.inspections,
        len(department.findings),
        department.declared,
        *map(department.concluded, Conclusion),
        department.mistaken,
        share(department.mistaken, len(department.findings)),
        len(department.entries),
        *starmap(department.ended, ENDS),
        *late,
        shown(department.points),
        *map(department.suggested, Suggested),
    ]


def _finding_cells(row: Any) -> Row:  # noqa: ANN401 - a result row
    return [
        row.inspection,
        row.title,
        drawn_how(self_vouched=row.self_vouched, scope=row.scope),
        row.code,
        row.name,
        row.serial,
        "是" if row.declared_complete else "否",
        Conclusion(row.conclusion).label,
        row.signed_on,
        "经申诉撤销" if row.overturned else "有效",
    ]


def _entry_cells(row: Any) -> Row:  # noqa: ANN401 - a result row
    late = [getattr(row, name) for name in COUNTED_LATE]
    state = "，".join(filter(None, (EntryState(row.state).label, row.ended_by)))
    return [row.code, row.name, row.occurrence, row.finding, row.listed_on, state, *late, shown(row.points)]


def _said(row: Any) -> Row:  # noqa: ANN401 - a result row
    return [row.inspection, Suggested(row.kind).label, row.text, row.made_on, row.answer]
