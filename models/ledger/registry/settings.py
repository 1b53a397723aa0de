"""机构设定 by hand: what the standard leaves to the agency, and what only the leading group decides (A11, A72)."""

from sqlmodel import Session

from models.intake.policy import PolicySet
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deciding_bodies import LEADING_GROUPS, deciding_body
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.policies import set_value, versions_of
from models.records import id_of
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.policy import LETTERHEAD, find_setting
from models.rules.signed_paper import has_year_and_number
from models.rules.year_end import UNVISITED_SHARE
from models.statements import run

ADOPTED = """
SELECT EXISTS (SELECT FROM exhibit x JOIN evidence e ON e.id = x.evidence_id
    WHERE x.record = 'policy' AND e.sha256 = :file)
"""


@act("set_policy", "设定机构规则", clause="1-2.23", roles={Role.AGENCY})
def set_policy(session: Session, data: PolicySet, ctx: Context) -> Summary:
    """A11, A14: insert a value of a setting from a day on, with the file of its paper if there is one.

    Raises Refused as `set_value`, for a file of a letterhead that was not adopted, and for a share of departments that
    are not visited without a paper of the leading group or its office (A72).
    """
    if data.key == LETTERHEAD.key and data.value and (file := data.value.get("file")):
        _check_adopted(session, file)
    summary = set_value(session, data.model_copy(update={"basis": _basis(session, ctx, data)}), ctx)
    if summary.counts["set"] and data.evidence:
        newest = versions_of(session, ctx.jurisdiction, find_setting(data.key))[-1]
        attach_exhibits(session, ctx, "policy", id_of(newest), data.evidence)
    return summary


def _check_adopted(session: Session, file: str) -> None:
    if not run(session, ADOPTED, file=file).scalar():
        raise Refused(f"底版{file[:12]}没有登记，请先登记：adopt_letterhead --evidence 文件。")


def _basis(session: Session, ctx: Context, data: PolicySet) -> str:
    """A72: return the basis of a value; that of a share of departments that are not visited is the paper of a body."""
    if data.key != UNVISITED_SHARE.key or not int(data.value or 0):
        return data.basis
    if not (has_year_and_number(data.basis) and data.decided_by and data.dated and data.evidence):
        raise Refused(
            f"“{UNVISITED_SHARE.name}”高于0%的，由领导小组或者领导小组办公室的文件决定：写明文号（--basis，如：黔目标〔2026〕"
            "30号）、决定单位（--decided-by）、文件日期（--dated），附上文件（--evidence）。"
        )
    check_paper(data.dated, ctx.date)
    body = deciding_body(session, ctx, data.decided_by, LEADING_GROUPS, data.dated, what=f"“{UNVISITED_SHARE.name}”")
    return f"{body.name}，{data.basis}，{data.dated}"
