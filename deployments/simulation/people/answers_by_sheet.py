"""A few offices answer with the sheet that they were sent (回复表): filled in, given back and taken in memory."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from deployments.filled_sheets import filled_in, values_of
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from models.intake.answer import Answer, Enclosed
from models.intake.answer_file import read_answer
from models.ledger.acts import read_input
from models.ledger.answer.content import answer_book
from models.ledger.answer.taking import take_answer
from models.rules.answer_form import FORMS
from notifications.documents.answer_sheet import workbook
from notifications.documents.office_file import pack

OFFICES = 3


def answers_by_sheet(plan: Plan, code: str) -> bool:
    """Returns whether an office answers by sheets: the first three do."""
    return code in plan.codes()[:OFFICES]


def lists_by_sheet(plan: Plan, department: str) -> bool:
    """Returns whether an office answers the lists that it is sent, for opinions and to receive them, by sheet."""
    return department in plan.long_lists()[:1]


def as_answer(
    scene: Scene,
    duty: Any,  # noqa: ANN401 - a result row
    planned: PlannedAct,
    folder: Path,
    more: Mapping[str, str] | None = None,
) -> PlannedAct:
    """Returns the same act as an answer: the duty's sheet, filled in with what the act says, and with more cells."""
    with scene.answering.measured():
        form = FORMS[duty.kind]
        book = answer_book(scene.session, [duty.id], scene.day)
        fields, rows = values_of(read_input(planned.act, planned.data), form)
        filled = filled_in(workbook(book), book.sheets[0].title, form, {**fields, **(more or {})}, rows)
        content = pack(filled, scene.day)
        file = folder / f"{sha256(content).hexdigest()}.xlsx"
        file.write_bytes(content)
        sheets, digest = read_answer(file)
        file.unlink()
        proofs = Enclosed(proof["file"] for proof in planned.data.get("evidence", ()))
        return replace(planned, act=take_answer, data=Answer(sheets[0], digest, proofs))
