"""The steps of a sample: a commitment cannot be changed, drawn early or twice, or drawn with another secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.sample.document import named
from models.ledger.sample.draw import (
    commit,
    correct_number,
    draw_committed,
    following,
    newest_sample,
    reveal,
    sample_of,
    sealed,
)
from models.ledger.sample.public_draw import Commitment
from models.rules.errors import MoveRefused, Refused, Unavailable
from models.rules.public_numbers import NumberKind
from models.rules.sample_commitments import BOUND, commitment_hash
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Purpose, draw, first_drawn, population_of, read_population, secret_hash, seed_of
from models.rules.states import SampleState
from models.rules.workdays import SHANGHAI, BusinessDay
from tests.conftest import rehearse

if TYPE_CHECKING:
    from models.ledger.acts import Context
    from tests.conftest import Acting, Meanwhile, Sql, Violations

SECRET, OTHER = "ab" * 32, "cd" * 32
TEAM = {"名册": ["王文", "李天", "赵宇"]}
SAMPLES = "SELECT attempt, state, reason, secret <> '' FROM sample ORDER BY attempt"


def committed(acting: Acting, ctx: Context | None = None, **more: Any) -> None:
    rule = SizeRule(2)
    wanted: dict[str, Any] = {
        "subject": "2026-1",
        "purpose": Purpose.TEAM,
        "secret": SECRET,
        "rule": rule,
        "plan_hash": "ab",
    }
    with begin() as session:
        commit(session, ctx or acting.context(), Commitment(population=population_of(TEAM, rule), **wanted | more))


def drawn(
    acting: Acting, number: str = "", now: dict[str, list[str]] | None = None, subject: str = "2026-1"
) -> list[list[Any]]:
    with begin() as session:
        sample = sample_of(session, acting.context(), subject, Purpose.TEAM)
        there = population_of(now, SizeRule(2)) if now else None
        return draw_committed(session, acting.context(), sample, number, there).drawn


def revealed(acting: Acting) -> bool:
    with begin() as session:
        return reveal(session, acting.context(), sample_of(session, acting.context(), "2026-1", Purpose.TEAM))


def seed(sql: Sql, number: str = "") -> str:
    return seed_of(SECRET, number, sql.value("SELECT commitment_hash FROM sample"))


def test_another_act_commits_draws_and_makes_public_by_the_same_steps(march: Acting, sql: Sql) -> None:
    committed(march)
    wanted = draw(seed(sql), population_of(TEAM, SizeRule(2)))
    assert drawn(march, now=TEAM) == [["名册", wanted["名册"]]]
    assert (revealed(march), revealed(march)) == (True, False)
    with begin() as session:
        sample = sample_of(session, march.context(), "2026-1", Purpose.TEAM)
        assert (sample.state, sample.secret, sample.revealed_on) == (SampleState.REVEALED, SECRET, march.day)
        assert read_population(sample.population) == population_of(TEAM, SizeRule(2))
        assert newest_sample(session, 2, "2026-1", Purpose.TARGETS) is None


def test_a_population_that_came_as_a_list_is_compared_when_it_is_given_again(march: Acting) -> None:
    committed(march)
    with pytest.raises(Refused, match="承诺以后总体有变化，不能抽取：增加1项：周敏；减少1项：赵宇"):
        drawn(march, now={"名册": ["王文", "李天", "周敏"]})


@pytest.mark.parametrize("day", ["2026-03-05", "2026-03-04"])
def test_a_public_number_that_could_be_known_already_is_refused(march: Acting, sql: Sql, day: str) -> None:
    with pytest.raises(Refused, match=f"公开数的公布日期{day}应在承诺日期2026-03-05之后"):
        committed(march, number_name="双色球", known_on=date.fromisoformat(day))
    assert sql.rows(SAMPLES) == []


def test_a_number_that_the_machine_knows_is_refused_except_in_a_rehearsal(march: Acting, sql: Sql) -> None:
    known = {"number_kind": NumberKind.DOUBLE_COLOUR, "number_name": "双色球", "known_on": date(2026, 3, 10)}
    at = datetime(2026, 3, 11, 10, tzinfo=SHANGHAI)
    entered_late = replace(march.context(), day=BusinessDay(march.day, at))
    with pytest.raises(Refused, match="公开数在2026-03-10公布，今天是2026-03-11，已经可以知道"):
        committed(march, entered_late, **known)
    rehearse()
    committed(march, entered_late, **known)
    assert sql.value("SELECT committed_on::text FROM sample") == "2026-03-05"


def test_a_draw_waits_for_the_day_of_its_number_and_for_the_number(march: Acting, sql: Sql) -> None:
    committed(march, number_kind=NumberKind.DOUBLE_COLOUR, number_name="双色球", known_on=date(2026, 3, 10))
    with pytest.raises(Refused, match="“双色球”2026-03-10才公布，今天是2026-03-09，不能提前抽取"):
        drawn(march.on("2026-03-09"), "7")
    with pytest.raises(Refused, match="请填写“双色球”的号码"):
        drawn(march.on("2026-03-10"))
    assert drawn(march.on("2026-03-10"), "05 12 19 22 28 33 07") == [
        ["名册", draw(seed(sql, "05,12,19,22,28,33+07"), population_of(TEAM, SizeRule(2)))["名册"]]
    ]


def test_a_number_that_was_not_announced_is_refused(march: Acting) -> None:
    committed(march)
    with pytest.raises(Refused, match="承诺时没有约定公开数，请去掉公开数"):
        drawn(march, "7")


def test_a_mistyped_number_is_corrected_by_a_second_draw_that_shows_the_first(march: Acting, sql: Sql) -> None:
    committed(march, number_kind=NumberKind.LOTTERY_3D, number_name="福彩3D", known_on=date(2026, 3, 10))
    later = march.on("2026-03-10")
    with pytest.raises(MoveRefused, match="样本尚未抽取，没有可更正的公开数"):
        corrected(later, "058")
    first = drawn(later, "085")
    with pytest.raises(Refused, match="公开数已是“085”，没有可更正的"):
        corrected(later, "0 8 5")
    second = corrected(later, "058")
    assert second == [["名册", draw(seed(sql, "058"), population_of(TEAM, SizeRule(2)))["名册"]]]
    [mistyped] = sql.value("SELECT mistyped FROM sample")
    assert mistyped == {"number": "085", "drawn": first, "drawn_on": "2026-03-10", "reason": "录错"}
    assert sql.rows("SELECT state, number FROM sample") == [("drawn", "058")]


def test_a_mistyped_number_is_corrected_once(march: Acting, sql: Sql) -> None:
    committed(march, number_kind=NumberKind.LOTTERY_3D, number_name="福彩3D", known_on=date(2026, 3, 10))
    later = march.on("2026-03-10")
    drawn(later, "085")
    corrected(later, "058")
    for number in ("085", "580", "058"):
        with pytest.raises(Refused, match="公开数已由“085”更正为“058”，只能更正一次。仍然录错的，请写明原因另行承诺"):
            corrected(later, number)
    revealed(later)
    with pytest.raises(Refused, match="只能更正一次"):
        corrected(later, "580")
    assert sql.rows("SELECT state, number, jsonb_array_length(mistyped) FROM sample") == [("revealed", "058", 1)]


def corrected(acting: Acting, number: str, subject: str = "2026-1") -> list[list[Any]]:
    with begin() as session:
        sample = sample_of(session, acting.context(), subject, Purpose.TEAM)
        return correct_number(session, acting.context(), sample, number, "录错").drawn


@pytest.mark.parametrize("number", ["05,12", "05,05,12,19,22,28+07", "05,12,19,22,28,34+07", "x"])
def test_a_number_that_is_no_result_of_its_kind_is_refused(march: Acting, sql: Sql, number: str) -> None:
    committed(march, number_kind=NumberKind.DOUBLE_COLOUR, number_name="双色球", known_on=date(2026, 3, 10))
    with pytest.raises(Refused, match="不是双色球的号码。写法：红球六个"):
        drawn(march.on("2026-03-10"), number)
    assert sql.column("SELECT state FROM sample") == ["committed"]


def test_the_ids_that_were_not_drawn_follow_in_the_order_of_the_draw(march: Acting, sql: Sql) -> None:
    committed(march)
    [[_, first]] = drawn(march)
    with begin() as session:
        rest = following(session, sample_of(session, march.context(), "2026-1", Purpose.TEAM))
    stratum = population_of(TEAM, SizeRule(2)).strata[0]
    assert [*first, *rest] == first_drawn(seed(sql), stratum, 3)


def test_the_hash_of_a_commitment_binds_the_one_before_it(march: Acting, sql: Sql) -> None:
    committed(march)
    committed(march, secret=OTHER, reason="名单有误")
    first, second = sql.column("SELECT commitment_hash FROM sample ORDER BY attempt")
    assert first != second
    names = ", ".join(f"{name}::text" if name in {"committed_on", "known_on"} else name for name in BOUND)
    [row] = sql.rows(f"SELECT {names} FROM sample WHERE attempt = 2")  # noqa: S608 - constants only
    facts = dict(zip(BOUND, row, strict=True))
    assert second == commitment_hash(facts, [{"commitment_hash": first, "secret_hash": secret_hash(SECRET)}])


def test_nothing_is_drawn_twice_and_nothing_made_public_before(march: Acting) -> None:
    committed(march)
    with pytest.raises(MoveRefused, match="样本尚未抽取，现在公布密数会使抽取结果被提前算出"):
        revealed(march)
    drawn(march)
    with pytest.raises(MoveRefused, match="样本已经抽取，不能重抽"):
        drawn(march)


def test_a_second_commitment_needs_its_reason_keeps_the_first_and_makes_it_public(march: Acting, sql: Sql) -> None:
    committed(march)
    drawn(march)
    with pytest.raises(Refused, match="“2026-1”抽取核查组已于2026-03-05承诺（已抽取，密数待公布），再次承诺须写明原因"):
        committed(march, secret=OTHER)
    committed(march.on("2026-03-06"), secret=OTHER, reason="王文已调离")
    assert sql.rows(SAMPLES) == [(1, "superseded", "", True), (2, "committed", "王文已调离", False)]
    assert sql.value("SELECT secret FROM sample WHERE attempt = 1") == SECRET


def test_a_published_secret_keeps_its_day(march: Acting, sql: Sql) -> None:
    committed(march)
    drawn(march)
    revealed(march)
    committed(march.on("2026-03-06"), secret=OTHER, reason="王文已调离")
    assert sql.column("SELECT revealed_on::text FROM sample ORDER BY attempt") == ["2026-03-05", None]


def test_a_reason_without_an_earlier_commitment_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="此前没有承诺，不填再次承诺的原因"):
        committed(march, reason="名单有误")


def test_a_sample_is_named_with_its_ordinal(march: Acting) -> None:
    committed(march)
    committed(march, secret=OTHER, reason="名单有误")
    with begin() as session:
        assert named(sample_of(session, march.context(), "2026-1", Purpose.TEAM)) == "“2026-1”抽取核查组（第2次承诺）"


@pytest.mark.parametrize(
    "tampering", ["UPDATE sealed_secret SET secret = repeat('cd', 32)", "DELETE FROM sealed_secret"]
)
def test_a_changed_sealed_secret_is_refused_and_nothing_is_drawn(
    march: Acting, sql: Sql, violations: Violations, tampering: str
) -> None:
    committed(march)
    sql(tampering)
    with pytest.raises(Refused, match="封存的密数已不在或被更改，与承诺时公布的校验码"):
        drawn(march)
    assert "样本 2026-1|team|1：封存的密数被更改、删除或增加，与承诺时公布的校验码不符。" in violations()
    committed(march.on("2026-03-06"), secret=OTHER, reason="密数遗失")
    assert sql.rows(SAMPLES) == [(1, "superseded", "", False), (2, "committed", "密数遗失", False)]


def test_a_secret_of_another_form_is_never_sealed(march: Acting, sql: Sql) -> None:
    with pytest.raises(Refused, match="密数应为64位十六进制数字"):
        committed(march, secret=SECRET[:4])
    assert sql.value("SELECT count(*) FROM sealed_secret") == 0


def test_a_draw_that_another_did_first_is_not_done_again(march: Acting, meanwhile: Meanwhile) -> None:
    committed(march)
    meanwhile("UPDATE sample", lambda: drawn(march))
    with pytest.raises(Unavailable, match="刚刚被另一操作更改"):
        drawn(march)


def test_only_the_draw_reads_the_secret(march: Acting) -> None:
    committed(march)
    with begin() as session:
        assert sealed(session, sample_of(session, march.context(), "2026-1", Purpose.TEAM)) == SECRET
