"""回避 at the signature: ties to the department of a finding, or to the one that leads its target by now (4.3, A15)."""

from collections.abc import Sequence

from sqlmodel import Session

from models.ledger.heirs import HEIRS, LED_BY
from models.ledger.inspection.roster import check_untied
from models.records import Finding, Inspector, id_of
from models.rules.errors import Refused
from models.statements import run

# The people of findings who have a tie to the department found about, or to the one that leads the target by now.
TIED_FINDERS = f"""
SELECT DISTINCT p.name, y.name AS department, k.reason, t.code FROM finding f
    JOIN team_member m ON m.inspection_id = f.inspection_id AND m.team = f.team
    JOIN inspector p ON p.id = m.inspector_id AND f.found_by ? p.name
    JOIN tie k ON k.inspector_id = p.id JOIN department y ON y.id = k.department_id
    JOIN target t ON t.id = f.target_id
    {LED_BY}
    LEFT JOIN {HEIRS} g ON g.department_id = k.department_id
WHERE f.id = ANY(:ids) AND (k.department_id = f.department_id OR coalesce(g.heir, k.department_id) = d.id)
ORDER BY t.code, p.name
"""  # noqa: S608 - constants only
# The departments found about, and those that lead the targets by now.
DEPARTMENTS = f"""
SELECT d.code FROM finding f JOIN department d ON d.id = f.department_id WHERE f.id = ANY(:ids)
UNION SELECT d.code FROM finding f JOIN target t ON t.id = f.target_id {LED_BY} WHERE f.id = ANY(:ids) ORDER BY 1
"""  # noqa: S608 - constants only


def check_leader_untied(session: Session, leader: Inspector, unsigned: Sequence[Finding]) -> None:
    """A15: raise Refused if the leader has a tie to a department of the findings that he is about to sign."""
    codes = run(session, DEPARTMENTS, ids=[id_of(finding) for finding in unsigned]).scalars().all()
    check_untied(session, [id_of(leader)], codes)


def check_finders_untied(session: Session, findings: Sequence[Finding]) -> None:
    """A15: raise Refused if one of the people who made the findings has a tie by now."""
    for row in run(session, TIED_FINDERS, ids=[id_of(finding) for finding in findings]):
        raise Refused(
            f"“{row.name}”与“{row.department}”有回避情形（{row.reason}），对目标{row.code}的核查不能算数；"
            "请由没有回避情形的两名以上成员核查，重新记录（record_finding），再签字。"
        )
