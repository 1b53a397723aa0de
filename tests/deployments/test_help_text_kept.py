"""The kept texts of help: each is what its command prints, and is printed without loading the command."""

import pytest

from deployments.cli import COMMANDS, main_group, run
from deployments.help_text import FILE, kept_help
from deployments.reference.commands import help_texts


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def test_the_texts_are_those_of_the_commands() -> None:
    assert FILE.read_text(encoding="utf-8") == help_texts()


@pytest.mark.parametrize("line", ["owed --help", "document covert-list --help", "document --help", "act --list"])
def test_a_text_is_what_the_command_prints(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line.split()) == 0
    kept = capsys.readouterr().out
    main_group.main(line.split(), prog_name="mubiao", standalone_mode=False)
    assert kept == capsys.readouterr().out


def test_every_command_has_a_text() -> None:
    assert [name for name in COMMANDS if kept_help([name, "--help"]) is None] == []


def test_in_a_narrow_terminal_the_command_itself_lays_out_its_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert kept_help(["owed", "--help"]) is None


@pytest.mark.parametrize("words", [[], ["--help"], ["owed"], ["owed", "--json", "--help"], ["nothing", "--help"]])
def test_any_other_line_is_left_to_the_commands(words: list[str]) -> None:
    assert kept_help(words) is None
