"""`mubiao import KIND FILE`: imports all rows or none; a second import changes nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.act_entry import Around, Entry, Prepare, perform_act
from deployments.calendar_copy import save_calendar
from deployments.commands.answers import DATE, PATH, as_json, list_kinds, print_json, rehearsed_day
from deployments.commands.calendar_files import CALENDARS, list_moves, of_notice, read_days, refuse_notice, with_notice
from deployments.commands.import_answers import ANSWERS
from deployments.commands.import_answers import command as answers
from deployments.commands.on_behalf import on_behalf, paper_of, signed_paper, source_of
from deployments.commands.sheet_kinds import MATCHED, SheetKindType, find_key, keys_of
from deployments.installation import installation
from models.database import begin
from models.intake.agency_sheet import FilledSheet, read_filled
from models.intake.calendar import read_calendar
from models.intake.complaints import Checked, ImportRefused
from models.intake.contact import read_contacts
from models.intake.covert import read_covert_results
from models.intake.department import read_departments, read_uncoded
from models.intake.indicator import read_indicators
from models.intake.report import read_reports
from models.intake.review import read_reviews
from models.intake.sheet.reading import LACKING
from models.intake.source import PaperGiven
from models.intake.survey import read_survey_results
from models.intake.target import read_drafts, read_targets
from models.ledger.acts import Act
from models.ledger.agency_sheet import kinds
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.agency_sheet.registers import REGISTERS
from models.ledger.agency_sheet.settling import settle
from models.ledger.calendar.days import import_calendar, import_local_calendar
from models.ledger.covert.results import return_covert_results
from models.ledger.cycle.forecast import forecast_opening, has_begun, warn_before_opening
from models.ledger.draft.tree_import import import_indicators
from models.ledger.draft.writing import import_drafts
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.registry.contacts import import_contacts
from models.ledger.registry.sheets import import_departments
from models.ledger.report.sheets import import_reports
from models.ledger.review.sheets import import_reviews
from models.ledger.survey.results import return_survey_results
from models.ledger.target.issuing import import_targets
from models.rules.errors import Refused
from models.rules.rehearsal import prefixed
from models.rules.workdays import BusinessDay
from tasks.settings import settings

Reader = Callable[[Path, str], Any]  # returns what the act takes: Checked rows, or a sheet of the agency
REGISTERED: dict[str, tuple[Act[Any], Reader]] = {
    "departments": (import_departments, read_departments),
    "contacts": (import_contacts, read_contacts),
    "targets": (import_targets, read_targets),
    "drafts": (import_drafts, read_drafts),
    "indicators": (import_indicators, read_indicators),
    "reports": (import_reports, read_reports),
    "reviews": (import_reviews, read_reviews),
    "covert-results": (return_covert_results, read_covert_results),
    "survey-results": (return_survey_results, read_survey_results),
    "calendar": (import_calendar, read_calendar),
    "local-calendar": (import_local_calendar, read_calendar),
}
KINDS = (*REGISTERED, *SHEETS)
TITLES = {key: chosen.title.removeprefix("导入") for key, (chosen, _) in REGISTERED.items()} | kinds.TITLES
TITLES |= {ANSWERS: "部门的回复表"}
OF_REGISTERS = ("departments", "contacts", "targets", "reports")
OF_SIGNERS = {"contacts", "departments"}  # what they say of heads and leaders stands on a paper (A49b)
CORRECTABLE = {"departments", "targets", "indicators", "covert-results", "survey-results"}
WITH_PAGE = {"targets", "indicators"}  # corrected with the source page
STATED = ("issued_on", "taken_over", "match_rows", "clears")


def importing(kind: str) -> tuple[Act[Any], Reader]:
    """Returns the act that imports a kind of sheet, and its reader."""
    if kind in REGISTERED:
        return REGISTERED[kind]
    sheet, chosen = SHEETS[kind]
    return chosen, lambda path, sheet_name: read_filled(path, sheet.layout, sheet_name)


class _ByKind(click.Command):
    """The kind `answers` has a separate command: it takes any number of files, and other options."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as click passes them
    ) -> click.Context:
        if args and find_key(keys_of(TITLES), args[0]) == ANSWERS:
            return answers.make_context(f"{info_name} {ANSWERS}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(
    cls=_ByKind,
    help="导入表格（.xlsx、.xls、.ods、.csv、日历.json），全部导入或全不导入。例：mubiao import targets a.xlsx",
    epilog=list_kinds(TITLES),
)
@click.argument("kind", metavar="种类", type=SheetKindType(TITLES))
@click.argument("file", metavar="文件", type=PATH)
@click.option("--dry-run", is_flag=True, help="只核对，不导入；工作日历另列出哪些期限会变")
@click.option("--sheet", "sheet_name", metavar="名称", default="", help="几个工作表都符合要求时，读哪一个")
@click.option("--reason", metavar="原因", default="", help="填报已截止时，由管理机构代录的原因")
@click.option("--correction", metavar="原因", help="部门名称、已下达目标或已收回的暗访、测评结果有误时更正，写明原因")
@click.option("--issued-on", metavar="日期", type=DATE, help="目标表中没有写下达日期的，都是这一天下达的")
@click.option("--taken-over", metavar="文号 日期", type=(str, DATE), help="不经草案的新目标由哪份文件下达：文号和日期")
@click.option("--match-rows", is_flag=True, help="核对码（校验码）为空的行，按编号、名称等认行，列出的差异已核对无误")
@click.option("--yes", "clears", is_flag=True, help="部门表中空着的地址确要清空")
@click.option("--assign-codes", is_flag=True, help="没有编码的部门，按名称沿用原编码，新部门依次编为D001、D002……")
@click.option("--evidence", metavar="文件", type=PATH, multiple=True, help="更正已下达目标的依据：原件该页，可写几次")
@click.option("--by", metavar="部门编码/姓名", help="由谁填报；不写即表中各部门，记为代录")
@of_notice
@on_behalf
@signed_paper
@rehearsed_day
@as_json
def command(
    *,
    kind: str,
    file: Path,
    dry_run: bool,
    reason: str,
    correction: str | None,
    day: date | None,
    as_json: bool,
    **more: Any,  # noqa: ANN401 - `--by`, `--sheet`, `--issued-on`, `--taken-over` …, the options of `of_notice` and `on_behalf`
) -> None:
    """Read, validate and import one sheet."""
    entry = Entry(more.pop("by"), source_of(more, {}), _paper_of(kind, more))
    try:
        stated = _stated_of(kind, more)
        given = _reason_of(kind, reason, correction), _pages_of(kind, correction, more.pop("evidence"))
        read = _read_sheet(kind, file, more)
        checked = replace(read, reason=given[0], evidence=given[1] or read.evidence, **stated)
        _state_reading(checked)
        with installation():
            around = around_of(kind, settles=not more["assign_codes"])
            summary = perform_act(importing(kind)[0], checked, on=day, keep=not dry_run, entry=entry, around=around)
            if kind in CALENDARS and not dry_run:
                _save_calendar_copy()
    except ImportRefused as refusal:
        if as_json:
            counts = dict.fromkeys(("rows", "new", "changed", "same"), 0)
            print_json({**counts, "complaints": [_complaint_json(each) for each in refusal.complaints]})
        raise
    if as_json:
        print_json({**summary.counts, **with_notice(summary.data), "complaints": []})
    else:
        print(f"{prefixed('（仅核对，未导入）' if dry_run else '', summary.words)}{list_moves(summary.data)}")


def around_of(kind: str, *, settles: bool) -> Around:
    """Return what is compared before the import of a sheet, and what is told after it."""
    return Around(_settle(kind) if settles else None, _warn_before_first_sweep if kind == "targets" else None)


def _settle(kind: str) -> Prepare | None:
    """Return what compares the rows of an exported sheet with the ledger before they are imported."""
    if kind not in REGISTERS:
        return None
    sheet, model = REGISTERS[kind]
    return lambda session, data, day: settle(session, sheet, model, data, (home(session), day.date))


def _warn_before_first_sweep(session: Session, day: BusinessDay) -> None:
    """Print on stderr how many duties the first sweep would open with these targets, if some are overdue at once."""
    if not has_begun(session) and (warning := warn_before_opening(forecast_opening(session, day.date), whole=True)):
        print(f"注意：{warning}", file=sys.stderr)


def _state_reading(checked: Checked[Any] | FilledSheet) -> None:
    """Print on stderr what was guessed when the file was read, and which columns were not imported."""
    for guess in checked.guessed:
        print(f"注意：{guess}。", file=sys.stderr)
    if checked.ignored:
        print(f"注意：以下列无法识别，未导入：{'、'.join(checked.ignored)}。", file=sys.stderr)


def _reason_of(kind: str, reason: str, correction: str | None) -> str:
    """Returns the reason for accepting a late report or a correction. Raises Refused if the reason is empty."""
    if correction is None:
        return "" if kind in CORRECTABLE else reason.strip()
    if kind not in CORRECTABLE:
        raise click.UsageError(f"--correction 只用于 {'、'.join(sorted(CORRECTABLE))}。")
    if not correction.strip():
        raise Refused("--correction 须写明更正的原因，如：--correction 数量录入有误。")
    return correction.strip()


def _stated_of(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Returns what is stated for a whole sheet. Raises UsageError if it is not stated for this kind."""
    stated = {name: value for name in STATED if (value := options.pop(name))}
    if stated.keys() & {"issued_on", "taken_over"} and kind != "targets":
        raise click.UsageError("--issued-on、--taken-over 只用于 targets。")
    if "clears" in stated and kind != "departments":
        raise click.UsageError("--yes 只用于 departments。")
    if "match_rows" in stated and kind not in {*SHEETS, *MATCHED}:
        raise click.UsageError("--match-rows 只用于导出的工作表。")
    return stated


def _paper_of(kind: str, options: dict[str, Any]) -> PaperGiven | None:
    """Returns the paper of those whom a sheet names, or that a second person signed. Raises UsageError elsewhere."""
    paper = paper_of(options, {})
    if paper and not (kind in OF_SIGNERS or importing(kind)[0].second_hand):
        raise click.UsageError(
            "--paper、--paper-date、--page 只用于 departments、contacts（任免文件），"
            "和由第二人签字的 reviews、leader-readings。"
        )
    return paper


def _pages_of(kind: str, correction: str | None, evidence: tuple[Path, ...]) -> tuple[Path, ...]:
    """Returns the source pages of a correction of targets. Raises UsageError if they are given for anything else."""
    if evidence and (kind not in WITH_PAGE or correction is None):
        raise click.UsageError(
            "--evidence 只用于更正目标：mubiao import targets 文件 --correction 原因 --evidence 原件。"
        )
    return evidence


def _read_sheet(kind: str, file: Path, options: dict[str, Any]) -> Any:  # noqa: ANN401 - what the act takes
    if kind in CALENDARS:
        return read_days(kind, file, options)
    refuse_notice(options)
    if options["assign_codes"] and kind != "departments":
        raise click.UsageError("--assign-codes 只用于 departments。")
    read = read_uncoded if options["assign_codes"] else importing(kind)[1]
    try:
        return read(file, options["sheet_name"])
    except Refused as refusal:
        if LACKING in refusal.message and (others := "、".join(_kinds_of(file, options["sheet_name"]))):
            raise Refused(f"{refusal.message}如果是另一种表：{others}。") from refusal
        raise


def _kinds_of(file: Path, sheet_name: str) -> Iterator[str]:
    """Yield the kinds whose columns the sheet has; of the registers only, as those of the agency are exported."""
    for kind in OF_REGISTERS:
        with suppress(Refused):
            importing(kind)[1](file, sheet_name)
            yield f"{TITLES[kind]}（mubiao import {kind}）"


def _save_calendar_copy() -> None:
    with begin() as session:
        save_calendar(settings().home, calendar_of(session, home(session)))


def _complaint_json(complaint: Any) -> dict[str, str]:  # noqa: ANN401 - a Complaint
    place = {name: getattr(complaint, name) for name in ("cell", "value", "message")}
    return {"sheet": complaint.sheet or complaint.file} | place
