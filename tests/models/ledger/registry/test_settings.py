"""机构设定 by hand: a share of departments that are not visited is decided by the leading group or its office (A72)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.policy import SETTINGS, find_setting, read_value
from tests.acting import SEEN_THERE
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

SHARE = {"key": "unvisited_share", "value": "10%", "basis": "黔目标〔2026〕30号"}
PAPER: dict[str, Any] = {"decided_by": "省目标办公室", "dated": "2026-03-02", "evidence": str(SEEN_THERE)}
BASIS = "省目标办公室，黔目标〔2026〕30号，2026-03-02"
NEEDS_PAPER = "高于0%的，由领导小组或者领导小组办公室的文件决定：写明文号（--basis"


@pytest.fixture
@story
def group(march: Acting) -> Acting:
    """The office of the leading group is in office since 1 March, an organisation department since long before."""
    march.do("register_body", name="省目标办公室", kind="领导小组办公室", basis="1号", valid_from="2026-03-01")
    march.do("register_body", name="省委组织部", kind="组织部", basis="1号", valid_from="2025-01-01")
    return march


def test_the_share_names_the_paper_of_a_body_that_was_in_office_on_its_day(
    group: Acting, sql: Sql, store: Path, violations: Violations
) -> None:
    told = group.do("set_policy", **SHARE, **PAPER)
    assert (told.words, store.exists()) == (f"“年终复核不到现场的部门比例”自2026-03-05起：10%。依据：{BASIS}。", True)
    assert sql.rows("SELECT value, basis FROM policy") == [("10", BASIS)]
    assert sql.rows("SELECT record_key, file_name FROM exhibit") == [("unvisited_share|1", SEEN_THERE.name)]
    assert violations() == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"decided_by": None}, NEEDS_PAPER),
        ({"dated": None}, NEEDS_PAPER),
        ({"evidence": ()}, NEEDS_PAPER),
        ({"basis": "领导小组会议"}, NEEDS_PAPER),
        ({"dated": "2026-03-06"}, "晚于今天"),
        ({"dated": "2026-02-28"}, "须由领导小组或领导小组办公室决定，“省目标办公室”不是2026-02-28在任的这类单位"),
        ({"decided_by": "省委组织部"}, "“省委组织部”不是2026-03-02在任的这类单位"),
        ({"value": "120%"}, "“120%”不是0%到100%的比例"),
    ],
)
def test_a_share_without_such_a_paper_is_refused(group: Acting, sql: Sql, other: dict[str, Any], words: str) -> None:
    assert words in group.refused("set_policy", **SHARE | PAPER | other)
    assert sql.value("SELECT count(*) FROM policy") == 0


@pytest.mark.parametrize("value", ["0%", "未设定"])
def test_a_share_of_nothing_needs_no_paper(group: Acting, value: str) -> None:
    group.do("set_policy", **SHARE, **PAPER)
    assert group.do("set_policy", **SHARE | {"value": value, "basis": "不再使用"}).counts == {"set": 1}
    assert read_value(find_setting("unvisited_share"), "0") == "0"


def test_the_sheet_asks_for_the_same_paper(group: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"内容": "10%", "依据": "黔目标〔2026〕30号"}
    at = list(SETTINGS).index("unvisited_share") + 2
    with pytest.raises(Exception, match="高于0%的，由领导小组或者领导小组办公室的文件决定"):
        take(group, "policies", fill(export(group, "policies", tmp_path), {at: row}))
    row |= {"决定单位": "领导小组办公室", "文件日期": "2026-03-02", "依据文件": SEEN_THERE.name}
    (tmp_path / SEEN_THERE.name).write_bytes(SEEN_THERE.read_bytes())
    assert counts(take(group, "policies", fill(export(group, "policies", tmp_path), {at: row})))[1] == 1
    assert sql.value("SELECT basis FROM policy") == BASIS
    assert counts(take(group, "policies", export(group, "policies", tmp_path)))[:2] == (0, 0)
