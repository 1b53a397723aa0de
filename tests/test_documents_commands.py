"""Every command that a page shows can be given: its name, its options, the fields of its act."""

import json
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from deployments.cli import COMMANDS, main_group
from deployments.commands.import_answers import ANSWERS
from deployments.commands.import_sheets import KINDS
from models.ledger.acts import ACTS, Role, read_input
from models.rules.policy import SETTINGS, find_setting, read_value
from tasks.cell import HostSettings
from tasks.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What stands for something that the reader puts in: capitals, or a Chinese word.
PLACEHOLDER = re.compile(r"[A-Z]+|[^a-zA-Z]+")
# A row of a table of settings: the setting or settings, what they are, and values in backticks.
OF_SETTINGS = re.compile(r"^\| ((?:`[a-z_]+`、?)+) \| [^|]* \| ([^|]*) \|$", re.MULTILINE)
# Shown with a name that a reader replaces.
IN_TEXT = re.compile(r"`(?:\.venv/bin/)?(mubiao [^`\n]+)`")


def shown(page: Path) -> Iterator[str]:
    """The commands of a page's shell blocks, without what follows a pipe or goes into a file."""
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines() if language == "sh" else ():
            for part in re.split(r" && | \| | > | # ", line.strip()):
                if (command := part.removeprefix(".venv/bin/")).startswith("mubiao "):
                    yield command


def in_text(page: Path) -> list[str]:
    """The commands within the sentences and tables of a page."""
    return IN_TEXT.findall(FENCE.sub("", page.read_text(encoding="utf-8")))


SHOWN = sorted({command for page in PAGES for command in shown(page)})
NAMED = sorted({command for page in PAGES for command in in_text(page)})


def find(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command or subcommand that the words name, and its arguments."""
    command = main_group.get_command(click.Context(main_group), words[0])
    assert command is not None, words[0]
    if isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
        return command.commands[words[1]], words[2:]
    return command, words[1:]


def options(words: list[str]) -> set[str]:
    """Every option that the command takes, with the fields of its act."""
    known = {option for parameter in find(words)[0].params for option in parameter.opts} | {"--help"}
    act = ACTS.get(words[1]) if words[0] == "act" and len(words) > 1 else None
    fields = act.form.model_fields.items() if act and act.form else ()
    return known | {f"--{(field.alias or name).replace('_', '-')}" for name, field in fields}


def code_of(page: Path) -> list[str]:
    """All code of a page: its blocks in any language, its indented blocks, and what stands between backticks."""
    text = page.read_text(encoding="utf-8")
    rest = FENCE.sub("", text)
    indented = re.findall(r"^(?: {4}|\t)(.*)$", rest, re.MULTILINE)
    return [*(block for _, block in FENCE.findall(text)), *indented, *re.findall(r"`([^`\n]+)`", rest)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_code_of_any_language_names_commands_tests_and_modules_that_exist(page: Path) -> None:
    code = "\n".join(code_of(page))
    commands = set(re.findall(r"\bmubiao ([a-z][a-z-]*)(?![\w=-])", code))
    assert commands - {*COMMANDS, "mubiao"} == set()  # a service runs it as the user mubiao
    tests = re.findall(r"\btests/[\w./*-]+", code)
    assert [pattern for pattern in tests if not any(ROOT.glob(pattern))] == []
    modules = [ROOT / name.replace(".", "/") for name in re.findall(r"-m (deployments[\w.]*)", code)]
    assert [path for path in modules if not (path.is_dir() or path.with_suffix(".py").is_file())] == []


def test_pages_show_commands() -> None:
    assert len(SHOWN) > 200
    assert len(NAMED) > 40


def test_every_command_is_shown_and_no_other() -> None:
    shown_or_named = {line.split()[1] for line in (*SHOWN, *NAMED) if not PLACEHOLDER.fullmatch(line.split()[1])}
    assert shown_or_named - {"--help"} == set(COMMANDS)


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_of_a_block_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    command, arguments = find(words)
    context = command.make_context(words[0], list(arguments))
    assert not (isinstance(command, click.Group) and context.args), f"no such subcommand: {line}"


@pytest.mark.parametrize("line", [line for line in SHOWN if re.match(r"mubiao act \w", line)])
def test_an_act_of_a_block_has_fields_that_it_takes(line: str) -> None:
    name, *words = shlex.split(line)[2:]
    command, _ = find(["act"])
    rest = command.make_context("act", [name, *words]).args
    assert [word for word in rest if word.startswith("--") and word not in options(["act", name])] == []
    given = {
        word.removeprefix("--").replace("-", "_"): value for word, value in pairwise(rest) if word.startswith("--")
    }
    if "--file" not in words and not any(value.startswith(("[", "{")) for value in given.values()):
        read_input(ACTS[name], given)


def test_every_value_of_a_setting_that_a_page_shows_is_read() -> None:
    """A value that a page proposes and the act refuses sends a clerk in circles."""
    commands = [shlex.split(line) for line in SHOWN if line.startswith("mubiao act set_policy ")]
    given = [(words[words.index("--key") + 1], words[words.index("--value") + 1]) for words in commands]
    rows = [row for page in PAGES for row in OF_SETTINGS.findall(page.read_text(encoding="utf-8"))]
    tables = [
        (key, value)
        for keys, values in rows
        for key in re.findall(r"`([a-z_]+)`", keys)
        if key in SETTINGS
        for value in re.findall(r"`([^`]+)`", values)
    ]
    assert len(given) > 15
    assert len(tables) > 15
    for key, value in (*given, *tables):
        read_value(find_setting(key), json.loads(value) if value.startswith("{") else value)


@pytest.mark.parametrize("line", NAMED)
def test_a_command_in_a_sentence_exists_with_its_options(line: str) -> None:
    words = line.split()[1:]
    if PLACEHOLDER.fullmatch(words[0]) or words[0] == "--help":
        return
    named = [word.partition("=")[0].rstrip("，。；") for word in words if word.startswith("-")]
    assert {word for word in named if not PLACEHOLDER.search(word)} - options(words) == set()
    following = dict(pairwise(words))
    kind, act = following.get("import", "departments"), following.get("act", "init")
    assert kind in {*KINDS, ANSWERS} or PLACEHOLDER.fullmatch(kind)
    assert act in {*ACTS, "--list", "…"} or PLACEHOLDER.fullmatch(act) or act.startswith("--")


def test_every_act_of_people_is_shown_to_them() -> None:
    books = [page for folder in ("agency", "office") for page in (ROOT / "docs" / folder).glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in books)
    own = {act.name for act in ACTS.values() if act.form and act.roles - {Role.SYSTEM} and not act.instead}
    assert {name for name in own if not re.search(rf"\b{name}\b", text)} == set()


def test_pages_name_settings_that_exist() -> None:
    settings = {f"MUBIAO_{name.upper()}" for name in Settings.model_fields} - {"MUBIAO_DATABASE_URL"}
    settings |= {f"MUBIAO_HOST_{name.upper()}" for name in HostSettings.model_fields}
    named = {name for page in PAGES for name in re.findall(r"MUBIAO_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))}
    assert named == settings
