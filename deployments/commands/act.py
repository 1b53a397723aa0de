"""`mubiao act NAME --field value …`: performs any act of the ledger; `--list` lists them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from deployments.act_entry import Entry, perform_act
from deployments.commands.act_file import read_given, run_list
from deployments.commands.act_help import format_act, format_acts, listed_acts, suggest_act
from deployments.commands.answers import PATH, as_json, print_json, print_summary, read_json, rehearsed_day
from deployments.commands.on_behalf import on_behalf, paper_of, signed_paper, source_of
from deployments.installation import installation
from models.intake.act_items import ItemList
from models.intake.faults import option_of
from models.ledger.act_index import ACT_INDEX
from models.ledger.acts import Act, InputRefused, Summary, find_act
from models.ledger.jurisdiction import INIT
from models.rules.chinese_dates import as_iso
from models.rules.errors import Refused
from models.rules.keys import check_request_id

FIELD = re.compile(r"（([a-z][a-z_]*)）")


@click.command(
    help="办理一项操作。例：mubiao act set_limit --target GZ2021-07-2 --limit 2026-10-20；全部操作：mubiao act --list；"
    "一项操作要填什么：mubiao act set_limit --help",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("name", metavar="[操作]", required=False)
@click.option("--list", "listing", is_flag=True, help="按主题列出全部操作")
@click.option("--help", "helping", is_flag=True, help="一项操作的字段、是否必填、可填的内容")
@click.option(
    "--file", metavar="文件", type=PATH, help="从JSON文件读取内容，列表或表格逐项办理；提交印证材料时为该材料"
)
@click.option("--sheet", "sheet_name", metavar="名称", default="", help="表格中几个工作表都符合要求时，读哪一个")
@click.option("--by", metavar="部门编码/姓名", help="由谁办理：部门、主要领导、分管省领导的事必填；记为代录")
@click.option(
    "--request-id", metavar="编号", help="重复提交同一编号时返回首次结果；清单另写编号的，内容相同的也再办一次"
)
@on_behalf
@signed_paper
@rehearsed_day
@as_json
@click.pass_context
def command(  # noqa: PLR0913 - the options of the command
    ctx: click.Context,
    /,
    *,
    name: str | None,
    listing: bool,
    helping: bool,
    file: Path | None,
    sheet_name: str,
    by: str | None,
    request_id: str | None,
    day: date | None,
    as_json: bool,
    **source: Any,  # noqa: ANN401 - the options of `on_behalf`
) -> None:
    """List the acts, or perform one."""
    if helping and not name:
        print(ctx.get_help())
        return
    if listing or not name:
        _print_acts(as_json=as_json)
        return
    chosen = _chosen(name)
    if helping:
        print(format_act(chosen))
        return
    if chosen.instead:
        raise Refused(chosen.instead)
    check_request_id(request_id or "")
    sheet = ["--sheet", sheet_name] if sheet_name and not file else []  # without a file it is a field of the act
    fields = dict(_parse_fields([*ctx.args, *sheet], chosen))
    given = read_given(file, chosen, fields, sheet_name) if file else {}
    if isinstance(given, ItemList):
        run_list(chosen, given, fields, source, by=by, on=day, series=request_id, as_json=as_json)
        return
    data = {**given, **fields}
    entry = Entry(by, source_of(source, data), paper_of(source, data))
    print_summary(_perform_one(chosen, data, day, request_id, entry), as_json=as_json)


def _perform_one(
    act: Act[Any], data: Mapping[str, Any], day: date | None, request_id: str | None, entry: Entry
) -> Summary:
    """Performs one act. Raises Refused with the options of the fields that are wrong."""
    with installation(new=act.name == INIT):
        try:
            return perform_act(act, data, on=day, request_id=request_id, entry=entry)
        except InputRefused as refusal:
            raise Refused(refusal.with_options) from refusal
        except Refused as refusal:
            if (words := with_options(refusal.message, act)) == refusal.message:
                raise
            raise Refused(words) from refusal


def with_options(words: str, act: Act[Any]) -> str:
    """Returns a refusal with the option of each field that it names in brackets: （--number）."""
    known = _fields_of(act.form)
    return FIELD.sub(lambda found: f"（{option_of(found[1])}）" if found[1] in known else found[0], words)


def _chosen(name: str) -> Act[Any]:
    """The act of that name or title. Raises UsageError with the most similar one for another name."""
    name = next((each.name for each in ACT_INDEX.values() if each.title == name and each.form), name)
    if name not in ACT_INDEX:
        raise click.UsageError(f"没有名为“{name}”的操作{suggest_act(name)}。全部操作：mubiao act --list")
    return find_act(name)


def _print_acts(*, as_json: bool) -> None:
    if not as_json:
        print(format_acts())
        return
    print_json(
        [{"name": a.name, "title": a.title, "clause": a.clause, "fields": _fields_of(a.form)} for a in listed_acts()]
    )


def _fields_of(form: type[BaseModel] | None) -> dict[str, str]:
    fields = form.model_fields.items() if form else ()
    return {f.alias or name: f"{f.title or name}{'*' if f.is_required() else ''}" for name, f in fields}


def _describe_fields(form: type[BaseModel] | None) -> str:
    return " ".join(f"{option_of(name)} {title}" for name, title in _fields_of(form).items())


def _parse_fields(arguments: list[str], act: Act[Any]) -> Iterator[tuple[str, Any]]:
    """Yield name and value of each option. Raises UsageError if one is unknown or has no value."""
    known = _fields_of(act.form)
    remaining = iter(arguments)
    for argument in remaining:
        name = argument.removeprefix("--").replace("-", "_").partition("=")[0]
        if not argument.startswith("--") or name not in known:
            raise click.UsageError(f"没有选项 {argument}。“{act.title}”的内容：{_describe_fields(act.form)}")
        value = argument.partition("=")[2] if "=" in argument else next(remaining, None)
        if value is None:
            raise click.UsageError(f"{argument} 缺少内容。")
        structured = value.startswith(("[", "{"))
        yield name, read_json(value, argument.partition("=")[0]) if structured else _typed(value, name, act.form)


def _typed(value: str, name: str, form: type[BaseModel] | None) -> str:
    """The value of an option; a day that is typed in Chinese or in wide characters as 2026-06-30."""
    fields = form.model_fields.items() if form else ()
    found = next((field for key, field in fields if name in (key, field.alias)), None)
    kind = found.annotation if found else None
    return as_iso(value) if date in (kind, *get_args(kind)) else value
