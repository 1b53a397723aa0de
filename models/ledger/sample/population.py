"""总体: the population of a draw, queried from the targets of a year as of a day (4.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.nouns.shared_sql import LED_BY, in_sql
from models.records import Sample
from models.rules.errors import Refused
from models.rules.kinds import Category
from models.rules.sample_sizes import SizeRule, read_rule
from models.rules.sampling import Population, Split, differences, in_short, population_of, read_population
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import ResultRow, run

ALL, KEY, LISTED, UNSORTED = "全部", "重点项目", "负面清单", "未分类"
# `content` is a digest of the requirements, so that a later adjustment or correction is detected.
MEMBERS = f"""
SELECT concat_ws('/', t.year, t.code) AS id, d.code AS department, d.name AS title, t.category, t.key_project,
    EXISTS (SELECT 1 FROM negative_entry e WHERE e.target_id = t.id
        AND e.state NOT IN {in_sql(NOT_COUNTED)}) AS listed,
    left(encode(sha256(convert_to(json_build_array(t.requirement, t.quantity, t.unit, t.deadline, t.version)::text,
        'UTF8')), 'hex'), 16) AS content
FROM target t {LED_BY}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = ANY(:years) AND t.issued_on <= :day
    AND (:everywhere OR d.code = ANY(:departments))
ORDER BY t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Query:
    """A query of targets: a year, departments (none means all), and the column `by` which strata are formed, if any.

    With `key_certain` the key projects form a separate stratum that is drawn in full; with `listed_certain` so do
    targets with a confirmed entry of the negative list, made good or not.
    """

    year: int
    departments: tuple[str, ...] = ()
    by: Split | None = None
    key_certain: bool = False
    listed_certain: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the query as a JSON structure."""
        by = self.by.value if self.by else ""
        certain = {"key_certain": self.key_certain} | ({"listed_certain": True} if self.listed_certain else {})
        return {"year": self.year, "departments": list(self.departments), "by": by} | certain


@dataclass(frozen=True, slots=True)
class Candidates:
    """The result of a query: population, rule, titles of the strata, and the content digest of each member by id."""

    population: Population
    rule: SizeRule
    titles: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedTargets:
    """The targets that a plan covers: years, and departments (none means all)."""

    years: tuple[int, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a population compares with the targets of the plan: its sentence, and for a list the plan and its digest.

    For a list of people `roster` are those who may take part, as the roster names them.
    """

    scope: str
    planned: PlannedTargets | None = None
    digest: str = ""
    roster: tuple[str, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as a JSON structure; empty if there is nothing to say."""
        scope: dict[str, Any] = {"scope": self.scope} if self.scope else {}
        if self.roster is not None:
            return scope | {"roster": list(self.roster)}
        return scope | ({"planned": asdict(self.planned), "planned_digest": self.digest} if self.planned else {})


def scope_of(sample: Sample) -> str:
    """Return the sentence about a given list or about what the population leaves out; empty if there is none."""
    return str(sample.source.get("scope", ""))


def read_query(data: Mapping[str, Any]) -> Query:
    """Parse the query written by `as_json`."""
    by = Split(data["by"]) if data["by"] else None
    return Query(data["year"], tuple(data["departments"]), by, data["key_certain"], data.get("listed_certain", False))


def population_from(session: Session, ctx: Context, query: Query, rule: SizeRule) -> Candidates:
    """4.4: return the targets issued by today that match the query, in strata; raises Refused if there are too few."""
    rows = planned_targets(session, ctx, PlannedTargets((query.year,), query.departments))
    if not rows:
        raise Refused(f"{query.year}年没有符合条件的目标，总体是空的。")
    strata: dict[str, list[str]] = {}
    for row in rows:
        strata.setdefault(_stratum_of(query, row), []).append(row.id)
    rule = replace(rule, certain=rule.certain | (strata.keys() & {KEY, LISTED}))
    population = population_of({name: strata[name] for name in sorted(strata)}, rule)
    titles = {row.department: row.title for row in rows if query.by is Split.DEPARTMENT and row.department in strata}
    return Candidates(population, rule, titles, {row.id: row.content for row in rows})


def planned_targets(session: Session, ctx: Context, planned: PlannedTargets) -> Sequence[Any]:
    """Return the targets issued by today that a plan covers, with what decides about them, by year and code."""
    return run(
        session,
        MEMBERS,
        jurisdiction=ctx.jurisdiction,
        years=list(planned.years),
        day=ctx.date,
        everywhere=not planned.departments,
        departments=list(planned.departments),
    ).all()


def planned_digest(rows: Sequence[Any]) -> str:
    """Return a digest of the targets of a plan: which they are, and what each asks."""
    return sha256(canonical([[row.id, row.content] for row in rows]).encode()).hexdigest()


def changes_since(session: Session, ctx: Context, sample: Sample, now: Population | None = None) -> list[str]:
    """Return the changes of the population since the commitment, in words; an empty list if there are none.

    `now` is today's population, if the committed one was not queried.
    """
    if "planned" in sample.source:
        return _changes_of_list(session, ctx, sample)
    if "year" in sample.source:
        return _changes_of_query(session, ctx, sample)
    return differences(read_population(sample.population), now) if now else []


def _changes_of_query(session: Session, ctx: Context, sample: Sample) -> list[str]:
    population = read_population(sample.population)
    try:
        current = population_from(session, ctx, read_query(sample.source), read_rule(sample.rule))
    except Refused as refusal:
        return [refusal.message.rstrip("。")]
    ids = [each for stratum in population.strata for each in stratum.ids]
    before = zip(ids, sample.contents, strict=True)
    adjusted = [each for each, content in before if current.contents.get(each, content) != content]
    return [*differences(population, current.population), *([f"内容调整{in_short(adjusted)}"] if adjusted else [])]


def _changes_of_list(session: Session, ctx: Context, sample: Sample) -> list[str]:
    """Return what changed among the targets of the plan since a list was compared with them."""
    planned = PlannedTargets(tuple(sample.source["planned"]["years"]), tuple(sample.source["planned"]["departments"]))
    same = planned_digest(planned_targets(session, ctx, planned)) == sample.source["planned_digest"]
    return [] if same else ["方案所列部门的目标有增减或调整"]


def _stratum_of(query: Query, row: ResultRow) -> str:
    if query.listed_certain and row.listed:
        return LISTED
    if query.key_certain and row.key_project:
        return KEY
    if query.by is Split.DEPARTMENT:
        return str(row.department)
    if query.by is Split.CATEGORY:
        return Category(row.category).label if row.category else UNSORTED
    return ALL
