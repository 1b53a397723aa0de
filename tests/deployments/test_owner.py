"""Programs run as the database's OS user."""

import os
import pwd
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deployments import owner
from deployments.owner import ENVIRONMENT, Owner, can_enter, name_of, run_as, server_owner
from models.rules.errors import Refused

pytestmark = pytest.mark.process


def test_a_successful_program_returns_no_error(tmp_path: Path) -> None:
    assert run_as(None, [sys.executable, "-c", "pass"], tmp_path) == ""


def test_a_program_that_failed_says_why(tmp_path: Path) -> None:
    assert "kaputt" in run_as(None, [sys.executable, "-c", "raise SystemExit('kaputt')"], tmp_path)


def test_a_program_that_failed_silently_gives_its_exit_code(tmp_path: Path) -> None:
    assert run_as(None, [sys.executable, "-c", "raise SystemExit(3)"], tmp_path) == "exit 3"


def test_a_program_does_not_inherit_our_environment(tmp_path: Path) -> None:
    seen = "import os; raise SystemExit(','.join(sorted(os.environ)))"
    assert set(run_as(None, [sys.executable, "-c", seen], tmp_path).strip().split(",")) <= {*ENVIRONMENT, "LC_CTYPE"}


def test_a_user_is_known_by_name_and_root_always_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert name_of(os.geteuid()) == pwd.getpwuid(os.geteuid()).pw_name

    def no_user(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", no_user)  # a container without a list of users
    assert name_of(0) == "root"
    with pytest.raises(Refused, match="没有编号为54321的用户名"):
        name_of(54321)


@pytest.mark.parametrize(
    ("mode", "as_owner", "in_group", "as_stranger"),
    [(0o700, True, False, False), (0o710, True, True, False), (0o701, True, False, True), (0o611, False, True, True)],
)
def test_the_first_match_of_owner_group_and_others_decides_on_access(
    tmp_path: Path, mode: int, *, as_owner: bool, in_group: bool, as_stranger: bool
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)
    uid, gid = folder.stat().st_uid, folder.stat().st_gid
    found = [can_enter(folder, Owner(*who)) for who in ((uid, gid), (uid + 1, gid), (uid + 1, gid + 1))]
    folder.chmod(0o700)
    assert found == [as_owner, in_group, as_stranger]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("useradd"), reason="only root creates users")
def test_first_starts_at_the_same_moment_create_one_user(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"mubiao-{os.getpid()}"
    monkeypatch.setattr(owner, "SERVER_USER", name)
    try:
        with ThreadPoolExecutor(6) as starts:
            found = set(starts.map(server_owner, [Path("/var") / name] * 6))
        entry = pwd.getpwnam(name)
    finally:
        subprocess.run(["userdel", name], check=False, capture_output=True)  # noqa: S603, S607 - made above
    assert found == {Owner(entry.pw_uid, entry.pw_gid)}
