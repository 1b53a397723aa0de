"""申诉 by a sheet: lodged on the day of receipt; the same ground again only adds its files (4.3 a)."""

from sqlmodel import Session

from models.intake.appeal import AppealLodged
from models.ledger.acts import Context, Summary
from models.ledger.answer.judged import Judged
from models.ledger.appeal.appeals import RUNNING, lodge_appeal, newest_appeal
from models.ledger.appeal.subjects import Subject, find_subject
from models.ledger.evidence.exhibits import attach_exhibits
from models.records import Appeal, id_of
from models.rules.appeal import SubjectKind, kind_and_key
from models.rules.errors import Refused


def contest_result(session: Session, judged: Judged, ctx: Context) -> list[Summary]:
    """4.3 a: lodge an appeal against the result that a sheet is about.

    Raises Refused if there is a newer version of the result, which this sheet does not tell, and as `lodge_appeal`.
    """
    kind, key = kind_and_key(judged.duty.subject) or (SubjectKind.ENTRY, "")
    given = judged.as_input(AppealLodged, kind=kind, key=key)
    subject = find_subject(session, ctx, given)
    if subject.version != judged.duty.due_version:
        raise Refused(f"{subject.title}此后已经更正，本表作废；对更正后的认定仍有异议的，请来函申诉。")
    return [object_to(session, ctx, given, subject)]


def contest_gaps(session: Session, judged: Judged, ctx: Context) -> list[Summary]:
    """3.3, 4.3 a: lodge an appeal for each gap in whose row a ground stands. Raises Refused as `lodge_appeal`."""
    done, filing = [], f"{judged.duty.period}/{judged.duty.filed_for}"
    for line in judged.lines:
        given = judged.as_input(AppealLodged, line, kind=SubjectKind.GAP, key=f"{filing}/{line[0]}")
        done.append(object_to(session, ctx, given, find_subject(session, ctx, given)))
    return done


def object_to(session: Session, ctx: Context, given: AppealLodged, subject: Subject) -> Summary:
    """4.3 a: lodge an appeal on the day of receipt (A50); with the same ground as the last one only add its files."""
    last = newest_appeal(session, subject)
    if last is None or last.ground != given.ground:
        return lodge_appeal(session, given, ctx)
    return _add_files(session, ctx, last, given)


def _add_files(session: Session, ctx: Context, appeal: Appeal, given: AppealLodged) -> Summary:
    if appeal.state not in RUNNING:
        before = f"同一理由的申诉（{appeal.lodged_on}提出）{appeal.state.label}"
        words = f"{before}，没有再次提出；另有理由的，请改写申诉理由。"
        return Summary(words, {"same": 1})
    count = attach_exhibits(session, ctx, "appeal", id_of(appeal), given.evidence)
    added = f"补交印证材料{count}份" if count else "未作改动"
    return Summary(f"申诉此前已提出（{appeal.lodged_on}），{added}。", {"same": 1, "evidence": count})
