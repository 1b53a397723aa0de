"""The world of the page's measurements: the duties of a year, an account for each office, and the page's process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple

from deployments.bench.databases import GO_LIVE, BenchServer, on
from deployments.bench.ours import run_on
from deployments.child_processes import Children
from deployments.portal.passwords import hashed
from deployments.recovery import PAGE
from deployments.server import HOST, free_port, wait_for_listener
from models.database import begin
from models.intake.shipped import shipped_calendar
from models.rules.cycles import MID_YEAR_REVIEW, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.self_check import SELF_CHECK
from models.rules.workdays import SHANGHAI
from models.statements import run
from tasks.flow_steps import opening_step

NOW = datetime.combine(datetime(2026, 12, 21, tzinfo=SHANGHAI).date(), time(9), SHANGHAI)
YEAR, LATE_MONTH, MONTH = 2026, "2026-11", "2026-12"
CYCLES = (MONTHLY_CHECK, QUARTERLY_MEETING, MID_YEAR_REVIEW, SELF_CHECK, YEAR_END_CHECK)
AGENCY, PERSON, PASSWORD = "agency", "联络员", "ceshi-2026"
# All but this month is answered with all its lines; the first `:late` offices still owe the last one too.
ANSWERED = """
WITH first AS (SELECT id FROM department WHERE NOT is_agency ORDER BY code LIMIT :late),
done AS (UPDATE obligation SET state = 'discharged', counted_on = opened_on, late = false
    WHERE period <> :month AND NOT (period = :late_month AND department_id IN (SELECT id FROM first))
    RETURNING id, opened_on),
made AS (INSERT INTO report (obligation_id, version, received_on, reported_by, note)
    SELECT id, 1, opened_on, :person, '' FROM done WHERE id IN (SELECT obligation_id FROM report_line))
INSERT INTO report_line (obligation_id, version, target_id, target_version, progress, status, remark)
SELECT l.obligation_id, 1, l.target_id, l.target_version, 50, 'in_progress', '按计划推进'
FROM report_line l JOIN done ON done.id = l.obligation_id
"""
# The token of a session is the code of its department.
ACCOUNTS = """
WITH c AS (INSERT INTO contact (department_id, role, name, email, mobile, wecom_id)
        SELECT id, 'liaison', :person, '', '', '' FROM department WHERE is_agency RETURNING id),
    d AS (SELECT id, jurisdiction_id, CASE WHEN is_agency THEN :agency ELSE code END AS token,
            row_number() OVER (ORDER BY id) AS n FROM department),
    a AS (INSERT INTO account (jurisdiction_id, serial, person, opened_on, ended_why, reads_why)
        SELECT jurisdiction_id, n, :person, '2026-03-01', '', '' FROM d RETURNING id, serial),
    p AS (INSERT INTO account_place (account_id, department_id) SELECT a.id, d.id FROM a JOIN d ON d.n = a.serial),
    w AS (INSERT INTO password (account_id, hash, set_at) SELECT id, :hash, CAST(:at AS timestamptz) FROM a)
INSERT INTO page_session (account_id, token_digest, form_token, browser, known, begun_at, seen_at)
SELECT a.id, encode(sha256(CAST(d.token AS bytea)), 'hex'), d.token, d.token, false, CAST(:at AS timestamptz),
    CAST(:at AS timestamptz)
FROM a JOIN d ON d.n = a.serial
"""
DUTIES = """
SELECT d.code, o.id FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = :kind AND o.period = :period ORDER BY d.code
"""


class PageProcess(NamedTuple):
    """The process of the page, and the port at which it listens."""

    number: int
    port: int

    def processor_seconds(self) -> float:
        """Return the processor time that it has taken so far, in hundredths of a second."""
        fields = Path(f"/proc/{self.number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, kind: str) -> float:
        """Return its memory: `VmRSS` is the present one, `VmHWM` the peak since `forget_peak`."""
        status = Path(f"/proc/{self.number}/status").read_text(encoding="utf-8")
        return int(next(line for line in status.splitlines() if line.startswith(kind)).split()[1]) / 1024

    def forget_peak(self) -> None:
        """Let the peak begin with the present memory."""
        Path(f"/proc/{self.number}/clear_refs").write_text("5", encoding="ascii")


def live_a_year(late: int) -> None:
    """Open the duties of a year up to December, answer them, and give each office and the agency a session."""
    calendar = shipped_calendar()
    periods = [(each.opens_on(period, calendar), each, period) for each in CYCLES for period in each.periods(YEAR)]
    opened = [each for each in periods if each[2].start >= GO_LIVE and each[0] <= NOW.date()]
    for day, cycle, period in sorted(opened, key=lambda each: each[0]):
        run_on((opening_step(cycle),), replace(on(day), period=str(period)))
    with begin() as session:
        run(session, ANSWERED, late=late, month=MONTH, late_month=LATE_MONTH, person=PERSON)
        run(session, ACCOUNTS, person=PERSON, agency=AGENCY, hash=hashed(PASSWORD), at=NOW)


def duties(period: str) -> dict[str, str]:
    """Return the address of the monthly check of each office."""
    with begin() as session:
        rows = run(session, DUTIES, kind=MONTHLY_CHECK.key, period=period)
        return {row.code: f"/duty/{row.id}" for row in rows}


@contextmanager
def page_process(server: BenchServer, url: str) -> Iterator[PageProcess]:
    """Serve the page of a database in a child process, as `mubiao up` does."""
    port = free_port()
    environment = {"DATABASE_URL": url, "MUBIAO_HOME": str(server.home), "MUBIAO_CLOCK": NOW.isoformat()}
    with Children(server.home / "logs") as children:
        children.start(PAGE, ["deployments.portal.serve"], environment | {"MUBIAO_PAGE_LISTEN": f"{HOST}:{port}"})
        wait_for_listener(children, PAGE, port)
        yield PageProcess(children.number(PAGE), port)
