"""Whether every approved score sheet is whole, and which the ledger would give otherwise today (1-8.2)."""

from datetime import date

from sqlmodel import Session

from deployments.health import CheckResult
from models.ledger.appraisal.register import Frozen, doubtful_sheets
from models.rules.several import first_of


def check_frozen_sheets(session: Session, today: date) -> CheckResult:
    """Returns whether each approved sheet recomputes to the same bytes; those that do not are named.

    A changed ledger is no fault: the sheet stays as it was approved. Other bytes than those approved are one.
    """
    found = list(doubtful_sheets(session, today))
    broken = [each for each in found if not each.intact]
    later = [each for each in found if each.intact]
    advice = []
    if broken:
        advice.append(f"与审定时的摘要不符：{_names(broken)}，请用备份核对，并执行 mubiao verify")
    if later:
        advice.append(
            f"审定以后台账有变化，按台账重算不同：{_names(later)}；审定结果不变，确有错误的用 supersede_sheet 更正"
        )
    return CheckResult("已审定的得分表", ok=not broken, advice="；".join(advice))


def _names(sheets: list[Frozen]) -> str:
    return first_of([f"{each.year}年{each.department}" for each in sheets], counted="份")
