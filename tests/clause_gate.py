"""The gate of the clause table: a row's test must fail when the row's code is replaced by one that does nothing.

    .venv/bin/python -P tests/clause_gate.py [--part 1/2] [clause or id ...]

One process, one database cluster. Each row's code is replaced, its test runs and must fail, and the code is put back;
at the end every test runs once as it is and must pass, so that none counts that always fails. Exit code 1 when a row
survives.
"""

import argparse
import csv
import gc
import inspect
import pkgutil
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, EnumMeta
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, ClassVar, NamedTuple, get_origin, get_type_hints

import pytest
from _pytest.runner import runtestprotocol
from jinja2 import Environment
from pydantic import BaseModel, ValidationError

from deployments.listings.listing import Listing
from models.ledger.score.yearly import Yearly
from models.rules.errors import Refused
from notifications import notice_files

TITLES = ["编号", "部分", "条款", "内容", "方式", "代码", "测试", "说明"]
DEFINED, AUTOMATIC, RECORDED, OPEN, ARTEFACT = "定义", "自动", "记录", "未实现", "非条文"
# A failing row may leave resources unclosed: what is told of them later must not fail the test of the next row.
UNUSED = ("randomly", "cacheprovider", "terminal", "hypothesispytest", "unraisableexception", "threadexception")
NOT_LOADED = {"__main__", "env", "bucket"}  # they act when they are loaded; the last one needs the extra of a host
LONGEST = 120  # seconds that one row may take: a test that waits for work that is never done shows nothing


class Row(NamedTuple):
    """A clause and what carries it out."""

    id: str
    part: str
    clause: str
    content: str
    how: str
    code: str
    test: str
    note: str

    @property
    def name(self) -> str:
        """The clause with its part, 3-2.1: some numbers stand in both parts."""
        return f"{self.part}-{self.clause}"

    @property
    def checked(self) -> bool:
        """Whether the gate can look at it."""
        return bool(self.code and self.test)

    def is_named(self, names: Collection[str]) -> bool:
        """Whether it is one of these: by its id, its clause, or its clause with the part."""
        return not {self.id, self.clause, self.name}.isdisjoint(names)


def read_rows(root: Path) -> list[Row]:
    """The rows of the clause table."""
    with (root / "docs" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        titles, *lines = csv.reader(file)
    if titles != TITLES:
        raise ValueError(titles)
    return [Row(*line) for line in lines]


# Code that does nothing


class CannotBeReplacedError(Exception):
    """A row points at something for which no one has said what doing nothing means."""


def find_code(place: str) -> Any:
    """What a row points at: `models/rules/cycles.py:MONTHLY_CHECK`, a member, `…/inspection.py:Method.TALKS`, or the
    file of a notice, `notifications/templates/listed.j2`.
    """
    path, _, name = place.partition(":")
    if path.endswith(".j2"):
        return Path(path)
    return attrgetter(name)(import_module(path.removesuffix(".py").replace("/", ".")))


@contextmanager
def doing_nothing(code: Any, root: Path) -> Iterator[None]:
    """Inside, `code` does nothing, wherever it was imported; afterwards everything is as it was."""
    with pytest.MonkeyPatch.context() as patch:
        replace(code, patch, modules_below(root))
        clear_caches(root)
        try:
            yield
        finally:
            patch.undo()
            clear_caches(root)


def replace(code: Any, patch: pytest.MonkeyPatch, modules: Collection[ModuleType]) -> None:
    """A function or an act returns a neutral value, a flow runs no step, a list of values is empty, a model takes
    everything, a member is no longer one, a yearly noun refuses and records nothing, a listing and a notice have no
    rows, and any other value is taken out of the tables in which it stands.
    """
    if function := function_of(code):
        replace_function(function, patch)
    elif isinstance(code, Yearly | Listing | Path):
        replace_form(code, patch)
    elif isinstance(code, Enum):
        take_out_member(code, patch)
    elif isinstance(code, EnumMeta):
        rebind(code, Enum(code.__name__, ()), patch, modules)
    elif isinstance(code, type) and issubclass(code, BaseModel):
        patch.setattr(code, "model_validate", lambda text, **_: code.model_construct(**dict(text)))
    elif isinstance(code, Mapping | tuple | frozenset):
        rebind(code, type(code)(), patch, modules)
    elif isinstance(code, type):
        raise CannotBeReplacedError(code)
    else:
        take_out([code, *getattr(code, "duties", ())], patch, modules)


def replace_form(code: Yearly[Any] | Listing | Path, patch: pytest.MonkeyPatch) -> None:
    """A yearly noun refuses and records nothing; a listing and the file of a notice have no rows."""
    if isinstance(code, Yearly):
        replace_field(code, "check", refuse, patch)
    elif isinstance(code, Listing):
        replace_field(code, "rows", lambda *_, **__: [], patch)
    else:
        leave_out_rows(code, patch)


def refuse(*_args: Any) -> None:
    """Refuse what is to be recorded."""
    raise Refused("未登记。")


def replace_field(code: Any, name: str, value: Any, patch: pytest.MonkeyPatch) -> None:
    """Give a field of this frozen value another content; the other values of its class keep theirs."""
    owner = next(kind for kind in type(code).__mro__ if name in vars(kind))
    slot = vars(owner)[name]
    patch.setattr(owner, name, property(lambda self: value if self is code else slot.__get__(self)))


def leave_out_rows(file: Path, patch: pytest.MonkeyPatch) -> None:
    """Leave the file of a notice without its rows."""
    whole = notice_files.sections_of

    def sections_of(source: str, name: str) -> dict[str, str]:
        return whole(source, name) | ({"rows": ""} if name == file.name else {})

    patch.setattr(notice_files, "sections_of", sections_of)


def function_of(code: Any) -> FunctionType | None:
    """What a function, an act or a flow of Prefect executes."""
    inner = [] if isinstance(code, type) else [getattr(code, name, None) for name in ("body", "fn")]
    return next((each for each in (code, *inner) if isinstance(each, FunctionType)), None)


def replace_function(function: FunctionType, patch: pytest.MonkeyPatch) -> None:
    """Exchange what the function executes, so that every module that holds it is served alike."""
    if function.__closure__:
        raise CannotBeReplacedError(function)

    def nothing(*_args: Any, _make: Callable[[], Any], **_kwargs: Any) -> Any:
        return _make()

    async def nothing_later(*_args: Any, _make: Callable[[], Any], **_kwargs: Any) -> Any:
        return _make()

    try:
        wanted = get_type_hints(function).get("return")
    except NameError:  # imported for type checkers only
        wanted = None
    stub = nothing_later if inspect.iscoroutinefunction(function) else nothing
    patch.setattr(function, "__signature__", inspect.signature(function), raising=False)
    patch.setattr(function, "__kwdefaults__", {"_make": lambda: neutral(wanted)})
    patch.setattr(function, "__code__", stub.__code__)


def neutral(wanted: Any) -> Any:
    """A value of that type that says nothing: Summary(), 0, "", an empty list; None where there is none."""
    kind = get_origin(wanted) or wanted
    if not isinstance(kind, type) or issubclass(kind, Exception):
        return None
    if inspect.isabstract(kind):
        empties: tuple[Any, ...] = ((), {}, iter(()))
        return next((empty for empty in empties if isinstance(empty, kind)), None)
    try:
        return kind()
    except (TypeError, ValidationError):
        return None


def rebind(old: object, new: object, patch: pytest.MonkeyPatch, modules: Iterable[ModuleType]) -> None:
    """Put `new` under every name that means `old`."""
    for module in modules:
        for name in [name for name, value in vars(module).items() if value is old]:
            patch.setattr(module, name, new)


def take_out_member(member: Enum, patch: pytest.MonkeyPatch) -> None:
    """Leave a member out of its closed list; the other members stay.

    The tables are exchanged: an entry that is deleted and put back would stand last, and SQLAlchemy pairs the values of
    an enumeration with its members by their order.
    """
    kind = type(member)
    patch.setattr(kind, "_member_names_", [name for name in kind._member_names_ if name != member.name])
    patch.setattr(kind, "_member_map_", {name: one for name, one in kind._member_map_.items() if one is not member})
    known = {value: one for value, one in kind._value2member_map_.items() if one is not member}
    patch.setattr(kind, "_value2member_map_", known)


def take_out(things: Collection[Any], patch: pytest.MonkeyPatch, modules: Iterable[ModuleType]) -> None:
    """Leave these values out of every table of a module in which they stand."""
    gone = {id(thing) for thing in things}
    found = 0
    for module in modules:
        for name, value in list(vars(module).items()):
            if (left := without(value, gone)) is not None:
                patch.setattr(module, name, left)
                found += 1
    if not found:
        raise CannotBeReplacedError(things)


def without(table: Any, gone: set[int]) -> Any:
    """A copy of a table without these values; None where they do not stand in it."""
    if isinstance(table, dict) and any(id(value) in gone for value in table.values()):
        return {key: value for key, value in table.items() if id(value) not in gone}
    if type(table) in {tuple, list} and any(id(value) in gone for value in table):
        return type(table)(value for value in table if id(value) not in gone)
    return None


def modules_below(root: Path) -> list[ModuleType]:
    """The modules of this project that are loaded, its tests included."""
    loaded = [module for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    return [module for module in loaded if Path(str(module.__file__)).is_relative_to(root)]


def import_all(root: Path) -> None:
    """Load every module of the packages but their tests: one that is first loaded while a row's code does nothing would
    keep what it took from it.
    """
    for path in sorted({file.parent for file in root.glob("*/__init__.py")} - {root / "tests"}):
        for found in pkgutil.walk_packages([str(path)], f"{path.name}."):
            if found.name.rpartition(".")[2] not in NOT_LOADED:
                import_module(found.name)


def clear_caches(root: Path) -> None:
    """Forget what was computed by code that has been exchanged."""
    for module in modules_below(root):
        for value in list(vars(module).values()):
            if hasattr(type(value), "cache_clear"):
                value.cache_clear()
            if isinstance(value, Environment) and value.cache is not None:
                value.cache.clear()


# The tests, each as often as rows name it


class Elsewhere(pytest.Item):
    """The test that comes after each: in another module, so that only what lasts the session is kept."""

    def runtest(self) -> None:
        raise NotImplementedError


@dataclass(eq=False)
class Gate:
    """A pytest plugin that runs the rows in the place of the tests."""

    __name__: ClassVar = "clause_gate"  # its name as a plugin: tests/databases.py then keeps no story
    root: Path
    rows: list[Row]
    problems: list[str] = field(default_factory=list)
    tests: dict[str, list[pytest.Item]] = field(default_factory=dict)
    seconds: float = 0

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        started = time.monotonic()
        for item in session.items:
            for place in self._places(item):
                self.tests.setdefault(place, []).append(item)
        tests = dict.fromkeys(row.test for row in self.rows)
        self.problems += [f"{test} was not found" for test in tests if test not in self.tests]
        found = [test for test in tests if test in self.tests]
        import_all(self.root)
        self._make_what_lasts(session, found)
        gc.freeze()  # all that is imported: collecting what a row leaves behind is cheap then
        for row in self.rows:
            if row.test in found:
                self._check(session, row)
                gc.collect()
        for test in found:
            if failed := self._first_failure(session, self.tests[test]):
                self.problems.append(f"{failed.nodeid} fails although nothing is replaced:\n{failed.stash[WORDS]}")
        self.seconds = time.monotonic() - started
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """One test, with the surroundings that other plugins give it; its reports are for the gate only."""
        reports = runtestprotocol(item, log=False, nextitem=item.session.stash[ELSEWHERE])
        item.stash[PASSED] = all(report.passed for report in reports)
        item.stash[LOOKED] = any(report.when == "call" for report in reports)
        item.stash[WORDS] = "\n".join(report.longreprtext for report in reports if not report.passed)
        return True

    def _make_what_lasts(self, session: pytest.Session, tests: list[str]) -> None:
        """Run tests until every fixture that lasts the session is made, by the code as it is."""
        made: set[str] = set()
        for test in tests:
            given = {name: kinds for item in self.tests[test] for name, kinds in fixtures_of(item).items()}
            lasting = {name for name, kinds in given.items() if kinds and kinds[-1].scope == "session"}
            if not lasting <= made:
                self._first_failure(session, self.tests[test])
                made |= lasting

    def _check(self, session: pytest.Session, row: Row) -> None:
        try:
            with doing_nothing(find_code(row.code), self.root), at_most(LONGEST) as broken_off:
                failed = self._first_failure(session, self.tests[row.test])
        except CannotBeReplacedError as error:
            self.problems.append(f"{row.name} {row.code} cannot be replaced: {error}")
            return
        if broken_off:
            self.problems.append(f"{row.name} {row.test} does not end within {LONGEST} s without {row.code}")
        if failed is None:
            self.problems.append(f"{row.name} {row.content}: {row.test} passes without {row.code}")
        elif not failed.stash[LOOKED]:
            self.problems.append(f"{row.name} {row.content}: a fixture of {row.test} fails without {row.code}")

    def _first_failure(self, session: pytest.Session, items: Iterable[pytest.Item]) -> pytest.Item | None:
        if ELSEWHERE not in session.stash:
            session.stash[ELSEWHERE] = Elsewhere.from_parent(session, name="elsewhere")
        for item in items:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if not item.stash[PASSED]:
                return item
        return None

    def _places(self, item: pytest.Item) -> set[str]:
        """How rows name a test: by its function, or one case of it as test_name[case]."""
        file = item.path.relative_to(self.root).as_posix()
        return {f"{file}:{name}" for name in (item.name, getattr(item, "originalname", item.name))}


def fixtures_of(item: pytest.Item) -> Mapping[str, Sequence[pytest.FixtureDef[Any]]]:
    """The fixtures that a test is given, by their names; of each the last is the one that it gets."""
    return item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}


ELSEWHERE, WORDS = pytest.StashKey[pytest.Item](), pytest.StashKey[str]()
PASSED, LOOKED = pytest.StashKey[bool](), pytest.StashKey[bool]()  # LOOKED: its fixtures passed, its body was run


@contextmanager
def at_most(seconds: int) -> Iterator[list[int]]:
    """Break off what takes longer; says so in the list it gives."""
    broken_off: list[int] = []

    def stop(_signal: int, _frame: object) -> None:
        broken_off.append(seconds)
        raise TimeoutError(seconds)

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield broken_off
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def describe(rows: list[Row], checked: list[Row]) -> str:
    """How many rows there are, how many were looked at, and which are open."""
    unfinished = [row.name for row in rows if row.how == OPEN]
    tests = len({row.test for row in checked})
    named = f"{len(unfinished)} open: {', '.join(unfinished)}" if unfinished else "none open"
    return f"{len(rows)} rows, {len(checked)} checked by {tests} tests, {named}"


def run(root: Path, clauses: Collection[str], part: slice) -> int:
    """Check these rows, or all, by a part of their tests, and say what was found; 1 when something is wrong."""
    rows = read_rows(root)
    named = [row for row in rows if row.checked and (not clauses or row.is_named(clauses))]
    tests = sorted({row.test for row in named})[part]
    checked = [row for row in named if row.test in tests]
    gate = Gate(root, checked)
    ids = [f"{root}/{test.replace(':', '::', 1)}" for test in dict.fromkeys(row.test for row in checked)]
    alone = ("-oaddopts=", "--import-mode=importlib", "--no-cov", *(f"-pno:{each}" for each in UNUSED))
    ended = pytest.main([*alone, *ids], plugins=[gate]) if ids else pytest.ExitCode.OK
    if ended is not pytest.ExitCode.OK and not gate.problems:
        gate.problems.append(f"pytest ended with {ended!r}")
    listed = [*gate.problems, f"{describe(rows, checked)}; {len(gate.problems)} problems; {gate.seconds:.0f} s"]
    sys.stdout.write("\n".join(listed) + "\n")
    return 1 if gate.problems else 0


def part_of(text: str) -> slice:
    """Which tests 1/2 means: the first of two, and every second after it."""
    number, parts = map(int, text.split("/"))
    return slice(number - 1, None, parts)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clauses", nargs="*", help="the rows to check, by clause or id; all when none is named")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="the project to check")
    parser.add_argument("--part", type=part_of, default=slice(None), help="1/2: the rows of every second test")
    text = parser.parse_args()
    root = text.root.resolve()
    sys.path.insert(0, str(root))
    return run(root, text.clauses, text.part)


if __name__ == "__main__":
    sys.exit(main())
