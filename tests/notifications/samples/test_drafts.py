"""Notices of 目标制定: a list of drafts to consult, an answered objection, an issued list to receive."""

from __future__ import annotations

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.drafts import OBJECTION


def rendered(kind: str, number: int = 0) -> Rendered:
    """A sample as it is sent."""
    return render(kind, dict(SAMPLES[kind][number]))


def test_an_office_reads_until_when_its_opinion_is_asked_for() -> None:
    found = rendered("opened_consultation")
    assert found.subject.startswith("【目标沟通】2026年目标草案，请于3月5日")
    assert "逐项填同意，或者有异议的理由和修改建议" in found.text
    assert "到期没有反馈的，报审时注明未反馈" in found.text


@pytest.mark.parametrize(("number", "words"), [(0, "请于"), (1, "请督促目标办于")])
def test_office_and_head_read_the_paper_of_the_issue(number: int, words: str) -> None:
    found = rendered("opened_receipt", number)
    assert found.subject.startswith(f"【目标下达】2026年目标（黔目标〔2026〕3号）已下达，{words}3月23日")
    assert "2026年目标已于2026年3月16日（周一）以黔目标〔2026〕3号下达" in found.text
    assert "签收只表示收到" in found.text


@pytest.mark.parametrize(("number", "words"), [(0, "已采纳"), (1, "未采纳")])
def test_an_office_reads_the_answer_to_its_objection(number: int, words: str) -> None:
    found = rendered("objection_answered", number)
    assert found.subject.endswith(f"的异议{words}")
    assert f"提出的理由：{OBJECTION['reason']}。" in found.text.splitlines()
    assert f"修改建议：{OBJECTION['proposal']}。" in found.text.splitlines()
    assert OBJECTION["code"] in found.text


def test_a_list_that_is_issued_in_december_is_in_the_year_end_check() -> None:
    sample = dict(SAMPLES["opened_receipt"][0])
    december = render("opened_receipt", sample | {"payload": sample["payload"] | {"year_end": "2026"}})
    for text in (december.text, december.html):
        assert "列入2026年年终检查，不另按月填报。" in text
        assert "次月" not in text
    assert "自下达的次月起按月填报。" in rendered("opened_receipt").text


@pytest.mark.parametrize(("number", "basis"), [(-1, "《总则》2.22"), (0, "《目标管控》6.1")])
def test_a_receipt_cites_the_clause_of_what_was_answered(number: int, basis: str) -> None:
    found = rendered("answer_receipt", number)
    assert f"办理依据：{basis}。" in found.text.splitlines()
    assert f"{basis}。" in found.html
