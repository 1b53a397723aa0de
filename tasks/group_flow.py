"""A run of a flow on a host: the cells of a group, or one cell alone."""

from typing import cast

from prefect.states import Completed, Failed

from models.cell_turns import only_run
from models.ledger.acts import Summary
from models.rules.errors import Refused, printable
from tasks.artifacts import publish_rows
from tasks.cell import find_cell, host_address, open_registry
from tasks.group_run import Work, run_group

STILL_RUNNING = "上一次运行还在进行。"


def run_for_cells(work: Work, group: str, cell: str) -> Summary:
    """Run the steps in each cell of a group and publish the table of the group; a cell alone has no table.

    The run fails with the keys of the cells that failed. It ends at once while the run before is unfinished. Raises
    Refused if there is no such group or cell, Unavailable if the registry is away.
    """
    registry = open_registry()
    keys = [find_cell(registry.cells, printable(cell)).key] if cell else registry.of_group(group)
    if not keys:
        raise Refused(f"组“{printable(group)}”没有单元。查看：mubiao host list。")
    with only_run(host_address(), work.cycle.key, f"cell {cell}" if cell else group) as turns:
        if turns is None:
            return cast("Summary", Completed(message=STILL_RUNNING))  # a state that Prefect takes as it is
        result = run_group(work, registry, turns, keys)
    words = result.words(f"{work.cycle.name} {cell or group}")
    key = "" if cell else f"{work.cycle.key.replace('_', '-')}-{group}"
    publish_rows(key, [each.row() for each in result.cells], words)
    state = Failed if result.failed else Completed
    return cast("Summary", state(message=words.partition("\n")[0]))
