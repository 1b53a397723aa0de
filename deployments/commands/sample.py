"""`mubiao sample`: a reproducible random sample: commit, draw, reveal, verify."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.act_entry import perform_act
from deployments.check_program import redraw_program
from deployments.commands.answers import DATE, PATH, as_json, print_answer, print_json, rehearsed_day
from deployments.installation import installation
from deployments.sample_sheet import sheet_of
from models.database import begin
from models.intake.sample import read_strata
from models.ledger.acts import Act, read_input
from models.ledger.inspection.sampling import commit_sample, draw_sample, reveal_sample
from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.sample.document import document_of
from models.ledger.sample.draw import samples_of
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind
from models.rules.rehearsal import marked
from models.rules.sample_documents import check_document
from models.rules.sampling import Purpose, Split
from tasks.clock import new_secret

LARGEST = 100_000_000  # bytes
purpose_option = click.option(
    "--purpose",
    metavar="用途",
    type=click.Choice([each.value for each in Purpose]),
    default=Purpose.TARGETS.value,
    help="抽查目标targets（默认）或抽取核查组team",
)


@click.group(
    help="可由任何人重新核验的随机抽样。例：mubiao sample commit 2026-3 --year 2026 --by department --share 10%"
)
def command() -> None:
    """The steps of a sample."""


@command.command(help="承诺抽样。例：mubiao sample commit 2026-3 --year 2026 --by department --share 10% --at-least 1")
@click.argument("subject", metavar="事项")
@purpose_option
@click.option("--year", metavar="年度", type=int, help="总体为这一年度的目标")
@click.option("--departments", metavar="部门", help="只含这些责任部门，用、分开")
@click.option("--by", metavar="分层", type=click.Choice([each.value for each in Split]), help="按部门或目标类别分层")
@click.option("--key-projects", metavar="certain", type=click.Choice(["certain"]), help="重点项目另成一层，全部抽取")
@click.option(
    "--listed",
    metavar="certain",
    type=click.Choice(["certain"]),
    help="负面清单中的目标另成一层，全部抽取；中期核查、年度核查自动如此",
)
@click.option("--from", "file", metavar="CSV", type=PATH, help="总体为所给的名单，列为 stratum,id")
@click.option("--certain", metavar="层", help="名单中全部抽取的层，用、分开")
@click.option("--share", metavar="比例", help="每层抽取的比例，如10%，不足1项的进为1项")
@click.option("--at-least", metavar="数量", type=click.IntRange(1), help="按比例抽取时每层至少几项，默认1")
@click.option("--take", metavar="数量", type=click.IntRange(1), help="每层抽取几项；抽取核查组时为共需几人")
@click.option(
    "--number-kind",
    metavar="种类",
    type=click.Choice([each.value for each in NumberKind]),
    help="公开数种类：双色球double_colour、福彩3D lottery_3d、指数index、两人报数two_people",
)
@click.option(
    "--number-name",
    metavar="名称",
    help="双色球、福彩3D须写明期号，如双色球第2026030期；两人报数的写部门/姓名、部门/姓名",
)
@click.option("--number-on", "known_on", metavar="日期", type=DATE, help="公开数公布的日期，应在承诺日期之后")
@click.option("--reason", metavar="原因", help="同一事项再次承诺的原因")
@click.option("--left-out-reason", metavar="原因", help="方案所列部门的目标没有全部列入总体的原因，印在文书中")
@rehearsed_day
@as_json
def commit(
    *,
    file: Path | None,
    key_projects: str | None,
    listed: str | None,
    day: date | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Commit to a population, a rule and a secret, and print the commitment for publication before the draw."""
    data = {name: value for name, value in options.items() if value is not None}
    data |= {"key_projects_certain": key_projects is not None, "listed_certain": listed is not None}
    data["secret"] = new_secret()
    if file:
        data["strata"] = [{"name": name, "ids": ids} for name, ids in read_strata(file).items()]
    _perform(commit_sample, data, day, as_json=as_json)


@command.command(help="抽取样本。例：mubiao sample draw 2026-3 --number 05,12,19,22,28,33+07")
@click.argument("subject", metavar="事项")
@purpose_option
@click.option("--number", metavar="号码", default="", help="承诺时约定的公开数，照公布的写")
@click.option("--reason", metavar="原因", default="", help="公开数录错的，写明原因更正并重新抽取，前一次抽取仍列出")
@click.option("--evidence", metavar="文件", type=PATH, multiple=True, help="两人报数的，两人签名的报数单，各一个文件")
@rehearsed_day
@as_json
def draw(*, day: date | None, as_json: bool, **data: Any) -> None:  # noqa: ANN401 - values of options
    """Draw the committed sample, and print the result."""
    _perform(draw_sample, data, day, as_json=as_json)


@command.command(help="公布密数。例：mubiao sample reveal 2026-3")
@click.argument("subject", metavar="事项")
@purpose_option
@rehearsed_day
@as_json
def reveal(*, subject: str, purpose: str, day: date | None, as_json: bool) -> None:
    """Publish the secret, and print the document for verification."""
    _perform(reveal_sample, {"subject": subject, "purpose": purpose}, day, as_json=as_json)


@command.command(help="抽样文书，可公布。例：mubiao sample show 2026-3 --json > 抽样.json")
@click.argument("subject", metavar="事项")
@purpose_option
@click.option("--script", is_flag=True, help="公布密数后，文书末尾印上核验程序，供张贴或发文")
@as_json
def show(*, subject: str, purpose: str, script: bool, as_json: bool) -> None:
    """Print the current document of a sample; the program that checks it only on request."""
    with installation():
        _print_document(_load_document(subject, purpose), as_json=as_json, script=script)


@command.command(help="核验抽样文书，不需要初始化。例：mubiao sample verify 抽样.json --commitment 承诺.json")
@click.argument("file", metavar="[文件]", type=PATH, required=False)
@click.option("--commitment", metavar="文件", type=PATH, help="承诺时公布的文书（JSON），与之比对")
@click.option(
    "--script", is_flag=True, help="输出独立的核验程序，只需Python：mubiao sample verify --script > redraw.py"
)
@as_json
def verify(*, file: Path | None, commitment: Path | None, script: bool, as_json: bool) -> None:
    """Recompute a document. Raises Refused if it does not hold."""
    if script:
        print(redraw_program(), end="")
        return
    if file is None:
        raise click.UsageError("缺少 文件。", click.get_current_context())
    document = _read_document(file)
    verdict = check_document(document, _read_document(commitment) if commitment else None)
    if as_json:
        print_json({"ok": not verdict.faults, "proven": verdict.proven, "violations": verdict.faults})
    elif verdict.proven:
        sound = marked("核验无误。", rehearsal=document.get("rehearsal", False))
        print("\n".join([sound, *verdict.proven]))
    if verdict.faults:
        raise Refused("\n".join([f"核验发现{len(verdict.faults)}处不符：", *verdict.faults]))


def _perform(act: Act[Any], data: dict[str, Any], day: date | None, *, as_json: bool) -> None:
    with installation():
        perform_act(act, read_input(act, data), on=day)
        _print_document(_load_document(data["subject"], data["purpose"]), as_json=as_json)


def _load_document(subject: str, purpose: str) -> dict[str, Any]:
    with begin() as session:
        samples = samples_of(session, home(session), subject.strip(), Purpose(purpose))
        if not samples:
            raise Refused(f"“{subject}”{Purpose(purpose).label}还没有承诺抽样。")
        return document_of(session, samples, rehearsal=is_rehearsal(session))


def _print_document(document: dict[str, Any], *, as_json: bool, script: bool = True) -> None:
    print_answer(document, "\n".join(sheet_of(document, script=script)), as_json=as_json)


def _read_document(file: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Returns the JSON of a file. Raises Refused if it is missing, unreadable or too large."""
    try:
        if file.stat().st_size > LARGEST:
            raise Refused(f"“{file}”超过100MB，不是抽样文书。")
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as absent:
        raise Refused(f"没有文件“{file}”，请检查路径和文件名。") from absent
    except OSError as unreadable:
        raise Refused(f"无法读取“{file}”，请检查路径和读取权限。") from unreadable
    except (ValueError, RecursionError) as error:
        raise Refused(f"“{file}”不是有效的JSON文件。") from error
