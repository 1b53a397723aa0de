"""位次和等次: the departments of a year ranked within their classes and graded, and what stands against it (1-2.19)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.rules.score.quotas import StoredQuotas, quotas_of, unknown_classes
from models.rules.score.ranking import graded, ranks
from models.rules.several import first_of

SHOWN = 3  # departments named in a sentence
NOT_OVER = "考评年度尚未结束"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A department with its class, its exact total, how much it lacks, and why it is appraised without a grade.

    `open`: a line stands before its total (A37).
    """

    code: str
    department: str
    unit_class: str
    value: Fraction | None
    total: Decimal | None
    lacks: int = 0
    ungraded: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class GradeRules:
    """The names of the classes and the quotas of a year, None while they are 未设定, and whether the year is over."""

    names: Sequence[str] | None
    quotas: StoredQuotas | None
    over: bool = True


@dataclass(frozen=True, slots=True)
class DecidedTie:
    """Which of the tied has which grade, for the total at which they were tied when the agency decided."""

    unit_class: str
    value: str
    grades: Mapping[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class ClassTie:
    """A tie in a class: its units, the grades that are left for them, and the decision, if one is of this tie.

    `renewed`: one of them was in a tie that was decided, and the totals or the places are others since.
    """

    unit_class: str
    units: tuple[str, ...]
    grades: tuple[str, ...]
    value: Fraction
    decision: DecidedTie | None = None
    renewed: bool = False

    def is_of(self, decision: DecidedTie) -> bool:
        """A45: return whether a decision is of this tie: the same units, total and grades."""
        same = (decision.unit_class, decision.value, set(decision.grades)) == (
            self.unit_class,
            str(self.value),
            set(self.units),
        )
        return same and sorted(decision.grades.values()) == sorted(self.grades)


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a department in its class and its grade; None and empty while they are not known.

    `corrected` is the paper that corrected its approved sheet, in words.
    """

    candidate: Candidate
    place: int | None
    grade: str
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Grades:
    """The standings of a year, its ties, the decisions that are of no tie any more, and what is missing, in words.

    `approved` is the paper that approved them, in words; then nothing is open.
    """

    standings: tuple[Standing, ...]
    ties: tuple[ClassTie, ...]
    lapsed: tuple[DecidedTie, ...]
    missing: tuple[str, ...]
    approved: str = ""


def grade_units(candidates: Sequence[Candidate], rules: GradeRules, decisions: Sequence[DecidedTie]) -> Grades:
    """2.19, A45: return place and grade of every department; the newest decision comes first.

    No department has a place while one has no class, and none of a class while a total of it lacks something. A
    department without a grade takes no place in a quota.
    """
    classes = _classes(candidates, rules)
    places: dict[str, int] = {}
    grades: dict[str, str] = {}
    ties: list[ClassTie] = []
    for name, values in classes.items():
        places |= ranks(values)
        quotas = quotas_of(rules.quotas, name) if rules.quotas and rules.over else None
        if quotas is None:
            continue
        found = graded(values, quotas)
        grades |= found.grades
        ties += [_decided(name, tie.units, tie.grades, values[tie.units[0]], decisions) for tie in found.ties]
    grades |= _by_decision(ties)
    standings = tuple(Standing(each, places.get(each.code), grades.get(each.code, "")) for each in candidates)
    lapsed = _lapsed(decisions, classes, ties)
    return Grades(standings, tuple(ties), lapsed, tuple(_missing(candidates, rules)))


def _by_decision(ties: Sequence[ClassTie]) -> dict[str, str]:
    decisions = [tie.decision for tie in ties if tie.decision]
    return {unit: grade for decision in decisions for unit, grade in decision.grades.items()}


def _lapsed(
    decisions: Sequence[DecidedTie], classes: Mapping[str, object], ties: Sequence[ClassTie]
) -> tuple[DecidedTie, ...]:
    """Return the decisions about a class that can be ranked which are of no tie."""
    of_these = (each for each in decisions if each.unit_class in classes)
    return tuple(each for each in of_these if not any(tie.is_of(each) for tie in ties))


def _decided(
    name: str,
    units: tuple[str, ...],
    grades: tuple[str, ...],
    value: Decimal | Fraction,
    decisions: Sequence[DecidedTie],
) -> ClassTie:
    tie = ClassTie(name, units, grades, Fraction(value))
    decision = next(filter(tie.is_of, decisions), None)
    others = (each for each in decisions if each.unit_class == name and set(each.grades) & set(units))
    return ClassTie(name, units, grades, tie.value, decision, renewed=decision is None and any(others))


def _classes(candidates: Sequence[Candidate], rules: GradeRules) -> dict[str, dict[str, Fraction]]:
    """Return the totals of each class that can be ranked; no class while one department has none."""
    members = _members(candidates)
    if rules.names is None or set(members) - set(rules.names):
        return {}
    return {
        name: {each.code: each.value for each in its if each.value is not None}
        for name, its in sorted(members.items())
        if all(each.value is not None for each in its)
    }


def _members(candidates: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    members: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        if not each.ungraded:
            members[each.unit_class].append(each)
    return members


def _missing(candidates: Sequence[Candidate], rules: GradeRules) -> Iterator[str]:
    """Yield in words what stands between the departments and their grades."""
    members, names = _members(candidates), rules.names or ()
    if not rules.over:
        yield NOT_OVER
    if rules.names is None:
        yield "单位类别（unit_classes）未设定"
    yield from _of_quotas([name for name in sorted(members) if name in names], names, rules.quotas)
    for name, its in sorted(members.items()):
        yield from _of_class(name, its, rules.names)


def _of_class(name: str, its: Sequence[Candidate], names: Sequence[str] | None) -> Iterator[str]:
    if not name:
        yield f"{_named(its)}没有登记单位类别"
    elif name not in (names or [name]):
        yield f"{_named(its)}登记的“{name}”不在设定的单位类别中"
    if open_ones := sorted((each for each in its if each.value is None), key=lambda each: each.lacks):
        yield f"{name or '没有类别的'}：{_named(open_ones)}的合计还缺{sum(each.lacks for each in open_ones)}项"


def _of_quotas(used: Sequence[str], names: Sequence[str], quotas: StoredQuotas | None) -> Iterator[str]:
    if quotas is None:
        yield "单位等次比例（grade_quotas）未设定"
        return
    yield from [f"单位等次比例（grade_quotas）中的“{name}”不在单位类别中" for name in unknown_classes(quotas, names)]
    yield from [f"{name}的等次比例（grade_quotas）未设定" for name in used if quotas_of(quotas, name) is None]


def _named(its: Sequence[Candidate]) -> str:
    return first_of([f"“{each.department}”" for each in its], SHOWN, "个部门")
