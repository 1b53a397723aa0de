"""不再计入的条目: entries that an accepted objection or a correction leaves out of a sheet (1-8.2, A53)."""

from collections.abc import Mapping

from sqlmodel import Session

from models.statements import run

# An accepted objection counts once another person has recomputed the sheet.
LEFT_OUT = """
SELECT s.department_id AS department, e.entry, concat('答复异议（', x.answered_on, '）') AS why
FROM score_objection x JOIN score_sheet s ON s.id = x.score_sheet_id JOIN department d ON d.id = s.department_id
    CROSS JOIN LATERAL jsonb_array_elements_text(x.left_out) AS e(entry)
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND x.state = 'confirmed'
UNION ALL
SELECT a.department_id, e.entry, concat('更正（', a.paper_number, '，', a.paper_date, '）')
FROM appraisal a CROSS JOIN LATERAL jsonb_array_elements_text(a.left_out) AS e(entry)
WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year
"""


def left_out(session: Session, jurisdiction: int, year: int) -> Mapping[tuple[int, str], str]:
    """Return in words why an entry does not count in the sheet of a department, by its id and the entry's key."""
    rows = run(session, LEFT_OUT, jurisdiction=jurisdiction, year=year)
    return {(row.department, row.entry): f"条目{row.entry}不计，依据{row.why}" for row in rows}
