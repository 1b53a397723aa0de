"""`mubiao signer-changes`: what waits for a second person, and what was confirmed or returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.page_clerks import at_page

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_people_read_what_waits_and_what_was_decided(line: Mubiao, anyone: Acting) -> None:
    assert line.done("signer-changes") == "没有待确认的签字人变更。\n"
    at_page(anyone).take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "赵六"})
    text = line.done("signer-changes")
    for words in ("第001厅主要领导赵六（新登", "黔人任〔2025〕3号", "王文（网页账号8）", "待确认"):
        assert words in text
    (section,) = [each for each in line.json("today") if each["command"] == "mubiao signer-changes"]
    assert section["lines"] == ["变更1：第001厅主要领导赵六（新登记）（王文（网页账号8）录入，黔人任〔2025〕3号）"]
    assert "已确认签字人变更1" in line.done("act", "confirm_signers", "--number", "1")
    assert line.json("signer-changes", "--all")[0]["state"] == "confirmed"
