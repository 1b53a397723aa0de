"""谁应得到考评结果: every recipient of a year's results with what it was delivered, as of a day (1-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.score.alongside import RECORDED
from models.rules.results_use import PERSONNEL_BODIES, Receiver
from models.rules.states import ResultDeliveryState
from models.statements import of_row, run

# A department rests on the paper that approved or corrected its sheet, a body on the newest one of the year.
RECIPIENTS = f"""
WITH recorded AS MATERIALIZED ({RECORDED}),
paper AS MATERIALIZED (SELECT id, serial, paper_number, paper_date FROM appraisal
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND approved_on <= :day),
expected AS (
    SELECT CAST(:department AS text) AS kind, CAST(NULL AS int) AS body_id, d.id AS department_id, d.code, d.name,
        p.serial, '' AS contact, '' AS mobile, '' AS basis
    FROM score_sheet s JOIN department d ON d.id = s.department_id JOIN paper p ON p.id = s.appraisal_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state = 'frozen'
    UNION ALL
    SELECT k.kind, b.id, NULL, '', b.name, n.serial, b.contact, b.mobile,
        CASE k.kind WHEN :members THEN b.basis ELSE '' END
    FROM body b CROSS JOIN (SELECT max(serial) AS serial FROM paper) n
        CROSS JOIN unnest(CAST(ARRAY[:members, :personnel] AS text[])) AS k(kind)
    WHERE b.jurisdiction_id = :jurisdiction AND n.serial IS NOT NULL
        AND CASE k.kind WHEN :members THEN b.member ELSE b.kind = ANY(:kinds) END
        AND :day BETWEEN coalesce(b.valid_from, '-infinity') AND coalesce(b.valid_to, 'infinity'))
SELECT e.*, n.alongside, n.recorded_on, p.paper_number, p.paper_date, r.id AS delivery_id, r.state,
    coalesce(x.due, r.due) AS due
FROM expected e JOIN paper p ON p.serial = e.serial
    CROSS JOIN LATERAL (SELECT count(*) AS alongside, max(x.day) AS recorded_on FROM recorded x
        WHERE e.department_id IS NULL OR x.department_id = e.department_id) n
    LEFT JOIN result_delivery r ON r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.kind = e.kind
        AND r.version = e.serial AND r.alongside = n.alongside AND r.department_id IS NOT DISTINCT FROM e.department_id
        AND r.body_id IS NOT DISTINCT FROM e.body_id
    LEFT JOIN obligation o ON o.id = r.obligation_id LEFT JOIN deadline x ON x.id = o.deadline_id
ORDER BY array_position(CAST(ARRAY[:members, :personnel, :department] AS text[]), e.kind), e.code COLLATE "C",
    e.name COLLATE "C"
"""  # noqa: S608 - constants only
YEARS = "SELECT DISTINCT year FROM appraisal WHERE jurisdiction_id = :jurisdiction AND approved_on <= :day ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Expected:
    """A recipient of the results: `version` and paper are those that they rest on; without a `delivery` it has none.

    `alongside` counts the records next to the grades that it is to be told of, `recorded_on` is the day of the last.
    `basis` is the paper that makes a body a member of the leading group.
    """

    kind: Receiver
    body: int | None
    department: int | None
    code: str
    name: str
    version: int
    alongside: int
    recorded_on: date | None
    paper: tuple[str, date]
    delivery: int | None
    state: ResultDeliveryState | None
    due: date | None
    phone: str
    basis: str

    @property
    def waits(self) -> bool:
        """Return whether its receipt is still missing."""
        return self.state is ResultDeliveryState.DELIVERED

    def is_late(self, day: date) -> bool:
        """Return whether its receipt is missing although the due day has passed."""
        return self.waits and self.due is not None and self.due < day


def recipients(session: Session, jurisdiction: int, year: int, day: date) -> Sequence[Expected]:
    """1-9: return who is to have the results of a year, by kind, code and name; nobody before they are approved."""
    kinds = {kind.value: kind.value for kind in Receiver}
    rows = run(
        session,
        RECIPIENTS,
        jurisdiction=jurisdiction,
        year=year,
        day=day,
        kinds=[kind.value for kind in PERSONNEL_BODIES],
        **kinds,
    )
    return [
        of_row(
            Expected,
            row,
            kind=Receiver(row.kind),
            body=row.body_id,
            department=row.department_id,
            version=row.serial,
            paper=(row.paper_number, row.paper_date),
            delivery=row.delivery_id,
            state=ResultDeliveryState(row.state) if row.state else None,
            phone=" ".join(filter(None, (row.contact, row.mobile))),
        )
        for row in rows
    ]


def appraised_years(session: Session, jurisdiction: int, day: date) -> Sequence[int]:
    """Return the years whose results were approved by a day."""
    return list(run(session, YEARS, jurisdiction=jurisdiction, day=day).scalars())
