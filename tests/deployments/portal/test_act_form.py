"""The form of an act: a field for each of its input, with the words of its help, for every act."""

from __future__ import annotations

import pytest

from deployments.commands.act_help import format_act, listed_acts
from deployments.portal.act_form import ABOUT, fields_of, whites_of
from deployments.text_table import SCREEN
from models.ledger.account.drafts import NOT_TYPED
from models.ledger.acts import find_act

ACTS = [each.name for each in listed_acts() if not each.instead]


@pytest.mark.parametrize("name", ACTS)
def test_every_field_of_an_act_stands_in_its_form_with_the_words_of_its_help(name: str) -> None:
    act = find_act(name)
    shown = {each.name: each for each in fields_of(act, NOT_TYPED)}
    printed = "".join(line.strip() for line in format_act(act).splitlines())
    for field, info in act.form.model_fields.items() if act.form else ():
        white = shown[info.alias or field].white
        assert white.title == info.title
        assert white.required is info.is_required()
        assert len(printed) > SCREEN or not white.example
        for word in (*white.choices, *([] if "，默认" in white.example else [white.example])):
            assert "".join(word.split()) in "".join(printed.split())


def test_what_is_told_about_an_act_is_asked_for_where_it_takes_any() -> None:
    told = {name: {w.name.removeprefix(ABOUT) for w in whites_of(find_act(name)) if w.name.startswith(ABOUT)}
            for name in ("set_limit", "excuse_limit", "lodge_appeal", "consent_head", "accept_answer")}  # fmt: skip
    assert told["set_limit"] == set()
    assert told["excuse_limit"] == {"paper", "paper_date", "page"}
    assert told["lodge_appeal"] == {"by", "source", "source_note", "received"}
    assert "by" in told["consent_head"]
    assert "by" not in told["accept_answer"]
