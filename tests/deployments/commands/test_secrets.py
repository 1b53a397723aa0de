"""`mubiao secrets`: marked records, and their content for named readers only (4.7)."""

from __future__ import annotations

import json
import stat
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tasks.home import account_name
from tests.databases import story
from tests.deployments.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ROAD = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "责任部门": "D001"}
SIGNED = ("--paper", "签1号", "--paper-date", "2026-03-05")
OPEN = ("secrets", "open", "--by", "D001/李明", *SIGNED, "--purpose", "核对进度", "--on", "2026-03-05")
WHAT = ("--target", "T009")


@pytest.fixture
@story
def marked(line: Mubiao, anyone: Acting) -> Mubiao:
    """T009 农村公路 is marked, and 李明, the liaison of D001, may open it."""
    agency = anyone.on("2026-03-05")
    agency.take("targets", {**ROAD, "下达日期": "2026-02-27"})
    agency.take("contacts", *({"部门编码": "D001", "角色": "联络员", "姓名": name} for name in ("李明", "赵立")))
    agency.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    agency.do("admit_reader", target="T009", reader="D001/李明", reason="承办")
    return line


def test_an_exported_ledger_warns_that_it_holds_marked_records(marked: Mubiao, tmp_path: Path) -> None:
    answer = marked("verify", "--export", str(tmp_path / "chain.jsonl"))
    assert answer.err.endswith("其中有已标密事项的名称和内容，按保密规定保管，不外传。\n")


def test_an_opening_that_would_show_nothing_is_not_put_on_record(marked: Mubiao, sql: Sql) -> None:
    refused = marked.refused("act", "open_secret", "--target", "T009", "--purpose", "核对进度", "--by", "D001/李明")
    assert "mubiao secrets open" in refused
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


def test_a_complaint_about_a_sheet_withholds_marked_content(marked: Mubiao, tmp_path: Path) -> None:
    """Neither the stored nor the new value is shown: only the cell, and what to do."""
    other = {**ROAD, "绩效要求": "建成1357公里", "目标名称": "农村公路", "数量": "一千", "下达日期": "2026-02-27"}
    place = tmp_path / "目标.csv"
    place.write_text(f"{','.join(other)}\n{','.join(other.values())}\n", encoding="utf-8")
    words = ("import", "targets", str(place), "--on", "2026-03-06")
    output = marked.refused(*words)
    assert "第2行“数量”列：数量“—”" in output
    answer = marked(*words, "--json")
    [complaint] = json.loads(answer.out)["complaints"]
    assert complaint["value"] == "—"
    assert [text for text in ("1357", "一千", "农村公路") if text in output + answer.out + answer.err] == []


def test_marked_records_are_listed_without_their_content(marked: Mubiao) -> None:
    text = marked.done("secrets", "list")
    assert text.splitlines()[-1].split() == [
        "目标T009（工作秘密）",
        "2026-03-05",
        "D001/李明",
        "0次",
        "涉及未公开规划",
    ]
    assert "农村公路" not in text


def test_an_empty_list_is_reported(line: Mubiao) -> None:
    assert line.done("secrets", "list") == line.done("secrets") == "没有标注密级的事项。\n"
    assert line.json("secrets", "list") == []


def test_a_record_without_readers_is_listed_as_such(marked: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-03-06").do("dismiss_reader", target="T009", reader="D001/李明", reason="调离")
    assert "未指定" in marked.done("secrets", "list")


def test_a_named_person_reads_it_and_that_is_on_record(marked: Mubiao) -> None:
    text = marked.done(*OPEN, *WHAT).splitlines()
    assert text[0] == "第001厅 李明于2026-03-05阅看目标T009（工作秘密），第1次，已记入台账。"
    assert text[1:] == ["目标名称：农村公路", "绩效要求：建成1000公里"]
    assert marked.json(*OPEN, *WHAT)["content"] == {"目标名称": "农村公路", "绩效要求": "建成1000公里"}
    [row] = marked.json("secrets", "list")
    assert [each["purpose"] for each in row["openings"]] == ["核对进度", "核对进度"]


def test_opened_content_can_be_written_to_a_file_that_only_its_owner_reads(marked: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "目标.txt"
    assert marked.done(*OPEN, *WHAT, "-o", str(place)).splitlines()[-1] == f"已写入：{place}"
    assert place.read_text(encoding="utf-8") == "目标名称：农村公路\n绩效要求：建成1000公里\n"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "已经存在" in marked.refused(*OPEN, *WHAT, "-o", str(place))


def test_other_people_read_nothing(marked: Mubiao, sql: Sql) -> None:
    other = ("--by", "D001/赵立", *SIGNED, "--purpose", "看看", "--on", "2026-03-05")
    text = marked.refused("secrets", "open", *WHAT, *other)
    assert text.startswith("“第001厅 赵立”不是目标T009（工作秘密）的阅看人员，不能阅看。")
    assert "农村公路" not in text
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


def test_nothing_is_opened_for_another_without_his_signature(marked: Mubiao, sql: Sql) -> None:
    unsigned = ("--by", "D001/李明", "--purpose", "核对进度", "--on", "2026-03-05")
    assert marked.refused("secrets", "open", *WHAT, *unsigned).startswith("涉密事项由阅看人员本人阅看。代他人阅看的")
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


def test_an_operator_opens_only_as_an_admitted_reader(marked: Mubiao, anyone: Acting) -> None:
    own = ("secrets", "open", *WHAT, "--purpose", "核对进度", "--on", "2026-03-05")
    assert "王芳”不是目标T009（工作秘密）的阅看人员" in marked.refused(*own)
    anyone.on("2026-03-05").take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳"})
    admitted: dict[str, Any] = {"target": "T009", "year": 2026, "reader": "AGENCY/王芳", "reason": "承办"}
    anyone.on("2026-03-05").do("admit_reader", **admitted, account=account_name())
    assert marked.done(*own).splitlines()[1] == "目标名称：农村公路"
    marked.set(MUBIAO_OPERATOR="王文")
    assert "王文”不是目标T009（工作秘密）的阅看人员" in marked.refused(*own)


def test_who_only_takes_the_name_of_an_admitted_reader_opens_nothing(marked: Mubiao, anyone: Acting, sql: Sql) -> None:
    anyone.on("2026-03-05").take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳"})
    anyone.on("2026-03-05").do("admit_reader", target="T009", reader="AGENCY/王芳", account="wangfang", reason="承办")
    text = marked.refused("secrets", "open", *WHAT, "--purpose", "核对进度", "--on", "2026-03-05")
    assert text == (
        "“贵州省目标绩效管理机构 王芳”以本机账户 wangfang 阅看目标T009（工作秘密），"
        f"现在的账户是{account_name()}，不能阅看。账户有变的，由管理机构重新指定（admit_reader）。\n"
    )
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


def test_a_file_is_copied_to_where_its_reader_says(marked: Mubiao, anyone: Acting, tmp_path: Path, sql: Sql) -> None:
    file = tmp_path / "规划.pdf"
    file.write_bytes(b"a plan")
    of = ("--by", "D001/目标办", "--department", "D001", "--period", "2026-03")
    marked.done("act", "attach_evidence", *of, "--file", str(file), "--on", "2026-03-05")
    digest = sql.value("SELECT sha256 FROM evidence")
    agency = anyone.on("2026-03-05")
    agency.do("mark_secret", evidence=digest, marking="秘密", reason="原件定密")
    agency.do("admit_reader", evidence=digest, reader="D001/李明", reason="承办")
    what, place = ("--evidence", digest[:8]), tmp_path / "阅看.pdf"
    assert marked.refused(*OPEN, *what) == "阅看印证材料须写明存放的文件，请加 -o 文件。\n"
    assert marked.json(*OPEN, *what, "-o", str(place))["file"] == str(place)
    assert place.read_bytes() == b"a plan"
    [stored] = [each for each in tmp_path.rglob(digest) if each.is_file()]
    stored.unlink()
    gone = marked.refused(*OPEN, *what, "-o", str(tmp_path / "再阅.pdf"), code=3)
    assert gone == f"阅看已记入台账，但印证材料{digest[:12]}无法读取，请执行 mubiao verify 核对。\n"
    assert not (tmp_path / "再阅.pdf").exists()


SAYING = ("农村公路", "1357", "路基")


@pytest.fixture
@story
def notified(line: Mubiao, anyone: Acting) -> Mubiao:
    """T009 农村公路 was listed, reminded of and overdue, its quarterly list is frozen; then it was marked."""
    agency = anyone.on("2026-03-05")
    agency.take(
        "targets", {**ROAD, "绩效要求": "建成1357公里", "数量": "1357", "单位": "公里", "下达日期": "2026-02-27"}
    )
    agency.lists("T009", "路基尚未贯通", "2026-03-05")
    agency.do("set_limit", target="T009", limit="2026-03-20")
    agency.on("2026-03-24").system.do("propose_urgings")
    agency.on("2026-04-03").do("freeze_negative_list", period="2026Q1")
    agency.on("2026-04-03").do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    return line


def words_in(place: Path) -> str:
    """Every word of an office document."""
    with ZipFile(place) as parts:
        return unescape("".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist()))


FILES: dict[str, Callable[[str], tuple[str, ...]]] = {
    "台账.xlsx": lambda to: ("export", "ledger", "--department", "D001", to),
    "结果.xlsx": lambda to: ("export", "results", "--year", "2026", to),
    "整改.docx": lambda to: ("document", "remediation", "--target", "T009", "-o", to),
    "清单.docx": lambda to: ("document", "negative-list", "--period", "2026Q1", "-o", to),
    "清单.xlsx": lambda to: ("document", "negative-list", "--period", "2026Q1", "-o", to),
    "名单.xlsx": lambda to: ("owed", "--xlsx", to),
}


@pytest.mark.parametrize("name", FILES)
def test_no_written_file_contains_marked_content(notified: Mubiao, tmp_path: Path, name: str) -> None:
    notified.done(
        *FILES[name](str(tmp_path / name)), *(() if "negative-list" in FILES[name]("") else ("--on", "2026-04-03"))
    )
    output = words_in(tmp_path / name)
    assert "目标T009（工作秘密）" in output
    assert [text for text in SAYING if text in output] == []


@pytest.mark.parametrize(
    "asked", [("owed",), ("why", "--target", "T009", "--year", "2026"), ("act", "excuse_limit", "--target", "T009")]
)
def test_no_printed_output_contains_marked_content(notified: Mubiao, asked: tuple[str, ...]) -> None:
    more = ("--limit", "2026-05-20", "--reason", "汛期", *SIGNED[:-1], "2026-04-02") if asked[0] == "act" else ()
    output = notified.done(*asked, *more, "--on", "2026-04-03")
    if asked[0] == "owed":
        output += str(read_table(output))  # also what goes on in the next line
    assert "目标T009（工作秘密）" in output
    assert [text for text in SAYING if text in output] == []


def test_a_refusal_contains_no_marked_content(notified: Mubiao) -> None:
    text = notified.refused("act", "delegate_upload", "--target", "T009", "--on", "2026-04-03")
    assert text == "目标T009“目标T009（工作秘密）”不是重点项目，不进行目标云监测。\n"
    assert "T404" in notified.refused("act", "delegate_upload", "--target", "T404", "--on", "2026-04-03")
