"""环节 of a year with their dates and what the ledger has of each (1-4)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import in_sql
from models.ledger.policies import cut_off_on
from models.rules.inspection import ControlForm, describe_half_pairs
from models.rules.stage import Stage, StageOfYear, days_of
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import ResultRow, run

FACTS = f"""
WITH issued AS (
    SELECT count(*) AS targets, min(issued_on) AS first_issued, max(issued_on) AS last_issued FROM target
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL AND issued_on <= :day),
owed AS (
    SELECT count(*) AS obligations, count(*) FILTER (WHERE o.state = 'discharged') AS discharged
    FROM obligation o WHERE o.jurisdiction_id = :jurisdiction AND o.opened_on <= :day
        AND o.opened_on BETWEEN make_date(:year, 1, 1) AND make_date(:year, 12, 31)),
inspected AS (
    SELECT count(*) FILTER (WHERE state = 'concluded') AS inspections,
        ARRAY(SELECT DISTINCT f FROM inspection i CROSS JOIN jsonb_array_elements_text(i.forms) f
            WHERE i.jurisdiction_id = :jurisdiction AND i.year = :year AND i.issued_on <= :day
                AND i.state <> 'cancelled') AS forms
    FROM inspection WHERE jurisdiction_id = :jurisdiction AND year = :year),
listed AS (
    SELECT count(*) AS entries FROM negative_entry e JOIN target t ON t.id = e.target_id
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND e.listed_on <= :day
        AND e.state NOT IN {in_sql(NOT_COUNTED)}),
sheets AS (
    SELECT count(*) AS sheets, min(s.drafted_on) AS drafted_on,
        count(*) FILTER (WHERE s.grade IS NOT NULL) AS graded
    FROM score_sheet s JOIN department d ON d.id = s.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state <> 'superseded' AND s.drafted_on <= :day),
approved AS (
    SELECT min(paper_date) AS approved_on, min(paper_number) FILTER (WHERE serial = 1) AS paper,
        count(*) FILTER (WHERE serial > 1) AS corrections FROM appraisal
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND approved_on <= :day)
SELECT * FROM issued, owed, inspected, listed, sheets, approved
"""  # noqa: S608 - own names


def stages(session: Session, year: int, day: date) -> list[StageOfYear]:
    """1-4: return the stages of a year as of `day`, with their days and what is on record of each."""
    jurisdiction = home(session)
    facts = run(session, FACTS, jurisdiction=jurisdiction, year=year, day=day).one()
    found = cut_off_on(session, jurisdiction, year)
    cut_off = found.day if found else None
    return [
        StageOfYear(stage, *days_of(stage, year, cut_off, facts.approved_on), tuple(_facts(stage, facts)))
        for stage in Stage
    ]


def _facts(stage: Stage, facts: ResultRow) -> Iterator[str]:
    if stage is Stage.TARGETS and facts.targets:
        yield f"已下达{facts.targets}项（{facts.first_issued}至{facts.last_issued}）"
    elif stage is Stage.EXECUTION and facts.obligations:
        yield f"已开启{facts.obligations}个事项，已办结{facts.discharged}个"
    elif stage is Stage.EVALUATION:
        yield f"已办结核查{facts.inspections}次，列入负面清单{facts.entries}个"
        yield from _half_pairs(facts.forms)
    elif stage is Stage.FEEDBACK and facts.sheets:
        yield f"得分表{facts.sheets}份，{facts.drafted_on}起拟定"
    elif stage is Stage.USE and facts.paper:
        yield f"已审定（{facts.paper}），{facts.graded}个部门定有等次，其后更正{facts.corrections}次"


def _half_pairs(forms: list[str]) -> Iterator[str]:
    """Yield the remark about half pairs of all plans of the year together (5.1)."""
    if words := describe_half_pairs(list(map(ControlForm, forms))):
        yield f"本年各核查方案合计，{words}"
