"""A few offices answer with the sheet that they were sent (回复表): filled in, given back and taken in memory."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from deployments.filled_sheets import filled_in
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from models.intake.answer import Answer, Enclosed, read_answer
from models.ledger.answer.content import answer_book
from models.ledger.answer.taking import take_answer
from models.rules.answer_form import FORMS, Form
from models.rules.kinds import LineStatus
from notifications.documents.answer_sheet import workbook
from notifications.documents.office_file import pack

OFFICES = 3


def answers_by_sheet(plan: Plan, code: str) -> bool:
    """Returns whether an office answers by sheets: the first three do."""
    return code in plan.codes()[:OFFICES]


def as_answer(scene: Scene, duty: Any, planned: PlannedAct, folder: Path) -> PlannedAct:  # noqa: ANN401 - a result row
    """Returns the same act as an answer: the duty's sheet, filled in with what the act says."""
    form = FORMS[duty.kind]
    book = answer_book(scene.session, [duty.id], scene.day)
    filled = filled_in(workbook(book), book.sheets[0].title, form, *_values_of(planned.data, form))
    content = pack(filled, scene.day)
    file = folder / f"{sha256(content).hexdigest()}.xlsx"
    file.write_bytes(content)
    sheets, digest = read_answer(file)
    file.unlink()
    proofs = Enclosed(proof["file"] for proof in planned.data.get("evidence", ()))
    return replace(planned, act=take_answer, data=Answer(sheets[0], digest, proofs))


def _values_of(data: Mapping[str, Any], form: Form) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Returns the values of the single cells and of the rows, by the names of the white cells."""
    fields = {white.name: data[white.name] for white in form.fields if white.name in data}
    rows = {line["target"]: _row_of(line) for line in data.get("lines", ())}
    for proof in data.get("evidence", ()):
        rows[proof["target"]].setdefault("evidence", []).append(Path(proof["file"]).name)
    return fields, rows


def _row_of(line: Mapping[str, Any]) -> dict[str, Any]:
    return {"progress": line["progress"], "status": LineStatus(line["status"]).label, "remark": line["remark"]}
