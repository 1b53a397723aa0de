"""来源 and 签字文件 of what the agency enters for others, and how the author of an act is shown."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.intake.source import (
    PaperGiven,
    SignedPaper,
    Source,
    describe_author,
    describe_source,
    read_paper,
    read_source,
)
from models.rules.errors import Refused
from models.rules.kinds import Means


@pytest.mark.parametrize("means", Means)
def test_the_means_is_named_by_its_chinese_word_or_its_key(means: Means) -> None:
    assert read_source({"means": means.label}) == read_source({"means": means.value}) == Source(means=means)


def test_empty_input_is_not_a_source() -> None:
    assert read_source({"means": None, "note": None, "received": None}) is None
    assert read_source({}) is None


def test_only_given_values_are_stored() -> None:
    result = read_source({"means": "电话", "note": " 李明 ", "received": "2026-03-30"})
    assert result == Source(means=Means.PHONE, note="李明", received=date(2026, 3, 30))
    assert result.as_json() == {"means": "phone", "note": "李明", "received": "2026-03-30"}
    assert Source(means=Means.PAPER).as_json() == {"means": "paper"}


@pytest.mark.parametrize("note", ["李明", "黔建函〔2026〕31号", "3月31日来信", "周涛送达", "部门邮件"])
def test_a_note_with_a_name_or_a_number_can_be_checked(note: str) -> None:
    assert Source(means=Means.PHONE, note=note).can_be_checked


@pytest.mark.parametrize("note", ["", "电话", "（电话）", "无", "没有", "来电", "-", "纸 质", "回复表"])
def test_a_note_without_a_name_or_a_number_cannot_be_checked(note: str) -> None:
    assert not Source(means=Means.PHONE, note=note).can_be_checked


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"means": "传真"}, "“来源”“传真”不在可选范围内，可填：电话、纸质、当面、其他"),
        ({"means": ""}, "“来源”不在可选范围内"),
        ({"means": 3}, "“来源”不在可选范围内"),
        ({"note": "李明"}, "“来源”必填"),
        ({"received": "2026-03-30"}, "“来源”必填"),
        ({"means": "电话", "received": "三月"}, "“收到日期”不是有效日期"),
        ({"means": "电话", "note": ["李明"]}, "“来源说明”应为文字"),
    ],
)
def test_a_source_that_is_not_complete_is_refused(data: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_source(data)
    assert why in refusal.value.message


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({}, ""),
        ({"means": "phone", "note": "李明"}, "电话：李明"),
        ({"means": "in_person"}, "当面"),
        (
            {"means": "paper", "note": "函〔2026〕1号", "received": "2026-03-30"},
            "纸质：函〔2026〕1号，2026年3月30日收到",
        ),
    ],
)
def test_people_read_it_in_a_history(stored: dict[str, str], words: str) -> None:
    assert describe_source(stored) == words


def test_a_signed_paper_has_number_and_date_or_is_a_page() -> None:
    paper = read_paper({"number": "签1号", "dated": "2026-03-30", "page": None})
    assert paper == PaperGiven(number="签1号", dated=date(2026, 3, 30))
    page = read_paper({"number": None, "dated": None, "page": "签字页.jpg"})
    assert page == PaperGiven(page=Path("签字页.jpg"))
    assert read_paper({"number": None, "dated": None, "page": None}) is None


def test_only_what_a_signed_paper_has_is_stored() -> None:
    assert SignedPaper("签1号", date(2026, 3, 30)).as_json() == {"paper": "签1号", "paper_date": "2026-03-30"}
    assert SignedPaper(page="ab12").as_json() == {"page": "ab12"}


@pytest.mark.parametrize("data", [{"number": "签1号"}, {"dated": "2026-03-30"}, {"number": " ", "dated": "2026-03-30"}])
def test_half_a_signed_paper_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="签字文件须同时写明文号和日期，或附签字页"):
        read_paper(data)


@pytest.mark.parametrize("number", ["号", "无", "见附件"])
def test_words_without_a_digit_are_no_number_of_a_paper(number: str) -> None:
    words = f"签字文件有误：“{number}”没有数字，不是文号；没有文号的，请附签字页"
    with pytest.raises(Refused, match=words):
        read_paper({"number": number, "dated": "2026-03-30"})


PHONE = {"means": "phone", "note": "李明", "received": "2026-03-30"}
SIGNED = {"paper": "签1号", "paper_date": "2026-03-30"}


@pytest.mark.parametrize(
    ("known", "role", "actor", "entered_by", "source", "words"),
    [
        ("system", "system", "系统", "", {}, "流程"),
        ("operator", "agency", "管理机构经办人", "王芳", {}, "管理机构经办人王芳"),
        ("operator", "agency", "管理机构经办人", "王芳", SIGNED, "管理机构经办人王芳，签字文件签1号（2026年3月30日）"),
        ("claimed", "office", "省厅 李明", "王芳", {}, "录入人王芳称由省厅 李明办理（经办人代录）"),
        (
            "claimed",
            "office",
            "省厅 李明",
            "王芳",
            PHONE,
            "录入人王芳称由省厅 李明办理（经办人代录，电话：李明，2026年3月30日收到）",
        ),
        (
            "claimed",
            "head",
            "省厅 赵",
            "王",
            {"page": "ab" * 32},
            "录入人王称由省厅 赵办理（经办人代录），签字页abababababab",
        ),
        (
            "claimed",
            "head",
            "省厅 赵",
            "王",
            {"page": "ab" * 32, "also": "同一签字页另用于登记已阅"},
            "录入人王称由省厅 赵办理（经办人代录），签字页abababababab，同一签字页另用于登记已阅",
        ),
        ("claimed", "office", "省厅目标办", "", {}, "省厅目标办（经办人代录）"),
        ("signed", "office", "省厅 李明", "", {}, "省厅 李明（本人登录）"),
        ("coded", "office", "省厅 李明", "", PHONE, "省厅 李明（凭回复码，电话：李明，2026年3月30日收到）"),
    ],
)
def test_the_author_of_an_act_is_shown_with_how_he_is_known(
    known: str, role: str, actor: str, entered_by: str, source: dict[str, str], words: str
) -> None:
    move = {"known": known, "role": role, "actor": actor, "entered_by": entered_by, "source": source}
    assert describe_author(move) == words
