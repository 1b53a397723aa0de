"""公众测评表: a row for each department and group of respondents, frozen when it is handed out (1-2.14).

No notice goes to a department.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from sqlmodel import Session, col, select

from models.block import canonical
from models.intake.survey import SurveyHandedOut
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.inspection.roster import find_third_party
from models.ledger.lookup import of_number
from models.ledger.policies import value_on
from models.ledger.settled import settled_words
from models.ledger.transitions import lock, record, record_row
from models.records import Survey, SurveyItem, ThirdParty, id_of
from models.rules.appraisal_settings import SURVEY_GROUPS
from models.rules.covert import check_commissioned
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.survey import check_year
from models.statements import run

# The departments that are there on a day and, as far as is known, at the end of the year.
DEPARTMENTS = """
SELECT d.id, d.code, d.name FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= least(CAST(:day AS date), CAST(:last AS date))
    AND coalesce(d.valid_to, 'infinity') >= :last
ORDER BY d.code COLLATE "C"
"""
ITEMS = """
INSERT INTO survey_item (survey_id, position, department_id, code, name, respondents)
SELECT :survey, u.position, u.department, u.code, u.name, u.respondents
FROM unnest(CAST(:positions AS int[]), CAST(:departments AS int[]), CAST(:codes AS text[]), CAST(:names AS text[]),
    CAST(:groups AS text[])) AS u(position, department, code, name, respondents)
ORDER BY u.position RETURNING id
"""
Row = tuple[int, int, str, str, str]  # position, department, code, name, group


@act("hand_out_survey", "下发公众测评表", clause="1-2.14", roles={Role.AGENCY})
def hand_out_survey(session: Session, data: SurveyHandedOut, ctx: Context) -> Summary:
    """2.14: freeze a sheet with each department and group for a third party, or for the agency itself, with its paper.

    A second sheet of a year supersedes the first with a reason: from then on its results count, and both stay. Raises
    Refused without groups, for another year, and for a third party that is not commissioned.
    """
    check_year(data.year, ctx.date)
    check_paper(data.dated, ctx.date)
    party = _party(session, data, ctx)
    lock(session, "survey")
    last = newest_survey(session, ctx.jurisdiction, data.year)
    if last and not data.reason:
        raise Refused(
            f"{data.year}年已于{last.handed_out_on}下发公众测评表{last.key}；确需重新测评的写明原因（--reason），"
            "以新表的结果为准，原表和结果仍留存。"
        )
    rows = _rows(session, data.year, ctx)
    survey = _new(ctx, data, party, last)
    survey.digest = _compute_digest(survey, party, rows)
    record_row(session, ctx, survey, "handed_out")
    _insert_items(session, ctx, survey, rows)
    files = attach_exhibits(session, ctx, "survey", id_of(survey), data.evidence)
    instead = f"，取代{last.key}" if last else ""
    words = f"公众测评表{survey.key}已下发{f'给“{party.name}”' if party else ''}{instead}，共{len(rows)}行。"
    words += settled_words(session, ctx, data.year, in_sheet=False)
    counts = {"handed_out": 1, "rows": len(rows), "evidence": files}
    return Summary(words, counts, {"survey": survey.key, "digest": survey.digest})


def newest_survey(session: Session, jurisdiction: int, year: int, day: date = date.max) -> Survey | None:
    """Return the sheet of a year that counts on a day, the newest; None if none was handed out."""
    surveys = select(Survey).filter_by(jurisdiction_id=jurisdiction, year=year).where(Survey.handed_out_on <= day)
    return session.exec(surveys.order_by(col(Survey.number).desc())).first()


def find_survey(session: Session, jurisdiction: int, key: str) -> Survey | None:
    """Return the sheet with this key, such as 2026-1; None for an unknown one."""
    return of_number(session, jurisdiction, Survey, key)


def items_of(session: Session, survey: Survey) -> Sequence[SurveyItem]:
    """Return the rows of a sheet, in its order."""
    items = select(SurveyItem).where(SurveyItem.survey_id == survey.id).order_by(col(SurveyItem.position))
    return session.exec(items).all()


def _party(session: Session, data: SurveyHandedOut, ctx: Context) -> ThirdParty | None:
    """2.14: return the third party, None if the agency carries the survey out itself."""
    if not data.third_party.strip():
        return None
    party = find_third_party(session, ctx, data.third_party)
    check_commissioned(party.name, party.valid_from, party.valid_to, ctx.date)
    return party


def _rows(session: Session, year: int, ctx: Context) -> list[Row]:
    """Return the rows of a sheet. Raises Refused without groups or departments."""
    groups = value_on(session, ctx.jurisdiction, SURVEY_GROUPS, min(ctx.date, date(year, 12, 31)))
    if not groups:
        raise Refused("公众测评的群体未设定，请先设定：mubiao act set_policy --key survey_groups。")
    values = {"jurisdiction": ctx.jurisdiction, "day": ctx.date, "last": date(year, 12, 31)}
    departments = run(session, DEPARTMENTS, **values).all()
    if not departments:
        raise Refused(f"{year}年没有纳入管理的部门，不必测评。请先导入部门：mubiao import departments 部门.xlsx。")
    pairs = ((department, group) for department in departments for group in groups)
    return [(n, row.id, row.code, row.name, group) for n, (row, group) in enumerate(pairs, 1)]


def _new(ctx: Context, data: SurveyHandedOut, party: ThirdParty | None, last: Survey | None) -> Survey:
    return Survey(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        number=last.number + 1 if last else 1,
        third_party_id=id_of(party) if party else None,
        paper_number=data.number,
        paper_date=data.dated,
        digest="",
        handed_out_on=ctx.date,
        reason=data.reason if last else "",
    )


def _compute_digest(survey: Survey, party: ThirdParty | None, rows: Sequence[Row]) -> str:
    """Return the SHA-256 over the key of a sheet, who carries the survey out, its paper, and each of its rows."""
    paper = [survey.paper_number, survey.paper_date.isoformat()]
    printed = [[position, code, name, group] for position, _, code, name, group in rows]
    return sha256(canonical([survey.key, party.name if party else "", *paper, printed]).encode()).hexdigest()


def _insert_items(session: Session, ctx: Context, survey: Survey, rows: Sequence[Row]) -> None:
    names = ("positions", "departments", "codes", "names", "groups")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    ids = run(session, ITEMS, survey=id_of(survey), **columns).scalars().all()
    record(session, ctx, "survey_item", list(ids), "handed_out")
