"""A few offices answer with the sheet that they were sent (回复表): filled in, given back and taken in memory."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from deployments.filled_sheets import filled_in, values_of
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from models.intake.answer import Answer, Enclosed, read_answer
from models.ledger.answer.content import answer_book
from models.ledger.answer.taking import take_answer
from models.rules.answer_form import FORMS
from notifications.documents.answer_sheet import workbook
from notifications.documents.office_file import pack

OFFICES = 3


def answers_by_sheet(plan: Plan, code: str) -> bool:
    """Returns whether an office answers by sheets: the first three do."""
    return code in plan.codes()[:OFFICES]


def as_answer(scene: Scene, duty: Any, planned: PlannedAct, folder: Path) -> PlannedAct:  # noqa: ANN401 - a result row
    """Returns the same act as an answer: the duty's sheet, filled in with what the act says."""
    with scene.answering.measured():
        return _by_sheet(scene, duty, planned, folder)


def _by_sheet(scene: Scene, duty: Any, planned: PlannedAct, folder: Path) -> PlannedAct:  # noqa: ANN401 - a result row
    form = FORMS[duty.kind]
    book = answer_book(scene.session, [duty.id], scene.day)
    filled = filled_in(workbook(book), book.sheets[0].title, form, *values_of(planned.data, form))
    content = pack(filled, scene.day)
    file = folder / f"{sha256(content).hexdigest()}.xlsx"
    file.write_bytes(content)
    sheets, digest = read_answer(file)
    file.unlink()
    proofs = Enclosed(proof["file"] for proof in planned.data.get("evidence", ()))
    return replace(planned, act=take_answer, data=Answer(sheets[0], digest, proofs))
