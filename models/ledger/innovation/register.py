"""创新项目 as a list: the projects of a year with their state, and what made it so (1-2.16)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.rules.score.innovation import Prize
from models.rules.score.innovation_jury import ORDER, JuryRound, ProjectDecision, in_words, read_vote
from models.rules.states import ProjectState
from models.statements import run

# Each project of a year that was applied for by the day, with its rounds by then, the newest of a stage only.
PROJECTS = """
SELECT p.year || '-' || p.number AS project, d.code, d.name AS department, p.name, p.content, p.management, p.rank,
    p.paper_number, p.paper_date, p.applied_on, p.state, p.withdrawn_on, p.reason,
    coalesce((SELECT json_agg(json_build_object('stage', r.stage, 'held_on', r.held_on, 'place', r.place,
            'number', r.paper_number, 'dated', r.paper_date, 'correction', r.reason,
            'votes', r.votes -> (p.year || '-' || p.number), 'result', r.results -> (p.year || '-' || p.number))
            ORDER BY r.stage)
        FROM (SELECT DISTINCT ON (stage) * FROM innovation_round
            WHERE jurisdiction_id = p.jurisdiction_id AND year = p.year ORDER BY stage, serial DESC) r
        WHERE r.results ? (p.year || '-' || p.number)), '[]') AS rounds
FROM innovation_project p JOIN department d ON d.id = p.department_id
WHERE p.jurisdiction_id = :jurisdiction AND p.year = :year AND p.applied_on <= :day
ORDER BY p.number
"""

CALL = """
SELECT opens_on, closes_on FROM innovation_call WHERE jurisdiction_id = :jurisdiction AND year = :year
ORDER BY serial DESC LIMIT 1
"""


def call_in_words(session: Session, year: int) -> str:
    """2.16: return when projects of a year are applied for; empty if they were not called for."""
    call = run(session, CALL, jurisdiction=home(session), year=year).one_or_none()
    return f"{year}年的创新项目自{call.opens_on}至{call.closes_on}申报" if call else ""


def list_projects(session: Session, year: int, day: date) -> list[dict[str, Any]]:
    """Return the projects of a year with paper, state, prize, rounds, and `why`: what made the state so."""
    rows = run(session, PROJECTS, jurisdiction=home(session), year=year, day=day).mappings()
    return [_with_why(dict(row)) for row in rows]


def _with_why(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the words of each of its rounds, the prize of the last one, and why it is in its state."""
    steps = [f"{row['applied_on']}申报（{row['paper_number']}）", *(_said(held) for held in row["rounds"])]
    if row["state"] == ProjectState.WITHDRAWN:
        steps.append(f"{row['withdrawn_on']}撤回：{row['reason']}")
    prize = row["rounds"][-1]["result"][0] if row["state"] == ProjectState.AWARDED else ""
    return row | {"prize": prize, "why": steps}


def _said(held: Mapping[str, Any]) -> str:
    stage, [result, reason] = JuryRound(held["stage"]), held["result"]
    votes = {name: read_vote(stage, vote, "") for name, vote in held["votes"].items()}
    words = in_words(stage, ProjectDecision("", read_vote(stage, result, ""), reason, votes), held["held_on"])
    label = next(each.label for each in ORDER[stage] if each.value == result)
    correction = f"，更正原因：{held['correction']}" if held["correction"] else ""
    return f"{label}：{words}（{held['number']}）{correction}"


def state_in_words(row: Mapping[str, Any]) -> str:
    """Return the state of a project as people say it: its prize, if it has one."""
    return Prize(row["prize"]).label if row["prize"] else ProjectState(row["state"]).label
