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
from models.ledger.calendars import calendar_of
from models.ledger.jurisdiction import home
from models.ledger.nouns.duty import FIRST_LATE
from models.rules.cycles import DUTIES
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


def tell_year(session: Session, plan: Plan, outside: Outside, violations: list[str], seconds: float) -> YearReport:
    """Query and count the rows that the year wrote."""
    kinds = {row.kind: row for row in run(session, DUTIES_OF)}
    rows = [kinds[key] for key in DUTIES if key in kinds]
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("discharged", "late", "open", "provisional")}
    counts = dict(run(session, COUNTS).mappings().one())
    commands = count_commands(session)
    data = {
        "year": plan.year,
        "seed": plan.seed,
        **plan.summary,
        "obligations": {row.kind: row.n for row in rows},
        **totals,
        **counts,
        "typed_commands": sum(each.typed for each in commands.values()),
        "commands": sum(each.left for each in commands.values()),
        "commands_by_act": {act: [each.typed, each.left] for act, each in commands.items()},
        "duplicates": int(run(session, TWICE).scalar_one()) + outside.repeated,
        "violations": violations,
        "digest": digest_of(session),
        "seconds": round(seconds, 1),
    }
    return YearReport(
        data,
        [
            *plan.summary.get("remarks", ()),
            *_duty_table(rows),
            *_provisional_remark(session, data),
            *_closing_lines(data),
        ],
    )


def _duty_table(rows: list[Any]) -> list[str]:
    cells = [[DUTIES[r.kind].name, r.n, r.discharged - r.late, r.late, r.open] for r in rows]
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
        f"用时{data['seconds']}秒。",
    ]
