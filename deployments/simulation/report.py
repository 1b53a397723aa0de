"""The figures of a simulated year, as lines of text and for `--json`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from deployments.simulation.digest import digest_of
from deployments.simulation.outside_world import Outside
from deployments.simulation.plan import Plan
from deployments.simulation.typed_commands import count_commands
from deployments.text_table import table
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.nouns.shared_sql import FIRST_LATE
from models.rules.cycles import DUTY_OF
from models.statements import run

DUTIES_OF = f"""
SELECT kind, count(*) AS n, count(*) FILTER (WHERE state = 'discharged') AS discharged,
    count(*) FILTER (WHERE o.late OR {FIRST_LATE.format(d="d")}) AS late,
    count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE x.provisional) AS provisional
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department d ON d.id = o.department_id
WHERE state <> 'void' GROUP BY kind
"""  # noqa: S608 - constants only
COUNTS = """
SELECT (SELECT count(*) FROM notice) AS notices, (SELECT count(*) FROM message) AS messages,
    (SELECT count(*) FROM block) AS acts, (SELECT count(*) FROM transition) AS moves,
    (SELECT count(*) FROM evidence_use) AS evidence
"""
# What was drafted in the year.
TARGETS = """
SELECT count(DISTINCT x.department_id) FILTER (WHERE r.management IS DISTINCT FROM 'dynamic') AS departments_drafting,
    count(DISTINCT x.department_id) FILTER (WHERE r.management IS DISTINCT FROM 'dynamic' AND r.state = 'issued')
        AS lists_issued,
    count(*) AS drafts, count(*) FILTER (WHERE r.state = 'issued') AS drafts_issued,
    count(*) FILTER (WHERE r.state = 'issued' AND r.management = 'dynamic') AS dynamic_targets,
    count(*) FILTER (WHERE r.management = 'dynamic' AND EXISTS (SELECT FROM submission_line y
        JOIN submission s ON s.id = y.submission_id WHERE y.draft_id = r.id AND y.decided = 'approved'
            AND y.consulted = 'skipped' AND extract(month FROM s.issued_on) = 12)) AS issued_in_december_unconsulted,
    count(DISTINCT x.department_id) FILTER (WHERE r.weight IS NOT NULL AND r.state = 'issued') AS lists_with_weights,
    count(*) FILTER (WHERE r.state = 'issued' AND EXISTS (SELECT FROM submission_line y
        WHERE y.draft_id = r.id AND y.decided = 'returned')) AS issued_after_return,
    count(*) FILTER (WHERE EXISTS (SELECT FROM draft_indicator i WHERE i.draft_id = r.id)) AS drafts_with_indicators,
    (SELECT count(*) FROM answer a JOIN obligation o ON o.id = a.obligation_id AND a.outcome = 'taken'
        WHERE o.kind = 'consultation') AS opinions_by_sheet,
    (SELECT count(*) FROM answer a JOIN obligation o ON o.id = a.obligation_id AND a.outcome = 'taken'
        WHERE o.kind = 'receipt') AS receipts_by_sheet,
    (SELECT count(*) FROM draft_line l WHERE l.opinion = 'objected' AND l.accepted IS NOT NULL) AS objections_answered,
    (SELECT count(DISTINCT l.obligation_id) FROM draft_line l JOIN submission_line y ON y.draft_id = l.draft_id
        JOIN obligation o ON o.id = l.obligation_id
        WHERE y.consulted = 'silent' AND o.kind = 'consultation' AND o.state = 'waived') AS lists_without_answer,
    (SELECT count(*) FROM obligation o WHERE o.kind = 'receipt' AND o.state = 'discharged') AS lists_received
FROM target_draft r JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
"""
KEPT = """
SELECT count(DISTINCT x.department_id) FROM target t JOIN target_department x ON x.target_id = t.id AND x.position = 0
WHERE t.issued_on < :go_live
"""
OWN_DATES = """
SELECT count(*) AS own_dates_opened, count(*) FILTER (WHERE o.state = 'discharged' AND NOT o.late) AS own_dates_met,
    count(*) FILTER (WHERE o.late OR (o.state = 'open' AND x.due <= :last_day)) AS own_dates_missed,
    (SELECT count(*) FROM entry_origin g WHERE g.way = 'own_date') AS own_dates_proposed,
    count(*) FILTER (WHERE strpos(o.subject, '//') > 0) AS milestones_opened,
    count(*) FILTER (WHERE strpos(o.subject, '//') > 0 AND o.state = 'discharged' AND NOT o.late) AS milestones_met
FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'target_due' AND o.state <> 'void'
"""
TWICE = """
SELECT count(*) FROM (SELECT v.notice_id, r.channel, r.address FROM delivery v JOIN recipient r ON r.id = v.recipient_id
    WHERE v.message_id IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1) twice
"""
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class YearReport:
    """The figures of a year, as data and as lines."""

    data: dict[str, Any]
    lines: list[str]

    @property
    def title(self) -> str:
        """Returns the title of the page."""
        return f"{self.data.get('jurisdiction', '')}{self.data['year']}年推演"

    @property
    def remarks(self) -> list[str]:
        """Returns the list of remarks that readers need before the figures."""
        return list(self.data.get("remarks", ()))

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Returns the figures in the header of the page."""
        data = self.data
        obligations = sum(data["obligations"].values())
        columns = (
            ("部门", "departments"),
            *((("目标", "targets_in_all"),) if "targets_in_all" in data else ()),
            ("逾期办结", "late"),
            ("未办结", "open"),
            ("通知", "notices"),
            ("消息", "messages"),
        )
        return [
            ("应办事项", obligations),
            *((name, data[key]) for name, key in columns),
            ("不符", len(data["violations"])),
        ]


def tell_year(
    session: Session, plan: Plan, outside: Outside, violations: list[str], seconds: tuple[float, float]
) -> YearReport:
    """Query and count the rows that the year wrote; `seconds` are those of all of it, and of its answers."""
    kinds = {row.kind: row for row in run(session, DUTIES_OF)}
    rows = [kinds[key] for key in DUTY_OF if key in kinds]
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("discharged", "late", "open", "provisional")}
    counts = dict(run(session, COUNTS).mappings().one())
    commands, targets = count_commands(session), _count_targets(session, plan)
    data = {
        "year": plan.year,
        "seed": plan.seed,
        **plan.summary,
        "obligations": {row.kind: row.n for row in rows},
        **totals,
        **counts,
        **targets,
        **count_appraisal(session),
        "typed_commands": sum(each.typed for each in commands.values()),
        "commands": sum(each.left for each in commands.values()),
        "commands_by_act": {act: [each.typed, each.left] for act, each in commands.items()},
        "duplicates": int(run(session, TWICE).scalar_one()) + outside.repeated,
        "violations": violations,
        "digest": digest_of(session),
        "seconds": round(seconds[0], 1),
        "seconds_on_answers": round(seconds[1], 1),
    }
    return YearReport(
        data,
        [
            *plan.summary.get("remarks", ()),
            *_duty_table(rows),
            *_provisional_remark(session, data),
            *_target_lines(data),
            *appraisal_lines(data),
            *_closing_lines(data),
        ],
    )


def _count_targets(session: Session, plan: Plan) -> dict[str, int]:
    """Returns the counts of lists issued before the year and in it, and of own dates met and missed."""
    kept = int(run(session, KEPT, go_live=plan.go_live).scalar_one())
    dates = run(session, OWN_DATES, last_day=plan.last_day).mappings().one()
    return {"lists_issued_before": kept, **run(session, TARGETS).mappings().one(), **dates}


def _target_lines(data: dict[str, Any]) -> Iterator[str]:
    if data["drafts"]:
        yield (
            f"{data['lists_issued_before']}个部门的目标清单年前已下达，{data['departments_drafting']}个部门年内拟定草案，"
            f"下达清单{data['lists_issued']}份；草案{data['drafts']}项，其中动态目标下达{data['dynamic_targets']}项；"
            f"异议答复{data['objections_answered']}项，未反馈{data['lists_without_answer']}份，"
            f"签收{data['lists_received']}份。"
        )
        yield (
            f"设权重的清单{data['lists_with_weights']}份，退回后再次报审下达{data['issued_after_return']}项，"
            f"12月未经沟通下达动态目标{data['issued_in_december_unconsulted']}项，分列指标{data['drafts_with_indicators']}项；"
            f"用回复表反馈意见{data['opinions_by_sheet']}份、签收{data['receipts_by_sheet']}份。"
        )
    if data["own_dates_opened"]:
        yield (
            f"目标自定时限到期{data['own_dates_opened']}项（其中指标节点{data['milestones_opened']}项，按时完成{data['milestones_met']}项）：按时完成{data['own_dates_met']}项，"
            f"逾期{data['own_dates_missed']}项，拟列入负面清单{data['own_dates_proposed']}项。"
        )


def _duty_table(rows: list[Any]) -> list[str]:
    cells = [[DUTY_OF[r.kind].name, r.n, r.discharged - r.late, r.late, r.open] for r in rows]
    return table(["事项", "开启", "按时办结", "逾期办结", "未办结"], cells, columns=None).splitlines()


def _provisional_remark(session: Session, data: dict[str, Any]) -> Iterator[str]:
    if n := data["provisional"]:
        until = calendar_of(session, home(session)).announced_until
        yield f"其中{n}项的期限为暂定：放假安排公布至{until}，其后按预计的放假推算，公布后可能变化。"


def violation_lines(violations: list[str], none: str) -> list[str]:
    """Returns the number of violations and the first `MOST_SHOWN` of them, or `none` if there are no violations."""
    if not violations:
        return [none]
    more = [f"（其余{len(violations) - MOST_SHOWN}处见 --json）"] if len(violations) > MOST_SHOWN else []
    return [f"发现{len(violations)}处不符：", *violations[:MOST_SHOWN], *more]


def _closing_lines(data: dict[str, Any]) -> list[str]:
    verdict, *faults = violation_lines(data["violations"], "逐日核验无不符。")
    return [
        f"通知{data['notices']}条，消息{data['messages']}封，印证材料{data['evidence']}份，重复{data['duplicates']}。",
        f"经办人须录入{data['commands']}次；不用回复表、表格和清单，逐条录入的，须{data['typed_commands']}次。",
        f"台账{data['acts']}块、{data['moves']}条变动；{verdict}",
        *faults,
        f"最终状态摘要：{data['digest']}",
        f"用时{data['seconds']}秒，其中制作、填写、读取和收取回复表{data['seconds_on_answers']}秒。",
    ]


OF_APPRAISAL = """
SELECT count(*) FILTER (WHERE version = 1) AS sheets_drafted,
    count(*) FILTER (WHERE state = 'frozen') AS sheets_approved, count(*) AS sheet_versions,
    (SELECT count(*) FROM score_objection) AS score_objections,
    (SELECT count(*) FROM score_objection WHERE state = 'confirmed') AS score_objections_accepted,
    (SELECT count(*) FROM transition t WHERE t.record = 'score_sheet' AND t.event = 'lapse') AS sheets_unanswered,
    (SELECT count(*) FROM appraisal WHERE serial > 1) AS sheets_corrected,
    (SELECT count(*) FROM exemption WHERE exempted) AS targets_exempted,
    (SELECT count(DISTINCT d) FROM score_exception, jsonb_array_elements_text(departments) d) AS totals_on_papers,
    (SELECT count(*) FROM result_delivery WHERE state <> 'replaced') AS results_delivered,
    (SELECT count(*) FROM result_delivery WHERE state IN ('received', 'used')) AS results_received,
    (SELECT count(*) FROM result_delivery WHERE state = 'told') AS results_told
FROM score_sheet
"""


def count_appraisal(session: Session) -> dict[str, int]:
    """Returns the counts of the appraisal, for `--json`."""
    return dict(run(session, OF_APPRAISAL).mappings().one())


def appraisal_lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield the counts as a sentence, or that no sheet could be drafted."""
    if not data["sheets_drafted"]:
        yield "年度考评：得分还有缺项，没有拟定得分表。"
        return
    yield (
        f"年度考评：拟定得分表{data['sheets_drafted']}份（共{data['sheet_versions']}版），审定{data['sheets_approved']}份，"
        f"审定后更正{data['sheets_corrected']}份；异议{data['score_objections']}项，其中采纳并重算"
        f"{data['score_objections_accepted']}项；未提异议{data['sheets_unanswered']}份；免予考评目标"
        f"{data['targets_exempted']}项；合计依据例外文件的部门{data['totals_on_papers']}个；考评结果反馈{data['results_delivered']}份，签收{data['results_received']}份，"
        f"电话告知{data['results_told']}份。"
    )
