"""抽样: commit to a sample, draw it and publish its secret, for every act that needs one (4.4)."""

from typing import Any

from sqlmodel import Session, col, select

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.sample.document import named, related_before, related_to
from models.ledger.sample.population import changes_since, scope_of
from models.ledger.sample.public_draw import Commitment, check_same_draw
from models.ledger.transitions import move, record
from models.records import Sample, SealedSecret, id_of
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind, spell
from models.rules.sample_commitments import commitment_hash
from models.rules.sampling import (
    Population,
    Purpose,
    draw,
    first_drawn,
    read_population,
    secret_hash,
    seed_of,
)
from models.rules.states import SAMPLE, SampleEvent, SampleState, follow

AGAIN = "如需按现在的总体抽取，请写明原因另行承诺。"
COMMIT_AGAIN = "仍然录错的，请写明原因另行承诺，以新的公开数抽取；前两次抽取都列在文书中。"


def commit(session: Session, ctx: Context, commitment: Commitment) -> Sample:
    """Insert a commitment and seal its secret; a second one for the same subject supersedes the first row.

    The superseded one is published at once with its secret, so that its result can be verified. Raises Refused if a
    second commitment has no reason, or if the public number may be known already.
    """
    earlier = samples_of(session, ctx.jurisdiction, commitment.subject, commitment.purpose)
    before = earlier[0] if earlier else None
    _check_commitment(session, ctx, commitment, before)
    if before:
        _supersede_sample(session, ctx, before, commitment.reason)
    ids = (each for stratum in commitment.population.strata for each in stratum.ids)
    sample = Sample(
        jurisdiction_id=ctx.jurisdiction,
        subject=commitment.subject,
        purpose=commitment.purpose,
        attempt=before.attempt + 1 if before else 1,
        reason=commitment.reason,
        rule=commitment.rule.as_json(),
        source=_source_of(commitment, related_to(session, ctx.jurisdiction, commitment.subject)),
        population=commitment.population.as_json(),
        contents=[commitment.contents[each] for each in ids] if commitment.contents else [],
        population_hash=commitment.population.hash,
        secret_hash=secret_hash(commitment.secret),
        plan_hash=commitment.plan_hash,
        number_kind=commitment.number_kind or "",
        number_name=commitment.number_name,
        known_on=commitment.known_on,
        committed_on=ctx.date,
    )
    fixed = sample.model_dump(mode="json") | {"scope": scope_of(sample), "related_before": related_before(sample)}
    sample.commitment_hash = commitment_hash(fixed, [each.model_dump() for each in earlier])
    session.add(sample)
    session.flush()
    session.add(SealedSecret(sample_id=id_of(sample), secret=commitment.secret))
    moved = ("", SampleState.COMMITTED.value)
    record(session, ctx, "sample", [id_of(sample)], "committed", moved=moved, detail={"attempt": sample.attempt})
    return sample


def draw_committed(
    session: Session, ctx: Context, sample: Sample, number: str = "", now: Population | None = None
) -> Sample:
    """Draw a sample with the public number and store the result in order.

    `now` is today's population, if the committed one was not queried. Raises Refused before the number's day, if the
    number is missing, was not announced or is no result of its kind, or if the population has changed since the
    commitment.
    """
    follow(SAMPLE, sample.state, SampleEvent.DRAW)
    if sample.known_on and ctx.date < sample.known_on:
        raise Refused(f"“{sample.number_name}”{sample.known_on}才公布，今天是{ctx.date}，不能提前抽取。")
    number = _spell_number(sample, number)
    check_same_draw(session, sample, number)
    if changed := changes_since(session, ctx, sample, now):
        raise Refused(f"{named(sample)}：承诺以后总体有变化，不能抽取：{'；'.join(changed)}。{AGAIN}")
    drawn = canonical(_draw_with(session, sample, number))
    _move_sample(session, ctx, sample, SampleEvent.DRAW, number=number, drawn=drawn, drawn_on=ctx.date)
    return sample


def correct_number(session: Session, ctx: Context, sample: Sample, number: str, reason: str) -> Sample:
    """Draw a second time, because the public number had been mistyped; the first draw stays in the document.

    Raises Refused if the sample is not drawn, if it was corrected before, if it has no public number, or if the number
    is the same.
    """
    follow(SAMPLE, sample.state, SampleEvent.CORRECT)
    if sample.mistyped:
        raise Refused(
            f"{named(sample)}：公开数已由“{sample.mistyped[0]['number']}”更正为“{sample.number}”，只能更正一次。{COMMIT_AGAIN}"
        )
    number = _spell_number(sample, number)
    if number == sample.number:
        raise Refused(f"{named(sample)}：公开数已是“{number}”，没有可更正的。")
    check_same_draw(session, sample, number, corrected=True)
    first = {"number": sample.number, "drawn": sample.drawn, "drawn_on": str(sample.drawn_on), "reason": reason}
    sets = {"number": number, "drawn_on": ctx.date, "mistyped": canonical([*sample.mistyped, first])}
    drawn = canonical(_draw_with(session, sample, number))
    _move_sample(session, ctx, sample, SampleEvent.CORRECT, {"reason": reason}, **sets, drawn=drawn)
    return sample


def reveal(session: Session, ctx: Context, sample: Sample) -> bool:
    """Publish the secret of a sample; returns False if it was public before.

    Raises Refused if the hash of the sealed secret differs from the committed one.
    """
    secret = sealed(session, sample)
    return _move_sample(session, ctx, sample, SampleEvent.REVEAL, secret=secret, revealed_on=ctx.date)


def sealed(session: Session, sample: Sample) -> str:
    """Return the secret of a sample, unpublished or not; raises Refused if its hash differs from the committed one."""
    stored = session.get(SealedSecret, sample.id)
    if stored is None or secret_hash(stored.secret) != sample.secret_hash:
        raise Refused(
            f"{named(sample)}：封存的密数已不在或被更改，与承诺时公布的校验码{sample.secret_hash}不符，未作改动。"
        )
    return stored.secret


def following(session: Session, sample: Sample) -> list[str]:
    """Return the ids that the draw left out, in the order in which they follow the drawn ones."""
    seed = seed_of(sealed(session, sample), sample.number, sample.commitment_hash)
    strata = read_population(sample.population).strata
    return [each for stratum in strata for each in first_drawn(seed, stratum, len(stratum.ids))[stratum.take :]]


def newest_sample(session: Session, jurisdiction: int, subject: str, purpose: Purpose) -> Sample | None:
    """Return the last commitment for this subject; None if it does not exist."""
    return next(iter(samples_of(session, jurisdiction, subject, purpose)), None)


def samples_of(session: Session, jurisdiction: int, subject: str, purpose: Purpose) -> list[Sample]:
    """Return every commitment for this subject, the last one first."""
    of_subject = select(Sample).filter_by(jurisdiction_id=jurisdiction, subject=subject, purpose=purpose)
    return list(session.exec(of_subject.order_by(col(Sample.attempt).desc())))


def sample_of(session: Session, ctx: Context, subject: str, purpose: Purpose) -> Sample:
    """Return the last commitment for this subject; raises Refused if it does not exist."""
    sample = newest_sample(session, ctx.jurisdiction, subject, purpose)
    if sample is None:
        raise Refused(f"“{subject}”{purpose.label}还没有承诺抽样。")
    return sample


def _source_of(commitment: Commitment, related: list[dict[str, Any]]) -> dict[str, Any]:
    """Return where the population comes from, and the hashes of what was committed to before for other inspections."""
    hashes = [each["hash"] for each in related if each["subject"] != commitment.subject]
    before = {"related": hashes} if hashes else {}
    compared = commitment.comparison.as_json() if commitment.comparison else {}
    if commitment.query:
        return commitment.query.as_json() | {"titles": dict(commitment.titles)} | compared | before
    return ({"people": commitment.people} if commitment.people else compared) | before


def _spell_number(sample: Sample, number: str) -> str:
    if bool(number) != bool(sample.number_name):
        advice = f"请填写“{sample.number_name}”的号码" if sample.number_name else "承诺时没有约定公开数，请去掉公开数"
        raise Refused(f"{named(sample)}：{advice}。")
    return spell(NumberKind(sample.number_kind), number) if sample.number_kind else number


def _draw_with(session: Session, sample: Sample, number: str) -> list[list[Any]]:
    seed = seed_of(sealed(session, sample), number, sample.commitment_hash)
    return [[name, ids] for name, ids in draw(seed, read_population(sample.population)).items()]


def _check_commitment(session: Session, ctx: Context, commitment: Commitment, before: Sample | None) -> None:
    if before and not commitment.reason:
        raise Refused(f"{named(before)}已于{before.committed_on}承诺（{before.state.label}），再次承诺须写明原因。")
    if not before and commitment.reason:
        raise Refused(f"“{commitment.subject}”{commitment.purpose.label}此前没有承诺，不填再次承诺的原因。")
    is_known = commitment.known_on and ctx.date < commitment.known_on <= ctx.at.date()
    if is_known and not is_rehearsal(session):  # a rehearsal's day is the day that was chosen for it (A51)
        raise Refused(
            f"公开数在{commitment.known_on}公布，今天是{ctx.at.date()}，已经可以知道；补记的承诺不能以它为公开数。"
        )
    if commitment.known_on and commitment.known_on <= ctx.date:
        raise Refused(f"公开数的公布日期{commitment.known_on}应在承诺日期{ctx.date}之后，否则承诺时可能已经知道。")


def _supersede_sample(session: Session, ctx: Context, before: Sample, reason: str) -> None:
    stored = session.get(SealedSecret, before.id)
    is_valid = stored is not None and secret_hash(stored.secret) == before.secret_hash
    sets = {"secret": stored.secret, "revealed_on": before.revealed_on or ctx.date} if stored and is_valid else {}
    _move_sample(session, ctx, before, SampleEvent.SUPERSEDE, {"reason": reason}, **sets)


def _move_sample(
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
