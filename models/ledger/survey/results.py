"""公众测评结果: check the sheet that came back against the one handed out, and keep its numbers (1-2.14, 1-8.3).

A sheet with added, removed or changed rows is refused as a whole. A correction is a new return of the whole sheet.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.evidence import Piece
from models.intake.survey import SurveyRow
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import newest
from models.ledger.settled import settled_words
from models.ledger.sheets import refuse_if
from models.ledger.survey.sheets import find_survey, items_of, newest_survey
from models.ledger.transitions import lock, record
from models.records import Survey, SurveyCell, SurveyItem, SurveyReturn, id_of
from models.rules.errors import Refused
from models.rules.sheet_check import unmarked_words
from models.rules.survey import Count, Dimension, check_year, count_faults, row_code, title_of
from models.statements import run

CELLS = """
INSERT INTO survey_cell (return_id, item_id, dimension, asked, answered, dissatisfied)
SELECT :back, u.item, u.dimension, u.asked, u.answered, u.dissatisfied
FROM unnest(CAST(:items AS int[]), CAST(:dimensions AS text[]), CAST(:asked AS int[]), CAST(:answered AS int[]),
    CAST(:dissatisfied AS int[])) AS u(item, dimension, asked, answered, dissatisfied)
ORDER BY u.item, u.dimension RETURNING id
"""
PRINTED = {"部门编码": "code", "部门名称": "name", "群体": "respondents"}
Counts = Mapping[tuple[int, Dimension], Count]  # by the row of the sheet, and the dimension


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A sheet, its rows by position, and its newest return with the numbers of it."""

    survey: Survey
    items: Mapping[int, SurveyItem]
    back: SurveyReturn | None
    counts: Counts


@act("return_survey_results", "收回公众测评结果", clause="1-2.14", roles={Role.AGENCY})
def return_survey_results(session: Session, data: Checked[SurveyRow], ctx: Context) -> Summary:
    """8.3: keep the numbers of every department, group and dimension, with the sheet itself as evidence.

    The same numbers again change nothing. Raises Refused with all complaints if a row is wrong, if a newer sheet was
    handed out, if of a group no one answered, for other numbers without the reason of a correction, and once for the
    numbers of a row without its check code.
    """
    lock(session, "survey")
    before = _handed_out(session, ctx, data)
    refuse_if([*data.complaints, *_faults(data, before)])
    _check_newest(session, ctx, before.survey)
    _check_answered(data, before)
    key, counts = before.survey.key, _counts(data, before)
    told = {"rows": len(data.rows), "new": 0, "changed": 0, "same": len(data.rows)}
    if before.back and counts == before.counts:
        words = f"公众测评表{key}的结果此前已于{before.back.returned_on}收回，未作改动。"
        return Summary(words, told, {"survey": key})
    _check_reason(data, before)
    changed = _changed_rows(counts, before.counts)
    files = _insert(session, ctx, data, before, counts)
    told |= {"new": 0 if before.back else len(data.rows), "changed": changed, "evidence": files}
    told["same"] -= told["new"] + changed
    corrected = f"，更正{changed}行" if before.back else ""
    settled = settled_words(session, ctx, before.survey.year, in_sheet=False)
    words = f"公众测评表{key}的结果已收回：共{len(data.rows)}行{corrected}。{settled}"
    return Summary(words, told, {"survey": key})


def _check_answered(data: Checked[SurveyRow], before: HandedOut) -> None:
    answered = Counter[str]()
    for row in (located.row for located in data.rows):
        answered[before.items[row.position].respondents] += sum(row.count(each).answered for each in Dimension)
    if silent := [group for group, number in answered.items() if not number]:
        raise Refused(
            f"公众测评表{before.survey.key}中{'、'.join(silent)}对所有部门都无人作答（作答人数全是0），没有可用的测评结果："
            "请填写实际人数；确实无人作答的，补充调查以后再收回。"
        )


def _check_reason(data: Checked[SurveyRow], before: HandedOut) -> None:
    if before.back and not data.reason:
        raise Refused(
            f"公众测评表{before.survey.key}的结果已于{before.back.returned_on}收回，与这份不同；确需更正的，"
            "用 --correction 写明原因。"
        )


def _changed_rows(counts: Counts, before: Counts) -> int:
    """Return how many rows have other numbers than before; 0 for a first return."""
    return len({item for (item, dimension), count in counts.items() if before and count != before[item, dimension]})


def _handed_out(session: Session, ctx: Context, data: Checked[SurveyRow]) -> HandedOut:
    """Return the sheet that the first row names; raises Refused for an unknown number."""
    refuse_if(data.complaints if not data.rows else ())
    first = data.rows[0]
    survey = find_survey(session, ctx.jurisdiction, first.row.key)
    if survey is None:
        wrong = first.complain("测评编号", f"“{first.row.key}”不是已下发的公众测评表，请用原表填写")
        refuse_if([*data.complaints, wrong])
    assert survey is not None  # noqa: S101 - refused before
    back = newest(session, SurveyReturn, "serial", survey_id=survey.id)
    items = {item.position: item for item in items_of(session, survey)}
    return HandedOut(survey, items, back, counts_of(session, back) if back else {})


def counts_of(session: Session, back: SurveyReturn) -> Counts:
    """Return the numbers of a return."""
    cells = session.exec(select(SurveyCell).where(SurveyCell.return_id == back.id))
    return {(each.item_id, each.dimension): Count(each.asked, each.answered, each.dissatisfied) for each in cells}


def _check_newest(session: Session, ctx: Context, survey: Survey) -> None:
    check_year(survey.year, ctx.date)
    newest = newest_survey(session, ctx.jurisdiction, survey.year)
    if newest and newest.number != survey.number:
        raise Refused(
            f"公众测评表{survey.key}已由{newest.handed_out_on}下发的{newest.key}取代，不再收回，请用{newest.key}的表填写。"
        )


def _faults(data: Checked[SurveyRow], before: HandedOut) -> Iterator[Complaint]:
    """Complain about each difference between the sheet and the one handed out, and about impossible numbers."""
    for located in data.rows:
        if located.row.key != before.survey.key:
            words = f"“{located.row.key}”与前面的{before.survey.key}不同，一次只导入一份测评表"
            yield located.complain("测评编号", words)
        elif (item := before.items.get(located.row.position)) is None:
            words = f"“{located.row.position}”不在测评表中（共{len(before.items)}行），请删去此行"
            yield located.complain("序号", words)
        else:
            yield from _row_faults(located, item, before.survey.digest)
            if not (located.row.check_code or data.match_rows):
                yield from _question(located, item, before)
    if not data.unsound:
        yield from _removed_rows(data.rows, before)


def _row_faults(located: Located[SurveyRow], item: SurveyItem, digest: str) -> Iterator[Complaint]:
    for title, name in PRINTED.items():
        sent, returned = getattr(item, name), getattr(located.row, name)
        if "".join(sent.split()) != "".join(returned.split()):
            yield located.complain(title, f"“{returned}”与下发时的“{sent}”不同，请改回")
    if located.row.check_code not in {"", code_of(item, digest)}:
        yield located.complain("校验码", "与下发时的不符，请用原表填写")
    for dimension in Dimension:
        for number, words in count_faults(located.row.count(dimension)):
            yield located.complain(title_of(dimension, number), words)


def _question(located: Located[SurveyRow], item: SurveyItem, before: HandedOut) -> Iterator[Complaint]:
    """Ask about a row without its code that has other numbers than the newest return."""
    counts = ((each.label, before.counts.get((id_of(item), each)), located.row.count(each)) for each in Dimension)
    if changes := [each for each in counts if each[1] != each[2]]:
        yield located.complain("校验码", unmarked_words(f"{item.name}，{item.respondents}", changes))


def code_of(item: SurveyItem, digest: str) -> str:
    """Return the check code of a row."""
    return row_code(digest, [item.position, item.code, item.name, item.respondents])


def _removed_rows(rows: Sequence[Located[SurveyRow]], before: HandedOut) -> Iterator[Complaint]:
    present, last = {located.row.position for located in rows}, rows[-1].source.origin
    for position in (position for position in before.items if position not in present):
        words = f"测评表第{position}行被删去，请恢复后重新导入"
        yield Complaint(sheet=last.sheet, cell="“序号”列", value=str(position), message=words, file=last.file)


def _counts(data: Checked[SurveyRow], before: HandedOut) -> Counts:
    return {
        (id_of(before.items[located.row.position]), dimension): located.row.count(dimension)
        for located in data.rows
        for dimension in Dimension
    }


def _insert(session: Session, ctx: Context, data: Checked[SurveyRow], before: HandedOut, counts: Counts) -> int:
    """Insert a return with all its numbers and the sheet itself; returns how many files are new."""
    back = SurveyReturn(
        survey_id=id_of(before.survey),
        serial=before.back.serial + 1 if before.back else 1,
        returned_on=ctx.date,
        reason=data.reason if before.back else "",
    )
    session.add(back)
    session.flush()
    columns = {
        "items": [item for item, _ in counts],
        "dimensions": [dimension.value for _, dimension in counts],
        "asked": [count.asked for count in counts.values()],
        "answered": [count.answered for count in counts.values()],
        "dissatisfied": [count.dissatisfied for count in counts.values()],
    }
    ids = run(session, CELLS, back=id_of(back), **columns).scalars().all()
    record(session, ctx, "survey_return", [id_of(back)], "returned")
    record(session, ctx, "survey_cell", list(ids), "returned")
    pieces = [Piece(file=file) for file in data.evidence]
    return attach_exhibits(session, ctx, "survey_return", id_of(back), pieces)
