"""《目标调整备案》 as a paper: what was adjusted and why, who consented, what was asked before and after (3-6.1.7).

It has the day of the filing, on which the new requirements came into force.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.papers.signature import NAME_ON, Signature, signature_of_paper
from models.ledger.secrets import concealed
from models.ledger.target.versions import requirements_in
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.kinds import AdjustmentGround
from models.rules.paper_number import PaperKind
from models.rules.requirements import ASKED_OF_LEAF, NEEDS, read, shown_value
from models.statements import ResultRow, of_row, run

FILED = f"""
SELECT a.*, t.name, v.version, {NAME_ON.format(d="d", day="a.filed_on")} AS department
FROM adjustment a JOIN target t ON t.id = a.target_id JOIN department d ON d.id = a.department_id
    JOIN LATERAL (SELECT max(x.version) AS version FROM target_version x
        WHERE x.adjustment_id = a.id AND x.cause = 'adjusted') v ON true
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.code = :code AND a.state = 'filed'
ORDER BY a.number DESC LIMIT 1
"""  # noqa: S608 - constants only
LEAF_BEFORE = """
SELECT standard AS requirement, quantity, unit, deadline FROM indicator
WHERE target_id = :target AND code = :code AND version < :version ORDER BY version DESC, correction DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class AdjustmentPaper:
    """Adjustment `number` of a target, in force as `version`; `changes` are (what, before, after) in words.

    `head` and `leader` say who consented, on which day and by which document.
    """

    year: int
    target_code: str
    target: str
    number: int
    indicator: str
    department: str
    ground: AdjustmentGround
    reason: str
    requested_on: date
    head: str
    leader: str
    version: int
    changes: tuple[tuple[str, str, str], ...]
    signature: Signature

    @property
    def title(self) -> str:
        """关于“农村公路”目标调整备案的通知."""
        return f"关于“{self.target}”目标调整备案的通知"

    @property
    def key(self) -> str:
        """Return what is numbered: 2026/T009/1."""
        return f"{self.year}/{self.target_code}/{self.number}"


def adjustment_paper(session: Session, code: str, year: int) -> AdjustmentPaper:
    """Return the paper about the newest filed adjustment of a target. Raises Refused if none is filed."""
    jurisdiction = home(session)
    row = run(session, FILED, jurisdiction=jurisdiction, code=code, year=year).first()
    if row is None:
        raise Refused(f"{year}年目标{code}没有已备案的调整，不需要备案文书。查看：mubiao why --target {code}。")
    day, key = row.filed_on, f"{year}/{code}/{row.number}"
    paper = of_row(
        AdjustmentPaper,
        row,
        year=year,
        target_code=code,
        target=row.name,
        ground=AdjustmentGround(row.ground),
        head=_consent(row.head_by, row.head_on, row.head_number),
        leader=_consent(row.leader_by, row.leader_on, row.leader_number),
        changes=_changes_of(session, row),
        signature=signature_of_paper(session, jurisdiction, day, (PaperKind.ADJUSTMENT, key)),
    )
    return concealed(session, paper, f"{year}/{code}")


def _consent(by: str, day: date, document_number: str) -> str:
    """Return who consented; without a document it was a signed page."""
    return f"{by}{in_full(day)}同意（{document_number or '签字页存本机构'}）"


def _changes_of(session: Session, row: ResultRow) -> tuple[tuple[str, str, str], ...]:
    """Return what the target, or its leaf, was asked before and after, in the order of a sheet."""
    if row.indicator:
        place = {"target": row.target_id, "code": row.indicator, "version": row.version}
        before, titles = dict(run(session, LEAF_BEFORE, **place).mappings().one()), ASKED_OF_LEAF
    else:
        before, titles = requirements_in(session, row.target_id, row.version - 1), NEEDS
    return tuple(
        (title, shown_value(before[name]), shown_value(read(name, row.changes[name])))
        for name, title in titles.items()
        if name in row.changes
    )
