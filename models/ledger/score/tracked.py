"""纳入考评的年度: whether a year has a total from here: it ended not before go-live, nor by a paper (A37)."""

from datetime import date

from sqlmodel import Session

from models.ledger.nouns.shared_sql import YEAR_ENDED
from models.ledger.settled import year_under_appraisal
from models.rules.cycles import quarters_before
from models.rules.errors import Refused
from models.statements import ResultRow, run

TRACKED_TARGETS = "t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.withdrawn_on IS NULL"
TRACKED = f"""
SELECT j.go_live, EXISTS (SELECT FROM target t WHERE {TRACKED_TARGETS}) AS has_targets,
    {YEAR_ENDED.format(jurisdiction="j.id", year=":year")} AS ended,
    ARRAY(SELECT c.cycle FROM cycle_run c WHERE c.jurisdiction_id = j.id AND c.period = :period) AS opened,
    j.go_live >= make_date(:year + 1, 1, 1) AS is_before
FROM jurisdiction j WHERE j.id = :jurisdiction
"""  # noqa: S608 - constants only
WRITTEN_AFTER = "SELECT business_date > :last FROM block ORDER BY height DESC LIMIT 1"
NO_TOTAL = "没有得分合计"
NOT_APPRAISED = f"{{year}}年不在本系统作年度考评（{{paper}}），{NO_TOTAL}、位次、等次和个人等次人数"
BEFORE_GO_LIVE = f"{{year}}年在启用（{{live}}）以前，未经本系统，{NO_TOTAL}"


def year_to_show(session: Session, jurisdiction: int, day: date) -> int:
    """1-2.19: return the year under appraisal on a day; the running one if that is from before this installation."""
    year = year_under_appraisal(session, jurisdiction, day)
    return day.year if tracked(session, jurisdiction, year).is_before else year


def check_tracked(session: Session, jurisdiction: int, year: int, day: date) -> None:
    """A37: raise Refused for a year without a total from here, and once a year is over that has no target."""
    check_appraised_here(session, jurisdiction, year, day)
    if is_over(session, date(year, 12, 31), day) and not tracked(session, jurisdiction, year).has_targets:
        raise Refused(f"{year}年没有目标，{NO_TOTAL}，其他年度请写 --year。")


def check_appraised_here(session: Session, jurisdiction: int, year: int, day: date) -> None:
    """A37: raise Refused for a year that ended before go-live, or that a paper of the leading group ended."""
    if words := why_no_total(session, jurisdiction, year, day):
        raise Refused(f"{words}，其他年度请写 --year。")


def why_no_total(session: Session, jurisdiction: int, year: int, day: date) -> str:
    """A37: return why a year has no total from here: it ended before go-live, or a paper ended it; empty if it has."""
    row = tracked(session, jurisdiction, year)
    if row.is_before and is_over(session, date(year, 12, 31), day):
        return BEFORE_GO_LIVE.format(year=year, live=row.go_live)
    return why_ended(session, jurisdiction, year)


def check_not_ended(session: Session, jurisdiction: int, year: int) -> None:
    """A37: raise Refused for a year that a paper of the leading group ended: nothing of its appraisal exists here."""
    if why := why_ended(session, jurisdiction, year):
        raise Refused(f"{why}；登记有误的先撤回（withdraw_exception）。")


def why_ended(session: Session, jurisdiction: int, year: int) -> str:
    """A37: return which paper ended the appraisal of a year; empty without one."""
    paper = tracked(session, jurisdiction, year).ended
    return NOT_APPRAISED.format(year=year, paper=paper) if paper else ""


def tracked(session: Session, jurisdiction: int, year: int) -> ResultRow:
    """Return go-live, whether a year has targets or ended before it, which paper ended it, and the cycles opened."""
    return run(session, TRACKED, jurisdiction=jurisdiction, year=year, period=str(year)).one()


def is_over(session: Session, last: date, day: date) -> bool:
    """Return whether a year is over: on this day, or on that of the ledger's newest act, for who asks of an earlier."""
    return day > last or bool(run(session, WRITTEN_AFTER, last=last).scalar())


def unasked_in_words(session: Session, jurisdiction: int, year: int) -> str:
    """A37: return in words which quarters of a year ended before go-live; empty if none did."""
    live = tracked(session, jurisdiction, year).go_live
    quarters = "、".join(each.label.removeprefix(f"{year}年") for each in quarters_before(live, year))
    return f"{quarters}：启用以前（{live}启用），未经本系统。" if quarters else ""
