"""总体: who may be drawn, taken from the targets of a year as they stand on a day (4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.acts import Context
from models.ledger.heirs import HEIRS
from models.ledger.nouns.target import LEAD
from models.rules.errors import Refused
from models.rules.kinds import Category
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Population, Split, population_of

ALL, KEY, LISTED, UNSORTED = "全部", "重点项目", "负面清单", "未分类"
# What a target asked for is told by a digest: whether it was adjusted or corrected since can be seen by it.
MEMBERS = f"""
SELECT concat_ws('/', t.year, t.code) AS id, d.code AS department, d.name AS title, t.category, t.key_project,
    EXISTS (SELECT 1 FROM negative_entry e WHERE e.target_id = t.id
        AND e.state NOT IN ('proposed', 'dismissed', 'withdrawn')) AS listed,
    left(encode(sha256(convert_to(json_build_array(t.requirement, t.quantity, t.unit, t.deadline, t.version)::text,
        'UTF8')), 'hex'), 16) AS content
FROM target t JOIN {LEAD}
    LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
    JOIN department d ON d.id = coalesce(h.heir, x.department_id)
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.issued_on <= :day
    AND (:everywhere OR d.code = ANY(:departments))
ORDER BY t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Query:
    """Which targets: those of a year, of some departments or (none named) all, in strata `by` something or in one.

    With `key_certain` the key projects are a stratum of their own, drawn whole; with `listed_certain` so are targets
    with a confirmed entry of the negative list, made good or not.
    """

    year: int
    departments: tuple[str, ...] = ()
    by: Split | None = None
    key_certain: bool = False
    listed_certain: bool = False

    def as_json(self) -> dict[str, Any]:
        """The query as a JSON structure."""
        by = self.by.value if self.by else ""
        certain = {"key_certain": self.key_certain} | ({"listed_certain": True} if self.listed_certain else {})
        return {"year": self.year, "departments": list(self.departments), "by": by} | certain


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds: the population with its rule, the title of each stratum that has one, and what each member
    said, by id.
    """

    population: Population
    rule: SizeRule
    titles: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)


def read_query(data: Mapping[str, Any]) -> Query:
    """The query that was written by `as_json`."""
    by = Split(data["by"]) if data["by"] else None
    return Query(data["year"], tuple(data["departments"]), by, data["key_certain"], data.get("listed_certain", False))


def population_from(session: Session, ctx: Context, query: Query, rule: SizeRule) -> Found:
    """4.4: the targets issued by today that the query names, in strata; refuses when there are none, or too few."""
    rows = run(
        session,
        MEMBERS,
        jurisdiction=ctx.jurisdiction,
        year=query.year,
        day=ctx.date,
        everywhere=not query.departments,
        departments=list(query.departments),
    ).all()
    if not rows:
        raise Refused(f"{query.year}年没有符合条件的目标，总体是空的。")
    strata: dict[str, list[str]] = {}
    for row in rows:
        strata.setdefault(_stratum(query, row), []).append(row.id)
    rule = replace(rule, certain=rule.certain | (strata.keys() & {KEY, LISTED}))
    population = population_of({name: strata[name] for name in sorted(strata)}, rule)
    titles = {row.department: row.title for row in rows if query.by is Split.DEPARTMENT and row.department in strata}
    return Found(population, rule, titles, {row.id: row.content for row in rows})


def _stratum(query: Query, row: Any) -> str:  # noqa: ANN401 - a result row
    if query.listed_certain and row.listed:
        return LISTED
    if query.key_certain and row.key_project:
        return KEY
    if query.by is Split.DEPARTMENT:
        return str(row.department)
    if query.by is Split.CATEGORY:
        return Category(row.category).label if row.category else UNSORTED
    return ALL
