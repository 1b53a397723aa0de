"""Writer is found by its library next to the program, by the tests and by `.ci/run`, which then asks for no package."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.libreoffice import PROGRAM, WRITER, convert, why_no_writer

LINE = Path(__file__).parent.parent / ".ci" / "run"
each_package = pytest.mark.parametrize("parts", [(), (WRITER,)])


@pytest.fixture
def program(tmp_path: Path, parts: tuple[str, ...]) -> Path:
    """A program as packages install it: a link on the PATH, and next to its file the libraries of its parts."""
    inside, path = tmp_path / "lib" / "program", tmp_path / "bin"
    inside.mkdir(parents=True)
    path.mkdir()
    for name in ("soffice", *parts):
        (inside / name).touch(mode=0o755)
    (path / "soffice").symlink_to(inside / "soffice")
    return path / "soffice"


@each_package
def test_writer_is_known_by_its_library_next_to_the_program(program: Path, parts: tuple[str, ...]) -> None:
    why = why_no_writer(str(program))
    assert (why == "") == (WRITER in parts)
    assert parts or why.endswith(f"no {WRITER} in {program.resolve().parent}")


def test_without_the_program_the_reason_names_it() -> None:
    assert why_no_writer(None) == "LibreOffice is not installed: no soffice on the PATH"


@pytest.mark.process
@each_package
def test_the_gates_ask_for_a_package_only_where_its_part_is_not(program: Path, parts: tuple[str, ...]) -> None:
    [function] = [each for each in LINE.read_text(encoding="utf-8").splitlines() if each.startswith("is_there()")]
    for name, there in (("soffice", True), (WRITER, WRITER in parts), ("no-such-program", False)):
        asked = ["bash", "-euc", f"PATH={program.parent}:$PATH\n{function}\nis_there {name}"]
        assert (subprocess.run(asked, check=False).returncode == 0) == there  # noqa: S603 - as above


@pytest.mark.office
@pytest.mark.process
@pytest.mark.skipif(why_no_writer(PROGRAM) != "", reason=why_no_writer(PROGRAM))
def test_what_is_found_makes_a_pdf(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("国", encoding="utf-8")
    [made] = convert(tmp_path / "profile", "pdf", tmp_path, text)
    assert made.read_bytes().startswith(b"%PDF")
