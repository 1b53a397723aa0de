"""抽样: the steps of a sample - committed, drawn, made public - for every act that needs one (4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.database import canonical
from models.ledger.acts import Context
from models.ledger.moves import move
from models.ledger.sample.population import Query, population_from, read_query
from models.ledger.transitions import record
from models.records import Sample, SealedSecret, id_of
from models.rules.errors import Refused
from models.rules.sample_documents import ordinal
from models.rules.sample_sizes import SizeRule, read_rule
from models.rules.sampling import (
    Population,
    Purpose,
    differences,
    draw,
    in_short,
    read_population,
    secret_hash,
    seed_of,
)
from models.rules.states import SAMPLE, SampleEvent, SampleState, follow

AGAIN = "如需按现在的总体抽取，请写明原因另行承诺。"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is published before a draw: for what, who may be drawn by which rule, and the public number to come.

    `secret` comes from above the ledger and is sealed; only its hash is published. `query` and `contents` say where the
    population came from, where it came from the targets, so that a change before the draw is found.
    """

    subject: str
    purpose: Purpose
    population: Population
    rule: SizeRule
    secret: str
    number_name: str = ""
    known_on: date | None = None
    reason: str = ""
    query: Query | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)


def commit(session: Session, ctx: Context, wanted: Commitment) -> Sample:
    """Keep a commitment and seal its secret; a second one for the same matter replaces the first, which stays.

    What is replaced is made public at once, secret and all: everybody can see what it drew, or would have drawn.
    Refuses a second commitment without a reason, and a public number that could be known already.
    """
    before = newest_sample(session, ctx.jurisdiction, wanted.subject, wanted.purpose)
    _check(ctx, wanted, before)
    if before:
        _supersede(session, ctx, before, wanted.reason)
    query = wanted.query.as_json() | {"titles": dict(wanted.titles)} if wanted.query else {}
    ids = (each for stratum in wanted.population.strata for each in stratum.ids)
    sample = Sample(
        jurisdiction_id=ctx.jurisdiction,
        subject=wanted.subject,
        purpose=wanted.purpose,
        attempt=before.attempt + 1 if before else 1,
        reason=wanted.reason,
        rule=wanted.rule.as_json(),
        source=query,
        population=wanted.population.as_json(),
        contents=[wanted.contents[each] for each in ids] if wanted.contents else [],
        population_hash=wanted.population.hash,
        secret_hash=secret_hash(wanted.secret),
        number_name=wanted.number_name,
        known_on=wanted.known_on,
        committed_on=ctx.date,
    )
    session.add(sample)
    session.flush()
    session.add(SealedSecret(sample_id=id_of(sample), secret=wanted.secret))
    moved = ("", SampleState.COMMITTED.value)
    record(session, ctx, "sample", [id_of(sample)], "committed", moved=moved, detail={"attempt": sample.attempt})
    return sample


def draw_committed(
    session: Session, ctx: Context, sample: Sample, number: str = "", now: Population | None = None
) -> Sample:
    """Draw a sample with the public number and keep who was drawn, in order.

    `now` is the population as it would be today, for one that came from no query. Refuses before the number's day,
    without the number or with one that was not announced, and when the population is not what was committed to.
    """
    follow(SAMPLE, sample.state, SampleEvent.DRAW)
    if sample.known_on and ctx.date < sample.known_on:
        raise Refused(f"“{sample.number_name}”{sample.known_on}才公布，今天是{ctx.date}，不能提前抽取。")
    if bool(number) != bool(sample.number_name):
        wanted = f"请填写“{sample.number_name}”的号码" if sample.number_name else "承诺时没有约定公开数，请去掉公开数"
        raise Refused(f"{named(sample)}：{wanted}。")
    population = read_population(sample.population)
    if changed := changes_since(session, ctx, sample, now):
        raise Refused(f"{named(sample)}：承诺以后总体有变化，不能抽取：{'；'.join(changed)}。{AGAIN}")
    drawn = draw(seed_of(sealed(session, sample), number), population)
    listed = [[name, ids] for name, ids in drawn.items()]
    _move(session, ctx, sample, SampleEvent.DRAW, number=number, drawn=canonical(listed), drawn_on=ctx.date)
    return sample


def reveal(session: Session, ctx: Context, sample: Sample, given: str = "") -> bool:
    """Make the secret of a sample public; whether it was not before. Refuses one that was not committed to.

    `given` is the secret as somebody else has kept it; empty: the one that was sealed.
    """
    secret = sealed(session, sample, given)
    return _move(session, ctx, sample, SampleEvent.REVEAL, secret=secret, revealed_on=ctx.date)


def sealed(session: Session, sample: Sample, given: str = "") -> str:
    """The secret of a sample, not to be told before it is made public; refuses one that was not committed to."""
    kept = session.get(SealedSecret, sample.id)
    secret = given or (kept.secret if kept else "")
    if not secret or secret_hash(secret) != sample.secret_hash:
        whose = "所给的密数" if given else "封存的密数已不在或被更改，"
        raise Refused(f"{named(sample)}：{whose}与承诺时公布的校验码{sample.secret_hash}不符，未作改动。")
    return secret


def newest_sample(session: Session, jurisdiction: int, subject: str, purpose: Purpose) -> Sample | None:
    """The last commitment for this matter, if there is one."""
    return next(iter(samples_of(session, jurisdiction, subject, purpose)), None)


def samples_of(session: Session, jurisdiction: int, subject: str, purpose: Purpose) -> list[Sample]:
    """Every commitment for this matter, the last one first."""
    return list(
        session.exec(
            select(Sample)
            .where(Sample.jurisdiction_id == jurisdiction, Sample.subject == subject, Sample.purpose == purpose)
            .order_by(col(Sample.attempt).desc())
        )
    )


def sample_of(session: Session, ctx: Context, subject: str, purpose: Purpose) -> Sample:
    """The last commitment for this matter; refuses where there is none."""
    found = newest_sample(session, ctx.jurisdiction, subject, purpose)
    if found is None:
        raise Refused(f"“{subject}”{purpose.label}还没有承诺抽样。")
    return found


def changes_since(session: Session, ctx: Context, sample: Sample, now: Population | None = None) -> list[str]:
    """What of the population is no longer as it was committed to, in words; `now` where it came from no query."""
    population = read_population(sample.population)
    if not sample.source:
        return differences(population, now) if now else []
    try:
        found = population_from(session, ctx, read_query(sample.source), read_rule(sample.rule))
    except Refused as refusal:
        return [refusal.message.rstrip("。")]
    ids = [each for stratum in population.strata for each in stratum.ids]
    before = zip(ids, sample.contents, strict=True)
    adjusted = [each for each, content in before if found.contents.get(each, content) != content]
    return [*differences(population, found.population), *([f"内容调整{in_short(adjusted)}"] if adjusted else [])]


def named(sample: Sample) -> str:
    """A sample as people call it: “2026-Q3-1”抽查目标（第2次承诺）."""
    return f"“{sample.subject}”{sample.purpose.label}{ordinal(sample.attempt)}"


def _check(ctx: Context, wanted: Commitment, before: Sample | None) -> None:
    if before and not wanted.reason:
        raise Refused(f"{named(before)}已于{before.committed_on}承诺（{before.state.label}），再次承诺须写明原因。")
    if not before and wanted.reason:
        raise Refused(f"“{wanted.subject}”{wanted.purpose.label}此前没有承诺，不填再次承诺的原因。")
    if wanted.known_on and ctx.date < wanted.known_on <= ctx.at.date():
        raise Refused(
            f"公开数在{wanted.known_on}公布，今天是{ctx.at.date()}，已经可以知道；补记的承诺不能以它为公开数。"
        )
    if wanted.known_on and wanted.known_on <= ctx.date:
        raise Refused(f"公开数的公布日期{wanted.known_on}应在承诺日期{ctx.date}之后，否则承诺时可能已经知道。")


def _supersede(session: Session, ctx: Context, before: Sample, reason: str) -> None:
    kept = session.get(SealedSecret, before.id)
    sound = kept is not None and secret_hash(kept.secret) == before.secret_hash
    sets = {"secret": kept.secret, "revealed_on": before.revealed_on or ctx.date} if kept and sound else {}
    _move(session, ctx, before, SampleEvent.SUPERSEDE, {"reason": reason}, **sets)


def _move(
    session: Session,
    ctx: Context,
    sample: Sample,
    event: SampleEvent,
    detail: dict[str, Any] | None = None,
    /,
    **sets: Any,  # noqa: ANN401 - columns of any type
) -> bool:
    moved = move(session, ctx, "sample", [id_of(sample)], event, sets=sets, detail=detail, now=sample.state)
    session.refresh(sample)
    return bool(moved)
