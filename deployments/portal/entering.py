"""代录: a person of the agency enters the paper answer of an office in the form of its duty (A49)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from deployments.act_entry import perform_act
from deployments.portal.act_faults import lacking
from deployments.portal.act_input import read_whites
from deployments.portal.act_trying import entry_of
from deployments.portal.item import BY, PAGE, Item
from deployments.portal.visit import Visit
from models.intake.answer import Answer
from models.ledger.answer.taking import take_answer

ENTERED = "管理机构代录"
OF_ANOTHER = "“{0}”不是这项工作的部门：应为{1}/姓名。"


def enter(visit: Visit, item: Item, answer: Answer, pages: Sequence[Path], request: str) -> dict[str, str]:
    """Take an answer as entered for its office; returns the faults of what is told about it. Raises Refused."""
    read = read_whites(item.about, item.draft, {PAGE: pages})
    read.faults.update(() if read.faults else lacking(item.about, read.about))
    if not read.faults and not read.about["by"].replace("／", "/").startswith(f"{item.place.code}/"):
        read.faults[BY] = OF_ANOTHER.format(read.about["by"], item.place.code)
    if not read.faults:
        entered = replace(answer, sheet=replace(answer.sheet, file=ENTERED))
        perform_act(take_answer, entered, request_id=request, entry=entry_of(visit, read))
    return read.faults
