"""What a comparison of two years keeps of a message, and what it says of a difference."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from tests.compare_years import compare, facts_in, facts_of_message, main, read, sentences, write

if TYPE_CHECKING:
    from pathlib import Path

DUTIES = {"70": "monthly_check|2025-03|D003||0"}
MESSAGE = {
    "channel": "mail",
    "address": "d003@simulated.test",
    "day": "2025-03-26",
    "wave": 1,
    "kinds": ["reminder"],
    "state": "sent",
    "files": ["第3厅回复表.xlsx"],
    "subject": "【催办】月度检查",
    "text": "请于3月31日（周一）前填报。\n涉及目标：学位数（D003-01）。\n事项编号：70",
    "html": "<head><title>通知</title></head><td>涉及目标</td><td><b>学位数</b>（D003-01）&nbsp;</td>",
    "markdown": "",
}


@pytest.mark.usefixtures("march")
def test_the_facts_of_a_ledger_are_its_records_its_moves_and_its_acts() -> None:
    with begin() as session:
        facts = facts_in(session)
    assert all(facts[part] for part in ("obligation", "target", "move", "notice", "act"))


def test_sentences_are_the_same_in_every_layout() -> None:
    rows = "<table><tr><td>期限</td>\n<td>3月31日<b>（周一）</b></td></tr></table><p>请办理。</p>"
    assert (
        sentences(rows, {})
        == sentences("期限： 3月31日（周一）\n\n请办理", {})
        == ["期限", "3月31日（周一）", "请办理"]
    )
    assert sentences("**期限**\n> 1日", {}) == ["期限", "1日"]


def test_the_number_of_a_duty_is_the_duty_and_the_head_of_the_chain_is_left_out() -> None:
    assert sentences("事项编号：70", DUTIES) == ["事项编号", "monthly_check|2025-03|D003||0"]
    assert sentences("末块 278:740f-cffa-ac20-8dab，请存查。", {}) == ["末块##，请存查"]


def test_a_message_keeps_its_files_sentences_and_figures_in_order() -> None:
    key = ["mail", "d003@simulated.test", "2025-03-26", 1, "reminder"]
    assert list(facts_of_message(MESSAGE, DUTIES)) == [
        ("message", [*key, "sent", "第3厅回复表.xlsx", ["【催办】月度检查"]]),
        (
            "text of message",
            [*key, ["请于3月31日（周一）前填报", "涉及目标", "学位数（D003-01）", "事项编号", DUTIES["70"]]],
        ),
        ("text of message, dates and numbers", [*key, ["3", "31", "D003-01", "2025-03|D003||0"]]),
        ("html of message", [*key, ["涉及目标", "学位数（D003-01）"]]),
        ("html of message, dates and numbers", [*key, ["D003-01"]]),
    ]


def test_equal_years_do_not_differ_and_a_changed_sentence_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.gz", tmp_path / "new.gz"
    facts = {"act": Counter(['["init"]'] * 2), "text of message": Counter(['["mail", 1, ["甲", "5日"]]'])}
    write(facts, old)
    assert read(old) == facts
    assert main("compare", str(old), str(old)) == 0
    write(facts | {"text of message": Counter(['["mail", 1, ["甲", "丙"]]'])}, new)
    assert main("compare", str(old), str(new)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "no difference",
        "text of message (1 lines): 1 only in OLD, 1 only in NEW",
        '  - ["mail", 1, ["甲", "5日"]]',
        '  + ["mail", 1, ["甲", "丙"]]',
        "  1 x - #日",
        "  1 x + 丙",
    ]


def test_a_line_that_is_there_once_less_and_another_order_are_differences() -> None:
    twice, once = ({"act": Counter({'["init"]': n})} for n in (2, 1))
    assert compare(twice, once)[0] == "act (2 lines): 1 only in OLD, 0 only in NEW"
    texts = [Counter([f'["mail", 1, ["{one}", "{other}"]]']) for one, other in ("甲乙", "乙甲")]
    assert compare(*({"text": text} for text in texts))[-1] == "  1 x order"
