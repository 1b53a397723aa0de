"""`mubiao act NAME --file F`: the fields of one act, or a list of acts, which are performed one by one."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from deployments.act_entry import Entry
from deployments.act_list import ActOutcome, ListedAct, Ready, check_list, perform_list
from deployments.commands.answers import print_json, read_json
from deployments.commands.on_behalf import paper_of, source_of
from deployments.installation import installation
from models.intake.act_items import ActItem, ItemList, ListRefused, read_array, read_sheet
from models.ledger.acts import Act
from models.rules.errors import MubiaoError, Refused, Unavailable
from models.rules.plain_text import nested
from models.rules.rehearsal import prefixed

SHEETS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")


def read_given(
    file: Path, act: Act[Any], fields: Mapping[str, Any], sheet_name: str = ""
) -> Mapping[str, Any] | ItemList:
    """Returns the fields of one act from a JSON object, or a list of acts from a JSON array or a sheet.

    `fields` stand on the command line. Raises Refused if the file is not readable as one of them.
    """
    suffix = file.suffix.lower()
    if suffix != ".json" and act.form and "file" in act.form.model_fields:
        return {"file": file}  # the file itself is the input: evidence
    if suffix in SHEETS and act.form:
        return read_sheet(file, act.form, fields, sheet_name)
    value = read_json(_text_of(file), file.name)
    if isinstance(value, list):
        return read_array(file.name, value)
    if not isinstance(value, dict):
        raise Refused(f'“{file.name}”应为一个JSON对象，如{{"department": "SJYT"}}；几项写成列表[{{…}}, {{…}}]。')
    return value


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Refused(f"没有文件“{file}”，请检查路径和文件名。") from error
    except OSError as error:
        raise Refused(f"无法读取“{file}”，请检查路径和读取权限。") from error
    except UnicodeDecodeError as error:
        raise Refused(f"无法读取“{file}”：应为UTF-8编码的JSON文件，或表格（.xlsx、.xls、.ods、.csv）。") from error


def run_list(  # noqa: PLR0913 - the options of the command
    act: Act[Any],
    given: ItemList,
    fields: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    by: str | None,
    on: date | None,
    series: str | None,
    as_json: bool,
) -> None:
    """Check all acts of a list, perform them one by one, and print what became of each.

    Raises Refused with all faults before the first, or with how many were done before the one that was refused.
    """
    planned = _plan(given.items, fields, options, by, act.form)
    for guess in given.guessed:
        print(f"注意：{guess}。", file=sys.stderr)
    if given.ignored:
        print(f"注意：以下列不是“{act.title}”的内容，未读：{'、'.join(given.ignored)}。", file=sys.stderr)
    with installation():
        ready = check_list(act, planned, on, series, given.complaints)
        outcomes = _print_each(act, ready, on, as_json=as_json)
    if outcomes[-1].refusal:
        raise stopped(outcomes[-1].refusal, outcomes, len(ready))
    if not as_json:
        print(_total(outcomes))


def _plan(
    items: Sequence[ActItem],
    fields: Mapping[str, Any],
    options: Mapping[str, Any],
    by: str | None,
    form: type[BaseModel] | None,
) -> list[ListedAct]:
    """Returns the acts with what stands on the command line, which applies to each of them, put in.

    Raises ListRefused if the source or the signed paper of one is incomplete.
    """
    planned, complaints = [], []
    own_by = form is not None and "by" in form.model_fields
    for item in items:
        data = {**item.data, **fields}
        who = by or (None if own_by else data.pop("by", None))
        try:
            planned.append(
                ListedAct(
                    item, data, Entry(who and str(who), source_of(dict(options), data), paper_of(dict(options), data))
                )
            )
        except Refused as refusal:
            complaints.append(item.complain("", refusal.message))
    if complaints:
        raise ListRefused(complaints)
    return planned


def _print_each(act: Act[Any], ready: Sequence[Ready], on: date | None, *, as_json: bool) -> list[ActOutcome]:
    outcomes = []
    for outcome in perform_list(act, ready, on):
        outcomes.append(outcome)
        if not as_json and not outcome.refusal:
            print(prefixed(f"{outcome.place}：", _words(outcome)), flush=True)
    if as_json:
        print_json([_as_json(each) for each in outcomes])
    return outcomes


def _words(outcome: ActOutcome) -> str:
    if outcome.done_on:
        return f"已于{outcome.done_on}办理，这次没有重复办理。"
    return nested(outcome.summary.words)


def _as_json(outcome: ActOutcome) -> dict[str, Any]:
    if outcome.refusal:
        return {"place": outcome.place, "refused": outcome.refusal.message}
    done_on = {"done_on": outcome.done_on} if outcome.done_on else {}
    result = outcome.summary
    return {"place": outcome.place, **result.counts, **result.data, "words": result.words, **done_on}


def stopped(refusal: MubiaoError, outcomes: Sequence[ActOutcome], count: int) -> MubiaoError:
    """Returns the refusal of the list: which act, why, and how many were done; Unavailable if that of the act is."""
    done, left = len(outcomes) - 1, count - len(outcomes)
    what, kind = ("稍后", Unavailable) if isinstance(refusal, Unavailable) else ("改正后", Refused)
    return kind(
        f"{outcomes[-1].place}没有办理：{refusal.message}\n"
        f"前面{done}项已办理，后面{left}项没有办理。{what}再用这份清单办理，已办理的不会重复办理。"
    )


def _total(outcomes: Sequence[ActOutcome]) -> str:
    before = sum(each.done_on is not None for each in outcomes)
    again = f"，其中{before}项此前已办理；确要再办一次的，加 --request-id 编号" if before else ""
    return f"共{len(outcomes)}项，全部已办理{again}。"
