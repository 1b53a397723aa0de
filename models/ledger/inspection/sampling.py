"""抽样: the acts that commit to a sample, draw it and publish its secret (4.4)."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from sqlmodel import Session

from models.intake.sample import GivenStratum, SampleCommitted, SampleDrawn, SampleRevealed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.ledger.inspection.bound_plan import (
    check_drawable,
    check_listed,
    check_not_again,
    check_not_public,
    check_two_people,
    drafted,
    population_departments,
)
from models.ledger.inspection.comparison import check_roster_of_list, compare_with_plan, compare_with_roster
from models.ledger.inspection.rotation import roster_for, written_out
from models.ledger.lookup import find_department
from models.ledger.policies import value_on
from models.ledger.sample.document import named
from models.ledger.sample.draw import commit, correct_number, draw_committed, reveal, sample_of
from models.ledger.sample.population import Candidates, Comparison, Query, population_from, scope_of
from models.ledger.sample.public_draw import Commitment, disagreeing
from models.records import Inspection, Sample, id_of
from models.rules.errors import Refused
from models.rules.inspection import EVALUATES, InspectionKind
from models.rules.public_numbers import NumberKind
from models.rules.sample_commitments import plan_hash
from models.rules.sample_documents import SELF_VOUCHED
from models.rules.sample_sizes import SizeRule, read_share
from models.rules.sampling import DRAW_SPECIAL, DrawSpecial, Population, Purpose, population_of, read_population
from models.statements import run

KIND = "SELECT kind FROM inspection WHERE jurisdiction_id = :jurisdiction AND concat_ws('-', year, number) = :subject"
SLIPS = 2
UNSET = DrawSpecial.AT_ONCE

# Who makes the secret knows what will be drawn.
INSTEAD = "密数由系统产生，不由人给出。承诺抽样请用：mubiao sample commit。"


@act("commit_sample", "承诺抽样", clause="3-4.4", roles={Role.AGENCY}, instead=INSTEAD)
def commit_sample(session: Session, data: SampleCommitted, ctx: Context) -> Summary:
    """4.4: commit to population, sample size and secret before the result can be known.

    Raises Refused if the inspection is not a draft with its standard, if targets are committed to after its team was
    drawn, or a team after it was appointed, if a target is led by a department outside the plan, if targets of the
    plan are left out without a reason, if the public number is known by now, or if the two people of it are of one
    department or of the agency. One of a 专项核查 without a public number is drawn at once (`draw_special`), but once.
    """
    inspection = drafted(session, ctx, data.subject, data.purpose)
    check_not_again(session, inspection, data.purpose, data.number_kind)
    remark = ""
    if data.number_kind is NumberKind.TWO_PEOPLE:
        remark = check_two_people(session, ctx, data.number_name)
    elif data.number_kind and data.known_on:
        check_not_public(session, ctx, data.number_kind, data.number_name, data.known_on)
    query = _build_query(session, ctx, data, inspection)
    candidates = _candidates(session, ctx, data, query)
    sample = commit(session, ctx, _commitment(session, ctx, data, inspection, query, candidates))
    done = _summarize_commitment(sample, candidates.population)
    if not _is_drawn_at_once(session, ctx, inspection, data):
        return replace(done, words=f"{done.words}{remark}")
    drawn = _summarize_draw(_draw(session, ctx, sample, ""))
    words = f"{done.words.removesuffix(_warning(sample))}{drawn.words}"
    return replace(drawn, words=words, counts={**done.counts, **drawn.counts})


def _is_drawn_at_once(session: Session, ctx: Context, inspection: Inspection, data: SampleCommitted) -> bool:
    if inspection.kind is not InspectionKind.SPECIAL or data.number_kind:
        return False
    chosen = DrawSpecial(value_on(session, ctx.jurisdiction, DRAW_SPECIAL, ctx.date) or UNSET)
    return chosen is DrawSpecial.AT_ONCE


def _commitment(
    session: Session,
    ctx: Context,
    data: SampleCommitted,
    inspection: Inspection,
    query: Query | None,
    candidates: Candidates,
) -> Commitment:
    return Commitment(
        subject=data.subject,
        purpose=data.purpose,
        population=candidates.population,
        rule=candidates.rule,
        secret=data.secret.get_secret_value(),
        plan_hash=plan_hash(inspection.model_dump(mode="json") | {"key": inspection.key}),
        number_kind=data.number_kind,
        number_name=data.number_name.strip(),
        known_on=data.known_on,
        reason=data.reason.strip(),
        query=query,
        people=data.take or 0 if data.is_of_roster else 0,
        titles=candidates.titles,
        contents=candidates.contents,
        comparison=_compare(session, ctx, data, inspection, candidates),
    )


@act("draw_sample", "抽取样本", clause="3-4.4", roles={Role.AGENCY})
def draw_sample(session: Session, data: SampleDrawn, ctx: Context) -> Summary:
    """4.4: draw the committed sample with the public number, or a second time if that had been mistyped.

    Raises Refused before the number's day, if the population or roster has changed, if the targets of the team's
    inspection are not drawn yet, if the plan is issued, or if the slips of the two people who gave it are missing.
    """
    sample = sample_of(session, ctx, data.subject, data.purpose)
    sample = _draw(session, ctx, sample, data.number.strip(), data.reason.strip())
    attach_exhibits(session, ctx, "sample", id_of(sample), data.evidence)
    _check_slips(session, sample)
    done = _summarize_draw(sample)
    return replace(done, words=f"{done.words}{disagreeing(session, sample)}")


def _draw(session: Session, ctx: Context, sample: Sample, number: str, reason: str = "") -> Sample:
    """Draw a sample for the first time, or with the corrected number if there is a reason."""
    check_drawable(session, ctx, sample)
    if reason:
        return correct_number(session, ctx, sample, number, reason)
    check_roster_of_list(session, ctx, sample)
    return draw_committed(session, ctx, sample, number, _roster_now(session, ctx, sample))


def _summarize_draw(sample: Sample) -> Summary:
    drawn = sum(len(ids) for _, ids in sample.drawn)
    each = _counted(sample)
    size = read_population(sample.population).size
    words = f"{named(sample)}：已从{size}{each}中抽取{drawn}{each}。{_warning(sample)}"
    return Summary(words, {"drawn": drawn}, _result_keys(sample))


@act("reveal_sample", "公布密数", clause="3-4.4", roles={Role.AGENCY})
def reveal_sample(session: Session, data: SampleRevealed, ctx: Context) -> Summary:
    """4.4: publish the secret, so that the draw can be repeated and verified."""
    sample = sample_of(session, ctx, data.subject, data.purpose)
    if not reveal(session, ctx, sample):
        return Summary(f"{named(sample)}：密数此前已公布，未作改动。", {"revealed": 0}, _result_keys(sample))
    return Summary(f"{named(sample)}：密数已公布，任何人都可以重新抽取核对。", {"revealed": 1}, _result_keys(sample))


def _check_slips(session: Session, sample: Sample) -> None:
    """4.4: raise Refused if two people gave the number and not each one's slip is there: one person types both."""
    if sample.number_kind == NumberKind.TWO_PEOPLE.value and len(exhibits_of(session, "sample", id_of(sample))) < SLIPS:
        raise Refused(
            f"{named(sample)}：公开数由{sample.number_name}两人报数，须附两人各自写好并签名的报数单，每人一个文件（--evidence）。"
        )


def _candidates(session: Session, ctx: Context, data: SampleCommitted, query: Query | None) -> Candidates:
    if data.is_of_roster:
        return roster_for(session, ctx, data.subject, data.take or 0)
    share = read_share(data.share) if data.share.strip() else Fraction(0)
    rule = SizeRule(data.take or 0, share, data.at_least, frozenset(data.certain))
    if query:
        return population_from(session, ctx, query, rule)
    return Candidates(_population_of_strata(session, ctx, data, rule), rule)


def _compare(
    session: Session, ctx: Context, data: SampleCommitted, inspection: Inspection, candidates: Candidates
) -> Comparison | None:
    """Return how the targets compare with those of the plan, a list of people with the roster; None for the roster."""
    if data.purpose is not Purpose.TARGETS:
        return compare_with_roster(session, ctx, data, inspection) if data.strata else None
    check_listed(session, inspection, [each for stratum in data.strata for each in stratum.ids])
    return compare_with_plan(session, ctx, data, inspection, candidates)


def _roster_now(session: Session, ctx: Context, sample: Sample) -> Population | None:
    """Return today's population of a team that is drawn from the roster; None for any other sample."""
    people = sample.source.get("people")
    return roster_for(session, ctx, sample.subject, people).population if people else None


def _build_query(session: Session, ctx: Context, data: SampleCommitted, inspection: Inspection) -> Query | None:
    if data.year is None:
        return None
    codes = sorted({find_department(session, ctx.jurisdiction, name).code for name in data.departments})
    if data.purpose is Purpose.TARGETS:
        codes = population_departments(session, inspection, codes)
    listed = data.listed_certain or _includes_negative_list(session, ctx, data)
    return Query(data.year, tuple(codes), data.by, data.key_projects_certain, listed)


def _includes_negative_list(session: Session, ctx: Context, data: SampleCommitted) -> bool:
    """3.3: return whether the whole negative list is included: for targets of a mid-term or year-end inspection."""
    kind = run(session, KIND, jurisdiction=ctx.jurisdiction, subject=data.subject).scalar()
    return data.purpose is Purpose.TARGETS and kind in {each.value for each in EVALUATES}


def _population_of_strata(session: Session, ctx: Context, data: SampleCommitted, rule: SizeRule) -> Population:
    names = [stratum.name for stratum in data.strata]
    if len(set(names)) < len(names):
        raise Refused(f"名单中有两层都叫“{next(name for name in names if names.count(name) > 1)}”，请合并或改名。")
    return population_of({stratum.name: _ids_of(session, ctx, data.purpose, stratum) for stratum in data.strata}, rule)


def _ids_of(session: Session, ctx: Context, purpose: Purpose, stratum: GivenStratum) -> Sequence[str]:
    """Return the members of a given list; people are written out, so that each name is that of one person."""
    return written_out(session, ctx.jurisdiction, stratum.ids) if purpose is Purpose.TEAM else stratum.ids


def _summarize_commitment(sample: Sample, population: Population) -> Summary:
    each = _counted(sample)
    words = f"{named(sample)}：已承诺，总体{population.size}{each}，应抽{population.take}{each}。"
    waits = f"{sample.known_on}公布“{sample.number_name}”后抽取。" if sample.known_on else ""
    counts = {"population": population.size, "take": population.take}
    return Summary(words + waits + _warning(sample), counts, _result_keys(sample))


def _counted(sample: Sample) -> str:
    return "人" if sample.purpose is Purpose.TEAM else "项"


def _warning(sample: Sample) -> str:
    """Return what the result must say: that there is no public number, and what the population leaves out."""
    number = "" if sample.number_name else f"没有公开数，{SELF_VOUCHED}。"
    return number + (f"{scope}。" if (scope := scope_of(sample)) else "")


def _result_keys(sample: Sample) -> dict[str, object]:
    return {
        "subject": sample.subject,
        "purpose": sample.purpose.value,
        "attempt": sample.attempt,
        "population_hash": sample.population_hash,
        "secret_hash": sample.secret_hash,
    }
