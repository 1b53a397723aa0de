"""Masks: a robot's key is a secret, shown as asterisks; the asterisks read back leave the key as it is."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.department import DepartmentRow
from models.ledger.acts import Context
from models.rules.robots import MASK
from models.statements import run

WITH_ROBOT = """
SELECT d.code FROM department d JOIN office f ON f.department_id = d.id
WHERE d.jurisdiction_id = :jurisdiction AND f.wecom_robot <> ''
"""


def kept_fields(row: DepartmentRow) -> set[str]:
    """Return the fields in which the sheet has the mask of the stored value, which then stays unchanged."""
    return {"wecom_robot"} if row.wecom_robot == MASK else set()


def masks_checked(session: Session, data: Checked[DepartmentRow], ctx: Context) -> Checked[DepartmentRow]:
    """Return the sheet with a complaint for each mask where no robot is known here: it keeps a key, it is none."""
    if not any(kept_fields(located.row) for located in data.rows):
        return data
    known = set(run(session, WITH_ROBOT, jurisdiction=ctx.jurisdiction).scalars())
    return replace(data, complaints=(*data.complaints, *_of_nothing(data, known)))


def _of_nothing(data: Checked[DepartmentRow], known: set[str]) -> Iterator[Complaint]:
    for located in data.rows:
        if kept_fields(located.row) and located.row.code not in known:
            yield located.complain("企业微信机器人", "是掩码，而本系统没有这个部门的机器人key，请填写key或留空")
