"""Measures the score sheets of a year with their derivations against plain SQL that writes the same (1-8, A37)."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

import psycopg

from deployments.bench.databases import BenchServer
from deployments.bench.measurements import BenchFigure, Say, best_of, in_turns
from deployments.bench.plain import Plain
from models.database import begin
from models.ledger.score.derivations import score_derivations
from models.rules.errors import Refused
from models.rules.score.component import RATED
from models.rules.score.derivation import Derivation
from models.rules.score.written import written
from models.statements import run

DAY = date(2026, 12, 31)
ROUNDS, USUAL, LONGEST = 2, 1000, 30  # seconds
# Every target was found undone on site by one inspection and is listed, in two of the components that lose points.
SETTINGS = """
INSERT INTO policy (jurisdiction_id, key, version, value, valid_from, source, basis, recorded_on)
SELECT j.id, q.key, 1, CAST(q.value AS jsonb), '2026-01-01', 'local', '测速', '2026-01-01' FROM jurisdiction j, (VALUES
    ('negative_points', '{"ordinary": ["-0.5"]}'),
    ('party_item_weights',
        '{"ideology": "8", "organization": "9", "integrity": "8", "team": "8", "village": "8"}')) q(key, value)
WHERE j.go_live IS NOT NULL
"""
KINDS = """
UPDATE target SET category = CASE WHEN k % 5 = 0 THEN 'building' ELSE 'functional' END,
    item = CASE WHEN k % 5 = 0 THEN 'team' END
FROM (SELECT id AS target_id, CAST(split_part(code, '-', 2) AS int) AS k FROM target) q WHERE q.target_id = id
"""
INSPECTION = """
INSERT INTO inspection (jurisdiction_id, year, number, kind, title, period, departments, purpose, content, scopes,
    forms, methods, standard, requirements, major, whole_picture, document_number, state, drafted_on, ended_why,
    marks, also_covers, unvisited, decision_number)
SELECT id, 2026, 1, 'special', '测速', '', '[]', '', '', '[]', '[]', '[]', '', '', false, false, '', 'concluded',
    '2026-06-01', '', '{}', '[]', '{}', '' FROM jurisdiction WHERE go_live IS NOT NULL
"""
FINDINGS = """
INSERT INTO finding (inspection_id, team, target_id, target_version, department_id, serial, declared_complete,
    declared_reason, declared, conclusion, found, way, methods, place, found_on, found_by, state, recorded_on,
    signed_on, signed_by, content_hash)
SELECT i.id, 1, x.target_id, 1, x.department_id, 1, false, '', '', 'fails', '进度滞后，尚未完工', 'on_site', '[]', '',
    '2026-06-02', '[]', 'signed', '2026-06-02', '2026-06-03', '王文', '' FROM inspection i, target_department x
"""
ENTRIES = """
INSERT INTO negative_entry (target_id, occurrence, department_id, finding, found_on, listed_on, state)
SELECT target_id, 1, department_id, found, found_on, signed_on, 'listed' FROM finding
"""
ORIGINS = """
INSERT INTO entry_origin (entry_id, way, finding_id, detail)
SELECT e.id, 'on_site', f.id, '{}' FROM negative_entry e JOIN finding f ON f.target_id = e.target_id
"""
NO_LIMIT = "SET LOCAL statement_timeout = 0"  # a busy machine is measured, too
TABLE = """
CREATE TABLE score_line (department text NOT NULL, component text NOT NULL, weight numeric, points numeric,
    derivation jsonb NOT NULL, PRIMARY KEY (department, component))
"""
COPY = "COPY public.score_line (department, component, weight, points, derivation) FROM STDIN"
# The bound: each line with its entries, its settings given; and the lines of what was not rated, given as they are.
PLAINLY = """
WITH taken AS (
    SELECT d.code, coalesce(t.item, t.category) AS component, concat_ws('/', t.year, t.code, e.occurrence) AS key,
        least(-CAST(s.value -> 'ordinary' ->> 0 AS numeric), t.weight) AS taken, jsonb_build_object(
            'entry', concat_ws('/', t.year, t.code, e.occurrence), 'name', t.name, 'department', d.name,
            'state', e.state, 'finding', e.finding, 'found_on', e.found_on, 'proposed_on', NULL,
            'listed_on', e.listed_on, 'way', '现场', 'inspection', concat_ws('-', i.year, i.number),
            'signed_on', f.signed_on, 'signed_by', f.signed_by,
            'time', e.occurrence, 'key_project', t.key_project, 'points_version', s.version,
            'restoring_version', NULL, 'made_good_on', NULL, 'size', s.value -> 'ordinary' -> 0, 'restored', '0',
            'points', s.value -> 'ordinary' ->> 0, 'limit', CAST(t.weight AS text),
            'taken', CAST(least(-CAST(s.value -> 'ordinary' ->> 0 AS numeric), t.weight) AS text),
            'appeals', CAST('[]' AS jsonb), 'ended_by', '') AS entry
    FROM public.negative_entry e JOIN public.target t ON t.id = e.target_id
        JOIN public.department d ON d.id = e.department_id
        JOIN public.entry_origin g ON g.entry_id = e.id JOIN public.finding f ON f.id = g.finding_id
        JOIN public.inspection i ON i.id = f.inspection_id
        JOIN public.policy s ON s.key = 'negative_points' AND s.valid_from <= e.listed_on
    WHERE e.state = 'listed'),
summed AS (SELECT code, component, sum(taken) AS taken, jsonb_agg(entry ORDER BY key COLLATE "C") AS entries
    FROM taken GROUP BY code, component)
INSERT INTO score_line (department, component, weight, points, derivation)
SELECT d.code, l.component, l.weight, CASE WHEN l.rated THEN NULL ELSE greatest(l.weight - coalesce(m.taken, 0), 0) END,
    l.derivation || CASE WHEN l.rated THEN '{}' ELSE jsonb_build_object(
        'points', CAST(trim_scale(greatest(l.weight - coalesce(m.taken, 0), 0)) AS text),
        'at_floor', coalesce(m.taken, 0) > l.weight, 'entries', coalesce(m.entries, '[]')) END
FROM public.department d
    CROSS JOIN jsonb_to_recordset(CAST(%(lines)s AS jsonb))
        l(component text, weight numeric, rated bool, derivation jsonb)
    LEFT JOIN summed m ON m.code = d.code AND m.component = l.component
WHERE NOT d.is_agency
"""
SAME = """
SELECT (SELECT count(*) FROM plain.score_line), (SELECT count(*) FROM public.score_line),
    (SELECT count(*) FROM plain.score_line p JOIN public.score_line o USING (department, component)
        WHERE p.derivation = o.derivation AND p.points IS NOT DISTINCT FROM o.points)
"""


def scoring(server: BenchServer, departments: int, targets: int, say: Say) -> Iterator[BenchFigure]:
    """Derive every score sheet of a year in which every target is listed, and write all lines."""
    say(f"得分及其依据，{departments}个部门×{targets}个条目……")
    best = best_of(_round(server, departments, targets, number) for number in range(ROUNDS))
    size = (departments, targets)
    twice = 2 if departments >= USUAL else None
    yield BenchFigure("scores", "各部门得分及依据", *size, best["ours"], best["bound"], twice)
    yield BenchFigure("scores_time", "各部门得分及依据的用时", *size, best["ours"], target=LONGEST)


def _round(server: BenchServer, departments: int, targets: int, number: int) -> dict[str, float]:
    with server.fresh(departments, targets) as url, Plain(url).connect() as plain:
        fill()
        lines = json.dumps(_constant_lines())
        with Plain(url, "public").connect() as own:
            plain.execute(TABLE)
            own.execute(TABLE)
            plainly = "bound", lambda: plain.execute(PLAINLY, {"lines": lines})
            seconds = in_turns(number, [plainly, ("ours", write)])
        check_same(plain)
    return seconds


def fill() -> None:
    """List every target of the bound database."""
    with begin() as session:
        for statement in (SETTINGS, KINDS, INSPECTION, FINDINGS, ENTRIES, ORIGINS):
            run(session, statement)


def write() -> None:
    """Derive all sheets and write their lines in the transaction that reads."""
    with begin() as session:
        run(session, NO_LIMIT)
        sheets = score_derivations(session, DAY.year, DAY)
        driver: psycopg.Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
        with driver.cursor().copy(COPY) as rows:
            for sheet in sheets:
                for line in sheet.lines:
                    rows.write_row((sheet.code, line.component.value, line.weight, line.points, written(line)))


def _constant_lines() -> Sequence[dict[str, object]]:
    """Return what the lines of all departments have in common, from the first one."""
    with begin() as session:
        code = run(session, "SELECT min(code) FROM department WHERE NOT is_agency").scalar_one()
        [sheet] = score_derivations(session, DAY.year, DAY, [code])
    return [_constant(line) for line in sheet.lines]


def _constant(line: Derivation) -> dict[str, object]:
    weight = None if line.weight is None else str(line.weight)
    constant = {"component": line.component.value, "weight": weight, "rated": line.component in RATED}
    return constant | {"derivation": json.loads(written(line))}


def check_same(connection: psycopg.Connection) -> None:
    """Raises Refused if the two sides wrote different lines or derivations."""
    row = connection.execute(SAME).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always returns a row
    if len(set(row)) > 1:
        raise Refused(f"测速中止：写出{row[1]}行，SQL下限写出{row[0]}行，相同的{row[2]}行，两者不可比。")
