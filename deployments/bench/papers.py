"""Measures how fast remediation notices are written: each read from the records and made a file (6.2.4)."""

from collections.abc import Iterator, Sequence
from datetime import date

from deployments.bench.databases import BenchServer, on
from deployments.bench.measurements import BenchFigure, Say, seconds_of
from models.database import begin
from models.ledger.negative_list.entries import set_limit
from models.ledger.papers.remediation import remediation_paper
from models.ledger.perform import perform
from models.statements import run
from notifications.documents import remediation

NOTICES, WITHIN = 100, 30
LISTED_ON, LIMIT = date(2026, 3, 20), date(2026, 4, 30)
# An entry for one target of each department, inserted without acts.
LISTED = """
INSERT INTO negative_entry (target_id, occurrence, department_id, finding, found_on, listed_on, state)
SELECT t.id, 1, x.department_id, '完成不足一半', :day, :day, 'listed'
FROM target t JOIN target_department x ON x.target_id = t.id
"""
CODES = "SELECT code FROM target ORDER BY code"


def writing(server: BenchServer, say: Say, *, notices: int = NOTICES) -> Iterator[BenchFigure]:
    """Measure the notices to the heads of as many departments, one after the other."""
    say(f"整改通知，{notices}份……")
    with server.fresh(notices, 1):
        with begin() as session:
            run(session, LISTED, day=LISTED_ON)
            codes = run(session, CODES).scalars().all()
        for code in codes:
            with begin() as session:
                perform(session, set_limit, {"target": code, "limit": LIMIT}, on(LISTED_ON))
        seconds = seconds_of(lambda: _write(codes))
    note = f"每份{seconds / notices * 1000:.0f}毫秒"
    yield BenchFigure("remediation_notices", f"生成{notices}份整改通知", notices, 1, seconds, target=WITHIN, note=note)


def _write(codes: Sequence[str]) -> int:
    """Write the notice about each target as a person asks for it, in a separate transaction. Returns the bytes."""
    size = 0
    for code in codes:
        with begin() as session:
            content = remediation_paper(session, code, LISTED_ON.year)
        size += len(remediation.document(content))
    return size
