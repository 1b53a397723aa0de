"""机构设定: set values that the standard leaves to the agency, and look them up by day (1-2.23, 3-4.3, A11, A14)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.policy import PolicySet
from models.ledger.acts import Context, Summary
from models.ledger.jurisdiction import cut_off_from, home
from models.ledger.nouns.shared_sql import in_sql
from models.ledger.transitions import lock, record_row
from models.loading import load
from models.records import Policy
from models.rules.appraisal_settings import CUT_OFF, LEADER_SCALE, OF_APPRAISAL
from models.rules.errors import Refused
from models.rules.points import UNSET
from models.rules.policy import (
    ITEM_WEIGHTS,
    NEGATIVE_POINTS,
    RESTORING,
    SETTINGS,
    find_setting,
    in_force,
    say_value,
)
from models.rules.score.cut_off import CutOff, check_not_passed
from models.rules.score.leaders import revalued
from models.rules.setting import PolicySource, Setting, StoredValue
from models.rules.signed_paper import has_year_and_number
from models.rules.states.negative_list import UNCONFIRMED
from models.statements import run, transaction

# The latest day on which an entry came onto the negative list.
LAST_LISTED = f"""
SELECT max(e.listed_on) FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction AND e.state NOT IN {in_sql(UNCONFIRMED)}
"""  # noqa: S608 - constants only
RATED = """
SELECT EXISTS (SELECT FROM leader_sheet WHERE jurisdiction_id = :jurisdiction AND state = 'confirmed' AND year >= :year)
"""
VERSIONS = "r.jurisdiction_id = :jurisdiction AND r.key = :key ORDER BY r.version"
OF_ENTRIES = {NEGATIVE_POINTS.key, RESTORING.key}
OF_SHEETS = {ITEM_WEIGHTS.key, *(each.key for each in OF_APPRAISAL)}
LAST_DRAFTED = """
SELECT max(s.year) FROM score_sheet s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction
"""


def set_value(session: Session, data: PolicySet, ctx: Context) -> Summary:
    """Insert a value of a setting from a day on; earlier values and results based on them stay unchanged.

    The same value again changes nothing. Raises Refused if the day is before a later setting, if a time limit would
    hold for a day that has passed, if the cut-off day of a year has passed (A53), if a setting of the appraisal of such
    a year would be another one without a numbered paper, if leaders rated in the words of a scale whose values would
    change, if it is a setting of the appraisal and the score sheets of that year were drafted, or if an entry of the
    negative list was listed on the day or after it: it keeps the points of its day. A past day is accepted only while
    nothing is listed since, as in the first days of an installation.
    """
    setting, since = find_setting(data.key), data.valid_from or ctx.date
    lock(session, "policy")
    versions = versions_of(session, ctx.jurisdiction, setting)
    last = versions[-1] if versions else None
    _check_since(session, ctx, setting, since, last)
    if data.value == (last.value if last else None):
        current = f"自{last.valid_from}起即为{say_value(setting, last.value)}" if last else f"此前即{UNSET}"
        return Summary(f"“{setting.name}”{current}，未作改动。", {"set": 0})
    _check_cut_off(session, ctx, versions, data, since)
    _check_decided(session, ctx, versions, data, since)
    _check_scale(session, ctx, versions, data, since)
    policy = Policy(
        jurisdiction_id=ctx.jurisdiction,
        key=setting.key,
        version=len(versions) + 1,
        value=data.value,
        valid_from=since,
        source=data.origin,
        basis=data.basis,
        recorded_on=ctx.date,
    )
    record_row(session, ctx, policy, "set")
    words = f"“{setting.name}”自{since}起：{say_value(setting, data.value)}。依据：{data.basis}。"
    if setting is CUT_OFF and (cut_off := cut_off_on(session, ctx.jurisdiction, since.year)):
        words += f"{since.year}年为{cut_off.day}（{cut_off.words}）。"
    return Summary(words, {"set": 1}, {"key": setting.key, "version": policy.version, "valid_from": since.isoformat()})


def versions_of(session: Session, jurisdiction: int, setting: Setting) -> Sequence[Policy]:
    """Return every value of a setting in order of version."""
    stored = load(session, Policy, VERSIONS, jurisdiction=jurisdiction, key=setting.key)
    tried = transaction(session).tried
    return [*stored, _tried(jurisdiction, setting.key, tried[setting.key])] if setting.key in tried else stored


def _tried(jurisdiction: int, key: str, value: StoredValue) -> Policy:
    """Return a value that is tried, as if it held on every day; it is never stored."""
    return Policy(
        jurisdiction_id=jurisdiction,
        key=key,
        version=0,
        value=value,
        valid_from=date.min,
        source=PolicySource.LOCAL,
        basis="",
        recorded_on=date.min,
    )


def value_on(session: Session, jurisdiction: int, setting: Setting, day: date) -> Any:  # noqa: ANN401 - a JSON value
    """Return the value of a setting on a day; None if it is 未设定."""
    policy = in_force(versions_of(session, jurisdiction, setting), day)
    return policy.value if policy else None


def cut_off_on(session: Session, jurisdiction: int, year: int) -> CutOff | None:
    """A53: return the cut-off of a year by the setting of its 31 December; None if it is 未设定."""
    return cut_off_from(session, jurisdiction, value_on(session, jurisdiction, CUT_OFF, date(year, 12, 31)), year)


def list_policies(session: Session, day: date, *, everything: bool = False) -> list[dict[str, Any]]:
    """Return every setting as of `day`, with values set for later; if `everything`, also earlier values."""
    jurisdiction = home(session)
    return [
        row
        for setting in SETTINGS.values()
        for row in _setting_rows(setting, versions_of(session, jurisdiction, setting), day, everything=everything)
    ]


def _setting_rows(setting: Setting, versions: Sequence[Policy], day: date, *, everything: bool) -> list[dict[str, Any]]:
    current = in_force(versions, day)
    coming = [each for each in versions if each.valid_from > day and each is in_force(versions, each.valid_from)]
    listed = versions if everything and versions else [current, *coming]
    return [_setting_row(setting, each, current=each is current) for each in listed]


def _setting_row(setting: Setting, policy: Policy | None, *, current: bool) -> dict[str, Any]:
    return {
        "key": setting.key,
        "name": setting.name,
        "clause": setting.clause,
        "value": policy.value if policy else None,
        "words": say_value(setting, policy.value if policy else None),
        "in_force": current,
        "valid_from": policy.valid_from if policy else None,
        "source": policy.source.value if policy else None,
        "basis": policy.basis if policy else "",
        "recorded_on": policy.recorded_on if policy else None,
        "example": setting.example,
    }


def _check_cut_off(session: Session, ctx: Context, versions: Sequence[Policy], data: PolicySet, since: date) -> None:
    """A53: raise Refused for a cut-off that moves what counts in a year whose day has passed."""
    changes = {}
    for year in range(since.year, ctx.date.year) if data.key == CUT_OFF.key else ():
        found = in_force(versions, date(year, 12, 31))
        old, new = (
            cut_off_from(session, ctx.jurisdiction, value, year)
            for value in (found.value if found else None, data.value)
        )
        changes[year] = (old, new)
    check_not_passed(changes, ctx.date)


def _check_decided(session: Session, ctx: Context, versions: Sequence[Policy], data: PolicySet, since: date) -> None:
    """A53: raise Refused for another value of a setting of a year whose cut-off day has passed, unless by a paper.

    The scores, and so the ranks, can be known by then.
    """
    if data.key not in OF_SHEETS or has_year_and_number(data.basis):
        return
    for year in range(since.year, ctx.date.year):
        last = date(year, 12, 31)
        until, before = cut_off_on(session, ctx.jurisdiction, year), in_force(versions, last)
        if until and before and before.value is not None and until.day < ctx.date:
            raise Refused(
                f"{year}年的考评截止日已过，“{SETTINGS[data.key].name}”在{last}已有设定；此时再改的，依据（--basis）须写明作出"
                "决定的文件的文号，如：黔目标办〔2027〕5号。只改以后年度的，写明以后的生效日期（--valid-from）。"
            )


def _check_scale(session: Session, ctx: Context, versions: Sequence[Policy], data: PolicySet, since: date) -> None:
    """4.7: raise Refused for other values of the words of a scale in which leaders rated a year already.

    From the means under two values it could be reckoned how often each word was given.
    """
    if data.key != LEADER_SCALE.key or not run(session, RATED, jurisdiction=ctx.jurisdiction, year=since.year).scalar():
        return
    if other := revalued([each.value for each in versions], data.value):
        raise Refused(
            f"省领导已按量表评价，“{'、'.join(other)}”的分值不能再改：从前后两次的平均可以推算出单个评价（4.7）。评价均撤回以后"
            "才能改。"
        )


def _check_since(session: Session, ctx: Context, setting: Setting, since: date, last: Policy | None) -> None:
    """Raise Refused if the day is settled by a later setting, a running time limit or an entry that is listed."""
    if last and since < last.valid_from:
        raise Refused(f"“{setting.name}”已有自{last.valid_from}起的设定，生效日期{since}不能早于该日。")
    if setting.key in OF_SHEETS:
        _check_undrafted(session, ctx, setting, since)
    if setting.prospective and since < ctx.date:
        raise Refused(f"“{setting.name}”不追溯，生效日期{since}不能早于今天（{ctx.date}）。")
    listed = run(session, LAST_LISTED, jurisdiction=ctx.jurisdiction).scalar() if setting.key in OF_ENTRIES else None
    if listed and since <= listed:
        raise Refused(
            f"“{setting.name}”不追溯：最近一次列入负面清单在{listed}，已列入的条目按列入当日的设定记分，生效日期应晚于"
            f"{listed}（--valid-from）。"
        )


def _check_undrafted(session: Session, ctx: Context, setting: Setting, since: date) -> None:
    """A53: raise Refused if the score sheets of a year were drafted with the setting of its 31 December."""
    drafted = run(session, LAST_DRAFTED, jurisdiction=ctx.jurisdiction).scalar()
    if drafted and since <= date(drafted, 12, 31):
        raise Refused(
            f"{drafted}年的得分表已按12月31日的设定拟定，“{setting.name}”的生效日期{since}应晚于{drafted}-12-31。"
        )
