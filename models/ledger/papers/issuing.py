"""发文: a paper is issued with its number, once for all papers that we issue; a wrong number is void for ever."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from sqlmodel import Session, select

from models.intake.issued_paper import NumberVoided, PaperIssued
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.paper_numbers import claim_number, used_numbers
from models.ledger.papers.adjustment import adjustment_paper
from models.ledger.papers.appraisal import AUDIENCES, appraisal_paper, numbered
from models.ledger.papers.negative_list import list_paper
from models.ledger.papers.quality_report import quality_paper
from models.ledger.papers.remediation import remediation_paper
from models.ledger.papers.sample import sample_paper
from models.ledger.papers.signature import Signature
from models.ledger.papers.submission import submission_paper
from models.ledger.papers.urging import urging_paper
from models.ledger.transitions import lock, move, record_row
from models.records import IssuedPaper, id_of
from models.rules.errors import Refused
from models.rules.paper_number import (
    UPWARD,
    PaperKind,
    PaperNumber,
    check_marks,
    check_same_marks,
    next_number,
    parse_number,
    read_number,
)
from models.rules.sampling import Purpose
from models.rules.states import IssuedEvent
from models.statements import run

DELIVERED = """
SELECT EXISTS (SELECT FROM result_delivery r WHERE r.jurisdiction_id = :jurisdiction AND r.paper_number = :number)
"""
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)


class NumberedPaper(Protocol):
    """The content of a paper that can have a number."""

    @property
    def key(self) -> str:
        """Return the natural key of its subject."""

    @property
    def title(self) -> str:
        """Return its title."""

    @property
    def signature(self) -> Signature:
        """Return its 落款."""


def _urging(session: Session, data: PaperIssued, today: date) -> NumberedPaper:
    if not (data.subject.isascii() and data.subject.isdecimal()):
        raise Refused(f"催办函的对象“{data.subject}”应为逾期应办事项的编号，查看：mubiao owed。")
    return urging_paper(session, int(data.subject), today)


def _list(session: Session, data: PaperIssued, _: date) -> NumberedPaper:
    period, *department = data.subject.split("/", 1)
    return list_paper(session, period, *department)


def _sample(session: Session, data: PaperIssued, _: date) -> NumberedPaper:
    subject, _slash, name = data.subject.partition("/")
    named = [each for each in Purpose if name in (each.label, each.value)] if name else [Purpose.TARGETS]
    if not named:
        raise Refused(f"抽样的用途“{name}”应为：{'、'.join(each.label for each in Purpose)}，如：2026-3/抽查目标。")
    return sample_paper(session, subject, named[0], result=data.kind is PaperKind.SAMPLE_RESULT)


def _appraisal(session: Session, data: PaperIssued, today: date) -> NumberedPaper:
    year, _slash, department = data.subject.partition("/")
    if not YEAR.fullmatch(year):
        raise Refused(f"{data.kind.label}的对象“{data.subject}”应为年度，送部门的写：2026/部门。")
    return numbered(appraisal_paper(session, int(year), today, AUDIENCES[data.kind], department))


CONTENT: Mapping[PaperKind, Callable[[Session, PaperIssued, date], NumberedPaper]] = {
    PaperKind.REMEDIATION: lambda session, data, today: remediation_paper(
        session, data.subject, data.year or today.year
    ),
    PaperKind.URGING: _urging,
    PaperKind.NEGATIVE_LIST: _list,
    PaperKind.QUALITY_REPORT: lambda session, data, _: quality_paper(session, data.subject),
    PaperKind.SUBMISSION: lambda session, data, _: submission_paper(session, data.subject),
    PaperKind.ADJUSTMENT: lambda session, data, today: adjustment_paper(session, data.subject, data.year or today.year),
    PaperKind.SAMPLE_COMMITMENT: _sample,
    PaperKind.SAMPLE_RESULT: _sample,
    **dict.fromkeys(AUDIENCES, _appraisal),
}


@act("issue_paper", "公文编号", clause="1-7.3", roles={Role.AGENCY})
def issue_paper(session: Session, data: PaperIssued, ctx: Context) -> Summary:
    """1-7.3: give a paper its number, of the year of its 成文日期; before that it is a draft.

    Raises Refused without a number, naming the next one that a person confirms, for a number that a paper of ours has
    or had, and for another number of a paper that has one. A paper upward needs who signed it, a secret one its 份号.
    """
    lock(session, "issued_paper")
    check_marks(data.marks)
    content = CONTENT[data.kind](session, data, ctx.date)
    day, layout = content.signature.day, content.signature.letterhead
    if not data.number.strip() and not content.signature.number:
        raise Refused(_propose(session, ctx, content.title, layout.code, day.year))
    if content.signature.number:
        return _issued_before(content, data, layout.code)
    number = read_number(data.number, layout.code, day.year)
    also = claim_number(session, ctx.jurisdiction, str(number))
    _check_signer(data)
    issued = IssuedPaper(
        jurisdiction_id=ctx.jurisdiction,
        subject=content.key,
        code=number.code,
        year=number.year,
        serial=number.serial,
        dated=day,
        signer=data.signer.strip(),
        **data.model_dump(include={"kind", "copy_number", "secrecy", "urgency"}),
        issued_on=ctx.date,
    )
    record_row(session, ctx, issued, "issued")
    words = f"“{content.title}”已编号{number}，成文日期{day}。{data.marks.sentence}"
    words += _skipped(session, ctx, number) + also
    return Summary(words, {"issued": 1}, {"number": str(number), "dated": day.isoformat()})


@act("void_number", "作废文号", clause="1-7.3", roles={Role.AGENCY})
def void_number(session: Session, data: NumberVoided, ctx: Context) -> Summary:
    """1-7.3: void the number of a paper with the reason; it is never given again, and the paper is a draft.

    Raises Refused if results were delivered with it: the recipients have it.
    """
    number = parse_number(data.number)
    same = select(IssuedPaper).where(IssuedPaper.jurisdiction_id == ctx.jurisdiction)
    found = [each for each in session.exec(same) if PaperNumber(each.code, each.year, each.serial) == number]
    if not found:
        raise Refused(
            f"没有用于公文编号（issue_paper）的文号“{data.number}”。核查方案取消的，文号随之作废；查看：mubiao papers。"
        )
    sets = {"void_on": ctx.date, "void_reason": data.reason}
    if not move(session, ctx, "issued_paper", [id_of(found[0])], IssuedEvent.VOID, sets=sets):
        return Summary(f"文号{number}此前已作废，未作改动。", {"voided": 0})
    if run(session, DELIVERED, jurisdiction=ctx.jurisdiction, number=str(number)).scalar_one():
        raise Refused(
            f"考评结果已用文号{number}反馈，收文单位已有这个文号，不能作废。反馈有误的，登记更正（supersede_sheet）。"
        )
    return Summary(f"文号{number}已作废，不再使用：{data.reason}。", {"voided": 1})


def _propose(session: Session, ctx: Context, title: str, code: str, year: int) -> str:
    if not code:
        return f"“{title}”没有写文号（--number）。设定机关代字（set_policy --key letterhead）后，系统给出下一个文号。"
    number = next_number(used_numbers(session, ctx.jurisdiction), code, year)
    return (
        f"“{title}”的下一个文号是{number}。确认的，写 --number {number.serial}；"
        "发文登记簿上是别的号的，写登记簿的（全文或序号）。"
    )


def _issued_before(content: NumberedPaper, data: PaperIssued, code: str) -> Summary:
    """Return the answer for a paper that has a number. Raises Refused for another one, or for other marks."""
    now, marks = content.signature.number, content.signature.marks
    again = "写错的，先作废并写明原因（void_number），再编号。"
    if data.number.strip() and str(read_number(data.number, code, content.signature.day.year)) != now:
        raise Refused(f"“{content.title}”的文号是{now}。{again}")
    check_same_marks(f"“{content.title}”编号{now}时", data.marks, marks, again)
    return Summary(f"“{content.title}”此前已编号{now}，未作改动。", {"issued": 0})


def _check_signer(data: PaperIssued) -> None:
    if (data.kind in UPWARD) != bool(data.signer.strip()):
        need = "上行文，须写明签发人（--signer）" if not data.signer.strip() else "下行文，不写签发人"
        raise Refused(f"{data.kind.label}是{need}。")


def _skipped(session: Session, ctx: Context, number: PaperNumber) -> str:
    """Return a sentence about numbers that were left out below this one; empty without any."""
    used = {each for each in used_numbers(session, ctx.jurisdiction) if each < number and each.code == number.code}
    serials = {each.serial for each in used if each.year == number.year}
    missing = [serial for serial in range(1, number.serial) if serial not in serials]
    return f"此前空缺{len(missing)}个号，查看：mubiao papers --gaps。" if missing else ""
