"""docs/reference/acts.md: every act with its clause, roles, fields and an example."""

import json
from itertools import groupby
from typing import Any

from pydantic.fields import FieldInfo

from deployments.commands.import_sheets import KINDS, importing
from deployments.reference.allowed import KEYS, allowed, default_of
from deployments.reference.examples import Step, example_of
from deployments.reference.markdown import code, fence, page, prose, table
from models.ledger.acts import Act, Role, all_acts
from models.rules.organ_word import in_own_word

WITHOUT_INPUT = "没有要填的内容。"


def acts_page() -> str:
    """A list of all acts by clause, and a section for each."""
    acts = sorted(all_acts(), key=lambda act: (_number(act.clause), act.name))
    rows = ([clause, "、".join(map(_link, same))] for clause, same in groupby(acts, lambda act: act.clause))
    return page("操作", prose("pages", "acts"), table(("条款", "操作"), rows), *map(_section, acts))


def _number(clause: str) -> list[int]:
    return [int(part) for part in clause.replace("-", ".").split(".")]


ANSWER_SHEETS = "内容是部门交回的[回复表](../agency/answers.md)。"


def _link(act: Act[Any]) -> str:
    return f"[{act.title}](#{act.name})"


def _section(act: Act[Any]) -> str:
    roles = in_own_word("、".join(role.label for role in Role if role in act.roles), "")
    by_machine = "每日巡检自动办理，例子是巡检的命令。" if act.roles == {Role.SYSTEM} else ""
    about = f"{act.title}。条款{act.clause}，由{roles}办理。{by_machine}{act.instead}"
    return "\n\n".join([f"## {act.name}", about, _input(act), _shown(example_of(act.name))])


def _input(act: Act[Any]) -> str:
    if act.form is None:
        kinds = [kind for kind in KINDS if importing(kind)[0] is act]
        return f"内容是一张表，各列见[{kinds[0]}](sheets.md#{kinds[0]})。" if kinds else ANSWER_SHEETS
    fields = act.form.model_fields.items()
    titles = ("字段", "含义", "必填", "可填", "不写则为")
    return table(titles, (_row(act, name, field) for name, field in fields)).rstrip() if fields else WITHOUT_INPUT


def _row(act: Act[Any], name: str, field: FieldInfo) -> list[str]:
    name = field.alias or name
    keys = KEYS.get((act.name, name))
    values = "、".join(map(code, keys)) if keys else allowed(field)
    return [code(name), field.title or "", "是" if field.is_required() else "", values, default_of(field)]


def _shown(example: Step) -> str:
    """The command, and the JSON files that it reads."""
    files = [f"`{name}`：\n\n{_json(held)}" for name, held in example.files.items() if name.endswith(".json")]
    return "\n\n".join([fence(example.line).rstrip(), *files])


def _json(value: object) -> str:
    return fence(json.dumps(value, ensure_ascii=False, indent=2), "json").rstrip()
