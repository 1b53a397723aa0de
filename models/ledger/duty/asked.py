"""应有事项: what a year must have by the standard and the ledger lacks, and the answer 本级不设 (1-5.3 a, A75)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.asked import AnswerWithdrawn, NotSetUp
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import newest
from models.ledger.nouns.shared_sql import YEAR_ENDED, in_sql
from models.ledger.settled import APPROVED
from models.ledger.transitions import lock, next_row, record_row
from models.records import Asked, id_of
from models.rules.asked import AskedKind
from models.rules.day_order import check_not_future
from models.rules.errors import Refused
from models.rules.several import first_of
from models.statements import run

NAMED = 3  # departments, periods or targets that a line names
# The plans that the agency owes since the last working day: told on the first day (6.2.1, A69).
OPENED_PLANS = """
SELECT concat(o.period, '核查方案，', l.due, '以前下达') AS line
FROM obligation o JOIN deadline l ON l.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'plan_owed' AND o.state = 'open'
    AND o.opened_on > :since AND o.opened_on <= :day
ORDER BY l.due, o.id
"""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A thing that a year must have: its clause, what ends the line, and since when what of it is lacking.

    The query gives one row with a day and the keys of what lacks it, or none. `r` is the year: `begun` is its first
    day, `autumn` 1 October, in the first year of an installation not before the go-live date. `plans` are the periods
    whose plans are asked for: of the year before only the year itself.
    """

    clause: str
    ended_by: str
    sql: str


ASKED = {
    AskedKind.RULES: AskedFor(
        "《总则》5.3 a",
        "mubiao act record_regulation --kind 规章制度",
        """SELECT greatest(r.begun, (SELECT max(g.repealed_on) FROM regulation g WHERE g.jurisdiction_id = r.id
            AND g.department_id IS NULL AND g.repealed_on <= :day)), ARRAY[]::text[] FROM r
        WHERE NOT EXISTS (SELECT FROM regulation g WHERE g.jurisdiction_id = r.id AND g.department_id IS NULL
            AND g.valid_from <= :day AND coalesce(g.repealed_on > :day, true))""",
    ),
    AskedKind.USE_OF_RESULTS: AskedFor(
        "《总则》5.2",
        "mubiao act record_regulation --kind 绩效评价结果运用机制 --department 部门",
        """SELECT min(greatest(r.begun, d.valid_from)), array_agg(d.name ORDER BY d.code COLLATE "C")
        FROM r JOIN department d ON d.jurisdiction_id = r.id AND NOT d.is_agency
            AND :day BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
        WHERE NOT EXISTS (SELECT FROM regulation g WHERE g.department_id = d.id
            AND g.valid_from <= :day AND coalesce(g.repealed_on > :day, true)) HAVING count(*) > 0""",
    ),
    AskedKind.PLANS: AskedFor(
        "《目标管控》6.2.1",
        "mubiao act draft_inspection，issue_plan",
        """SELECT min(l.due) + 1, array_agg(o.period ORDER BY l.due, o.period) FROM r JOIN obligation o
            ON o.jurisdiction_id = r.id AND o.kind = 'plan_owed' AND o.state IN ('open', 'discharged')
            AND o.period LIKE r.plans
        JOIN deadline l ON l.id = o.deadline_id AND l.due < :day
        WHERE NOT EXISTS (SELECT FROM inspection i WHERE i.jurisdiction_id = r.id AND i.state IN ('issued', 'concluded')
            AND i.kind IN ('quarterly', 'mid_term', 'annual') AND (o.period = i.period
                OR i.also_covers @> to_jsonb(o.period) OR o.period = coalesce(NULLIF(left(i.period, 4), ''),
                    to_char(i.begins_on - CASE i.kind WHEN 'annual' THEN 31 ELSE 0 END, 'YYYY'))
                    || CASE i.kind WHEN 'mid_term' THEN 'H1' WHEN 'annual' THEN '' END))
        HAVING count(*) > 0""",
    ),
    AskedKind.SURVEY: AskedFor(
        "《总则》8.3",
        "mubiao act hand_out_survey",
        """SELECT r.autumn, ARRAY[]::text[] FROM r
        WHERE NOT EXISTS (SELECT FROM survey s WHERE s.jurisdiction_id = r.id AND s.year = r.year)
            AND NOT EXISTS (SELECT FROM score_exception e WHERE (e.jurisdiction_id, e.year) = (r.id, r.year)
                AND e.kind = 'survey' AND e.departments = '[]' AND e.lifts IS NULL
                AND NOT EXISTS (SELECT FROM score_exception l
                    WHERE (l.jurisdiction_id, l.year, l.lifts) = (r.id, r.year, e.serial)))""",
    ),
    AskedKind.LEADERS: AskedFor(
        "《总则》2.15",
        "mubiao import contacts（角色：省领导）",
        """SELECT r.autumn, ARRAY[]::text[] FROM r WHERE NOT EXISTS (SELECT FROM contact c JOIN department d
                ON d.id = c.department_id AND d.is_agency AND d.jurisdiction_id = r.id
            WHERE c.role = 'provincial_leader'
                AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity'))
            AND NOT EXISTS (SELECT FROM score_exception e WHERE (e.jurisdiction_id, e.year) = (r.id, r.year)
                AND e.component = 'leaders' AND e.lifts IS NULL AND NOT EXISTS (SELECT FROM score_exception l
                    WHERE (l.jurisdiction_id, l.year, l.lifts) = (r.id, r.year, e.serial)))""",
    ),
    AskedKind.THIRD_PARTY: AskedFor(
        "《目标管控》7.4",
        "mubiao act register_third_party",
        """SELECT greatest(r.begun, (SELECT max(y.valid_to) + 1 FROM third_party y WHERE y.jurisdiction_id = r.id
            AND y.valid_to < :day)), ARRAY[]::text[] FROM r
        WHERE NOT EXISTS (SELECT FROM third_party y WHERE y.jurisdiction_id = r.id
            AND :day BETWEEN coalesce(y.valid_from, '-infinity') AND coalesce(y.valid_to, 'infinity'))""",
    ),
    AskedKind.SOURCES: AskedFor(
        "《总则》2.7",
        "mubiao import targets 文件（补填来源文件）",
        """SELECT greatest(r.begun, min(t.issued_on)), array_agg(t.code ORDER BY t.code COLLATE "C")
        FROM r JOIN target t ON t.jurisdiction_id = r.id AND t.year = r.year AND t.management = 'dynamic'
            AND t.source_document = '' AND t.withdrawn_on IS NULL GROUP BY r.begun""",
    ),
}
# What is still ended in the year after, until that year is approved.
ENDED_LATER = {AskedKind.PLANS, AskedKind.SURVEY, AskedKind.LEADERS}
# What only an appraisal asks for: nothing of a year that a paper ended (A37).
APPRAISING = {AskedKind.SURVEY, AskedKind.LEADERS}
# A paper of the newest answer of the year or the next about a kind is that of 本级不设; without one it was taken back.
LACKING = f"""
WITH r AS (SELECT j.id, y.*, greatest(make_date(y.year, 1, 1), j.go_live) AS begun,
        greatest(make_date(y.year, 10, 1), j.go_live) AS autumn FROM jurisdiction j
    CROSS JOIN (SELECT CAST(:year AS integer) AS year, concat(CAST(:year AS integer), CASE WHEN extract(year FROM
        CAST(:day AS date)) = :year THEN '%' END) AS plans) y
    WHERE j.id = :jurisdiction AND extract(year FROM j.go_live) <= y.year)
SELECT x.kind, x.since, x.keys, a.reason, a.paper_number, a.paper_date FROM ({
    " UNION ALL ".join(f"SELECT '{kind}', n.* FROM ({each.sql}) n" for kind, each in ASKED.items())
}) x(kind, since, keys) LEFT JOIN (SELECT DISTINCT ON (kind) * FROM asked
    WHERE (jurisdiction_id, year) IN (SELECT r.id, r.year + n FROM r, generate_series(0, 1) n)
    ORDER BY kind, year DESC, serial DESC) a
ON a.kind = x.kind AND a.paper_date IS NOT NULL WHERE x.since <= :day AND (x.kind NOT IN {in_sql(APPRAISING)}
    OR {YEAR_ENDED.format(jurisdiction=":jurisdiction", year="CAST(:year AS integer)")} IS NULL)
"""  # noqa: S608 - constants only


def list_asked(session: Session, jurisdiction: int, day: date) -> list[dict[str, Any]]:
    """Return what the year of a day must have and lacks, since when, and what ends it, or that it is 本级不设.

    Of the year before it first returns what is still ended now, until that year is approved. In the first year of an
    installation it is asked for from the go-live date on, what is held at the end of a year from October on.
    """
    before = day.year - 1
    approved = run(session, APPROVED, jurisdiction=jurisdiction, year=before).scalar()
    past = [] if approved else _lacking(session, jurisdiction, day, before)
    return [row for row in past if row["kind"] in ENDED_LATER] + _lacking(session, jurisdiction, day, day.year)


def _lacking(session: Session, jurisdiction: int, day: date, year: int) -> list[dict[str, Any]]:
    rows = run(session, LACKING, jurisdiction=jurisdiction, day=day, year=year).mappings()
    found = {row["kind"]: dict(row) for row in rows}
    for kind, row in found.items():
        each, answer = ASKED[AskedKind(kind)], f"本级不设（{row['paper_number']}）：{row['reason']}"
        ended_by = answer if row["paper_date"] else each.ended_by
        row.update(label=AskedKind(kind).label, clause=each.clause, ended_by=ended_by)
    return [found[kind] for kind in ASKED if kind in found]


def asked_lines(session: Session, jurisdiction: int, day: date) -> Sequence[str]:
    """Return a line for each thing that is lacking and not answered."""
    open_rows = [row for row in list_asked(session, jurisdiction, day) if not row["paper_date"]]
    return [f"{row['label']}（{row['clause']}）：{lacking_words(row)}，{row['ended_by']}" for row in open_rows]


def lacking_words(row: dict[str, Any]) -> str:
    """Return since when a thing is lacking, and the first of what lacks it: 第001厅等12项自2026-03-01起没有."""
    return f"{first_of(row['keys'], NAMED, '项')}自{row['since']}起没有"


@act("answer_not_set_up", "登记本级不设", clause="1-5.3", roles={Role.AGENCY})
def answer_not_set_up(session: Session, data: NotSetUp, ctx: Context) -> Summary:
    """A75: record that this level does not set up what is asked for; the line stays away for the year of that day.

    The same again changes nothing. Raises Refused for a paper of a day to come, and where another answer holds.
    """
    check_not_future(data.dated, ctx.date, "文件日期")
    if last := _answer_in_force(session, ctx, data.what):
        if (last.reason, last.paper_number, last.paper_date) == (data.reason, data.number, data.dated):
            return Summary(f"{_name(last)}此前已登记，未作改动。", {"answered": 0})
        raise Refused(f"{_name(last)}已登记（{last.paper_number}）；有误的先撤回（withdraw_not_set_up）再登记。")
    made = _record(session, ctx, data, data.number, data.dated)
    files = attach_exhibits(session, ctx, "asked", id_of(made), data.evidence)
    words = f"已登记{_name(made)}：{data.reason}（{data.number}），本年不再提示。"
    return Summary(words, {"answered": 1, "evidence": files})


@act("withdraw_not_set_up", "撤回本级不设", clause="1-5.3", roles={Role.AGENCY})
def withdraw_not_set_up(session: Session, data: AnswerWithdrawn, ctx: Context) -> Summary:
    """A75: take the answer of this year back, with the reason; what is lacking is asked for again."""
    if (last := _answer_in_force(session, ctx, data.what)) is None:
        raise Refused(f"{ctx.date.year}年没有登记“{data.what.label}”本级不设，不需要撤回。")
    _record(session, ctx, data)
    return Summary(f"已撤回{_name(last)}：{data.reason}。", {"withdrawn": 1})


def _answer_in_force(session: Session, ctx: Context, kind: AskedKind) -> Asked | None:
    """Return the answer of this year that holds; the lock on the answers is held from here on."""
    lock(session, "asked")
    last = newest(session, Asked, "serial", jurisdiction_id=ctx.jurisdiction, year=ctx.date.year, kind=kind)
    return last if last and last.paper_date else None


def _record(session: Session, ctx: Context, data: AnswerWithdrawn, *paper: Any) -> Asked:  # noqa: ANN401
    key = next_row(session, "asked", "serial", jurisdiction_id=ctx.jurisdiction, year=ctx.date.year, kind=data.what)
    made = Asked(**key, reason=data.reason, recorded_on=ctx.date)
    made.paper_number, made.paper_date = paper or ("", None)
    record_row(session, ctx, made, "answered" if paper else "withdrawn")
    return made


def _name(answer: Asked) -> str:
    return f"{answer.year}年“{AskedKind(answer.kind).label}”本级不设"
