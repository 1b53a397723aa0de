"""Every link, anchor and file that a page names is there, and every choice and rule that the code refers to."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:models|tasks|flows|notifications|deployments|tests|docs)/[\w./-]+)`")
# Names that a reader replaces by those of the own cycle.
EXAMPLES = ("my_cycle",)
CHOICES = ROOT / "docs" / "developer" / "choices.md"
ARCHITECTURE = ROOT / "docs" / "developer" / "architecture.md"
SOURCES = ("models", "tasks", "flows", "notifications", "deployments", "tests")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[str]:
    """The links of a page that lead to a file or to a heading."""
    yield from (each for each in LINK.findall(CODE.sub("", prose(page))) if not re.match(r"[a-z]+:", each))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings: lower case, no punctuation, hyphens for spaces; a repeated one is numbered."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return frozenset(found)


def references(pattern: str) -> Iterator[tuple[str, str]]:
    """Each place in the sources and pages that refers to something by its number."""
    files = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py")]
    for path in (*files, *(page for page in PAGES if page not in {CHOICES, ARCHITECTURE})):
        for number in re.findall(pattern, path.read_text(encoding="utf-8")):
            yield name_of(path), number


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = []
    for link in links(page):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_stands_in_its_sentence_where_it_is_tested(page: Path) -> None:
    assert re.findall(r"\]\[|^\[[^\]]+\]:|<a\b|\]\(<", CODE.sub("", prose(page)), re.MULTILINE) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = [file for file in FILE.findall(prose(page)) if not any(example in file for example in EXAMPLES)]
    assert [file for file in named if not (ROOT / file).exists()] == []


@cache
def words_of_the_code() -> set[str]:
    files = [ROOT / "pyproject.toml", *(path for folder in SOURCES for path in (ROOT / folder).rglob("*.py"))]
    code = (name_of(path) + path.read_text(encoding="utf-8") for path in files if path.name != Path(__file__).name)
    return {word for text in code for word in re.findall(r"\w+", text)}


@pytest.mark.parametrize("page", ["howto", "architecture", "testing"])
def test_the_names_that_a_developer_page_uses_are_in_the_code(page: str) -> None:
    text = prose(ROOT / "docs" / "developer" / f"{page}.md")
    named = {name for code in CODE.findall(text) for name in re.findall(r"\b[A-Za-z_]\w{3,}\b", code)}
    unknown = named - words_of_the_code()
    assert {name for name in unknown if not name.lower().endswith(EXAMPLES)} == set()


def test_every_page_can_be_reached_from_the_readme() -> None:
    waiting, reached = [ROOT / "README.md"], set()
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links(page)}
        waiting += [
            target for target in targets if target.suffix == ".md" and target.exists() and target not in reached
        ]
    assert {name_of(page) for page in set(PAGES) - reached} == set()


def test_the_anchors_of_headings_are_known() -> None:
    assert {"rules-that-never-break", "the-floors"} <= anchors(ARCHITECTURE)
    assert "mubiao-sample-commit" in anchors(ROOT / "docs" / "reference" / "commands.md")


def test_the_choices_are_numbered_without_a_gap() -> None:
    numbers = [
        int(number) for number in re.findall(r"^\| A(\d+) \|", CHOICES.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted(numbers) == [*range(1, max(numbers) + 1)]


def test_every_choice_that_is_referred_to_is_told() -> None:
    listed = set(re.findall(r"^\| A(\d+) \|", CHOICES.read_text(encoding="utf-8"), re.MULTILINE))
    referred = list(references(r"\bA([1-9]\d{0,2})\b"))
    assert len(referred) > 250
    assert [each for each in referred if each[1] not in listed] == []


def test_every_rule_that_is_referred_to_is_told() -> None:
    rules = ARCHITECTURE.read_text(encoding="utf-8").partition("## Rules that never break")[2].partition("\n## ")[0]
    listed = re.findall(r"^(\d+)\. \*\*", rules, re.MULTILINE)
    assert listed == [str(number) for number in range(1, 12)]
    referred = list(references(r"\brules? (\d+)\b"))
    assert referred
    assert [each for each in referred if each[1] not in listed] == []
