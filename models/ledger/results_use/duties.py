"""结果签收: the duty of each department to receive its results, and the notice with its own (1-9.3)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.appraisal.duties import open_each, tell_each
from models.ledger.heirs import HEIRS
from models.ledger.secrets import secrets_of
from models.ledger.target.left_over import left_by_department
from models.rules.appraisal import lines_in_words
from models.rules.left_over import Left, left_in_words
from models.rules.notices import OPENED_RESULTS
from models.rules.results_use import RESULT_RECEIPT, standing_in_words, without_marked
from models.rules.secrecy import Secrets
from models.statements import run

# The approved sheet of the department of each duty; places are counted among all approved sheets of its class.
OWN = f"""
WITH heir AS MATERIALIZED {HEIRS}, ranked AS (
    SELECT s.*, count(s.place) OVER (PARTITION BY s.unit_class) AS ranked FROM score_sheet s
        JOIN department d ON d.id = s.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state = 'frozen')
SELECT o.id, s.content, s.unit_class, s.place, s.grade, s.ranked, r.paper_number, b.code AS heir
FROM obligation o JOIN ranked s ON s.department_id = o.department_id
    JOIN result_delivery r ON r.obligation_id = o.id LEFT JOIN heir h ON h.department_id = o.department_id
    JOIN department b ON b.id = coalesce(h.heir, o.department_id)
WHERE o.id = ANY(:duties) ORDER BY o.id
"""  # noqa: S608 - constants only


def open_receipts(session: Session, ctx: Context, year: int, departments: Sequence[int], deadline: int) -> list[int]:
    """Open the duty of each department to receive its results; returns their ids."""
    return open_each(session, ctx, RESULT_RECEIPT, year, departments, deadline) if departments else []


def tell_departments(session: Session, ctx: Context, year: int, duties: Sequence[int]) -> int:
    """9.3: queue for head and office of each department its own sheet, derivations and place, and what it left over.

    4.7: nothing tells of a marked record. Returns how many notices are new.
    """
    secrets, left = secrets_of(session), left_by_department(session, year)
    rows = run(session, OWN, jurisdiction=ctx.jurisdiction, year=year, duties=list(duties)).all()
    payloads = [canonical(_own_results(row, left[row.heir], secrets, year)) for row in rows]
    return tell_each(session, ctx, OPENED_RESULTS, [row.id for row in rows], payloads)


def _own_results(row: Any, left: Sequence[Left], secrets: Secrets, year: int) -> dict[str, Any]:  # noqa: ANN401 - a result row
    content = without_marked(row.content, secrets.about)
    lines = [[title, secrets.tell(words)] for title, words in lines_in_words(content)]
    return {
        "lines": lines,
        "standing": standing_in_words(row.unit_class or "", row.place, row.ranked, row.grade or ""),
        "left": left_in_words(_unmarked(left, secrets, year)),
        "number": row.paper_number,
    }


def _unmarked(left: Sequence[Left], secrets: Secrets, year: int) -> list[Left]:
    """4.7: return what a department left without marked targets."""
    shown = [(each, tuple(code for code in each.codes if not secrets.about(f"{year}/{code}"))) for each in left]
    return [Left(each.department_code, each.department, each.kind, codes) for each, codes in shown if codes]
