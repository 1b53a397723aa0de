"""docs/reference/acts.md: every act with its clause, roles, fields and an example."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from deployments.commands.import_sheets import KINDS, importing
from deployments.reference.allowed import KEYS, allowed, default_of
from deployments.reference.markdown import NONE, code, fence, page, prose, table
from models.ledger.acts import Act, Role, all_acts
from models.rules.organ_word import in_own_word
from models.rules.policy import SETTINGS, meant
from tasks.settings import Settings

FILE = Path(__file__).parents[2] / "tests" / "data" / "act_examples.json"
# Commands other than `mubiao act` that do an act.
ACT_OF = {
    "mubiao import answers": "take_answer",
    "mubiao secrets open": "open_secret",
    "mubiao run daily_sweep": "record_sweep",
    "mubiao run 每日巡检": "hold_notices",
    "mubiao run receive --json": "conclude_mail",
    "mubiao run receive": "receive_mail",
    "mubiao backup": "record_keyless_backup",
    "mubiao restore": "begin_rehearsal",
    "mubiao sample commit": "commit_sample",
    "mubiao account open": "open_account",
    "mubiao account slip": "make_slip",
    "mubiao account confirm": "confirm_slip",
    "mubiao account end": "end_account",
    "网页 首次登录": "first_sign_in",
    "网页 更改口令": "change_password",
    "网页 发送验证码": "send_sign_in_code",
    **{f"mubiao import {kind}": importing(kind)[0].name for kind in KINDS},
}


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a story with the day on which it is given, the files that it reads, and who gives it."""

    day: str
    line: str
    files: dict[str, Any] = field(default_factory=dict)
    fill: dict[str, Any] = field(default_factory=dict)
    behind: str = ""
    operator: str = ""

    @property
    def act(self) -> str:
        """The act that it does; empty for other commands."""
        found = re.match(r"mubiao act (\w+)", self.line)
        return found[1] if found else next((act for line, act in ACT_OF.items() if self.line.startswith(line)), "")

    @property
    def words(self) -> list[str]:
        """The command without the name of the program."""
        return shlex.split(self.line)[1:]


@cache
def stories() -> dict[str, tuple[Step, ...]]:
    """Every story by its name."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: tuple(_steps(steps)) for name, steps in data.items()}


def _steps(data: list[dict[str, Any]]) -> Iterator[Step]:
    day = ""
    for step in data:
        day = step.get("on", day)
        yield Step(
            day,
            step.get("do", ""),
            step.get("files", {}),
            step.get("fill", {}),
            step.get("sql", ""),
            step.get("by", ""),
        )


def example_of(act: str) -> Step:
    """The first step that does the act. Raises LookupError if there is none."""
    found = [step for steps in stories().values() for step in steps if step.act == act]
    if not found:
        raise LookupError(f"no example of {act} in tests/data/act_examples.json")
    return found[0]


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
    by_machine = "每日巡检自动办理，例子是巡检的命令。" if act.roles == {Role.SYSTEM} and not act.instead else ""
    about = f"{act.title}。条款{act.clause}，由{roles}办理。{by_machine}{act.instead}"
    return "\n\n".join([f"## {act.name}", about, _input(act), _shown(example_of(act.name))])


def _input(act: Act[Any]) -> str:
    if act.form is None:
        kinds = [kind for kind in KINDS if importing(kind)[0] is act]
        return f"内容是一张表，各列见[{kinds[0]}](sheets.md#{kinds[0]})。" if kinds else ANSWER_SHEETS
    fields = act.form.model_fields.items()
    titles = ("字段", "含义", "必填", "可填", "不写则为")
    return table(titles, (_row(act, name, field) for name, field in fields)).rstrip() if fields else "没有要填的内容。"


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


def settings_page() -> str:
    """Both tables of settings."""
    ours = table(
        ("环境变量", "settings.toml", "含义", "可填", "默认"),
        (_setting_row(*each) for each in Settings.model_fields.items()),
    )
    theirs = table(
        ("设定", "含义", "条款", "例", "即"),
        ([code(each.key), each.name, each.clause, code(each.example), meant(each)] for each in SETTINGS.values()),
    )
    return page(
        "设置",
        prose("pages", "settings"),
        prose("pages", "settings_of_installation"),
        ours,
        prose("pages", "settings_of_agency"),
        theirs,
    )


def _setting_row(name: str, field: FieldInfo) -> list[str]:
    variable = "DATABASE_URL" if name == "database_url" else f"MUBIAO_{name.upper()}"
    in_file = NONE if name == "home" else code(name)  # the file stands in that folder
    return [code(variable), in_file, field.title or "", allowed(field), _default(field)]


def _default(field: FieldInfo) -> str:
    if field.default_factory:
        return "用户数据目录；root为 /var/lib/mubiao"
    return "空" if field.default in {None, ""} else code(field.default)
