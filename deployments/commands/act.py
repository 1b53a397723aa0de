"""`mubiao act NAME --field value …`: performs any act of the ledger; `--list` lists them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from deployments.act_entry import Entry, perform_act
from deployments.commands.act_help import format_act, format_acts, listed_acts, suggest_act
from deployments.commands.answers import PATH, as_json, print_json, print_summary, read_json, rehearsed_day
from deployments.commands.on_behalf import on_behalf, paper_of, signed_paper, source_of
from deployments.installation import installation
from models.intake.faults import option_of
from models.ledger.acts import ACTS, Act, InputRefused, find_act
from models.rules.errors import Refused


@click.command(
    help="办理一项操作。例：mubiao act set_limit --target GZ2021-07-2 --limit 2026-10-20；全部操作：mubiao act --list；"
    "一项操作要填什么：mubiao act set_limit --help",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("name", metavar="[操作]", required=False)
@click.option("--list", "listing", is_flag=True, help="按主题列出全部操作")
@click.option("--help", "helping", is_flag=True, help="一项操作的字段、是否必填、可填的内容")
@click.option("--file", metavar="JSON", type=PATH, help="从JSON文件读取内容；提交印证材料时为该材料")
@click.option("--by", metavar="部门编码/姓名", help="由谁办理：部门、主要领导、分管省领导的事必填；记为代录")
@click.option("--request-id", metavar="编号", help="重复提交同一编号时返回首次结果")
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
    data = {**(_read_file(file, chosen) if file else {}), **dict(_parse_fields(ctx.args, chosen))}
    entry = Entry(by, source_of(source, data), paper_of(source, data))
    with installation():
        try:
            summary = perform_act(chosen, data, on=day, request_id=request_id, entry=entry)
        except InputRefused as refusal:
            raise Refused(refusal.with_options) from refusal
    print_summary(summary, as_json=as_json)


def _chosen(name: str) -> Act[Any]:
    """The act of that name. Raises UsageError with the most similar one if there is none."""
    if name not in ACTS:
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


def _read_file(file: Path, act: Act[Any]) -> Mapping[str, Any]:
    """Returns the fields of a JSON file. Raises Refused if it is not readable as a JSON object."""
    if file.suffix.lower() != ".json" and "file" in _fields_of(act.form):
        return {"file": file}  # the file itself is the input: evidence
    try:
        data = read_json(file.read_text(encoding="utf-8-sig"), file.name)
    except FileNotFoundError as error:
        raise Refused(f"没有文件“{file}”，请检查路径和文件名。") from error
    except OSError as error:
        raise Refused(f"无法读取“{file}”，请检查路径和读取权限。") from error
    except UnicodeDecodeError as error:
        raise Refused(f"无法读取“{file}”：应为UTF-8编码的JSON文件。") from error
    if not isinstance(data, dict):
        raise Refused(f'“{file.name}”应为一个JSON对象，如{{"department": "SJYT"}}。')
    return data


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
        yield name, read_json(value, argument.partition("=")[0]) if value.startswith(("[", "{")) else value
