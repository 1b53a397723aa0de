"""来源: how the agency received the data that it enters for an office."""

from datetime import date
from typing import Any

import pytest

from models.intake.source import Source, describe_source, read_source
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
        ({"means": "phone", "note": "李明"}, "代录（电话：李明）"),
        ({"means": "in_person"}, "代录（当面）"),
        (
            {"means": "paper", "note": "函〔2026〕1号", "received": "2026-03-30"},
            "代录（纸质：函〔2026〕1号，2026-03-30收到）",
        ),
    ],
)
def test_people_read_it_in_a_history(stored: dict[str, str], words: str) -> None:
    assert describe_source(stored) == words
