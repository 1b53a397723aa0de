"""The cell that a command works for, and the commands that a cell has not."""

import os

import click
from click.core import ParameterSource

from deployments.cli import OF_ONE_BOX
from models.rules.errors import Refused
from tasks.settings import settings

OF_NO_CELL = OF_ONE_BOX | {"demo", "simulate", "bench"}
SERVED = "本机设置了 MUBIAO_HOST_URL，各单元由 mubiao host 运行，不用 mubiao up。"


def choose_cell(context: click.Context, cell: str) -> None:
    """Use the settings of a cell until the command has ended.

    Raises Refused for a command that no cell has: it makes another database, or the host does it.
    """
    command = context.invoked_subcommand
    if context.get_parameter_source("cell") is ParameterSource.COMMANDLINE and not cell:
        raise Refused("--cell 应写单元编号，不能空着。查看：mubiao host list。")
    if command == "up" and os.environ.get("MUBIAO_HOST_URL"):
        raise Refused(SERVED)
    if command in OF_NO_CELL and (cell or (command in OF_ONE_BOX and settings().cell)):
        raise Refused(f"mubiao {command} 不在单元中执行：单元的建立、运行和恢复用 mubiao host。")
    if cell and command != "host":
        from tasks.cell import cell_settings, refuse_held  # noqa: PLC0415 - a desk has no registry

        found = context.with_resource(cell_settings(cell))
        if command == "run":
            refuse_held(found)
