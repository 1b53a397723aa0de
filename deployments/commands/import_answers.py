"""`mubiao import answers PATH…`: takes the answer sheets in files and folders; each duty whole or not at all (A49)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

import click

from deployments.act_entry import OFFICE, Entry, perform_act
from deployments.commands.answers import DATE, PATH, as_json, print_json, rehearsed_day
from deployments.installation import installation
from deployments.output_file import write_file
from models.database import begin
from models.intake.answer import Answer, Enclosed, read_answer
from models.intake.complaints import Complaint, ImportRefused
from models.intake.source import Source
from models.ledger.answer.judging import duty_of
from models.ledger.answer.taking import take_answer
from models.rules.errors import Refused
from models.rules.kinds import Means
from notifications.documents.answer_returned import returned

ANSWERS = "answers"
SHEETS = frozenset({".xlsx", ".xls", ".ods"})
RETURNED = "退回-"


@dataclass(slots=True)
class Taken:
    """What became of one file: a sentence for each sheet that was taken, the refusals, and the cells they name."""

    file: Path
    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Receipt:
    """When the agency received what it imports, and how, if not today; `day` is that of a rehearsal."""

    received: date | None = None
    note: str = ""
    day: date | None = None


@click.command(help="收取回复表，每项工作整张收取或整张退回。例：mubiao import answers 收到的回复")
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
    results = take_files(paths, Receipt(received, note.strip(), day), folder, keep=not dry_run)
    _print_results(results, "（仅核对，未收取）" if dry_run else "", as_json=as_json)
    if any(each.refused for each in results):
        click.get_current_context().exit(1)


def _print_results(results: Sequence[Taken], mark: str, *, as_json: bool) -> None:
    taken, refused = (list(chain(*lists)) for lists in ((r.taken for r in results), (r.refused for r in results)))
    if as_json:
        print_json({"taken": taken, "refused": refused})
        return
    print(f"{mark}收取{len(taken)}份，退回{sum(bool(each.refused) for each in results)}个文件。")
    print("\n".join([*taken, *refused]))


def take_files(paths: Sequence[Path], receipt: Receipt, folder: Path | None, *, keep: bool) -> list[Taken]:
    """Take every answer sheet in these files and folders; a refused sheet is written to `folder` with red cells.

    Raises Refused before anything is taken if a path or `folder` does not exist, or if a path holds no sheet.
    """
    if folder and not folder.is_dir():  # before anything is taken
        raise Refused(f"没有文件夹“{folder}”，请先建立，或改写 --returned。没有收取任何回复。")
    files = list(dict.fromkeys(file for path in paths for file in _find_sheets(path)))
    with installation():
        results = [_take_file(file, receipt, keep=keep) for file in files]
    if folder:
        _write_returned(results, folder)
    return results


def _write_returned(results: Sequence[Taken], folder: Path) -> None:
    """Write each refused sheet; of two files with one name the later one gets a number."""
    names: dict[str, int] = {}
    for result in (each for each in results if each.complaints):
        stem = result.file.stem
        names[stem] = names.get(stem, 0) + 1
        number = f"（{names[stem]}）" if names[stem] > 1 else ""
        content = returned(result.file.read_bytes(), result.complaints, "目标绩效管理机构")
        write_file(folder / f"{RETURNED}{stem}{number}.xlsx", content)


def _find_sheets(path: Path) -> Iterator[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SHEETS and file.is_file())
        sheets = [file for file in found if not file.name.startswith((RETURNED, "~$", "."))]
        if not sheets:
            raise Refused(f"文件夹“{path}”里没有回复表（.xlsx）。")
        yield from sheets
        return
    if not path.exists():
        raise Refused(f"没有文件或文件夹“{path}”，请检查路径。")
    yield path


def _take_file(file: Path, receipt: Receipt, *, keep: bool) -> Taken:
    result = Taken(file)
    try:
        sheets, digest = read_answer(file)
    except Refused as refusal:
        result.refused.append(refusal.message)
        return result
    others = Enclosed(each for each in sorted(file.parent.iterdir()) if each.is_file() and each != file)
    for sheet in sheets:
        try:
            result.taken.append(_take_sheet(Answer(sheet, digest, others), receipt, keep=keep))
        except ImportRefused as refusal:
            result.complaints += refusal.complaints
            result.refused += map(str, refusal.complaints)
        except Refused as refusal:
            result.complaints.append(sheet.complain(sheet.code, refusal.message))
            result.refused.append(f"{sheet.file} 工作表“{sheet.name}”：{refusal.message}")
    return result


def _take_sheet(answer: Answer, receipt: Receipt, *, keep: bool) -> str:
    """Perform the act of one sheet in a transaction of its own; returns its sentence."""
    note = "，".join(filter(None, (receipt.note, answer.sheet.file)))
    source = Source(means=Means.ANSWER, note=note, received=receipt.received)
    with begin() as session:
        duty = duty_of(session, answer.sheet)
    request = f"answer:{answer.digest}:{duty.key}:{duty.due_version}"
    entry = Entry(f"{duty.office}/{OFFICE}", source)
    summary = perform_act(take_answer, answer, on=receipt.day, request_id=request, keep=keep, entry=entry)
    return f"{answer.sheet.file} 工作表“{answer.sheet.name}”：{summary.words}"
