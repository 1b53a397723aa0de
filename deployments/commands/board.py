"""`mubiao board`: the 总表 of the offices as a web page that opens without a network (3.1)."""

from pathlib import Path

import click

from deployments.board.page import READABLE, board_page
from deployments.commands.answers import PATH, check_path, write_file
from deployments.installation import ledger
from tasks.clock import current_instant
from tasks.settings import settings


@click.command(help="总表：各部门各期事项办得怎样，写成一个网页。例：mubiao board -o 总表.html")
@click.option("-o", "--output", "file", metavar="文件", type=PATH, required=True, help="写成这个网页（.html）")
@click.option("--force", is_flag=True, help="文件已经存在时覆盖")
def command(*, file: Path, force: bool) -> None:
    """Write the page as of now."""
    check_path(file, (".html",), force=force)
    now = current_instant()
    with ledger() as session:
        page = board_page(session, now, late_first=settings().board_late_first)
    write_file(file, page, mode=READABLE)
    print(f"已写入总表：{file}")
