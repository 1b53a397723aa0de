"""得分表: the sheets that are kept, next to those that the ledger gives now (1-8.1, A53)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, select

from models.block import canonical
from models.intake.appraisal import OfSheet
from models.ledger.acts import Context
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.facts import facts_on
from models.ledger.score.gate import DEPARTMENTS
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.ledger.transitions import lock, record
from models.records import AppraisalSheet, id_of
from models.rules.appraisal_day import lacking
from models.rules.errors import Refused
from models.rules.score.canonical import canonical_sheet, digest_of
from models.rules.score.facts import as_data
from models.rules.score.gate import GateLine
from models.rules.states import ScoreSheetState
from models.statements import ResultRow, run

# The last version of each department of a year, with what its duty and its objections say.
CURRENT = """
SELECT s.id, s.department_id, d.code, d.name, s.version, s.content, s.digest, s.total, s.facts, s.state, s.drafted_on,
    s.answered_on, s.obligation_id, s.unit_class, s.place, s.grade, x.due, a.paper_number, a.paper_date,
    (SELECT max(b.answered_on) FROM score_objection b WHERE b.score_sheet_id = s.id) AS ruled_on
FROM score_sheet s JOIN department d ON d.id = s.department_id
    LEFT JOIN obligation o ON o.id = s.obligation_id LEFT JOIN deadline x ON x.id = o.deadline_id
    LEFT JOIN appraisal a ON a.id = s.appraisal_id
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state <> 'superseded'
ORDER BY d.code COLLATE "C"
"""
INSERT = """
INSERT INTO score_sheet (department_id, year, version, content, digest, total, facts, unit_class, place, grade, state,
    drafted_on, obligation_id, appraisal_id)
SELECT u.department, :year, 1 + coalesce(p.version, 0), u.content, u.digest, CAST(u.total AS numeric),
    coalesce(CAST(u.facts AS jsonb), p.facts, '{}'), p.unit_class, p.place,
    coalesce(u.grade, p.grade), :state, :day, o.id, CAST(:appraisal AS int)
FROM unnest(CAST(:departments AS int[]), CAST(:contents AS text[]), CAST(:digests AS text[]), CAST(:totals AS text[]),
        CAST(:grades AS text[]), CAST(:facts AS text[])) WITH ORDINALITY
        AS u(department, content, digest, total, grade, facts, n)
    LEFT JOIN obligation o ON o.id = ANY(:obligations) AND o.department_id = u.department
    LEFT JOIN LATERAL (SELECT s.* FROM score_sheet s WHERE s.department_id = u.department AND s.year = :year
        ORDER BY s.version DESC LIMIT 1) p ON true
ORDER BY u.n RETURNING id
"""


LISTED = 20  # lines of what is lacking
UNCHANGED: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Computed:
    """The sheet of a department as the ledger gives it now; without a total it says what it lacks.

    `facts` are those to keep with it; a correction has none and keeps those of the version before.
    """

    department: int
    code: str
    name: str
    content: str
    total: Decimal | None
    unset: tuple[str, ...]
    open: tuple[GateLine, ...] = ()
    facts: Mapping[str, Any] | None = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return in words what stands between now and a total."""
        return (*self.unset, *(each.words for each in self.open))


def computed_sheets(session: Session, year: int, day: date) -> dict[int, Computed]:
    """Return the sheet of every department of a year as the ledger gives it now, by the department's id.

    Empty without a cut-off day.
    """
    return computed_from(session, year, score_sheets(session, year, day)) if cut_off_day(session, year) else {}


def computed_from(session: Session, year: int, sheets: Sequence[ScoreSheet]) -> dict[int, Computed]:
    """Return these score sheets as they would be kept, by the department's id; empty without a cut-off day."""
    cut_off = cut_off_day(session, year)
    if cut_off is None:
        return {}
    departments = run(session, DEPARTMENTS, jurisdiction=home(session), last=date(year, 12, 31))
    ids = {row.code: row.id for row in departments}
    return {
        ids[each.code]: Computed(
            ids[each.code],
            each.code,
            each.department,
            canonical_sheet(each.code, year, cut_off, each.lines, each.rests_on),
            each.total,
            each.unset,
            each.open,
        )
        for each in sheets
    }


def with_facts(session: Session, year: int, day: date, sheets: Iterable[Computed]) -> list[Computed]:
    """8.2: return these sheets with the facts of the day, which are kept with them."""
    facts = facts_on(session, year, day)
    return [replace(each, facts=as_data(day, facts.of(each.code))) for each in sheets]


def current_sheets(session: Session, jurisdiction: int, year: int) -> dict[int, Any]:
    """Return the last version of each sheet of a year, by the department's id."""
    return {row.department_id: row for row in run(session, CURRENT, jurisdiction=jurisdiction, year=year)}


def differs(kept: ResultRow, now: Computed | None) -> bool:
    """Return whether the ledger gives another sheet than the one that is kept."""
    return now is None or now.total is None or now.content != kept.content


def sheet_named(session: Session, ctx: Context, data: OfSheet) -> AppraisalSheet:
    """Return the last version of a department's sheet; acts about sheets wait for each other.

    Raises Refused if it does not exist.
    """
    lock(session, "appraisal")
    department = find_department(session, ctx.jurisdiction, data.department)
    named = select(AppraisalSheet).filter_by(department_id=department.id, year=data.year)
    if found := session.exec(named.where(AppraisalSheet.state != ScoreSheetState.SUPERSEDED)).first():
        return found
    raise Refused(
        f"“{department.name}”没有{data.year}年的得分表。拟定：mubiao act draft_appraisal --year {data.year}。"
    )


def insert_sheets(
    session: Session,
    ctx: Context,
    year: int,
    sheets: Sequence[Computed],
    *,
    obligations: Sequence[int] = (),
    appraisal: int | None = None,
    grades: Mapping[int, str] = UNCHANGED,
) -> list[int]:
    """Insert the next version of these sheets, in one statement: drafts, or with a paper frozen ones.

    Class and place stay those of the version before, and so do its facts, and a grade, that are not given.
    """
    state = ScoreSheetState.FROZEN if appraisal else ScoreSheetState.DRAFTED
    ids = list(
        run(
            session,
            INSERT,
            year=year,
            departments=[each.department for each in sheets],
            contents=[each.content for each in sheets],
            digests=[digest_of(each.content) for each in sheets],
            totals=[f"{each.total:f}" for each in sheets],
            grades=[grades.get(each.department) for each in sheets],
            facts=[each.facts and canonical(each.facts) for each in sheets],
            state=state.value,
            day=ctx.date,
            obligations=list(obligations),
            appraisal=appraisal,
        ).scalars()
    )
    record(session, ctx, "score_sheet", ids, "drafted", moved=("", state.value))
    return ids


def one_of(sheets: Mapping[int, Computed], kept: AppraisalSheet, *, regraded: bool = False) -> Computed:
    """Return the sheet of a department as the ledger gives it now. Raises Refused if it lacks something or is the same.

    A correction must change something, the sheet or its grade, and none is made of a sheet without a total.
    """
    now = sheets.get(kept.department_id)
    if now is None or now.total is None:
        raise Refused(f"重算不出合计：{lacks_in_words([now] if now else [])}。{lacking_lines([now] if now else [])}")
    if now.content == kept.content and not regraded:
        raise Refused(
            "重算结果与原表相同，没有改动：请先更正它所依据的记录，或者写明不再计入的条目（left_out）；"
            f"当前为第{kept.version}版（编号{id_of(kept)}）。"
        )
    return now


def lacking_lines(sheets: Iterable[Computed]) -> str:
    """A37: return what stands between these sheets and their totals, grouped, a line each with what ends it."""
    tasks = lacking((each.name, each.unset, each.open) for each in sheets)
    return "".join(f"\n{each.in_words}" for each in tasks[:LISTED])


def lacks_in_words(sheets: Iterable[Computed]) -> str:
    """Return in words what sheets lack, the first of each."""
    found = [f"{each.name}（{each.lacks[0]}{'等' if len(each.lacks) > 1 else ''}）" for each in sheets if each.lacks]
    return "、".join(found) or "该部门没有该年度的得分"
