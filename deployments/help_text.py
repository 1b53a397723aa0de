"""Help of the command line in Chinese: click's own headings and remarks, replaced where they are written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import click

HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
ARGUMENTS = {"[OPTIONS]": "[选项]", "[COMMAND] [ARGS]...": "[命令 [参数]…]", "COMMAND [ARGS]...": "命令 [参数]…"}
REMARKS = {
    "Show this message and exit.": "显示本帮助",
    "[required]": "[必填]",
    "; required]": "；必填]",
    "[default: ": "[默认：",
}
CUT_EXAMPLE = re.compile(r"例：.*\.\.\.$", re.DOTALL)  # an example that click shortened is of no use


class ChineseHelp(click.HelpFormatter):
    """Writes the help of a command, whose own texts are Chinese, without click's English words."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        super().write_usage(prog, _replaced(args, ARGUMENTS), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:  # noqa: ANN401 - click's
        """Write options or commands, each with its text."""
        told = [(name, CUT_EXAMPLE.sub("", _replaced(text, REMARKS))) for name, text in rows]
        super().write_dl(told, *args, **options)


def _replaced(text: str, words: dict[str, str]) -> str:
    for english, chinese in words.items():
        text = text.replace(english, chinese)
    return text


FILE = Path(__file__).parent / "data" / "help.txt"
COMMAND_TYPED = "$ mubiao "  # the start of the line that says which command line a text answers
WIDTH = 80  # columns of a terminal for which the texts are laid out; they are the same in a wider one


def kept_help(words: Sequence[str]) -> str | None:
    """Returns the text that answers a command line; None if there is none, or the terminal is too narrow for it."""
    if not words or words[-1] not in {"--help", "--list"} or get_terminal_size().columns < WIDTH:
        return None
    return _read().get(" ".join(words))


def _read() -> Mapping[str, str]:
    texts = FILE.read_text(encoding="utf-8").split(f"\n{COMMAND_TYPED}")
    parted = (text.partition("\n") for text in texts[1:])
    return {line: text for line, _, text in parted}
