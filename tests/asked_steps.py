"""The acts of steps that ask first: each time a test performs one, the statement must have said yes if it writes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from sqlmodel import Session

from models.ledger.questions import Question, with_work
from models.rules.workdays import BusinessDay
from models.statements import run, transaction

DEADLINES = "SELECT count(*) FROM deadline"  # rows that no transition tells of


@cache
def questions() -> Mapping[str, Question]:
    """Returns the question of each act that a step may leave out."""
    from models.ledger.appraisal.answers import HAS_SILENT  # noqa: PLC0415 - only where such an act is performed
    from models.ledger.calendar.missing_notice import IS_MISSING  # noqa: PLC0415
    from models.ledger.chain.reported_head import LEAVES  # noqa: PLC0415
    from models.ledger.cloud.warnings import LACKS_UPLOAD  # noqa: PLC0415
    from models.ledger.cycle.missed import HAS_MISSED as HAS_PERIODS  # noqa: PLC0415
    from models.ledger.cycle.outage import MAY_CATCH_UP  # noqa: PLC0415
    from models.ledger.duty.agency_day import HAS_AGENCY_WORK  # noqa: PLC0415
    from models.ledger.duty.reminders import HAS_REMINDERS  # noqa: PLC0415
    from models.ledger.duty.urgings import HAS_URGINGS  # noqa: PLC0415
    from models.ledger.inspection.owed_plans import OWES_PLAN  # noqa: PLC0415
    from models.ledger.negative_list.confirmation import LACKS_CONFIRMATION  # noqa: PLC0415
    from models.ledger.negative_list.limits import LACKS_LIMIT  # noqa: PLC0415
    from models.ledger.negative_list.proposals import HAS_MISSED  # noqa: PLC0415
    from models.ledger.negative_list.remediation import LACKS_FEEDBACK  # noqa: PLC0415
    from models.ledger.negative_list.snapshot import LACKS_LIST  # noqa: PLC0415
    from models.ledger.registry.liaisons import LACKS_LIAISON  # noqa: PLC0415
    from models.ledger.review.draw import DRAWS  # noqa: PLC0415
    from models.ledger.target.own_dates import HAS_DATES  # noqa: PLC0415
    from models.ledger.year_end.completeness import IS_UNCOMPARED  # noqa: PLC0415

    return {
        "compare_due_filings": IS_UNCOMPARED,
        "open_target_dates": HAS_DATES,
        "propose_missed_dates": HAS_MISSED,
        "repair_feedback": LACKS_FEEDBACK,
        "open_owed_limits": LACKS_LIMIT,
        "open_owed_confirmations": LACKS_CONFIRMATION,
        "open_owed_plans": OWES_PLAN,
        "draw_reviews": DRAWS,
        "record_silence": HAS_SILENT,
        "propose_urgings": HAS_URGINGS,
        "judge_missing_uploads": LACKS_UPLOAD,
        "watch_liaisons": LACKS_LIAISON,
        "report_head": LEAVES,
        "reconcile": HAS_PERIODS,
        "hold_notices": MAY_CATCH_UP,
        "remind": HAS_REMINDERS,
        "watch_calendar": IS_MISSING,
        "tell_agency_day": HAS_AGENCY_WORK,
        "freeze_list_due": LACKS_LIST,
    }


@contextmanager
def asked_first(session: Session, name: str, day: BusinessDay) -> Iterator[None]:
    """Ask the question of the act; if the answer is no, the act within must not write."""
    question = questions().get(name)
    if question is None or with_work(session, [question], day)[0]:
        yield
        return
    before = run(session, DEADLINES).scalar_one()
    yield
    assert not transaction(session).moved, f"{name} writes where its question says that it has no work"
    assert run(session, DEADLINES).scalar_one() == before, f"{name} stores a deadline where it has no work"
