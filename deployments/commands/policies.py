"""`mubiao policies`: lists the settings that the standard leaves to the agency; 未设定 if not set."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, print_json
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.policies import list_policies
from models.rules.policy import SETTINGS, meant
from models.rules.setting import PolicySource
from tasks.clock import business_day

TITLES = ("设定", "名称", "条款", "内容", "生效", "来源", "依据")
EXAMPLE_TITLES = ("设定", "内容的示例", "即")
UNSET_EXAMPLES = "未设定的，内容可以这样写："
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
        listed = table(TITLES, [_cells(row) for row in rows], whole=(0, 4), wrapped=(1, 3, 6))
        print(listed, *_examples(rows), USAGE, sep="\n\n")


def _examples(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield an example of a value for each setting that has none."""
    unset = [SETTINGS[row["key"]] for row in rows if row["value"] is None]
    cells = [[each.key, each.example, meant(each)] for each in unset]
    if cells:
        yield f"{UNSET_EXAMPLES}\n\n{table(EXAMPLE_TITLES, cells, whole=(0,), wrapped=(1, 2))}"


def _cells(row: dict[str, Any]) -> list[Any]:
    source = PolicySource(row["source"]).label if row["source"] else ""
    return [row["key"], row["name"], row["clause"], row["words"], row["valid_from"] or "", source, row["basis"]]
