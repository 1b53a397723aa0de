"""docs/reference/glossary.md: the Chinese words, what they are called in the code, and what they mean."""

import csv
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from inspect import getdoc
from itertools import groupby
from pkgutil import walk_packages

import models.rules
from deployments.reference.markdown import code, page, prose, table
from models.ledger.acts import all_acts
from models.ledger.nouns import title_of
from models.records import TABLE_INDEX, class_of
from models.rules.kinds import Labelled


def glossary_page() -> str:
    """The terms of the standard (1-2, 1-3), records, closed lists, and the titles of fields."""
    terms = table(("术语", "条款", "含义"), _terms())
    nouns = table(("中文", "代码", "表", "含义"), _nouns())
    kinds = "\n\n".join(_kind(each) for each in _kinds())
    fields = table(("中文", "字段", "用于"), _fields())
    sections = (f"## 标准术语\n\n{terms}", f"## 记录\n\n{nouns}", f"## 枚举\n\n{kinds}", f"## 字段\n\n{fields}")
    return page("术语", prose("pages", "glossary"), *sections)


def _terms() -> Iterator[list[str]]:
    """The terms of deployments/data/terms.csv, in the order of the standard."""
    text = (files("deployments") / "data" / "terms.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield [row["术语"], row["条款"], row["含义"]]


def _nouns() -> Iterator[list[str]]:
    for each in sorted(TABLE_INDEX.values(), key=lambda indexed: indexed.name):
        yield [title_of(each.table), code(each.name), code(each.table), _first_line(class_of(each.table))]


def _first_line(described: type) -> str:
    return (getdoc(described) or "").partition("\n")[0]


def _kinds() -> list[type[Labelled]]:
    for module in walk_packages(models.rules.__path__, "models.rules."):
        import_module(module.name)
    found = [kind for kind in Labelled.__subclasses__() if kind.__module__.startswith("models.")]
    return sorted(found, key=lambda kind: kind.__name__)


def _kind(kind: type[Labelled]) -> str:
    members = table(("中文", "值"), ([member.label, code(member.value)] for member in kind))
    return f"### {kind.__name__}\n\n{_first_line(kind)}\n\n{members}"


def _fields() -> Iterator[list[str]]:
    """Each title with the fields that bear it, and the acts that take them."""
    pairs = sorted(
        {
            (field.title or "", field.alias or name, act.title)
            for act in all_acts()
            if act.form
            for name, field in act.form.model_fields.items()
        }
    )
    for (title, name), same in groupby(pairs, key=lambda pair: pair[:2]):
        yield [re.sub("（.*）$", "", title), code(name), "、".join(act for _, _, act in same)]
