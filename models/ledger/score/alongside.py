"""得分旁列: what is printed next to the score of a department and never touches it (1-6.1, 1-8.3, A1, A43, A44)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.score.discipline import discipline_records
from models.ledger.survey.rates import Surveyed, survey_table
from models.rules.chinese_dates import days_in_full, in_full
from models.rules.survey import Count, percent
from models.statements import run

NOT_IN_SCORE = "只扣奖不扣分，不计入得分"
NOT_ASKED = "没有结果"
RATE = "不满意度"
SURVEY = f"公众测评（{NOT_IN_SCORE}）"
# What was recorded of a year until :day, of each department: 讲规矩守纪律, and the sheets of the survey that came back.
RECORDED = """
SELECT r.department_id, r.recorded_on AS day, concat('登记', d.name, '讲规矩守纪律第', r.serial, '项') AS words
FROM discipline r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year AND r.recorded_on <= :day
UNION SELECT r.department_id, r.withdrawn_on, concat('撤回', d.name, '讲规矩守纪律第', r.serial, '项（', r.reason, '）')
FROM discipline r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year AND r.withdrawn_on <= :day
UNION SELECT i.department_id, b.returned_on, concat('公众测评表', s.year, '-', s.number, '第', b.serial, '次收回')
FROM survey_return b JOIN survey s ON s.id = b.survey_id JOIN survey_item i ON i.survey_id = s.id
WHERE s.jurisdiction_id = :jurisdiction AND s.year = :year AND b.returned_on <= :day
"""
SINCE = f"""
SELECT q.day, q.words FROM ({RECORDED}) q JOIN department d ON d.id = q.department_id
WHERE q.day >= :since AND :code IN ('', d.code) GROUP BY q.day, q.words ORDER BY q.day, min(d.code COLLATE "C"), q.words
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Alongside:
    """The survey of a year in words, and of each department by its code: its table, and its records in force."""

    survey: str = ""
    surveyed: Mapping[str, Surveyed] = field(default_factory=dict)
    discipline: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    def facts(self, code: str) -> str:
        """Return what was recorded of a department, with what it reduces; empty without anything."""
        return "；".join(f"{row['fact']}，扣减{row['reduces']}" for row in self.discipline.get(code, ()))

    def of(self, code: str) -> "Alongside":
        """1-9.3: return what a department may see: its own; all of it for no code."""
        if not code:
            return self
        surveyed = {code: self.surveyed[code]} if code in self.surveyed else {}
        return Alongside(self.survey, surveyed, {code: self.discipline.get(code, [])})


NOTHING_ALONGSIDE = Alongside()


def alongside_scores(session: Session, year: int, day: date = date.max) -> Alongside:
    """A44: return what stands next to the scores of a year, as it was recorded until a day."""
    table = survey_table(session, year, day)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in discipline_records(session, year):
        if row["recorded_on"] <= day and (row["withdrawn_on"] is None or row["withdrawn_on"] > day):
            found[row["code"]].append(row)
    return Alongside(table.words, {each.code: each for each in table.departments.values()}, dict(found))


def recorded_since(session: Session, year: int, since: date, day: date, code: str = "") -> Sequence[tuple[date, str]]:
    """A74: return what was recorded next to the scores of a year, or of one department, from a day to another."""
    period = {"since": since, "day": day, "code": code}
    return [tuple(row) for row in run(session, SINCE, jurisdiction=home(session), year=year, **period)]


def supplement_in_words(found: Sequence[tuple[date, str]]) -> str:
    """A74: return in words what was recorded after the approval; empty without anything."""
    return "；".join(f"{in_full(day)}{words}" for day, words in found)


def alongside_lines(alongside: Alongside, code: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a department, each with its title: the survey, each dimension, and what was recorded."""
    surveyed = alongside.surveyed.get(code)
    none = "" if surveyed or not alongside.surveyed else "，没有本部门的结果"
    yield SURVEY, f"{alongside.survey}{none}"
    for dimension, numbers in surveyed.numbers.items() if surveyed else ():
        groups = "；".join(f"{group}{_in_words(count)}" for group, count in numbers.items())
        rate = surveyed.rates[dimension].words if surveyed else ""
        yield f"{dimension.label}{RATE}", f"加权{rate}。{groups}"
    found = alongside.discipline.get(code, [])
    yield f"讲规矩守纪律（{NOT_IN_SCORE}）", f"{len(found)}项" if found else "没有登记"
    for row in found:
        paper = f"{row['paper_number']}，{row['paper_date']}"
        yield f"第{row['serial']}项", f"{row['fact']}；扣减：{row['reduces']}（{paper}）"


def told_lines(alongside: Alongside, code: str) -> list[tuple[str, str]]:
    """Return the lines of a department as a notice or a paper has them: days are written in full."""
    return [(title, days_in_full(words)) for title, words in alongside_lines(alongside, code)]


def _in_words(count: Count) -> str:
    return f"{percent(count.rate)}（调查{count.asked}，作答{count.answered}，不满意{count.dissatisfied}）"
