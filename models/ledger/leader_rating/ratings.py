"""The ratings of a leader as they are checked: who may rate, which departments, what is in the scale (1-2.15)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.intake.leader_rating import LeaderSheetGiven, LeaderSheetRead, OfLeaderSheet, Rating
from models.ledger.acts import Context
from models.ledger.policies import value_on
from models.ledger.score.appraised import appraised_department, check_year
from models.ledger.transitions import lock
from models.records import LeaderSheet, SealedRating
from models.rules.appraisal_settings import LEADER_SCALE
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import is_one_person
from models.rules.score.leaders import LeaderScale, leader_scale
from models.rules.several import first_of
from models.rules.states import LeaderSheetState
from models.statements import run

LIVE = col(LeaderSheet.state) != LeaderSheetState.WITHDRAWN
# 省领导 are contacts of the agency.
ENTITLED = """
SELECT EXISTS (SELECT FROM contact c JOIN department d ON d.id = c.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND d.is_agency AND c.role = 'provincial_leader' AND c.name = :name
        AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity'))
"""
DEPARTMENTS = """
SELECT u.name, d.code FROM department d CROSS JOIN LATERAL unnest(ARRAY[d.code, d.name, d.short_name]) u(name)
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency AND u.name <> ''
    AND (coalesce(d.valid_from, '-infinity') <= :last AND coalesce(d.valid_to, 'infinity') >= :last
        OR d.code = ANY(CAST(:entered AS text[])))
"""
# Both names have numbers of mobile telephones as contacts, and all of them differ.
TWO_MOBILES = """
WITH phone AS (SELECT c.name, right(regexp_replace(c.mobile, '[^0-9]', '', 'g'), 11) AS mobile
    FROM contact c JOIN department d ON d.id = c.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND d.is_agency AND c.role = 'provincial_leader')
SELECT coalesce(bool_and(a.mobile <> b.mobile AND a.mobile LIKE '1__________' AND b.mobile LIKE '1__________'), false)
FROM phone a, phone b WHERE a.name = :one AND b.name = :other
"""
# Sheets of the year are drafted, and no ratings of the leader counted before.
TOO_LATE = """
SELECT EXISTS (SELECT FROM score_sheet s JOIN department d ON d.id = s.department_id
        WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year)
    AND NOT EXISTS (SELECT FROM leader_sheet WHERE jurisdiction_id = :jurisdiction AND year = :year
        AND leader = :leader AND confirmed_on IS NOT NULL)
"""


def check_entitled(session: Session, ctx: Context, data: LeaderSheetGiven) -> date:
    """Return the day of the ratings. Raises Refused without one, or for a day before the year or to come, or if he was
    no 省领导 then.
    """
    check_year(data.year, ctx.date)
    day = data.rated_on
    if day is None:
        words = f"请写明“{data.rated_by}”的评价日期（--rated-on），即评价表上的日期；是否有权评价按这一天看。"
        raise FieldRefused(words, "rated_on")
    if not date(data.year, 1, 1) <= day <= ctx.date:
        words = f"评价日期{day}应在{data.year}年1月1日至今天（{ctx.date}）之间，请核对。"
        raise FieldRefused(words, "rated_on")
    if not run(session, ENTITLED, jurisdiction=ctx.jurisdiction, name=data.rated_by, day=day).scalar_one():
        raise Refused(
            f"“{data.rated_by}”在{day}不是登记在管理机构的省领导，不能评价。查看：mubiao contacts --role 省领导。"
        )
    return day


def marks_of(session: Session, ctx: Context, data: LeaderSheetRead, sheet: LeaderSheet | None = None) -> dict[str, str]:
    """Return each rating in its one spelling by the code of the department.

    Who was appraised when the `sheet` that is read again was entered may have ended since (A54). Raises Refused without
    a rating or a scale, for a department that is not appraised or stands twice, and for a rating outside the scale; no
    rating stands in the refusal.
    """
    scale = leader_scale(value_on(session, ctx.jurisdiction, LEADER_SCALE, date(data.year, 12, 31)))
    if scale is None:
        raise Refused(f"{data.year}年省领导评价的量表未设定，请先设定：mubiao act set_policy --key leader_scale。")
    if not data.ratings:
        raise FieldRefused(f"“{data.rated_by}”没有评价任何部门，不必录入。", "mark")
    codes = _codes(session, ctx, data, sorted(session.get_one(SealedRating, sheet.id).marks) if sheet else [])
    if twice := [code for code, times in Counter(codes).items() if times > 1]:
        raise Refused(f"部门{first_of(twice)}评价了两次，请只保留一个。")
    by_code = dict(zip(codes, data.ratings, strict=True))
    _check_scale(scale, by_code)
    return {code: scale.spelled(each.mark) for code, each in by_code.items()}


def _codes(session: Session, ctx: Context, data: LeaderSheetRead, entered: list[str]) -> list[str]:
    """Return the code of each rated department, in order; one that is not known by a name of today is looked up."""
    rows = run(session, DEPARTMENTS, jurisdiction=ctx.jurisdiction, last=date(data.year, 12, 31), entered=entered)
    known = {row.name: row.code for row in rows}
    names = [each.department for each in data.ratings]
    return [known.get(name) or appraised_department(session, ctx, name, data.year).code for name in names]


def _check_scale(scale: LeaderScale, ratings: Mapping[str, Rating]) -> None:
    if outside := {code: each.department for code, each in ratings.items() if scale.value(each.mark) is None}:
        scale_words = "、".join(scale.words) or "0至100的数，最多两位小数"
        words = f"部门{first_of(list(outside))}的评价不在量表内，应为：{scale_words}。"
        raise FieldRefused(words, "mark", tuple(outside.values()), secret=True)


def live_sheet(session: Session, ctx: Context, data: OfLeaderSheet) -> LeaderSheet | None:
    """Return the sheet of a leader for a year that was not withdrawn; None without one. Acts about it wait."""
    lock(session, "leader_sheet")
    named = {"jurisdiction_id": ctx.jurisdiction, "year": data.year, "leader": data.rated_by}
    return session.exec(select(LeaderSheet).filter_by(**named).where(LIVE)).first()


def check_once(session: Session, ctx: Context, data: OfLeaderSheet) -> str:
    """A40: return a remark if a leader with ratings of the year may be this one under a title; empty otherwise.

    Raises Refused if their names are equal but for what is in brackets, unless two numbers there, or the mobile numbers
    of their contacts, tell them apart.
    """
    of_year = select(LeaderSheet.leader).filter_by(jurisdiction_id=ctx.jurisdiction, year=data.year)
    names = of_year.where(LeaderSheet.leader != data.rated_by, LIVE)
    others = session.exec(names.order_by(col(LeaderSheet.id))).all()
    equal = (each for each in others if is_one_person(each, data.rated_by))
    if same := next((each for each in equal if not _have_two_mobiles(session, ctx, each, data.rated_by)), ""):
        raise Refused(
            f"“{data.rated_by}”与已录入{data.year}年评价的“{same}”姓名相同，一名省领导一年评价一次。登记重复的，请更正联系人；"
            "确是两位的，都在姓名后写工号或电话后四位，如张平（0213），或者各登记自己的手机号。"
        )
    alike = "、".join(f"“{each}”" for each in others if each in data.rated_by or data.rated_by in each)
    return f"“{data.rated_by}”与已录入的{alike}可能是同一人，请核对，一名省领导一年评价一次。" if alike else ""


def _have_two_mobiles(session: Session, ctx: Context, one: str, other: str) -> bool:
    return bool(run(session, TWO_MOBILES, jurisdiction=ctx.jurisdiction, one=one, other=other).scalar_one())


def check_undrafted(session: Session, ctx: Context, data: OfLeaderSheet) -> None:
    """4.7, A40: raise Refused for the first ratings of a leader once the score sheets of the year are drafted.

    A leader who gave none in time does not count: two means with their numbers would give his rating to the department.
    """
    named = {"jurisdiction": ctx.jurisdiction, "year": data.year, "leader": data.rated_by}
    if run(session, TOO_LATE, **named).scalar():
        raise Refused(
            f"{data.year}年的得分表已经拟定，“{data.rated_by}”此前没有计入的评价不再计入：部门从前后两次的平均和人数可以推算出"
            "他的评价（4.7）。"
        )


def find_sheet(session: Session, ctx: Context, data: OfLeaderSheet) -> LeaderSheet:
    """Return the sheet of a leader for a year that was not withdrawn. Raises Refused if it does not exist."""
    if found := live_sheet(session, ctx, data):
        return found
    raise Refused(f"没有录入“{data.rated_by}”{data.year}年的评价。录入：mubiao import leader-ratings。")


def differing(session: Session, sheet: LeaderSheet, marks: Mapping[str, Any]) -> list[str]:
    """Return the codes of the departments that these ratings give something else, or nothing."""
    stored = session.get_one(SealedRating, sheet.id).marks
    return sorted(code for code in stored.keys() | marks.keys() if stored.get(code) != marks.get(code))
