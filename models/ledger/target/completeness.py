"""1+6+N and weights: the gaps in the initial lists of the departments that have targets in a year (1-6.2, A38)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import HEIRS, LED_BY
from models.ledger.policies import value_on
from models.rules.kinds import Origin
from models.rules.policy import POVERTY_LEAST
from models.rules.target.gaps import Minima, gaps, weight_faults
from models.statements import run

# SQL: whether `{x}`, a target or draft, is an initial 职能绩效目标; one without 目标类别 or 管理方式 is one.
# Then the weights of a list `q`: a target that was taken over has none (A38).
INITIAL = "{x}.category IS DISTINCT FROM 'building' AND {x}.management IS DISTINCT FROM 'dynamic'"
WEIGHTS = """
    coalesce(array_agg(q.code ORDER BY q.code COLLATE "C") FILTER (WHERE q.drafted), '{}') AS codes,
    coalesce(array_agg(q.weight ORDER BY q.code COLLATE "C") FILTER (WHERE q.drafted), '{}') AS weights"""
# SQL: whether target `t` was issued from a draft.
WAS_DRAFTED = """EXISTS (SELECT FROM target_draft z
    WHERE (z.jurisdiction_id, z.year, z.code, z.state) = (t.jurisdiction_id, t.year, t.code, 'issued'))"""
# A department that leads targets of the year, with the origins and weights of its initial 职能绩效目标.
INITIAL_LISTS = f"""
SELECT q.department_code, q.department,
    coalesce(array_agg(q.origin) FILTER (WHERE q.initial), '{{}}') AS origins, {WEIGHTS}
FROM (SELECT d.code AS department_code, d.name AS department, t.code, t.origin, t.weight,
        {INITIAL.format(x="t")} AS initial, {INITIAL.format(x="t")} AND {WAS_DRAFTED} AS drafted
    FROM target t {LED_BY}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
    AND (CAST(:department AS text) IS NULL OR d.code = :department)) q
GROUP BY q.department_code, q.department ORDER BY q.department_code COLLATE "C"
"""  # noqa: S608 - constants only

# The department `d` that the gap of waiver `w` is of now.
OF_WAIVER = f"""LEFT JOIN {HEIRS} h ON h.department_id = w.department_id
    JOIN department d ON d.id = coalesce(h.heir, w.department_id)"""
WAIVED = f"""
SELECT d.code, array_agg(w.gap) AS gaps FROM gap_waiver w {OF_WAIVER}
WHERE w.jurisdiction_id = :jurisdiction AND w.year = :year GROUP BY d.code
"""  # noqa: S608 - constants only


def list_gaps(session: Session, year: int, department: str | None = None) -> list[dict[str, Any]]:
    """1-6.2: return the departments whose initial lists of a year have gaps, by code, with `missing`: 缺本级目标2项.

    A department that leads no target of the year is left out: it owes nothing yet (A26).
    """
    rows = run(session, INITIAL_LISTS, jurisdiction=home(session), year=year, department=department)
    return lists_with_gaps(session, year, rows)


def lists_with_gaps(session: Session, year: int, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows of departments whose `origins`, or `codes` and `weights`, have gaps, in words as `missing`.

    `waived` are those of them that the agency waived. A38: weights with a wrong sum are a gap too. A36: what the list
    needs is the setting that holds at the end of the year, the clause without one.
    """
    minima = Minima.of(value_on(session, home(session), POVERTY_LEAST, date(year, 12, 31)))
    found = [
        {
            "year": year,
            "department_code": row.department_code,
            "department": row.department,
            "missing": [
                *gaps((Origin(origin) if origin else None for origin in row.origins), minima),
                *weight_faults(dict(zip(row.codes, row.weights, strict=True))),
            ],
        }
        for row in rows
    ]
    lacking = [each for each in found if each["missing"]]
    waivers = run(session, WAIVED, jurisdiction=home(session), year=year).all() if lacking else ()
    waived = {row.code: frozenset(row.gaps) for row in waivers}
    return [
        each | {"waived": [gap for gap in each["missing"] if gap in waived.get(each["department_code"], ())]}
        for each in lacking
    ]


def gaps_in_words(lacking: Mapping[str, Any]) -> list[str]:
    """Return the gaps of a row of `lists_with_gaps`: 缺本级目标1项, 缺脱贫攻坚目标1项（已豁免）."""
    return [f"{gap}（已豁免）" if gap in lacking["waived"] else gap for gap in lacking["missing"]]
