"""`mubiao secrets`: lists marked records and their openings, and opens one: recorded before it is shown (4.7)."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.act_entry import Entry, perform_act
from deployments.commands.answers import PATH, as_json, check_path, print_answer, rehearsed_day, write_file
from deployments.commands.on_behalf import PAPER, paper_of, signed_paper
from deployments.installation import installation, ledger
from deployments.text_table import table
from models.database import begin
from models.ledger.acts import read_input
from models.ledger.evidence.store import evidence_store
from models.ledger.secrecy.access import OpenedContent, content_of, marked_now, open_secret
from models.rules.errors import Refused, Unavailable
from models.rules.secrecy import SUFFIX, Marking, Matter, pointer

TITLES = ("事项", "标注日期", "阅看人员", "已阅看", "依据或原因")


@click.group(help="涉密事项：列出已标注的，或由阅看人员本人阅看。例：mubiao secrets list", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List marked records, unless a subcommand follows."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_marked, as_json=False)


@command.command("list", help="已标注密级的事项、阅看人员和阅看次数，不含内容。例：mubiao secrets list")
@as_json
def list_marked(*, as_json: bool) -> None:
    """List marked records; as JSON with every opening."""
    with ledger() as session:
        rows = marked_now(session)
    listed = table(TITLES, map(_cells, rows), whole=(0,), wrapped=(2, 4)) if rows else "没有标注密级的事项。"
    print_answer(rows, listed, as_json=as_json)


@command.command(
    "open",
    help="阅看涉密事项，记入台账。例：mubiao secrets open --target GZ2021-07-2 --by SJYT/李明 --purpose 核对进度",
)
@click.option("--target", metavar="目标编号", default="", help="目标；同时写明核查编号的，为该次核查对它的结果")
@click.option("--year", metavar="年度", type=int, help="目标的年度，默认为业务日期所在年度")
@click.option("--inspection", metavar="核查编号", default="", help="如2026-3")
@click.option("--evidence", metavar="SHA-256", default="", help="印证材料，至少前8位")
@click.option("--by", metavar="部门编码/姓名", help="代谁阅看，须有其签字；不写即本机经办人本人")
@signed_paper
@click.option("--purpose", metavar="用途", required=True, help="为何阅看")
@click.option("-o", "--output", "place", metavar="文件", type=PATH, help="写成这个文件；印证材料必须写明")
@rehearsed_day
@as_json
def open_marked(*, by: str | None, place: Path | None, day: date | None, as_json: bool, **data: Any) -> None:  # noqa: ANN401 - the act's fields
    """Open a marked record: the act is committed first, then the content is queried."""
    if place:
        check_path(place, (place.suffix.lower(),), force=False)
    elif data["evidence"]:
        raise Refused("阅看印证材料须写明存放的文件，请加 -o 文件。")
    paper = paper_of({name: data.pop(name) for name in PAPER}, {})
    with installation():
        summary = perform_act(open_secret, read_input(open_secret, data), on=day, entry=Entry(by, paper=paper))
        with begin() as session:
            content = content_of(session, summary.data["access"])
    if place:
        write_file(place, _content_bytes(content))
    _print_content(summary.words, content, place, as_json=as_json)


def _print_content(words: str, content: OpenedContent, place: Path | None, *, as_json: bool) -> None:
    lines = [f"已写入：{place}"] if place else [f"{title}：{text}" for title, text in content.lines]
    told = {"file": str(place)} if place else {"content": dict(content.lines)}
    print_answer({"words": words, **told}, "\n".join([words, *lines]), as_json=as_json)


def _content_bytes(content: OpenedContent) -> bytes:
    """Returns the file itself, or the lines as text. Raises Unavailable if the file is unreadable."""
    if content.file:
        try:
            return evidence_store().read(content.file)
        except OSError as error:
            raise Unavailable(
                f"阅看已记入台账，但印证材料{content.file[:SUFFIX]}无法读取，请执行 mubiao verify 核对。"
            ) from error
    return "".join(f"{title}：{text}\n" for title, text in content.lines).encode()


def _cells(row: dict[str, Any]) -> list[Any]:
    what = pointer(Matter(row["record"]), row["record_key"], Marking(row["marking"]))
    readers = "、".join(row["readers"]) or "未指定"
    return [what, row["marked_on"], readers, f"{len(row['openings'])}次", row["reason"]]
