"""办理回复: what a sheet does in another way than a command is done for acts that forms name."""

from __future__ import annotations

from models.ledger.answer.by_sheet import BY_SHEET
from models.rules.matter_form import ALL_FORMS


def test_each_way_of_a_sheet_is_one_of_an_act_that_a_form_names() -> None:
    assert BY_SHEET.keys() <= {name for form in ALL_FORMS.values() for name in form.acts}
