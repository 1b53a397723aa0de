"""The generated pages: each is what the code makes of it today, and says all there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo

from deployments.cli import COMMANDS
from deployments.commands.import_sheets import KINDS
from deployments.reference.allowed import allowed
from deployments.reference.commands import find_command
from deployments.reference.glossary import glossary_page
from deployments.reference.markdown import NONE, cell, code, fence, page, prose, table
from deployments.reference.pages import PAGES, ROOT, write
from deployments.reference.sheets import SHEETS
from models.intake.addresses import MaybeEmail
from models.intake.report import ReportedLine
from models.intake.shipped import shipped_rows
from models.ledger.acts import ACTS
from models.ledger.agency_sheet.kinds import SHEETS as AGENCY
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.kinds import Labelled, Management
from tasks.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


RENEW = "run: .venv/bin/python -m deployments.reference"


def text_of(page: str) -> str:
    return (ROOT / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8")


class Form(BaseModel):
    """One field of each shape."""

    number: int = Field(title="数量", ge=1, le=9)
    yes: bool = Field(default=False, title="是否")
    kind: Management | None = Field(default=None, title="管理类别")
    kinds: tuple[Management, ...] = Field(default=(), title="管理类别")
    names: tuple[str, ...] = Field(default=(), title="部门")
    lines: tuple[ReportedLine, ...] = Field(default=(), title="内容")
    email: MaybeEmail = Field(default="", title="邮箱")
    quarter: str = Field(default="", title="季度")
    code: Annotated[str, BeforeValidator(str)] | None = Field(default=None, title="编号")


# The pages


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_one_that_the_code_makes(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), RENEW


def test_all_pages_are_written_at_once(tmp_path: Path) -> None:
    write(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")} == set(PAGES)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_stands_with_all_of_its_fields_and_an_example(name: str) -> None:
    section = text_of("acts").partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    form = ACTS[name].form
    fields = [field.alias or each for each, field in form.model_fields.items()] if form else []
    assert [field for field in fields if f"\n| `{field}` |" not in section] == []
    assert re.search("\n```sh\n(mubiao |网页 )", section)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_with_all_of_its_options(name: str) -> None:
    section = text_of("commands").partition(f"\n## mubiao {name}\n")[2].partition("\n## ")[0]
    command = find_command(name)
    all_of_it = [command, *getattr(command, "commands", {}).values()]
    options = [option for each in all_of_it for parameter in each.params for option in parameter.opts]
    assert [option for option in options if option.startswith("-") and f"`{option}`" not in section] == []


def test_no_command_has_an_unknown_name() -> None:
    with pytest.raises(KeyError, match="nothing"):
        find_command("nothing")


def test_every_setting_stands_with_its_default() -> None:
    rows = {line.split("|")[1].strip(" `"): line.split("|")[5].strip(" `") for line in text_of("settings").splitlines()
            if line.startswith(("| `MUBIAO_", "| `DATABASE_URL"))}  # fmt: skip
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    wanted = {
        ("DATABASE_URL" if name == "database_url" else f"MUBIAO_{name.upper()}"): d for name, d in defaults.items()
    }
    assert set(rows) == set(wanted)
    stated = {name: default for name, default in rows.items() if default != "空" and name != "MUBIAO_HOME"}
    assert stated == {name: str(wanted[name]) for name in stated}
    assert {"MUBIAO_PORT", "MUBIAO_RETENTION_DAYS", "MUBIAO_EVIDENCE_LIMIT_MB", "MUBIAO_MAIL_DOMAIN"} <= set(stated)


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_sheet_are_those_that_are_read(kind: str) -> None:
    section = text_of("sheets").partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| ")][2:]
    found = [(name.partition("（")[0].strip(), must.strip() == "是") for name, must in rows]
    assert found == _columns_of(kind)


def _columns_of(kind: str) -> list[tuple[str, bool]]:
    """Returns the columns that are read of a sheet, and which of them must be there."""
    if kind in AGENCY:
        return [(column.title, column.required) for column in AGENCY[kind][0].layout if column.field]
    return [(column.name, column.required) for column in SHEETS[kind][0]]


def test_every_cycle_stands_with_each_of_its_duties() -> None:
    rows = [line for line in text_of("cycles").splitlines() if line.startswith("| ")][2:]
    assert len(rows) == sum(len(cycle.duties) for cycle in CYCLES) + len(ROUTINES)
    assert [cycle.key for cycle in (*CYCLES, *ROUTINES) if not any(f"`{cycle.key}`" in row for row in rows)] == []


def test_every_closed_list_of_the_rules_stands_in_the_glossary() -> None:
    named = text_of("glossary")
    kinds = [kind for kind in Labelled.__subclasses__() if kind.__module__.startswith("models.")]
    assert [kind.__name__ for kind in kinds if f"\n### {kind.__name__}\n" not in named] == []
    assert [member for kind in kinds for member in kind if f"| {member.label} | `{member.value}` |" not in named] == []


def test_every_term_of_the_standard_stands_in_the_glossary() -> None:
    terms = [row for row in shipped_rows("clauses.csv") if row["title"] and re.match(r"2\.\d", row["clause"])]
    found = glossary_page()
    named = {f"| {row['title']} | {row['part']}-{row['clause'].partition('-')[0]} | " for row in terms}
    assert len(named) == 26
    assert [term for term in sorted(named) if term not in found] == []


# What a field may hold


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("number", "整数，不小于1，不大于9"),
        ("yes", "是、否"),
        ("kind", "直接管理、委托管理"),
        ("kinds", "一项或几项，用、分开：直接管理、委托管理"),
        ("names", "一项或几项，用、分开"),
        ("email", "邮箱地址"),
        ("quarter", "季度，如2026Q1"),
        ("code", "文字"),
    ],
)
def test_what_a_field_may_hold_is_said_from_its_type(name: str, text: str) -> None:
    assert allowed(Form.model_fields[name]) == text


def test_of_a_list_of_forms_each_item_is_described() -> None:
    text = allowed(Form.model_fields["lines"])
    assert text.startswith(
        "JSON列表，每项：target（目标编号，必填）；indicator（指标编号）；progress（进度，必填：数，不小于0，不大于1000）"
    )


def test_a_type_without_a_description_is_refused() -> None:
    with pytest.raises(KeyError):
        allowed(FieldInfo(annotation=bytes, title="内容"))


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert cell("retry|drop*\n–") == "retry\\|drop\\* –"
    assert table(["`a`"], [["`x|y`"], [""]]) == "| `a` |\n| --- |\n| `x\\|y` |\n| – |\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", NONE), ("a", "a"), ("a|b", "a\\|b"), ("**a**", "\\*\\*a\\*\\*"), ("a\nb", "a b"), (7, "7"), (None, "None")],
)
def test_a_cell_is_one_line_without_marks(value: object, shown: str) -> None:
    assert cell(value) == shown


@pytest.mark.parametrize(("value", "shown"), [("", NONE), ("a|b", "`a|b`"), (0, "`0`"), (False, "`False`")])
def test_code_is_in_backquotes_and_nothing_is_a_dash(value: object, shown: str) -> None:
    assert code(value) == shown


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=6))
def test_a_table_has_a_line_per_row_and_the_same_bars_in_each(rows: list[list[str]]) -> None:
    lines = table(("甲", "乙"), [[cell(value.replace("\r", "")) for value in row] for row in rows]).split("\n")
    bars = {line.replace("\\\\|", "").replace("\\|", "").count("|") for line in lines[:2]}
    assert bars == {3}
    assert lines[1] == "| --- | --- |"
    assert lines[-1] == ""


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (["a", ""], "| a | – |"),
        (["`a|b`", "c|d"], "| `a\\|b` | c\\|d |"),
        ([1, "*"], "| 1 | \\* |"),
        ([code(""), "x"], "| – | x |"),
    ],
)
def test_a_row_of_a_table(row: list[object], line: str) -> None:
    assert table(("甲", "乙"), [row]).splitlines()[2] == line


@pytest.mark.parametrize(
    ("text", "language", "block"),
    [
        ("mubiao", "sh", "```sh\nmubiao\n```\n"),
        ("{}\n\n", "json", "```json\n{}\n```\n"),
        ("  a", "text", "```text\n  a\n```\n"),
    ],
)
def test_a_block_of_code_keeps_its_indent_and_loses_empty_lines_at_its_end(
    text: str, language: str, block: str
) -> None:
    assert fence(text, language) == block


def test_a_page_has_one_empty_line_between_its_parts_and_one_line_end() -> None:
    assert page("名", "说明\n", "\n\n## 甲\n\n", "乙") == "# 名\n\n说明\n\n## 甲\n\n乙\n"
    assert page("名", "说明") == "# 名\n\n说明\n"


@pytest.mark.parametrize("name", ["acts", "commands", "cycles", "glossary", "settings", "sheets"])
def test_every_page_has_its_sentences(name: str) -> None:
    text = prose("pages", name)
    assert text == text.strip()
    assert text.endswith(("。", "：", "```", ")"))


def test_a_page_without_sentences_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        prose("pages", "nothing")
