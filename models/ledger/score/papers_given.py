"""The papers behind what a department was given: 二级考评 and 创新项目评选, the newest first (1-6.1, 1-2.16)."""

from collections import defaultdict
from collections.abc import Mapping

from sqlmodel import Session

from models.rules.score.component import Component
from models.rules.score.deduction import shown
from models.rules.score.derivation import PaperOf
from models.rules.score.innovation import Prize
from models.statements import run

PAPERS = """
SELECT 'second_level' AS component, s.department_id, s.serial, s.value, '' AS prize, '' AS project, s.paper_number,
    s.paper_date, s.reason, s.recorded_on
FROM second_level s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year
UNION ALL SELECT 'innovation', r.department_id, r.serial, NULL, r.prize, r.project, r.paper_number, r.paper_date,
    r.reason, r.recorded_on
FROM innovation r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year
ORDER BY department_id, serial DESC
"""
Papers = Mapping[tuple[Component, int], tuple[PaperOf, ...]]


def papers_given(session: Session, jurisdiction: int, year: int) -> Papers:
    """Return every paper of a year by component and department."""
    found: dict[tuple[Component, int], list[PaperOf]] = defaultdict(list)
    for row in run(session, PAPERS, jurisdiction=jurisdiction, year=year):
        value = Prize(row.prize).label if row.prize else shown(row.value)
        paper = PaperOf(value, row.project, row.paper_number, row.paper_date, row.reason, row.recorded_on)
        found[Component(row.component), row.department_id].append(paper)
    return {place: tuple(papers) for place, papers in found.items()}
