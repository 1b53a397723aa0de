"""拟定得分表: the sheets of a year are kept as drafts, and every department checks its own (1-2.19, 1-8.2)."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from models.intake.appraisal import AppraisalDrafted
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.duties import last_day, open_duties, still_open, tell_sheets
from models.ledger.appraisal.sheets import (
    Computed,
    computed_sheets,
    current_sheets,
    differs,
    insert_sheets,
    lacking_lines,
    with_facts,
)
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.tracked import check_tracked
from models.ledger.transitions import move, work_alone
from models.rules.appraisal import check_draft_day, named
from models.rules.errors import Refused
from models.rules.states import ObligationEvent, ScoreSheetEvent, ScoreSheetState

HELD = {
    ScoreSheetState.OBJECTED: "异议待答复",
    ScoreSheetState.GRANTED: "异议已采纳，须由另一人重算（recompute_sheet）",
}


@act("draft_appraisal", "拟定得分表", clause="1-8.2", roles={Role.AGENCY})
def draft_appraisal(session: Session, data: AppraisalDrafted, ctx: Context) -> Summary:
    """2.19, 8.2, A53: keep the score sheets of a year and ask every department to check its own until a day.

    Again it makes a new version of each sheet that the ledger gives otherwise now; the version before stays on record.
    Raises Refused before 11 January or the cut-off day, for a year without targets or from before go-live (A37), if a
    sheet lacks something, if an objection to a sheet that changed waits, or if the sheets are approved.
    """
    check_tracked(session, ctx.jurisdiction, data.year, ctx.date)
    check_draft_day(data.year, ctx.date, cut_off_day(session, data.year))
    due = last_day(session, ctx, data.due)
    work_alone(session)
    now, kept = computed_sheets(session, data.year, ctx.date), current_sheets(session, ctx.jurisdiction, data.year)
    _check(data.year, now.values(), kept.values())
    changed = [each for number, each in now.items() if number not in kept or differs(kept[number], each)]
    before = [kept[each.department] for each in changed if each.department in kept]
    if held := [f"{row.name}（{HELD[state]}）" for row in before if (state := ScoreSheetState(row.state)) in HELD]:
        raise Refused(f"台账已有变化、但不能重新拟定的有{named(held, '个部门')}。")
    if not changed:
        return Summary(f"{data.year}年{len(kept)}个部门的得分表此前已拟定，台账没有变化，未作改动。", {"drafted": 0})
    replace_sheets(session, ctx, before)
    duties = open_duties(session, ctx, data.year, [each.department for each in changed], due)
    kept_with = with_facts(session, data.year, ctx.date, changed)
    sheets = insert_sheets(session, ctx, data.year, kept_with, obligations=duties)
    notices = tell_sheets(session, ctx, sheets, [each.content for each in changed])
    again = f"（其中{len(before)}个部门为新的版本）" if before else ""
    words = f"已拟定{data.year}年{len(changed)}个部门的得分表{again}，{due}前可提出异议。"
    return Summary(words, {"drafted": len(changed), "opened": len(duties), "notices": notices})


def replace_sheets(session: Session, ctx: Context, kept: Iterable[Any]) -> None:
    """Supersede drafts before their next version is inserted, and void the open duties to check them."""
    rows = list(kept)
    move(session, ctx, "score_sheet", [row.id for row in rows], ScoreSheetEvent.REDRAFT)
    duties = still_open(session, [row.obligation_id for row in rows if row.obligation_id])
    move(session, ctx, "obligation", duties, ObligationEvent.WITHDRAW, detail={"reason": "得分表已重新拟定"})


def _check(year: int, now: Iterable[Computed], kept: Iterable[Any]) -> None:
    """Raise Refused if there is nothing to draft, if a sheet lacks something, or if one is approved."""
    if approved := [row.name for row in kept if row.state == ScoreSheetState.FROZEN]:
        raise Refused(
            f"{year}年的得分表已经审定（{len(approved)}个部门），不能重新拟定；确有错误的，逐个更正（supersede_sheet）。"
        )
    _check_whole(year, now)
    if not list(now):
        raise Refused(f"{year}年没有纳入考评的部门。")


def _check_whole(year: int, now: Iterable[Computed]) -> None:
    """Raise Refused if a sheet lacks something; the first ones are named."""
    lacking = [each for each in now if each.total is None]
    if lacking:
        words = [f"{each.name}缺{len(each.lacks)}项（{each.lacks[0]}）" for each in lacking]
        which = f"不能拟定：得分还有缺项的有{named(words, '个部门')}。{lacking_lines(lacking)}"
        raise Refused(f"{which}\n查看：mubiao scores --year {year}。")
