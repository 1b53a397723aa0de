"""接管的目标: new targets of a sheet that must go by drafts, unless a paper issued them (1-2.3 to 1-2.6, A71)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.target import RecordedTargets, TargetRow
from models.ledger.acts import Context
from models.ledger.jurisdiction import go_live
from models.ledger.notices import notify_agency
from models.ledger.nouns.shared_sql import HEIRS, TARGET_KEY
from models.ledger.target.comparison import ComparedLine
from models.ledger.target.completeness import gaps_in_words, list_gaps
from models.records import Target
from models.rules.errors import Refused
from models.rules.issue_day import first_month_ends, impossible_issue
from models.rules.several import first_of
from models.rules.signed_paper import has_year_and_number, one_spelling
from models.statements import run

KIND = "targets_taken_over"
NOT_APPROVED = "未经系统审批下达"
# The day of founding. A rehearsal is founded on a day of the machine: it begins on the first day that it rehearses.
FOUNDED = """
SELECT CASE WHEN NOT EXISTS (SELECT FROM transition k WHERE k.act_id = b.act_id AND k.record = 'rehearsal')
    THEN b.business_date ELSE (SELECT min(n.business_date) FROM block n WHERE n.height > b.height) END
FROM block b ORDER BY b.height LIMIT 1
"""
CODES = "SELECT code FROM department WHERE id = ANY(:departments)"
# The departments, as their final successors, and years with a list that was issued from drafts.
ISSUED_FROM_DRAFTS = f"""
SELECT DISTINCT coalesce(h.heir, x.department_id) AS department, r.year FROM target_draft r
    JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
    LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
WHERE r.jurisdiction_id = :jurisdiction AND r.state = 'issued'
"""  # noqa: S608 - constants only
# SQL: whether target `t` was taken over: nothing of it was consulted or approved here.
TAKEN_OVER = f"""EXISTS (SELECT FROM transition k WHERE k.record = 'target' AND k.event = 'issued'
    AND k.record_key = {TARGET_KEY.format(t="t")} AND jsonb_exists(k.detail, 'taken_over'))"""


def check_road(session: Session, ctx: Context, lines: Sequence[ComparedLine], data: Checked[TargetRow]) -> None:
    """1-2.3 to 1-2.6, A71: raise Refused for new targets that must go by drafts, unless a paper is named.

    They must once the first month after go-live is over, or once the list of their department and year was issued from
    drafts. The month begins on the day of founding if that is later. Targets of another ledger went its own way.
    """
    new = [line for line in lines if not line.target and not isinstance(data, RecordedTargets)]
    if data.taken_over:
        _check_paper(ctx, new, *data.taken_over)
    elif new:
        _check_new(session, ctx, new)


def first_month(session: Session, ctx: Context) -> date:
    """A54, A71: return the last day of the first month after go-live, or after the founding if that is later."""
    return first_month_ends(max(go_live(session, ctx), run(session, FOUNDED).scalar_one() or date.min))


def _check_new(session: Session, ctx: Context, new: Sequence[ComparedLine]) -> None:
    ends = first_month(session, ctx)
    why = f"启用后的第一个月已于{ends}终了"
    if ctx.date <= ends:
        listed = {(row.department, row.year) for row in run(session, ISSUED_FROM_DRAFTS, jurisdiction=ctx.jurisdiction)}
        new = [line for line in new if line.wanted and (line.wanted[0], line.located.row.year) in listed]
        why = "该部门当年的目标清单已经草案下达"
    if new:
        raise Refused(
            f"未导入：{len(new)}项新目标（{first_of([line.located.row.code for line in new])}）须经草案下达，{why}。"
            "请拟定草案（mubiao import drafts），经沟通、报审、审批后下达（issue_targets）；"
            "已由文件下达的，写明该文件的文号和日期：--taken-over 文号 日期。"
        )


def _check_paper(ctx: Context, new: Sequence[ComparedLine], number: str, dated: Any) -> None:  # noqa: ANN401 - a date
    if not has_year_and_number(number):
        raise Refused(
            f"未导入：“{number}”不是文号，--taken-over 须写明下达文件的机关代字、年份和序号，如：黔目标〔2026〕3号。"
        )
    for year in sorted({line.located.row.year for line in new}):
        if why := impossible_issue(year, dated, ctx.date):
            raise Refused(f"未导入：--taken-over 的日期{why}。")


def other_papers(lines: Sequence[ComparedLine], data: Checked[TargetRow]) -> Iterator[Complaint]:
    """Complain about each new target whose row names another paper than that of the sheet."""
    number, dated = data.taken_over or ("", None)
    for line in lines if number else ():
        row = line.located.row
        if not line.target and row.paper_number and one_spelling(row.paper_number) != one_spelling(number):
            yield line.located.complain("下达文号", f"“{row.paper_number}”与 --taken-over 的“{number}”不同，请核对")
        if not line.target and row.paper_date and row.paper_date != dated:
            yield line.located.complain("发文日期", f"{row.paper_date}与 --taken-over 的{dated}不同，请核对")


def name_paper(targets: Sequence[Target], data: Checked[TargetRow]) -> dict[str, Any]:
    """Write the paper that issued these new targets; returns what their transition says of it."""
    if not data.taken_over:
        return {}
    number, dated = data.taken_over
    for target in targets:
        target.paper_number, target.paper_date = target.paper_number or number, target.paper_date or dated
    return {"taken_over": f"{number}，{dated}"}


def tell_taken_over(session: Session, ctx: Context, new: Sequence[ComparedLine], data: Checked[TargetRow]) -> str:
    """1-6.2: tell the agency what the lists lack whose targets were taken over; returns the same in words."""
    if not (data.taken_over and new):
        return ""
    number, dated = data.taken_over
    lines = _lacking(session, new)
    first = new[0].located.row
    payload = {"number": number, "dated_on": dated.isoformat(), "targets": len(new), "lines": lines}
    notify_agency(session, ctx, KIND, number, occasion=f"{first.year}/{first.code}", payload=payload)
    lacking = f"；{'；'.join(lines)}" if lines else ""
    return f"其中{len(new)}项由{number}（{dated}）下达，{NOT_APPROVED}{lacking}。"


def _lacking(session: Session, new: Sequence[ComparedLine]) -> list[str]:
    """Return in words what the lists of the departments of new targets lack, by year."""
    codes = set(run(session, CODES, departments=[line.wanted[0] for line in new]).scalars())
    return [
        f"{each['department']}{year}年：{'、'.join(gaps_in_words(each))}"
        for year in sorted({line.located.row.year for line in new})
        for each in list_gaps(session, year)
        if each["department_code"] in codes
    ]
