"""Docstrings and comments are plain English: few literary turns, the technical term where there is one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from functools import cache

import pytest

from tests.sources import PACKAGES, nodes_of, sources

WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# Turns of phrase that hide who does what.
LITERARY = (
    *("whoever", "whatever", "whom", "anew", "befalls?", "amiss", "likewise", "besides?", "thereof", "lest"),
    *("heed", "heeded", "nobody", "somebody", "everybody", "another's", "gone by", "so many", "of (?:their|its) own"),
    *("of which", "by which", "what became of", "what (?:is|was) said", "what it is", "(?:is|are) told of"),
    *("none of them", "(?:there )?is none", "nothing of it", "comes to", "came to"),
)
TECHNICAL = (
    *("returns?", "raises?", "if", "when", "none", "default", "list", "dict", "row", "column", "index", "query"),
    *("parse", "validate", "lookup", "insert", "update", "commit", "rollback", "lock", "retry", "timeout", "cache"),
)
COMMENT = re.compile(r"(?:^ *|  )(# .*)", re.MULTILINE)  # as the formatter leaves it
MOST_LITERARY, LEAST_TECHNICAL = 1.0, 25.0  # per 1,000 words


def prose(code: str, nodes: Iterable[ast.AST]) -> list[str]:
    """Returns the docstrings and comments of a file; a noqa is no prose."""
    docstrings = [text for node in nodes if isinstance(node, WITH_DOCSTRING) and (text := ast.get_docstring(node))]
    return docstrings + [comment for comment in COMMENT.findall(code) if "noqa" not in comment]


@cache
def prose_of(folder: str) -> list[str]:
    return [text for path in sources(folder) for text in prose(path.read_text(encoding="utf-8"), nodes_of(path))]


def rate(texts: list[str], terms: tuple[str, ...]) -> float:
    """Returns how often the terms occur per 1,000 words."""
    words = sum(len(re.findall(r"[A-Za-z']+", text)) for text in texts)
    pattern = re.compile(rf"\b(?:{'|'.join(terms)})\b", re.IGNORECASE)
    return 1000 * sum(len(pattern.findall(text)) for text in texts) / max(words, 1)


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_hardly_any_literary_words(folder: str) -> None:
    assert rate(prose_of(folder), LITERARY) <= MOST_LITERARY


def names_in(nodes: Sequence[ast.AST]) -> set[str]:
    """Returns the names that a file gives to its functions, classes, parameters and variables."""
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return defined | stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_no_name_has_a_literary_word(folder: str) -> None:
    pattern = re.compile(rf"(?:^|_)(?:{'|'.join(each for each in LITERARY if ' ' not in each)})(?:_|$)", re.IGNORECASE)
    names = {name for path in sources(folder) for name in names_in(nodes_of(path))}
    assert {name for name in names if pattern.search(name)} == set()


def test_the_names_of_functions_parameters_and_variables_are_read() -> None:
    code = "class Whom:\n    def heed(self, anew: int) -> None:\n        amiss = lambda lest: lest\n"
    assert names_in([*ast.walk(ast.parse(code))]) == {"Whom", "heed", "self", "anew", "amiss", "lest"}


def test_technical_terms_are_used() -> None:
    assert rate([text for folder in PACKAGES for text in prose_of(folder)], TECHNICAL) >= LEAST_TECHNICAL


def test_docstrings_and_comments_are_read_and_a_noqa_is_not() -> None:
    code = '"""Whoever asks."""\nx = 1  # and nobody else\ny = 2  # noqa: S101\ntext = "whom"\n'
    texts = prose(code, ast.walk(ast.parse(code)))
    assert texts == ["Whoever asks.", "# and nobody else"]
    assert rate(texts, LITERARY) == pytest.approx(400)


def test_a_word_inside_another_word_does_not_count() -> None:
    assert rate(["rowing listless iffy"], TECHNICAL) == 0
