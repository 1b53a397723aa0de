"""`mubiao entries`: the negative list with limits and due dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao


def test_an_entry_is_one_line_with_its_limit(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "未达目标要求", "2026-03-09")
    assert line.done("entries").splitlines()[2].split() == [
        "2026/T001/1",
        "目标T001",
        "第001厅",
        "2026-03-10",
        "已列入",
    ]
    march.do("set_limit", target="T001", limit="2026-04-20")
    cells = line.done("entries", "--open", "--on", "2026-04-21").splitlines()[2].split()
    assert cells[3:] == ["2026-03-10", "整改中", "1", "2026-04-20", "2026-04-20（逾期）"]


def test_an_entry_whose_remediation_is_waived_says_so(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-04-20")
    number = sql.value("SELECT id FROM obligation WHERE kind = 'remediation'")
    march.do("waive", obligation=number, reason="项目已取消", number="黔目标函〔2026〕9号", dated="2026-03-09")
    assert line.done("entries").splitlines()[2].split()[-1] == "整改已豁免"
    assert "，原因：项目已取消，依据黔目标函〔2026〕9号（2026年3月9日）（豁免事项" in line.done("why", str(number))
    anyone.on("2026-03-11").office("D001").do("confirm_receipt", target="T001")
    cells = line.done("entries", "--open", "--on", "2026-04-21").splitlines()[2].split()
    assert cells[3:6] == ["2026-03-10", "2026-03-11", "整改中"]
    assert line.json("entries", "--department", "D002") == []
    assert [row["finding"] for row in line.json("entries", "--year", "2026")] == ["未达目标要求"]


def test_without_entries_it_says_so(line: Mubiao) -> None:
    assert line.done("entries") == "没有负面清单条目。\n"


def test_a_proposal_says_when_its_target_was_declared_complete(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    march = anyone.on("2026-03-10")
    march.do("propose_entry", target="T001", way="目标到期", finding="未申报已完成", found_on="2026-03-10")
    sql("""UPDATE entry_origin SET detail = '{"declared_on": "2026-03-12"}'""")
    assert "拟列入（3月12日已申报）" in line.done("entries")
    assert line.json("entries")[0]["declared_on"] == "2026-03-12"


def test_a_state_between_long_names_goes_on_in_the_next_line(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    march = anyone.on("2026-03-10")
    march.do("propose_entry", target="T001", way="目标到期", finding="未申报已完成", found_on="2026-03-10")
    sql("""UPDATE entry_origin SET detail = '{"declared_on": "2026-03-12"}'""")
    sql("UPDATE target SET name = 'LONGNAME' || repeat('长', 40) WHERE code = 'T001'")
    rows = line.done("entries").splitlines()[2:-1]
    assert len(rows) > 1
    assert "".join(row.split()[-1] for row in rows) == "拟列入（3月12日已申报）"
