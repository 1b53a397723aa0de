"""Samples that cite one public draw: one number, and a remark where a correction leaves others behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.sample.draw import sample_of
from models.ledger.sample.public_draw import disagreeing
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind
from models.rules.sampling import Purpose
from tests.models.ledger.sample.test_draw import committed, corrected, drawn

if TYPE_CHECKING:
    from tests.conftest import Acting
from models.ledger.sample.public_draw import Commitment
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import population_of

ISSUE: dict[str, Any] = {"number_kind": NumberKind.LOTTERY_3D, "known_on": date(2026, 3, 10)}


def test_two_samples_that_cite_the_same_public_draw_have_the_same_number(march: Acting) -> None:
    committed(march, number_name="福彩3D第2026060期", **ISSUE)
    committed(march, subject="2026-2", number_name="福彩3D第26060期", **ISSUE)
    committed(march, subject="2026-3", number_name="福彩3D第2026061期", **ISSUE)
    later = march.on("2026-03-10")
    drawn(later, "085")
    with pytest.raises(Refused, match="的号码在“2026-1”抽取核查组中是“085”，现在填的是“058”；同一次公布只有一个号码"):
        drawn(later, "058", subject="2026-2")
    drawn(later, "058", subject="2026-3")
    corrected(later, "058")
    drawn(later, "058", subject="2026-2")


def test_a_number_that_was_corrected_wrongly_binds_no_other_sample_once_it_is_committed_again(march: Acting) -> None:
    committed(march, number_name="福彩3D第2026060期", **ISSUE)
    committed(march, subject="2026-2", number_name="福彩3D第2026060期", **ISSUE)
    later = march.on("2026-03-10")
    drawn(later, "085")
    corrected(later, "058")
    with pytest.raises(Refused, match="的号码在“2026-1”抽取核查组中是“058”"):
        drawn(later, "085", subject="2026-2")
    committed(later, reason="公开数录错", number_name="福彩3D第2026070期", **ISSUE | {"known_on": date(2026, 3, 20)})
    drawn(later, "085", subject="2026-2")


def test_each_two_people_give_numbers_of_their_own(march: Acting) -> None:
    people: dict[str, Any] = {"number_kind": NumberKind.TWO_PEOPLE, "number_name": "D001/王文、D002/李天"}
    for subject, number in (("2026-1", "5,6"), ("2026-2", "7,8")):
        committed(march, subject=subject, known_on=date(2026, 3, 10), **people)
        drawn(march.on("2026-03-10"), number, subject=subject)


def test_a_correction_names_the_samples_that_still_have_the_number_that_was_mistyped(march: Acting) -> None:
    for subject in ("2026-1", "2026-2", "2026-3"):
        committed(march, subject=subject, number_name="福彩3D第2026060期", **ISSUE)
        drawn(march.on("2026-03-10"), "085", subject=subject)
    later = march.on("2026-03-10")
    corrected(later, "058")
    told = "同一次公布只有一个号码，“2026-2”抽取核查组中是“085”、“2026-3”抽取核查组中是“085”，请核对更正。"
    assert remark(later) == told
    for subject in ("2026-2", "2026-3"):
        corrected(later, "058", subject)
    assert remark(later) == ""


def test_only_the_first_sample_of_a_draw_is_corrected_to_another_number(march: Acting) -> None:
    for subject in ("2026-1", "2026-2"):
        committed(march, subject=subject, number_name="福彩3D第2026060期", **ISSUE)
        drawn(march.on("2026-03-10"), "085", subject=subject)
    with pytest.raises(Refused, match="的号码在“2026-1”抽取核查组中是“085”，现在填的是“058”"):
        corrected(march.on("2026-03-10"), "058", "2026-2")


def remark(acting: Acting) -> str:
    with begin() as session:
        return disagreeing(session, sample_of(session, acting.context(), "2026-1", Purpose.TEAM))


def test_a_list_of_people_without_a_public_number_is_a_whole_commitment() -> None:
    rule = SizeRule(1)
    made = Commitment("2026-1", Purpose.TEAM, population_of({"名册": ["王文", "李天"]}, rule), rule, "ab" * 32, "cd")
    assert (made.number_kind, made.known_on, made.query, made.people) == (None, None, None, 0)
