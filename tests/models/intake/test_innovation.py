"""The input of 创新项目评选: a result of the closed list with the number, the date and the file of its paper (2.16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.intake.innovation import (
    InnovationApplied,
    InnovationCalled,
    InnovationResult,
    InnovationWithdrawn,
    JurorRegistered,
    JurorTieDeclared,
    OnSiteRoundHeld,
    RankRegistered,
    RoundHeld,
)
from models.rules.score.innovation import Prize, Rank

if TYPE_CHECKING:
    from models.intake.input import Input


GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "prize": "一等奖", "project": "一次办", "rank": "副厅级",
    "number": "黔目标办〔2027〕2号", "dated": "2027-01-11", "evidence": ["结果.pdf"],
}  # fmt: skip


def test_a_result_comes_with_its_paper() -> None:
    given = InnovationResult(**GIVEN)
    assert (given.prize, given.rank, given.evidence[0].file.name) == (Prize.FIRST, Rank.DEPUTY, "结果.pdf")


@pytest.mark.parametrize(
    "wrong",
    [
        {"prize": "特等奖"},
        {"prize": ""},
        {"rank": "科级"},
        {"year": 0},
        {"year": 9999},
        {"number": " "},
        {"dated": ""},
        {"evidence": []},
    ],
)
def test_outside_the_lists_or_without_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InnovationResult(**GIVEN | wrong)


PAPER: dict[str, Any] = {"number": "1号", "dated": "2026-10-10", "evidence": ["文件.pdf"]}
VOTE = {"juror": "陈一", "project": "2026-1", "vote": "入围"}
RESULT = {"project": "2026-1", "result": "入围"}
JUDGED = {"year": 2026, "held_on": "2026-11-05", "votes": [VOTE], "results": [RESULT]}
GIVEN_ACTS: dict[type[Input], dict[str, Any]] = {
    RankRegistered: {"department": "D001", "rank": "副厅级", "since": "2018-12-01", **PAPER},
    InnovationCalled: {"year": 2026, "opens_on": "2026-10-12", "closes_on": "2026-10-30", **PAPER},
    InnovationApplied: {"department": "D001", "year": 2026, "project": "一次办", "content": "办", **PAPER},
    InnovationWithdrawn: {"project": "2026-1", "reason": "换一项"},
    JurorRegistered: {"name": "陈一", "unit": "贵州大学"},
    JurorTieDeclared: {"juror": "陈一", "department": "D001", "reason": "曾任职"},
    RoundHeld: {**JUDGED, **PAPER},
    OnSiteRoundHeld: {
        **JUDGED,
        "place": "会议中心",
        **PAPER,
    },
}
MAY_LACK = {
    InnovationCalled: {"most", "reason"},
    JurorRegistered: {"position", "valid_to"},
    RoundHeld: {"place", "reason"},
    OnSiteRoundHeld: {"reason"},
}
ALL = pytest.mark.parametrize("kind", list(GIVEN_ACTS), ids=lambda kind: kind.__name__)


@ALL
def test_each_input_takes_what_people_write(kind: type[Input]) -> None:
    assert set(kind(**GIVEN_ACTS[kind]).model_dump(exclude_unset=True)) == set(GIVEN_ACTS[kind])


@ALL
def test_a_field_that_is_left_out_is_refused_unless_it_may_lack(kind: type[Input]) -> None:
    optional = {name for name, field in kind.model_fields.items() if not field.is_required()}
    assert optional == MAY_LACK.get(kind, set())
    for name in GIVEN_ACTS[kind]:
        with pytest.raises(ValidationError, match=name):
            kind(**{key: value for key, value in GIVEN_ACTS[kind].items() if key != name})


@ALL
def test_an_unknown_field_is_refused(kind: type[Input]) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        kind(**GIVEN_ACTS[kind] | {"recorded_on": "2026-10-01"})


@ALL
@pytest.mark.parametrize("blank", ["", " ", "　", "\u200b", "——"])
def test_a_text_that_says_nothing_is_refused(kind: type[Input], blank: str) -> None:
    checked_by_the_act = {"unit"} | ({"name", "juror"} if blank == "\u200b" else set())
    texts = {name for name, value in GIVEN_ACTS[kind].items() if isinstance(value, str)}
    for name in sorted(texts - checked_by_the_act):
        with pytest.raises(ValidationError, match=name):
            kind(**GIVEN_ACTS[kind] | {name: blank})


@ALL
def test_each_field_has_a_title_that_people_read(kind: type[Input]) -> None:
    titles = [field.title for field in kind.model_fields.values()]
    assert all(titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    "kind", [each for each in GIVEN_ACTS if "year" in GIVEN_ACTS[each]], ids=lambda kind: kind.__name__
)
@pytest.mark.parametrize("year", [1999, 9999, 0, -2026, "二〇二六", 2026.5])
def test_a_year_outside_2000_to_9998_is_refused(kind: type[Input], year: Any) -> None:
    with pytest.raises(ValidationError, match="year"):
        kind(**GIVEN_ACTS[kind] | {"year": year})


@pytest.mark.parametrize(
    "kind", [each for each in GIVEN_ACTS if "number" in GIVEN_ACTS[each]], ids=lambda kind: kind.__name__
)
@pytest.mark.parametrize(
    "wrong", [{"number": "号" * 201}, {"evidence": []}, {"dated": "2026-02-30"}, {"dated": "明天"}, {"evidence": None}]
)
def test_a_paper_has_a_number_of_200_characters_a_real_day_and_a_file(kind: type[Input], wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        kind(**GIVEN_ACTS[kind] | wrong)


@pytest.mark.parametrize("most", [0, -1, 100, "很多", 1.5])
def test_a_limit_of_projects_is_1_to_99(most: Any) -> None:
    with pytest.raises(ValidationError, match="most"):
        InnovationCalled(**GIVEN_ACTS[InnovationCalled] | {"most": most})
    assert [InnovationCalled(**GIVEN_ACTS[InnovationCalled] | {"most": n}).most for n in (1, 99, None)] == [1, 99, None]


@pytest.mark.parametrize(("text", "rank"), [("正厅级", Rank.FULL), ("deputy", Rank.DEPUTY), ("副厅级以下", Rank.BELOW)])
def test_a_rank_is_read_by_its_label_and_its_key(text: str, rank: Rank) -> None:
    assert RankRegistered(**GIVEN_ACTS[RankRegistered] | {"rank": text}).rank is rank


@pytest.mark.parametrize("name", ["陈　一", " 陈一", "陈 一", "陈一\u200b"])
def test_a_juror_has_one_spelling_in_list_tie_and_votes(name: str) -> None:
    assert JurorRegistered(name=name, unit="贵州大学").name == "陈一"
    assert JurorTieDeclared(**GIVEN_ACTS[JurorTieDeclared] | {"juror": name}).juror == "陈一"
    assert RoundHeld(**GIVEN_ACTS[RoundHeld] | {"votes": [VOTE | {"juror": name}]}).votes[0].juror == "陈一"


@pytest.mark.parametrize("part", ["votes", "results"])
@pytest.mark.parametrize("wrong", [[], None, [{}], ["入围"], [VOTE | RESULT]])
def test_a_round_has_votes_and_results_of_their_form(part: str, wrong: Any) -> None:
    for kind in (RoundHeld, OnSiteRoundHeld):
        with pytest.raises(ValidationError, match=part):
            kind(**GIVEN_ACTS[kind] | {part: wrong})


def test_only_an_expert_round_may_lack_a_place() -> None:
    assert RoundHeld(**GIVEN_ACTS[RoundHeld]).place == ""
    with pytest.raises(ValidationError, match="place"):
        OnSiteRoundHeld(**{key: value for key, value in GIVEN_ACTS[OnSiteRoundHeld].items() if key != "place"})


def test_an_input_does_not_change_once_it_was_read() -> None:
    called = InnovationCalled(**GIVEN_ACTS[InnovationCalled])
    with pytest.raises(ValidationError, match="frozen"):
        setattr(called, "closes_on", date(2026, 12, 31))  # noqa: B010 - mypy knows that it is read-only
