"""Measures how fast remediation notices are written: each read from the records and made a file (6.2.4)."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import Session

from deployments.bench.databases import BenchServer, on
from deployments.bench.measurements import BenchFigure, Say, seconds_of
from deployments.bench.scores import ENTRIES, FINDINGS, INSPECTION, ORIGINS
from models.database import begin
from models.ledger.acts import OPERATOR
from models.ledger.negative_list.entries import set_limit
from models.ledger.papers.remediation import remediation_paper
from models.ledger.perform import perform
from models.statements import run
from notifications.documents import remediation

NOTICES, WITHIN = 100, 30
LISTED_ON, LIMIT = date(2026, 6, 3), date(2026, 7, 31)  # the day on which the findings were signed


def writing(server: BenchServer, say: Say, *, notices: int = NOTICES) -> Iterator[BenchFigure]:
    """Measure the notices to the heads of as many departments, one after the other."""
    say(f"整改通知，{notices}份……")
    with server.fresh(notices, 1):
        with begin() as session:
            codes = list_targets(session)
        for code in codes:
            with begin() as session:
                perform(session, set_limit, {"target": code, "limit": LIMIT}, on(LISTED_ON), OPERATOR)
        seconds = seconds_of(lambda: _write(codes))
    note = f"每份{seconds / notices * 1000:.0f}毫秒"
    yield BenchFigure("remediation_notices", f"生成{notices}份整改通知", notices, 1, seconds, target=WITHIN, note=note)


def list_targets(session: Session) -> Sequence[str]:
    """List every target on the ground of a signed finding, without acts. Returns the codes."""
    for each in (INSPECTION, FINDINGS, ENTRIES, ORIGINS):
        run(session, each)
    return run(session, "SELECT code FROM target ORDER BY code").scalars().all()


def _write(codes: Sequence[str]) -> int:
    """Write the notice about each target as a person asks for it, in a separate transaction. Returns the bytes."""
    size = 0
    for code in codes:
        with begin() as session:
            content = remediation_paper(session, code, LISTED_ON.year)
        size += len(remediation.document(content))
    return size
