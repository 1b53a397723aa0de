"""`mubiao policies`: lists the settings that the standard leaves to the agency; 未设定 if not set."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, print_json
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.policies import list_policies
from models.rules.setting import PolicySource
from tasks.clock import business_day

TITLES = ("设定", "名称", "条款", "内容", "生效", "来源", "依据")
USAGE = """未设定的不计算、不限期，“1+6+N”按标准。设定：
mubiao act set_policy --key 设定 --value 内容 --basis 依据 --valid-from 生效日期"""


@click.command(
    help="标准留给机构设定的内容。例：mubiao policies；设定：mubiao act set_policy --key appeal_lodging_days …"
)
@click.option("--all", "everything", is_flag=True, help="包括以前的设定")
@on_day
@as_json
def command(*, everything: bool, day: date | None, as_json: bool) -> None:
    """List the settings in force on the day."""
    with installation(), begin() as session:
        rows = list_policies(session, business_day(day).date, everything=everything)
    if as_json:
        print_json(rows)
    else:
        print(table(TITLES, [_cells(row) for row in rows], whole=(0, 4), wrapped=(1, 3, 6)), USAGE, sep="\n\n")


def _cells(row: dict[str, Any]) -> list[Any]:
    source = PolicySource(row["source"]).label if row["source"] else ""
    return [row["key"], row["name"], row["clause"], row["words"], row["valid_from"] or "", source, row["basis"]]
