"""docs/reference/commands.md: every command with all of its arguments and options."""

from collections.abc import Iterator

import click

from deployments.cli import COMMANDS, main_group
from deployments.commands.act_help import format_acts
from deployments.help_text import COMMAND_TYPED, WIDTH
from deployments.reference.markdown import code, fence, page, prose, table

USAGE = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "子命令 …", "[COMMAND] [ARGS]...": "[子命令] …"}


def commands_page() -> str:
    """A section for each command and each of its subcommands."""
    index = table(("命令", "用途"), ([f"[{name}](#mubiao-{name})", words] for name, words in COMMANDS.items()))
    return page(
        "命令", prose("pages", "commands"), index, *(section for name in COMMANDS for section in _sections(name))
    )


def find_command(name: str) -> click.Command:
    """The command of that name."""
    if found := main_group.get_command(click.Context(main_group), name):
        return found
    raise KeyError(name)


def _sections(name: str) -> Iterator[str]:
    command = find_command(name)
    yield _section(f"## mubiao {name}", f"mubiao {name}", command)
    for sub, each in getattr(command, "commands", {}).items():
        yield _section(f"### mubiao {name} {sub}", f"mubiao {name} {sub}", each)


def _section(heading: str, path: str, command: click.Command) -> str:
    usage = " ".join([path, *(USAGE.get(each, each) for each in command.collect_usage_pieces(click.Context(command)))])
    options = [
        [_names(each), _value(each), _meaning(each)] for each in command.params if isinstance(each, click.Option)
    ]
    described = table(("选项", "内容", "含义"), options) if options else ""
    arguments = "".join(f"- {_argument(each)}\n" for each in command.params if isinstance(each, click.Argument))
    parts = [heading, command.help or "", fence(usage, "text"), arguments, described]
    return "\n\n".join(part.strip("\n") for part in parts if part)


def _argument(argument: click.Parameter) -> str:
    name = argument.make_metavar(click.Context(click.Command(None))).strip("[]{}")
    values = _choices(argument)
    return f"{argument.metavar or name}{'' if argument.required else '（可以不写）'}{f'：{values}' if values else ''}"


def _names(option: click.Option) -> str:
    return "、".join(map(code, (*option.opts, *option.secondary_opts)))


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    return _choices(option) or option.metavar or option.type.name


def _choices(parameter: click.Parameter) -> str:
    return "、".join(map(str, parameter.type.choices)) if isinstance(parameter.type, click.Choice) else ""


def _meaning(option: click.Option) -> str:
    notes = ["必填"] if option.required else []
    if isinstance(option.default, str | int) and not option.is_flag and option.default != "":
        notes.append(f"默认 {option.default}")
    if option.multiple:
        notes.append("可以写几次")
    return (option.help or "") + (f"（{'；'.join(notes)}）" if notes else "")


MARGIN = 2  # click leaves two columns free
ABOUT = "Generated, see deployments/help_text.py.\n"


def help_texts() -> str:
    """Every command line that is answered by a text, each with its answer."""
    return "".join([ABOUT, *(f"\n{COMMAND_TYPED}{line}\n{text}" for line, text in _texts())])


def _texts() -> Iterator[tuple[str, str]]:
    with click.Context(main_group, info_name="mubiao", terminal_width=WIDTH - MARGIN) as main:
        for name in COMMANDS:
            command = find_command(name)
            yield f"{name} --help", _help(command, name, main)
            for sub, each in getattr(command, "commands", {}).items():
                parent = click.Context(command, main, name, terminal_width=WIDTH - MARGIN)
                yield f"{name} {sub} --help", _help(each, sub, parent)
    yield "act --list", format_acts()


def _help(command: click.Command, name: str, parent: click.Context) -> str:
    return command.get_help(click.Context(command, parent, name, terminal_width=WIDTH - MARGIN))
