"""质量分析报告: the figures of a quarter, computed from the records and frozen with the agency's text (6.2.6)."""

from collections.abc import Iterator

from sqlmodel import Session, select

from models.intake.quality import QualityReportCompiled
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge_duty, title_of
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import DONE, ENTERED_LATE, FIRST_ENTERED_LATE, FIRST_LATE
from models.ledger.transitions import next_row, record_row
from models.loading import having
from models.records import NegativeList, QualityReport, id_of
from models.rules.errors import Refused
from models.rules.kinds import Category
from models.rules.periods import Period, Span, parse_period
from models.rules.quality import OF_THEM_ENTERED_LATE, OWED, QUALITY_REPORT, Figure, Section
from models.rules.states import EntryState
from models.statements import ResultRow, run

ALL_TARGETS, UNSORTED = "全部目标", "未分类目标"
STANDINGS = {"done": "自查完成", "open": "自查未完成", "silent": "未报自查", "unasked": "未列入自查"}
VERDICTS = {
    "opened": OWED,
    "kept": "按时办结",
    "late": "逾期办结",
    "entered_late": OF_THEM_ENTERED_LATE,
    "open": "未办结",
    "overdue": "未办结（已逾期）",
    "waived_late": "已豁免（此前已逾期）",
    "other": "豁免或终止",
}
# The status of each target issued by the end of the quarter, by the last version of its self-check. UNION ALL instead
# of a join: without statistics the planner would choose a nested loop.
COMPLETION = f"""
WITH answer AS (
    SELECT DISTINCT ON (l.target_id) l.target_id, l.version, {DONE.format(line="l")} AS done
    FROM report_line l JOIN obligation o ON o.id = l.obligation_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'self_check' AND o.period = :period
    ORDER BY l.target_id, l.version DESC),
standing AS (
    SELECT max(q.category) AS category, max(q.key) AS key,
        CASE WHEN max(q.version) IS NULL THEN 'unasked' WHEN max(q.version) = 0 THEN 'silent'
            WHEN bool_or(q.done) THEN 'done' ELSE 'open' END AS standing
    FROM (SELECT t.id, coalesce(t.category, '') AS category, concat_ws('/', t.year, t.code) AS key,
            CAST(NULL AS int) AS version, CAST(NULL AS boolean) AS done
        FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.issued_on <= :end
            AND t.withdrawn_on IS NULL
        UNION ALL SELECT a.target_id, NULL, NULL, a.version, a.done FROM answer a) q
    GROUP BY q.id HAVING max(q.key) IS NOT NULL)
SELECT category, standing, jsonb_agg(key ORDER BY key COLLATE "C") AS rows FROM standing
GROUP BY GROUPING SETS ((standing), (category, standing))
"""  # noqa: S608 - constants only
# The departments' obligations of the quarter and its months by kind and result, open ones as of today.
RUNNING = f"""
WITH verdict AS (
    SELECT o.kind, o.period, o.id,
        {ENTERED_LATE.format(o="o")} OR {FIRST_ENTERED_LATE.format(d="d")} AS entered_late, CASE
        WHEN o.state IN ('discharged', 'waived') AND (o.late OR {FIRST_LATE.format(d="d")})
            THEN CASE WHEN o.state = 'waived' THEN 'waived_late' ELSE 'late' END
        WHEN o.state = 'discharged' THEN 'kept' WHEN o.state = 'open' AND x.due < :day THEN 'overdue'
        WHEN o.state IN ('open', 'suspended') THEN 'open' ELSE 'other' END AS verdict
    FROM obligation o JOIN department d ON d.id = o.department_id AND NOT d.is_agency
        JOIN deadline x ON x.id = o.deadline_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.period = ANY(:periods) AND o.subject = '')
SELECT kind, period, coalesce(verdict, 'opened') AS verdict, jsonb_agg(CAST(id AS text) ORDER BY id) AS rows
FROM verdict GROUP BY GROUPING SETS ((kind, period), (kind, period, verdict))
UNION ALL SELECT kind, period, 'entered_late', jsonb_agg(CAST(id AS text) ORDER BY id)
FROM verdict WHERE entered_late GROUP BY kind, period
"""  # noqa: S608 - constants only
# The mean progress in the last versions of a month's reports; more than was asked counts as all.
PROGRESS = """
SELECT q.period, jsonb_agg(q.key ORDER BY q.key COLLATE "C") AS rows,
    CAST(round(avg(least(q.progress, 100)), 1) AS text) AS mean
FROM (SELECT DISTINCT ON (o.period, l.target_id) o.period, concat_ws('/', t.year, t.code) AS key, l.progress
    FROM report_line l JOIN obligation o ON o.id = l.obligation_id JOIN target t ON t.id = l.target_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'monthly_check' AND o.period = ANY(:periods)
    ORDER BY o.period, l.target_id, l.version DESC) q
WHERE q.progress IS NOT NULL GROUP BY q.period ORDER BY q.period
"""
LISTED = """
SELECT l.state, jsonb_agg(l.target_code || '#' || l.occurrence ORDER BY l.position) AS rows
FROM negative_list_line l WHERE l.list_id = :list GROUP BY l.state ORDER BY min(l.position)
"""


@act("compile_quality_report", "编制质量分析报告", clause="3-6.2.6", roles={Role.AGENCY})
def compile_quality_report(session: Session, data: QualityReportCompiled, ctx: Context) -> Summary:
    """6.2.6: freeze the five sections of the report of a past quarter.

    Raises Refused if the report exists already, or if the quarter has no frozen negative list.
    """
    period = parse_period(data.period)
    if period.span is not Span.QUARTER:
        raise Refused(f"质量分析报告按季度编制，“{data.period}”不是季度，正确写法如2026Q3。")
    if existing := _find_report(session, ctx.jurisdiction, period):
        raise Refused(f"{period.label}质量分析报告已于{existing.compiled_on}编制（第{existing.number}号），不再更改。")
    negative_list = having(session, NegativeList, jurisdiction_id=ctx.jurisdiction, period=str(period))
    if negative_list is None:
        raise Refused(f"{period.label}负面清单尚未形成，请先形成负面清单（freeze_negative_list），再编制报告。")
    figures = list(_compute_figures(session, ctx, period, id_of(negative_list)))
    report = QualityReport(
        **data.model_dump(exclude={"period"}),
        **next_row(session, "quality_report", jurisdiction_id=ctx.jurisdiction),
        period=str(period),
        list_id=id_of(negative_list),
        compiled_on=ctx.date,
        figures=[figure.as_json() for figure in figures],
    )
    record_row(session, ctx, report, "compiled")
    late = discharge_duty(session, ctx, QUALITY_REPORT.duty, ctx.date, period=str(period))
    words = f"{period.label}质量分析报告已编制（第{report.number}号），共{len(figures)}个数据"
    words += "，逾期。" if late else "。"
    return Summary(words, {"compiled": 1, "figures": len(figures), "late": int(late)})


def discharge_compiled_report(session: Session, ctx: Context, period: Period) -> None:
    """Discharge the report's duty if it opens after the report was compiled, on the day of compilation."""
    if existing := _find_report(session, ctx.jurisdiction, period):
        discharge_duty(session, ctx, QUALITY_REPORT.duty, existing.compiled_on, period=str(period))


def report_of(session: Session, period: Period) -> QualityReport:
    """Return the frozen report of a quarter; raises Refused if it does not exist."""
    report = _find_report(session, home(session), period)
    if report is None:
        raise Refused(f"{period.label}的质量分析报告尚未编制（compile_quality_report）。")
    return report


def _find_report(session: Session, jurisdiction: int, period: Period) -> QualityReport | None:
    reports = select(QualityReport).filter_by(jurisdiction_id=jurisdiction, period=str(period))
    return session.exec(reports).first()


def _compute_figures(session: Session, ctx: Context, period: Period, list_id: int) -> Iterator[Figure]:
    year, jurisdiction = period.start.year, ctx.jurisdiction
    completion = run(session, COMPLETION, jurisdiction=jurisdiction, period=str(period), year=year, end=period.end)
    yield from _completion_figures(completion.all())
    months = [f"{year}-{month:02d}" for month in range(period.start.month, period.end.month + 1)]
    periods = [*months, str(period)]
    duties = run(session, RUNNING, jurisdiction=jurisdiction, periods=periods, day=ctx.date).all()
    for row in sorted(duties, key=lambda row: (row.period, row.kind, list(VERDICTS).index(row.verdict))):
        yield _build_figure(Section.RUNNING, title_of(row.kind, row.period, None, 0), VERDICTS[row.verdict], row)
    for row in run(session, PROGRESS, jurisdiction=jurisdiction, periods=months):
        yield Figure(Section.RUNNING, "平均进度", parse_period(row.period).label, tuple(row.rows), row.mean)
    for row in run(session, LISTED, list=list_id):
        yield _build_figure(Section.NEGATIVE_LIST, Section.NEGATIVE_LIST.label, EntryState(row.state).label, row)


def _completion_figures(rows: ResultRow) -> Iterator[Figure]:
    """Yield the completion figures by category, the total first, in the order of `STANDINGS`."""
    order = list(STANDINGS)
    for row in sorted(
        rows, key=lambda row: ((row.category is not None, row.category or ""), order.index(row.standing))
    ):
        group = ALL_TARGETS
        if row.category is not None:
            group = Category(row.category).label if row.category else UNSORTED
        yield _build_figure(Section.COMPLETION, group, STANDINGS[row.standing], row)


def _build_figure(section: Section, group: str, name: str, row: ResultRow) -> Figure:
    return Figure(section, group, name, tuple(row.rows))
