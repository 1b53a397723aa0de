"""台账 of a department as a workbook: a cover and one sheet per kind of record (1-7.3)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from models.ledger.papers.department_ledger import DepartmentLedger
from models.ledger.papers.ledger_targets import DutyKept
from models.ledger.papers.remediation import recheck_in_words
from models.rules.appeal import Ruling, SubjectKind
from models.rules.chain import shortened
from models.rules.chinese_dates import in_full
from models.rules.cycles import DUTY_OF
from models.rules.deadlines import describe_proof
from models.rules.inspection import Conclusion, InspectionKind, Way
from models.rules.kinds import AdjustmentGround, Labelled, LineStatus
from models.rules.negative_list import describe_waiver
from models.rules.periods import parse_period
from models.rules.points import shown
from models.rules.requirements import ASKED_OF_LEAF, NEEDS, read, shown_value
from models.rules.sample_documents import drawn_how
from models.rules.states import (
    AdjustmentState,
    AppealState,
    EntryState,
    FindingState,
    ObligationState,
    RemediationState,
)
from models.rules.target.kinds import KINDS
from models.rules.verdicts import remark, verdict, verdict_in_words
from notifications.documents.grid import Columns, Grid, Row

TARGET_WIDTHS: Columns = {
    "目标编号": 13, "目标": 19, "责任": 7, "目标类别": 9, "建设目标分类": 9, "党建项目": 9, "目标来源": 9,
    "管理方式": 9, "重点项目": 6, "绩效要求": 19, "数量": 8, "单位": 7, "完成时限": 11, "下达日期": 11, "要求版本": 6,
    "最近进度（%）": 7, "最近状态": 7, "进度状态": 5, "最近填报日": 11,
}  # fmt: skip
DUTIES_OWED: Columns = {
    "事项编号": 7, "周期": 12, "期间": 12, "事项": 24, "条款": 8, "开启日": 11, "期限": 11, "期限依据": 40,
    "办结日": 11, "逾期（工作日）": 8, "状态": 12, "说明": 22,
}  # fmt: skip
ANSWERS: Columns = {
    "事项编号": 7, "周期": 11, "期间": 11, "目标编号": 13, "目标": 20, "要求版本": 6, "填报版本": 6, "填报日": 11,
    "填报人": 11, "进度（%）": 7, "状态": 8, "说明": 22, "补录原因": 13, "印证材料（文件名、收到日、SHA-256）": 36,
}  # fmt: skip
FINDINGS: Columns = {
    "核查编号": 10, "核查类别": 8, "核查": 16, "抽样": 9, "目标编号": 13, "目标": 17, "要求版本": 6, "结果版本": 6,
    "申报完成": 7, "核查认定": 20, "结论": 9, "核查方式": 6, "核查日期": 11, "签字日期": 11, "组长": 8, "效力": 8,
    "签字内容校验码": 17,
}  # fmt: skip
ENTRY_WIDTHS: Columns = {
    "目标编号": 13, "目标": 16, "第几次列入": 6, "列入依据": 10, "核查认定": 22, "列入日期": 11, "签收": 12,
    "条目状态": 8, "记分": 6, "整改轮次": 6, "整改时限": 11, "整改措施、申报完成日": 18, "反馈": 18,
    "复查": 18, "本轮状态": 7,
}  # fmt: skip
CONTESTS: Columns = {
    "类别": 6, "目标编号": 13, "目标": 17, "次序": 9, "事由": 22, "提出日期": 11, "内容": 19, "经过": 22,
    "办结日期": 11, "结果": 18, "状态": 10, "印证材料（文件名、收到日、SHA-256）": 24,
}  # fmt: skip
SCOPE = (
    "目标：本部门牵头、配合的，以及本年曾填报、后已划转的；最近进度取责任部门最近一次填报，进度状态以导出当日的时间进度衡量（绿、黄、红，未填报为灰）。",
    "周期事项、填报：本部门应办的和由本部门承接的；填报保留历次版本，印证材料列在最近一次填报上。",
    "核查结果：组长已签字的，被更正的保留并标明；暗访不列组长。负面清单：经认定列入的，每轮整改一行，记分按列入时的设定和条目现状计算。",
)
VERIFY = "核对：mubiao verify --head {}:{}，查台账是否还含有这一块、到该块为止的记录有没有被改写。"


def sheets_of(ledger: DepartmentLedger) -> list[tuple[str, Columns, list[Row]]]:
    """Returns the sheets in order: name, columns with their widths, rows."""
    return [
        ("目标", TARGET_WIDTHS, [_target_row(row, ledger.paces.get(row.code, "")) for row in ledger.targets]),
        ("周期事项", DUTIES_OWED, [_duty_row(duty) for duty in ledger.duties]),
        ("填报", ANSWERS, [_answer_row(row) for row in ledger.answers]),
        ("核查结果", FINDINGS, [_finding_row(row) for row in ledger.findings]),
        ("负面清单", ENTRY_WIDTHS, [_entry_row(row) for row in ledger.entries]),
        ("申诉与调整", CONTESTS, [*map(_appeal_row, ledger.appeals), *map(_adjustment_row, ledger.adjustments)]),
    ]


def workbook(ledger: DepartmentLedger) -> bytes:
    """Returns the ledger as an .xlsx; equal content gives equal bytes."""
    sheets = sheets_of(ledger)
    grid = Grid(ledger.title, ledger.signature)
    about: list[tuple[str, Any]] = [
        ("管辖", ledger.jurisdiction),
        ("部门", f"{ledger.department}（{ledger.code}）"),
        ("年度", ledger.year),
        ("导出日期", ledger.signature.day),
        ("台账末块", ledger.height),
        ("末块校验码", ledger.hash),
        *((f"{name}（行）", len(rows)) for name, _, rows in sheets),
    ]
    grid.cover("说明", about, [*SCOPE, VERIFY.format(ledger.height, shortened(ledger.hash))])
    for name, columns, rows in sheets:
        grid.sheet(name, columns, rows)
    return grid.finished()


def _label_of(kind: type[Labelled], key: str | None) -> str:
    """Returns the label of an enum value; empty if there is no value."""
    return kind(key).label if key else ""


def _format_yes_no(value: bool | None) -> str:  # noqa: FBT001 - the value of a cell
    """Returns 是 or 否; empty for None."""
    return "" if value is None else "是" if value else "否"


def _target_row(row: Any, pace: str) -> Row:  # noqa: ANN401 - a result row
    part = "已划转" if row.position is None else "配合" if row.position else "牵头"
    kinds = [_label_of(kind, getattr(row, name)) for name, kind in KINDS.items()]
    kinds.append(_format_yes_no(row.key_project))
    requirement = [row.requirement, row.quantity, row.unit, row.deadline, row.issued_on, row.version]
    latest = [row.progress, _label_of(LineStatus, row.status), pace, row.received_on]
    return [row.code, row.name, part, *kinds, *requirement, *latest]


def _duty_row(duty: DutyKept) -> Row:
    """Returns the row of a duty, with its due date, its proof and the working days it was late."""
    row = duty.row
    late = verdict_in_words(row) or ("" if duty.late_days is None else "（逾期）")
    dates = [row.opened_on, row.due, describe_proof(row.proof), row.counted_on, duty.late_days]
    names = [row.id, DUTY_OF[row.kind].name, _format_period(row.period), duty.title, row.clause]
    return [*names, *dates, f"{ObligationState(row.state).label}{late}", "；".join(_notes(row))]


def _notes(row: Any) -> Iterator[str]:  # noqa: ANN401 - a result row
    """Yield remarks about the duty: its first receipt if it was returned, provisional and so on."""
    if row.first_on:
        first = verdict(late=row.first_late, entered_late=row.first_entered_late)
        yield f"首次{in_full(row.first_on)}收到，{first}，后经退回"
    if row.provisional:
        yield "期限暂定，放假安排尚未公布"
    if row.opened_late:
        yield "晚于应开启日开启"
    if row.agency_owes:
        yield "由管理机构办理"
    if row.taken_over_from:
        yield f"承接{row.taken_over_from}"
    if row.handed_on_to:
        yield f"由{row.handed_on_to}承接"


def _format_period(period: str) -> str:
    return parse_period(period).label if period else ""


def _answer_row(row: Any) -> Row:  # noqa: ANN401 - a result row
    """Returns the row of one reported line, or of the whole duty if the row has no target code."""
    duty = [row.id, DUTY_OF[row.kind].name, _format_period(row.period)]
    if row.code is None:
        return [*duty, "", "（整个事项）", *[None] * 8, row.files]
    state = _label_of(LineStatus, row.status) if row.version else "未填报"
    given = [row.version, row.received_on, row.reported_by, row.progress, state, row.remark, row.note]
    return [*duty, row.code, row.name, row.target_version, *given, row.files]


def _finding_row(row: Any) -> Row:  # noqa: ANN401 - a result row
    force = FindingState(row.state).label + "，经申诉撤销" * bool(row.overturned) + "，样本外" * bool(row.outside)
    sampled = drawn_how(self_vouched=row.self_vouched, scope=row.scope)
    inspection = [row.inspection, InspectionKind(row.kind).label, row.title, sampled]
    conclusion = [
        _format_yes_no(row.declared_complete) + (f"（{row.declared_reason}）" if row.declared_reason else ""),
        row.found,
        Conclusion(row.conclusion).label,
        Way(row.way).label,
    ]
    signed = [row.found_on, row.signed_on, row.signed_by or "（暗访，不列）", force, row.content_hash]
    return [*inspection, row.code, row.name, row.target_version, row.serial, *conclusion, *signed]


def _entry_row(row: Any) -> Row:  # noqa: ANN401 - a result row
    origin = f"核查{row.inspection}" if row.inspection else _label_of(Way, row.way) or "管理机构认定"
    late = "" if row.feedback_late is None else verdict(late=row.feedback_late, entered_late=row.feedback_entered_late)
    found = _with_day(row.finding, row.found_on, "核查")
    ended = "，".join(filter(None, (EntryState(row.state).label, row.ended_by)))
    listed = [found, row.listed_on, row.receipts, ended, shown(row.points)]
    feedback = _with_day(row.feedback, row.fed_back_on, f"{late}反馈") or late
    done = "；".join(filter(None, (_with_day(row.measures, row.completed_on, "申报完成"), describe_waiver(row.waiver))))
    remediation = [row.round, row.limit, done, feedback]
    who = recheck_in_words(row)
    checked = _with_day(f"{row.recheck}（{who}）" if who else row.recheck, row.rechecked_on, "复查")
    state = _label_of(RemediationState, row.round_state)
    return [row.code, row.name, row.occurrence, origin, *listed, *remediation, checked, state]


def _with_day(words: str | None, on: date | None, event: str) -> str:
    """Returns words and the day of an event in one cell: 未达到要求（2026-09-18核查）; either may be missing."""
    day = f"{on}{event}" if on else ""
    return f"{words}（{day}）" if words and day else words or day


def _appeal_row(row: Any) -> Row:  # noqa: ANN401 - a result row
    steps = [f"{in_full(row.accepted_on)}受理"] if row.accepted_on else []
    steps += [f"由核查{row.inspection}复核"] if row.inspection else []
    kind = SubjectKind(row.subject_kind)
    subject = f"{kind.label}{row.subject_key}" if row.subject_key else f"第{row.occurrence}次列入"
    order = f"{subject}，第{row.number}次申诉{remark(late=False, entered_late=row.entered_late)}"
    result = "：".join(filter(None, (_label_of(Ruling, row.ruling), row.reason)))
    columns = [row.ground, row.lodged_on, "", "；".join(steps), row.ended_on, result, AppealState(row.state).label]
    return ["申诉", row.code or "", row.name or "", order, *columns, row.files]


def _adjustment_row(row: Any) -> Row:  # noqa: ANN401 - a result row
    ground = f"{AdjustmentGround(row.ground).label}：{row.reason}"
    titles, of_leaf = (ASKED_OF_LEAF, f"指标{row.indicator} ") if row.indicator else (NEEDS, "")
    changes = "，".join(f"{titles[name]}{shown_value(read(name, value))}" for name, value in row.changes.items())
    result = f"{in_full(row.returned_on)}退回：{row.returned_why}" if row.returned_on else ""
    columns = [ground, row.requested_on, f"调整为：{of_leaf}{changes}", "；".join(_consents(row)), row.filed_on, result]
    return ["调整", row.code, row.name, f"第{row.number}次调整", *columns, AdjustmentState(row.state).label, row.files]


def _consents(row: Any) -> Sequence[str]:  # noqa: ANN401 - a result row
    """Returns the consents given to an adjustment: 主要领导 first, then 分管省领导."""
    given = ("主要领导", row.head_on, row.head_by, row.head_number, row.head_page), (
        "分管省领导", row.leader_on, row.leader_by, row.leader_number, row.leader_page,
    )  # fmt: skip
    return [f"{who}{by}{in_full(on)}同意（{_basis(number, page)}）" for who, on, by, number, page in given if on]


def _basis(number: str, page: str | None) -> str:
    return number or (f"签字页{page}" if page else "没有写明文号")
