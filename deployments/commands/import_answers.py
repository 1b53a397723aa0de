"""`mubiao import answers PATH…`: takes the answer sheets in files and folders; each duty whole or not at all (A49)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import click

from deployments.act_entry import OFFICE, Entry, perform_act
from deployments.act_list import day_done
from deployments.answer_files import RETURNED, Parcel, find_files, open_files
from deployments.commands.answers import DATE, PATH, as_json, print_json, rehearsed_day, write_file
from deployments.installation import installation
from models.database import begin
from models.intake.answer import Answer, Blank, blank_of
from models.intake.complaint_lines import complaint_lines
from models.intake.complaints import Complaint, ImportRefused
from models.intake.mail.reader import MailReader
from models.intake.sheet.marked_sheet import returned
from models.intake.source import Source
from models.ledger.acts import Summary
from models.ledger.answer.judging import CodeRefused, duty_of
from models.ledger.answer.taking import take_answer
from models.ledger.evidence.unpacked import unpack_folder
from models.rules.errors import Refused, Unavailable
from models.rules.keys import ANSWER
from models.rules.kinds import Means
from models.rules.matter_form import MATTERS
from models.rules.rehearsal import MARK

ANSWERS = "answers"


@dataclass(slots=True)
class TakenFile:
    """The result for one file: a sentence for each sheet that was taken, the refusals and the cells they name.

    `before` are the sheets that were taken by an earlier import. `missing` names what did not come with a mail, `blank`
    is the number of sheets that were not filled in.
    """

    file: Path
    taken: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    blank: int = 0
    rehearsed: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """When the agency received what it imports, and how, if not today; `day` is that of a rehearsal."""

    received: date | None = None
    note: str = ""
    day: date | None = None


@click.command(
    help="收取回复表、压缩包（.zip）和邮件（.eml），每项工作整张收取或整张退回。例：mubiao import answers 收到的回复"
)
@click.argument("paths", metavar="文件或文件夹", type=PATH, nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="只核对，不收取")
@click.option("--received", metavar="日期", type=DATE, help="收到日期，以此认定是否按时；默认为业务日期")
@click.option("--source-note", "note", metavar="说明", default="", help="收到日期的依据，如：3月31日来信")
@click.option("--returned", "folder", metavar="文件夹", type=PATH, help="有误的回复表标红后写入这个文件夹")
@rehearsed_day
@as_json
def command(
    *,
    paths: tuple[Path, ...],
    dry_run: bool,
    received: date | None,
    note: str,
    folder: Path | None,
    day: date | None,
    as_json: bool,
) -> None:
    """Take the answer sheets and print what became of each. Ends with code 1 if a sheet was refused."""
    if received and not note.strip():
        raise Refused("写明收到日期（--received）的，同时写明依据（--source-note），如：3月30日来信。")
    results: list[TakenFile] = []
    mark = "（仅核对，未收取）" if dry_run else ""
    try:
        take_files(paths, Receipt(received, note.strip(), day), folder, results, keep=not dry_run)
    except (Unavailable, OSError, KeyboardInterrupt):
        if any(each.taken or each.before or each.refused for each in results):  # these acts stand
            _print_results(results, f"中断前{mark}", as_json=as_json)
        raise
    _print_results(results, mark, as_json=as_json)
    if any(each.refused for each in results):
        click.get_current_context().exit(1)


def _print_results(results: Sequence[TakenFile], mark: str, *, as_json: bool) -> None:
    told = {
        name: [line for each in results for line in getattr(each, name)]
        for name in ("taken", "before", "refused", "missing")
    }
    if blank := Blank(sheets=sum(each.blank for each in results)).words:
        told["missing"].append(f"{blank}。")
    if as_json:
        print_json(told)
        return
    before = f"，此前已收取{len(told['before'])}份" if told["before"] else ""
    counted = f"收取{len(told['taken'])}份，退回{sum(bool(each.refused) for each in results)}个文件{before}。"
    print(f"{_rehearsal_mark(results)}{mark}{counted}")
    print("\n".join(chain.from_iterable(told.values())))


def _rehearsal_mark(results: Sequence[TakenFile]) -> str:
    return MARK if any(each.rehearsed for each in results) else ""


def take_files(
    paths: Sequence[Path], receipt: Receipt, folder: Path | None, results: list[TakenFile], *, keep: bool
) -> None:
    """Take every answer sheet in these files and folders; what became of each is added to `results` at once.

    A refused sheet is written to `folder` with red cells. Raises Refused before anything is taken if a path or `folder`
    does not exist, or if a path holds no sheet; Unavailable if the database or the disk fails in the middle.
    """
    if folder and not folder.is_dir():  # before anything is taken
        raise Refused(f"没有文件夹“{folder}”，请先建立，或改写 --returned。没有收取任何回复。")
    files = list(dict.fromkeys(file for path in paths for file in find_files(path)))
    with MailReader() as reader, installation(), unpack_folder() as opened, ExitStack() as last:
        if folder:
            last.callback(_write_returned, results, folder)
        for parcel in _once(chain.from_iterable(open_files(file, reader, Path(opened)) for file in files)):
            results.append(TakenFile(parcel.file))
            take_parcel(parcel, results[-1], partial(_take_sheet, receipt, keep=keep))


def _once(parcels: Iterable[Parcel]) -> Iterator[Parcel]:
    """Yield the parcels; a copy of a file that was there before is only named."""
    seen: dict[str, Path] = {}
    for parcel in parcels:
        known = seen.setdefault(parcel.digest, parcel.file) if parcel.digest else parcel.file
        same = f"“{parcel.file.name}”与“{known.name}”完全相同，只收取一次。"
        yield parcel if known is parcel.file else replace(parcel, sheets=(), missing=(*parcel.missing, same))


def _write_returned(results: Sequence[TakenFile], folder: Path) -> None:
    """Write each refused sheet; of two files with one name the later one gets a number."""
    names: dict[str, int] = {}
    for result in (each for each in results if each.complaints):
        stem = result.file.stem
        names[stem] = names.get(stem, 0) + 1
        number = f"（{names[stem]}）" if names[stem] > 1 else ""
        content = returned(result.file.read_bytes(), result.complaints, "目标绩效管理机构")
        write_file(folder / f"{RETURNED}{stem}{number}.xlsx", content)


def take_parcel(parcel: Parcel, result: TakenFile, take: Callable[[Answer, TakenFile], None]) -> None:
    """Take each sheet of a file that is filled in; the sentences and the faults go to the result."""
    result.missing += parcel.missing
    result.refused += [parcel.refusal] if parcel.refusal else []
    blank = blank_of(parcel.sheets)
    result.blank = blank.sheets
    result.refused += [f"{fault}。" for fault in blank.faults]
    for sheet in (each for each in parcel.sheets if each.filled):
        try:
            take(Answer(sheet, parcel.digest, parcel.others), result)
        except ImportRefused as refusal:
            result.complaints += refusal.complaints
            result.refused += [*complaint_lines(refusal.complaints), *_newest_sheet(refusal)]
        except Refused as refusal:
            result.complaints.append(sheet.complain(sheet.code, refusal.message))
            result.refused.append(f"{sheet.file} 工作表“{sheet.name}”：{refusal.message}")


def _newest_sheet(refusal: ImportRefused) -> Iterator[str]:
    """Yield how the newest sheet of a duty is written, if the code of this one is outdated."""
    if isinstance(refusal, CodeRefused) and refusal.duty is not None and refusal.duty.kind not in MATTERS:
        number = refusal.duty.id
        yield f"最新的回复表：mubiao document answer-sheet --obligation {number} -o 回复表.xlsx，请发给该部门填写。"


def _take_sheet(receipt: Receipt, answer: Answer, result: TakenFile, *, keep: bool) -> None:
    """Perform the act of one sheet in a separate transaction; its sentence goes to the result."""
    note = "，".join(filter(None, (receipt.note, answer.sheet.file)))
    source = Source(means=Means.ANSWER, note=note, received=receipt.received)
    with begin() as session:
        duty = duty_of(session, answer.sheet)

    def perform_it(request: str) -> Summary:
        entry = Entry(f"{duty.office}/{OFFICE}", source)
        return perform_act(take_answer, answer, on=receipt.day, request_id=request, keep=keep, entry=entry)

    take_once(answer, duty, result, perform_it)


def take_once(
    answer: Answer,
    duty: Any,  # noqa: ANN401 - a result row
    result: TakenFile,
    perform_it: Callable[[str], Summary],
) -> None:
    """Perform the act of one sheet under its request number, unless the same bytes were taken, under any name."""
    request = f"{ANSWER}{answer.digest}:{duty.key}:{duty.due_version}"
    with begin() as session:
        done_on = day_done(session, request)
    place = f"{answer.sheet.file} 工作表“{answer.sheet.name}”："
    if done_on:
        result.before.append(f"{place}此前已于{done_on}收取，这次没有重复收取。")
        return
    summary = perform_it(request)
    result.rehearsed = summary.words.startswith(MARK)
    result.taken.append(f"{place}{summary.words.removeprefix(MARK)}")
