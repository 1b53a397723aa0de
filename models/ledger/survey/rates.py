"""不满意度 of each department: the newest sheet of a year, its numbers and the rates that follow (1-8.3, A43)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.ledger.survey.sheets import newest_survey
from models.records import Survey, ThirdParty
from models.rules.appraisal_settings import SURVEY_GROUP_WEIGHTS
from models.rules.survey import Count, Dimension, Dissatisfaction, group_weights, weighted_rate
from models.statements import ResultRow, run

# The numbers of the newest return of a sheet, in the order of its rows; NULL if it did not come back.
NUMBERS = """
SELECT i.department_id, i.code, i.name, i.respondents, c.dimension, c.asked, c.answered, c.dissatisfied
FROM survey_item i LEFT JOIN survey_cell c ON c.item_id = i.id
    AND c.return_id = (SELECT b.id FROM survey_return b WHERE b.survey_id = :survey AND b.returned_on <= :day
        ORDER BY b.serial DESC LIMIT 1)
WHERE i.survey_id = :survey ORDER BY i.position, c.id
"""
RETURNS = """
SELECT serial, returned_on, reason FROM survey_return WHERE survey_id = :survey AND returned_on <= :day ORDER BY serial
"""
EARLIER = """
SELECT s.year || '-' || s.number AS key, s.reason, min(b.returned_on) AS returned_on
FROM survey s LEFT JOIN survey_return b ON b.survey_id = s.id
WHERE s.jurisdiction_id = :jurisdiction AND s.year = :year AND s.number < :number GROUP BY s.id ORDER BY s.number
"""
Numbers = Mapping[str, Count]  # by group


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A department in the sheet of a year: its numbers by dimension and group, and the weighted rate of each."""

    code: str
    name: str
    numbers: Mapping[Dimension, Numbers]
    rates: Mapping[Dimension, Dissatisfaction]


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """The sheet of a year that counts, in words, and its departments by id; none before it came back."""

    words: str
    departments: Mapping[int, Surveyed]


def survey_table(session: Session, year: int, day: date = date.max) -> SurveyTable:
    """8.3: return the table of a year as of a day, with the weights of the groups of 31 December (A53).

    It has the newest sheet only: numbers of two surveys are not mixed. Earlier sheets are named with the reason.
    """
    jurisdiction = home(session)
    survey = newest_survey(session, jurisdiction, year, day)
    if survey is None:
        return SurveyTable("尚未测评", {})
    weights = group_weights(value_on(session, jurisdiction, SURVEY_GROUP_WEIGHTS, date(year, 12, 31)))
    found: dict[tuple[int, str, str], dict[Dimension, dict[str, Count]]] = defaultdict(lambda: defaultdict(dict))
    for row in run(session, NUMBERS, survey=survey.id, day=day):
        if row.dimension:
            count = Count(row.asked, row.answered, row.dissatisfied)
            found[row.department_id, row.code, row.name][Dimension(row.dimension)][row.respondents] = count
    departments = {number: _surveyed(code, name, numbers, weights) for (number, code, name), numbers in found.items()}
    return SurveyTable(_in_words(session, survey, day), departments)


def _in_words(session: Session, survey: Survey, day: date) -> str:
    """Return who carried a survey out, with which paper, when it came back, and what it superseded."""
    party = session.get_one(ThirdParty, survey.third_party_id).name if survey.third_party_id else ""
    whose = f"委托“{party}”" if party else "管理机构组织"
    paper = f"{survey.paper_number}，{survey.paper_date}"
    returns = run(session, RETURNS, survey=survey.id, day=day).all()
    state = "，".join(map(_return_in_words, returns)) or f"{survey.handed_out_on}下发，尚未收回"
    before = {"year": survey.year, "number": survey.number}
    earlier = run(session, EARLIER, jurisdiction=survey.jurisdiction_id, **before).all()
    superseded = "".join(f"；此前{each.key}{_state_of(each)}" for each in earlier)
    reason = f"，重新测评的原因：{survey.reason}" if survey.reason else ""
    return f"测评表{survey.key}，{whose}（{paper}），{state}{superseded}{reason}"


def _return_in_words(back: ResultRow) -> str:
    return f"{back.returned_on}更正（{back.reason}）" if back.reason else f"{back.returned_on}收回"


def _state_of(survey: ResultRow) -> str:
    return f"已于{survey.returned_on}收回，不再计" if survey.returned_on else "没有收回"


def _surveyed(
    code: str,
    name: str,
    numbers: Mapping[Dimension, Mapping[str, Count]],
    weights: Mapping[str, Decimal] | None,
) -> Surveyed:
    rates = {dimension: weighted_rate(numbers[dimension], weights) for dimension in Dimension}
    return Surveyed(code, name, {dimension: numbers[dimension] for dimension in Dimension}, rates)
