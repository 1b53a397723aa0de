"""考评事实 from the ledger: for all departments of a year at once, as of a day, and as kept with the sheets (1-8.2)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.evidence.shared import GIVEN
from models.ledger.jurisdiction import GO_LIVE, home
from models.ledger.nouns.shared_sql import LEAD, OBLIGATION_KEY, TARGET_KEY
from models.ledger.score.entries import HEIRS_THEN, LED
from models.ledger.score.exceptions import IN_FORCE
from models.ledger.score.gate import DEPARTMENTS
from models.ledger.score.tracked import why_ended
from models.ledger.secrets import secrets_of
from models.rules.cycles import DUTY_OF, subject_of
from models.rules.periods import Span, periods_of_year
from models.rules.score.facts import (
    DIGITS,
    OF_AGENCY,
    OF_DEPARTMENTS,
    OF_QUARTERS,
    Fact,
    FactKind,
    FactRow,
    YearFacts,
    hidden,
    read_facts,
    used_for,
)
from models.rules.score.gate import NO_LINE, GateKind
from models.statements import ResultRow, run

DUTY_KEY = OBLIGATION_KEY.format(o="o", d="d")
# Duties of a year whose day had passed: open, waived once they were late, or done late, as they stood on the day.
DUTIES = f"""
SELECT CASE WHEN w.is_agency THEN '' ELSE w.code END AS code, {DUTY_KEY} AS key, o.kind, o.period, o.subject, x.due,
    CASE s.state WHEN 'discharged' THEN 'late' ELSE 'undone' END AS fact, s.state AS state_then, o.counted_on
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department d ON d.id = o.department_id
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = o.owed_by JOIN department w ON w.id = coalesce(h.heir, o.owed_by)
    CROSS JOIN LATERAL (SELECT m.to_state AS state, m.detail ->> 'late' = 'true' AS late
        FROM transition m JOIN block b ON b.act_id = m.act_id
        WHERE m.record = 'obligation' AND m.record_key = {DUTY_KEY} AND m.to_state <> '' AND b.business_date <= :day
        ORDER BY m.id DESC LIMIT 1) s
WHERE o.jurisdiction_id = :jurisdiction AND x.due < :day
    AND coalesce(substring(concat(o.period, o.subject) FROM '^[0-9][0-9][0-9][0-9]'), to_char(x.due, 'YYYY')) = :period
    AND (s.state = 'open' OR s.state IN ('waived', 'discharged') AND coalesce(o.late, s.late))
ORDER BY x.due, o.id
"""  # noqa: S608 - constants only
_LED = f"""JOIN {LEAD} LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
    JOIN department w ON w.id = coalesce(h.heir, {LED})"""
_OF_YEAR = "t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.withdrawn_on IS NULL"
# How a person looked at a target until the day: by his name on record, or by his code in a covert visit.
TARGETS = f"""
SELECT w.code, {TARGET_KEY.format(t="t")} AS key, t.code AS target, concat_ws('、',
    CASE WHEN EXISTS (SELECT FROM finding f WHERE f.target_id = t.id AND f.state <> 'recorded' AND f.signed_on <= :day)
        THEN '签字的核查' END,
    CASE WHEN EXISTS (SELECT FROM field_visit v WHERE v.target_id = t.id AND v.recorded_on <= :day)
        THEN '每季核查' END,
    CASE WHEN EXISTS (SELECT FROM covert_item i JOIN covert_result c ON c.item_id = i.id
        WHERE i.target_id = t.id AND c.returned_on <= :day) THEN '第三方暗访' END,
    CASE WHEN EXISTS (SELECT FROM review r WHERE r.target_id = t.id AND r.recorded_on <= :day)
        THEN '在线复核' END) AS looks
FROM target t {_LED} WHERE {_OF_YEAR} ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only
# What a quarter that was over had of no department: a list, a review, a self-check.
QUARTERS = f"""
WITH done AS MATERIALIZED (
    SELECT 'unlisted' AS fact, period FROM negative_list WHERE jurisdiction_id = :jurisdiction AND frozen_on <= :day
    UNION SELECT 'unreviewed', r.period FROM target t JOIN review r ON r.target_id = t.id
    WHERE {_OF_YEAR} AND r.recorded_on <= :day
    UNION SELECT 'unchecked', o.period FROM obligation o JOIN report r ON r.obligation_id = o.id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'self_check' AND r.received_on <= :day)
SELECT f.fact, q.period FROM unnest(CAST(:quarters AS text[])) AS q(period),
    unnest(CAST(:facts AS text[])) AS f(fact)
WHERE (f.fact, q.period) NOT IN (SELECT n.fact, n.period FROM done n) ORDER BY 2
"""  # noqa: S608 - constants only
SHARED = f"""
SELECT v.sha256, array_agg(DISTINCT ARRAY[w.code, t.code] COLLATE "C") AS targets
FROM {GIVEN} g JOIN evidence v ON v.id = g.evidence_id JOIN target t ON t.id = g.target_id {_LED}
WHERE {_OF_YEAR} AND g.received_on <= :day
GROUP BY v.sha256 HAVING count(DISTINCT t.id) > 1 ORDER BY count(DISTINCT t.id) DESC, v.sha256
"""  # noqa: S608 - constants only
# What an accepted objection to a fact took out of it.
LEFT_OUT = """
SELECT d.code, x.component, e.entry FROM score_objection x JOIN score_sheet s ON s.id = x.score_sheet_id
    JOIN department d ON d.id = s.department_id CROSS JOIN LATERAL jsonb_array_elements_text(x.left_out) AS e(entry)
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND x.state = 'confirmed'
"""
# What was kept until a day: with the newest sheet of each department, and with the approval for the agency.
KEPT = """
SELECT * FROM (SELECT DISTINCT ON (d.code) d.code, s.facts
    FROM score_sheet s JOIN department d ON d.id = s.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.drafted_on <= :day
    ORDER BY d.code, s.version DESC) q
UNION ALL SELECT '', facts FROM appraisal
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND serial = 1 AND approved_on <= :day
"""

Rows = dict[str, dict[FactKind, list[FactRow]]]  # by the department's code, empty for the agency


def facts_on(session: Session, year: int, day: date) -> YearFacts:
    """8.2: return the facts of a year as its records stand at the end of `day`, the agency's and each department's."""
    params = {"jurisdiction": home(session), "year": year, "period": str(year), "last": date(year, 12, 31), "day": day}
    departments = run(session, DEPARTMENTS, **params).all()
    found, led = _deeds(session, params, [row.code for row in departments]), _looks(session, params)
    quarters, before = _quarters(session, params)
    gone, secrets = _left_out(session, params), secrets_of(session)

    def facts(code: str) -> Iterator[Fact]:
        for kind in OF_DEPARTMENTS if code else OF_AGENCY:
            rows = (*found[code][kind], *led[code][kind], *quarters[code][kind])
            of = sum(map(len, led[code].values())) if kind in (FactKind.LOOKED, FactKind.UNSEEN) else None
            [fact] = hidden([Fact(kind, rows, of, before if kind in OF_QUARTERS else ())], secrets)
            yield fact.without(gone[code, kind])

    made = {code: tuple(facts(code)) for code in ["", *(row.code for row in departments)]}
    names, is_ended = {row.code: row.name for row in departments}, bool(why_ended(session, home(session), year))
    return YearFacts(year, day, made.pop(""), made, names, is_ended=is_ended)


def kept_facts(session: Session, year: int, day: date) -> YearFacts:
    """8.2: return the facts that were kept with the sheets and the approval of a year until a day; without, the day's.

    Before the approval those of the agency are of the day on which the newest of the sheets was made.
    """
    rows = run(session, KEPT, jurisdiction=home(session), year=year, day=day)
    kept = {row.code: row.facts for row in rows if row.facts}
    days = {code: date.fromisoformat(each["day"]) for code, each in kept.items()}
    newest = max(days.values(), default=day)
    now, secrets = facts_on(session, year, newest), secrets_of(session)
    own = {code: hidden(read_facts(each), secrets) for code, each in kept.items()}
    departments = {code: own.get(code, facts) for code, facts in now.departments.items()}
    return replace(now, agency=own.get("", now.agency), departments=departments, days=days)


def _rows() -> Rows:
    return defaultdict(lambda: defaultdict(list))


def _deeds(session: Session, params: Mapping[str, Any], everyone: Sequence[str]) -> Rows:
    """Return the rows of duties, shared files and papers."""
    found = _rows()
    for row in run(session, DUTIES, **params):
        found[row.code][FactKind(row.fact)].append(FactRow("obligation", row.key, _duty_in_words(row)))
    for row in run(session, SHARED, **params):
        words = f"{row.sha256[:DIGITS]}：{used_for(len(row.targets))}："
        for code in dict(row.targets):
            own = [target for lead, target in row.targets if lead == code]
            told = "、".join(own) + "，其他部门的" * (len(own) < len(row.targets))
            found[code][FactKind.SHARED].append(FactRow("evidence", row.sha256, f"{words}{told}"))
    _add_papers(session, params, everyone, found)
    return found


def _add_papers(session: Session, params: Mapping[str, Any], everyone: Sequence[str], found: Rows) -> None:
    """Add the papers that ended lines; one about the whole year ends no line."""
    for row in run(session, IN_FORCE, **params):
        words = f"{row.paper_number}：{GateKind(row.kind).label}"
        for code in () if row.kind in NO_LINE else row.departments or everyone:
            found[code][FactKind.EXCEPTED].append(FactRow("score_exception", f"{params['year']}-{row.serial}", words))


def _duty_in_words(row: ResultRow) -> str:
    about = f"（{row.subject}）" if row.subject else ""
    how = {"discharged": f"，{row.counted_on}办结", "waived": "，没有办理，已豁免"}.get(row.state_then, "")
    return f"{subject_of(DUTY_OF[row.kind], row.period)}{about}，期限{row.due}{how}"


def _looks(session: Session, params: Mapping[str, Any]) -> Rows:
    """Return the targets that a person looked at, with how, and the others."""
    found = _rows()
    for row in run(session, TARGETS, **params):
        kind, how = (FactKind.LOOKED, f"（{row.looks}）") if row.looks else (FactKind.UNSEEN, "")
        found[row.code][kind].append(FactRow("target", row.key, f"{row.target}{how}"))
    return found


def _quarters(session: Session, params: Mapping[str, Any]) -> tuple[Rows, tuple[str, ...]]:
    """Return the agency's quarters without any list, review or self-check.

    Those that were over before go-live are named instead.
    """
    live = run(session, GO_LIVE, jurisdiction=params["jurisdiction"]).scalar_one()
    ended = [each for each in periods_of_year(Span.QUARTER, params["year"]) if each.end < params["day"]]
    asked, found = {str(each): each for each in ended if each.end >= live}, _rows()
    for row in run(session, QUARTERS, **params, quarters=list(asked), facts=list(OF_QUARTERS)):
        found[""][FactKind(row.fact)].append(FactRow("", row.period, asked[row.period].label))
    return found, tuple(each.label for each in ended if each.end < live)


def _left_out(session: Session, params: Mapping[str, Any]) -> Mapping[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in run(session, LEFT_OUT, **params):
        found[row.code, row.component].add(row.entry)
    return found
