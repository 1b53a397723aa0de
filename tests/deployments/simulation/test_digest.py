"""The digest includes all business rows, and no data that differs from one run to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.simulation.digest import LEFT_OUT
from models.ledger.nouns import NOUNS
from tests.deployments.simulation.conftest import digest

if TYPE_CHECKING:
    from tests.conftest import Sql

PLANNED = """INSERT INTO inspection (jurisdiction_id, year, number, kind, title, period, departments, purpose, content,
    scopes, forms, methods, standard, requirements, major, whole_picture, document_number, state, drafted_on, ended_why,
    marks, also_covers, unvisited,
    decision_number) VALUES (2, 2025, 9, 'special', '', '', '[]', '', '', '[]', '[]', '[]', '', '', false, false, '',
    'drafted', '2025-03-20', '', '{}', '[]', '{}', '')"""
DRAFTED = """INSERT INTO target_draft (jurisdiction_id, year, code, name, requirement, source_document, key_project,
    unit, parent_code, parent_name, parent_unit, division, note, state, drafted_on)
    VALUES (2, 2025, 'X-1', '', '', '', false, '', '', '', '', '', '', 'drafted', '2025-03-20')"""
SUBMITTED = """INSERT INTO submission (jurisdiction_id, year, number, category, body, submitted_on, short, short_why,
    approval_number, issue_number, marks) VALUES (2, 2025, 1, 'functional', '', '2025-03-20', '', '', '', '', '{}')"""
DRAFTED_SHEET = """WITH s AS (INSERT INTO score_sheet (department_id, year, version, content, digest, total, state,
    drafted_on, facts) VALUES (2, 2025, 1, '{}', '', 90, 'drafted', '2026-03-02', '{}') RETURNING id)"""
# For what a year writes, an update that must change the digest.
CHANGES = {
    "obligation": "UPDATE obligation SET late = NOT late WHERE id = 1",
    "deadline": "UPDATE deadline SET target = target - 1 WHERE id = 1",
    "report": "UPDATE report SET note = '改' WHERE id = 1",
    "line": "UPDATE report_line SET progress = 1 WHERE obligation_id = 1 AND version = 1",
    "evidence": """INSERT INTO evidence_use (evidence_id, obligation_id, indicator, file_name, received_on)
        SELECT id, 1, '', 'x', '2025-03-20' FROM evidence""",
    "meeting": """INSERT INTO meeting (department_id, kind, period, held_on, attendees, completion, problems,
        coordination, measures, recorded_on) VALUES (2, 'quarterly_meeting', '2025Q1', '2025-04-01', '', '', '', '', '',
        '2025-04-01')""",
    "entry": "UPDATE negative_entry SET finding = '改'",
    "remediation": "UPDATE remediation SET measures = '改'",
    "adjustment": """INSERT INTO adjustment (target_id, number, department_id, ground, reason, indicator, changes,
        state, requested_on, head_by, head_number, leader_by, leader_number, returned_why) VALUES (1, 1, 2,
        'major_policy', '', '', '{}', 'requested', '2025-03-20', '', '', '', '', '')""",
    "version": """INSERT INTO target_version (target_id, version, correction, requirement, unit, effective_on, cause,
        name, source_document, key_project, parent_code, issued_on, paper_number)
        VALUES (1, 1, 0, '', '', '2025-03-20', 'issued', '', '', false, '', '2025-03-20', '')""",
    "exhibit": """INSERT INTO exhibit (record, record_id, record_key, evidence_id, file_name, received_on)
        SELECT 'target', 1, '2025|D001-01', id, 'x', '2025-03-20' FROM evidence""",
    "inspection": PLANNED,
    "finding": f"""WITH i AS ({PLANNED} RETURNING id)
        INSERT INTO finding (inspection_id, team, target_id, target_version, department_id, serial, declared_complete,
            declared_reason, declared, conclusion, found, way, methods, place, found_on, found_by, state, recorded_on,
            signed_by, content_hash)
        SELECT id, 1, 1, 1, 2, 1, true, '', '', 'fails', '', 'on_site', '[]', '', '2025-03-20', '[]', 'recorded',
            '2025-03-20', '', '' FROM i""",  # noqa: S608 - constants only
    "sample": """INSERT INTO sample (jurisdiction_id, subject, purpose, attempt, reason, rule, source, population,
        contents, population_hash, secret_hash, number_name, state, committed_on, number, drawn, secret, number_kind,
        plan_hash, commitment_hash, mistyped)
        VALUES (2, '2025-9', 'targets', 1, '', '{}', '{}', '[]', '[]', '', '', '', 'committed', '2025-03-20', '', '[]',
        '', '', '', '', '[]')""",
    "member": f"""WITH i AS ({PLANNED} RETURNING id)
        INSERT INTO team_member (inspection_id, team, inspector_id, leader, joined_on, left_why, seat)
        SELECT id, 1, 1, true, '2025-03-20', '', '' FROM i""",  # noqa: S608 - constants only
    "tie": "INSERT INTO tie (inspector_id, department_id, reason, declared_on) VALUES (1, 2, '', '2025-03-20')",
    "evaluation": f"""WITH i AS ({PLANNED} RETURNING id)
        INSERT INTO evaluation (inspection_id, department_id, serial, overall, made_good, evaluated_on)
        SELECT id, 2, 1, '', '', '2025-03-20' FROM i""",  # noqa: S608 - constants only
    "suggestion": f"""WITH i AS ({PLANNED} RETURNING id)
        INSERT INTO suggestion (inspection_id, department_id, kind, text, made_on, answer)
        SELECT id, 2, 'reward', '', '2025-03-20', '' FROM i""",  # noqa: S608 - constants only
    "origin": "UPDATE entry_origin SET detail = jsonb_build_object('x', 1)",
    "appeal": """INSERT INTO appeal (entry_id, subject_kind, subject_key, number, department_id, ground, state,
            lodged_on, reason)
        SELECT id, 'entry', '', 1, department_id, '', 'lodged', '2025-03-20', '' FROM negative_entry""",
    "covert": "UPDATE covert_result SET found = '改'",
    "upload": "UPDATE cloud_upload SET text = '改' WHERE id = 1",
    "delegation": """INSERT INTO cloud_delegation (target_id, number, since, reason)
        VALUES (1, 9, '2025-03-20', '')""",
    "visit": "UPDATE field_visit SET help = '改'",
    "policy": "UPDATE policy SET basis = '改'",
    "review": """INSERT INTO review (jurisdiction_id, period, target_id, serial, part, settles, reviewer, entered_by,
        account, signed_paper, outcome, report_version, status, evidence, note, reviewed_on, recorded_on)
        VALUES (2, '2025Q1', 1, 1, 'first', false, '', '', '', '', 'lacking', 0, '', '[]', '',
            '2025-04-17', '2025-04-17')""",
    "confirmation": f"""WITH i AS ({PLANNED} RETURNING id)
        INSERT INTO confirmation (entry_id, inspection_id, assigned_on)
        SELECT e.id, i.id, '2025-03-20' FROM i, negative_entry e""",  # noqa: S608 - constants only
    "draft": f"""WITH r AS ({DRAFTED} RETURNING id) INSERT INTO target_draft_department
        SELECT id, 2, 0 FROM r""",  # noqa: S608 - constants only
    "draft opinion": f"""WITH r AS ({DRAFTED} RETURNING id) INSERT INTO draft_line (obligation_id, draft_id, reason,
        proposal, answer) SELECT 1, id, '', '', '' FROM r""",  # noqa: S608 - constants only
    "paper": SUBMITTED,
    "paper line": f"""WITH r AS ({DRAFTED} RETURNING id), p AS ({SUBMITTED} RETURNING id)
        INSERT INTO submission_line (submission_id, draft_id, consulted, why, decided, returned_why)
        SELECT p.id, r.id, 'agreed', '', 'waiting', '' FROM p, r""",  # noqa: S608 - constants only
    "waiver": """INSERT INTO gap_waiver (jurisdiction_id, year, department_id, gap, reason, waived_on, paper_number)
        VALUES (2, 2025, 2, '', '', '2025-03-20', '')""",
    "score sheet": f"{DRAFTED_SHEET} SELECT 1",
    "score objection": f"""{DRAFTED_SHEET} INSERT INTO score_objection (score_sheet_id, component, reason, raised_on,
        state, answer, answered_by, account, left_out, confirmed_by)
        SELECT id, 'second_level', '', '2026-03-02', 'raised', '', '', '', '[]', '' FROM s""",  # noqa: S608 - constants only
    "appraisal": """INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on,
        reason, left_out, facts) VALUES (2, 2025, 1, '', '', '2026-03-02', '2026-03-02', '', '[]', '{}')""",
    "delivery of results": """INSERT INTO result_delivery (jurisdiction_id, year, kind, version, alongside,
        department_id, paper_number, delivered_on, due, state, receiver, told_person, told_by, uses)
        VALUES (2, 2025, 'department', 1, 0, 2, '', '2026-03-10', '2026-03-17', 'delivered', '', '', '', '[]')""",
    "urging": "UPDATE urging SET outcome = '改' WHERE id = (SELECT min(id) FROM urging)",
    "move": "UPDATE transition SET detail = jsonb_build_object('late', 1) WHERE id = (SELECT max(id) FROM transition)",
    "notice": "UPDATE notice SET payload = jsonb_build_object('x', 1) WHERE id = 1",
}
# Data that may differ from one run to the next and is not in the digest.
UNSEEN = {
    "generated numbers": "UPDATE notice SET act_id = act_id + 1000",
    "attempts": "DELETE FROM attempt",
    "leases and instants of sending": "UPDATE message SET lease_until = now(), sent_at = now(), claimed_by = 'x'",
    "marks of late opening": "UPDATE obligation SET opened_late = true",
    "the chain": "UPDATE block SET hash = 'x' || hash, at = now()",
    "the head of the chain": "UPDATE notice SET payload = '{}' WHERE kind = 'ledger_head'",
    "the number under which a moved date was told": ("UPDATE notice SET occasion = '99' WHERE kind = 'date_moved'"),
}
MOVED = "UPDATE notice SET kind = 'date_moved' WHERE id = 1"
UNPROTECTED = "SET LOCAL session_replication_role = replica; "


@pytest.mark.exhaustive(3)
@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.usefixtures("year")
def test_a_change_in_any_part_changes_the_digest(sql: Sql, part: str) -> None:
    if part in {"evidence", "exhibit"}:
        sql("INSERT INTO evidence (sha256, size) VALUES ('a', 1)")
    before = digest()
    sql(UNPROTECTED + CHANGES[part])
    assert digest() != before


def test_what_is_left_out_are_kinds_of_records() -> None:
    assert LEFT_OUT.keys() < NOUNS.keys()


@pytest.mark.parametrize("what", UNSEEN)
@pytest.mark.usefixtures("year")
def test_data_that_differs_between_runs_is_not_in_the_digest(sql: Sql, what: str) -> None:
    sql(UNPROTECTED + MOVED)
    before = digest()
    sql(UNPROTECTED + UNSEEN[what])
    assert digest() == before
