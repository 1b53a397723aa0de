"""`mubiao template KIND FILE`: an empty sheet of a kind, to be filled in and imported."""

from pathlib import Path

import click

from deployments.commands.answers import PATH, as_json, check_path, list_kinds, print_answer, write_file
from deployments.commands.sheet_kinds import SheetKindType
from deployments.installation import read_only
from models.ledger.agency_sheet import kinds
from models.ledger.agency_sheet.content import empty_sheet
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.kinds import KEYS, SHEETS
from models.ledger.agency_sheet.registers import REGISTERS
from notifications.documents.agency_sheet import workbook
from tasks.clock import business_day

TITLES = kinds.TITLES | {key: kind.title for key, (kind, _) in REGISTERS.items()}


def kind_of_sheet(key: str) -> SheetKind:
    """Returns a kind by its key; its module is loaded."""
    return SHEETS[key][0] if key in KEYS else REGISTERS[key][0]


# What is imported and has no empty sheet: each is written with the rows that are to be filled in.
WITHOUT = {
    "reports": "填报",
    "reviews": "在线复核",
    "covert-results": "收回暗访结果",
    "survey-results": "收回公众测评结果",
    "answers": "部门的回复表",
}
OF_OFFICE = "填报没有空白表：每个部门的回复表写有它自己的目标，请写出来填：mubiao document answer-sheet"
INSTEAD = {
    "reports": f"{OF_OFFICE}。",
    "answers": f"{OF_OFFICE}。",
    "reviews": "在线复核没有空白表：清单写有要复核的目标，请写出来填：mubiao reviews --xlsx 复核.xlsx。",
    "covert-results": "暗访结果没有空白表：填在交给第三方机构的清单里，请写出清单：mubiao document covert-list。",
    "survey-results": "公众测评没有空白表：填在下发的测评表里，请写出测评表：mubiao document survey-sheet。",
}


@click.command(
    help="空白表格，填好后用 mubiao import 导入。例：mubiao template inspectors 核查人员.xlsx",
    epilog=list_kinds(TITLES),
)
@click.argument("kind", metavar="种类", type=SheetKindType(TITLES | WITHOUT, INSTEAD))
@click.argument("place", metavar="文件", type=PATH)
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@as_json
def command(*, kind: str, place: Path, force: bool, as_json: bool) -> None:
    """Write an empty sheet."""
    check_path(place, (".xlsx",), force=force)
    chosen = kind_of_sheet(kind)
    with read_only() as session:
        sheet = empty_sheet(session, chosen, business_day(None).date)
    write_file(place, workbook(sheet), public=True)
    facts = {"kind": kind, "file": str(place), "columns": [column.title for column in chosen.layout]}
    words = f"已写入空白{chosen.title}：{place}\n填好后导入：mubiao import {kind} {place}"
    print_answer(facts, words, as_json=as_json)
