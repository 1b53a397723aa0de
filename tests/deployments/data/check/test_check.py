"""The printed program, run without any package on real exports: it finds them sound, and names tampered records."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.chain import shortened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

    Change = Callable[[dict[str, Any]], object]
    Tamper = Callable[[list[dict[str, Any]]], object]

pytestmark = pytest.mark.process


@pytest.fixture
def folder(real_line: Mubiao, tmp_path: Path) -> Path:
    """A folder with the printed program."""
    (tmp_path / "check.py").write_text(real_line.done("why", "--script"), encoding="utf-8")
    return tmp_path


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Returns the output of the program in a Python with the standard library only."""
    command = [sys.executable, "-I", "-S", "check.py", *words]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    assert finished.stderr == ""
    return finished.returncode, finished.stdout


# The proof of a deadline


@pytest.fixture
def why(real_line: Mubiao, anyone: Acting, sql: Sql, folder: Path) -> Path:
    """The proof of a meeting due 22 April, over 清明节 and without a make-up day, and the calendar."""
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'")
    (folder / "why.json").write_text(real_line.done("why", str(number), "--json"), encoding="utf-8")
    (folder / "calendar.json").write_text(real_line.done("why", "--calendar"), encoding="utf-8")
    return folder


def rewrite(place: Path, change: Change) -> None:
    document = json.loads(place.read_text(encoding="utf-8"))
    change(document)
    place.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


@pytest.mark.parametrize("words", [("why.json",), ("why.json", "calendar.json")])
def test_a_real_proof_is_sound(why: Path, words: tuple[str, ...]) -> None:
    assert check(why, *words) == (0, "核对无误：期限2026-04-22。\n")


def test_a_count_over_make_up_days_and_a_fixed_date_are_sound_too(
    real_line: Mubiao, anyone: Acting, sql: Sql, folder: Path
) -> None:
    anyone.on("2026-10-01").open("quarterly_meeting", "2026Q3")  # 10 October is worked
    anyone.on("2026-12-01").open("year_end_check", "2026")
    (folder / "calendar.json").write_text(real_line.done("why", "--calendar"), encoding="utf-8")
    for kind, due in (("quarterly_meeting", "2026-10-27"), ("year_end_check", "2027-01-10")):
        number = sql.value("SELECT min(id) FROM obligation WHERE kind = :kind", kind=kind)
        (folder / "why.json").write_text(real_line.done("why", str(number), "--json"), encoding="utf-8")
        assert check(folder, "why.json", "calendar.json") == (0, f"核对无误：期限{due}。\n")


def test_a_day_kept_although_a_changed_calendar_would_have_moved_it_behind_today_is_sound(
    real_line: Mubiao, anyone: Acting, sql: Sql, folder: Path
) -> None:
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    notice = {"notice_title": "关于调整放假的通知", "notice_number": "测试〔2026〕1号", "notice_date": "2026-04-02"}
    worked = {"kind": "makeup_workday", "name": "调整", **notice}
    anyone.on("2026-04-21").take("calendar", *({"date": f"2026-04-{each}", **worked} for each in (12, 18)))
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'")
    (folder / "why.json").write_text(real_line.done("why", str(number), "--json"), encoding="utf-8")
    (folder / "calendar.json").write_text(real_line.done("why", "--calendar"), encoding="utf-8")
    assert check(folder, "why.json", "calendar.json") == (0, "核对无误：期限2026-04-21。\n")
    rewrite(folder / "why.json", lambda found: found["proof"].update(computed="2026-04-22"))
    assert "期限2026-04-21早于推算的2026-04-22。" in check(folder, "why.json")[1]


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda f: f["obligation"].update(due="2026-04-23"), "事项的期限2026-04-23与依据中的2026-04-22不同。"),
        (lambda f: f["proof"].update(due="2026-04-23"), "2026-04-23：依据中漏列"),
        (lambda f: f["proof"].update(n=16), "应计16个工作日至2026-04-22，实列15个至2026-04-22。"),
        (lambda f: f["proof"].update(anchor="2026-03-30"), "2026-03-31：依据中漏列"),
        (lambda f: f["proof"]["counted"].pop(3), "2026-04-07：依据中漏列"),
        (lambda f: f["proof"]["counted"].append(f["proof"]["counted"][0]), "2026-04-01：依据中漏列、多列或重复列出"),
        (lambda f: f["proof"]["skipped"].pop(), "2026-04-19：依据中漏列"),
        (lambda f: f["proof"]["skipped"][2].update(why="周一"), "2026-04-06：周一，没有放假或中止计算的依据，不应跳过"),
        (
            lambda f: f["proof"]["counted"].append(f["proof"]["skipped"].pop(0) | {"weekday": "周六", "why": ""}),
            "2026-04-04：周六，没有调休上班的依据，不应计入",
        ),
        (lambda f: f["proof"]["counted"][0].update(weekday="周二"), "2026-04-01：周三"),
    ],
)
def test_a_proof_that_was_tampered_is_named_without_any_calendar(why: Path, change: Change, named: str) -> None:
    rewrite(why / "why.json", change)
    code, text = check(why, "why.json")
    assert code == 1
    assert named in text


def test_a_proof_that_is_consistent_but_untrue_is_found_by_counting_from_the_calendar(why: Path) -> None:
    def invent_a_holiday(found: dict[str, Any]) -> None:
        proof = found["proof"]
        gone = proof["counted"].pop(4)
        proof["skipped"].append({"date": gone["date"], "why": "放假（国办发明电〔2025〕99号）"})
        proof["counted"].append({"date": "2026-04-23", "weekday": "周四", "why": ""})
        proof["due"] = found["obligation"]["due"] = "2026-04-23"

    rewrite(why / "why.json", invent_a_holiday)
    assert check(why, "why.json")[0] == 0
    assert check(why, "why.json", "calendar.json") == (1, "按日历从头推算，期限应为2026-04-22，不是2026-04-23。\n")


def test_a_calendar_that_was_tampered_is_named(why: Path) -> None:
    rewrite(why / "calendar.json", lambda c: c["days"].append(["2026-04-20", "holiday", "假", "无"]))
    code, text = check(why, "why.json", "calendar.json")
    assert code == 1
    assert text == ("工作日历：内容与其版本号不符，被更改。\n按日历从头推算，期限应为2026-04-23，不是2026-04-22。\n")


def test_a_later_calendar_that_leaves_the_date_alone_is_only_remarked(
    real_line: Mubiao, anyone: Acting, why: Path
) -> None:
    notice = {"notice_title": "放假通知", "notice_number": "1号", "notice_date": "2026-04-02"}
    anyone.on("2026-04-02").take("local_calendar", {"date": "2026-08-03", "kind": "放假", "name": "火把节", **notice})
    (why / "calendar.json").write_text(real_line.done("why", "--calendar"), encoding="utf-8")
    code, text = check(why, "why.json", "calendar.json")
    assert (code, text.splitlines()) == (
        0,
        ["注意：所给的工作日历不是推算时的那一版，其后放假安排有过变更。", "核对无误：期限2026-04-22。"],
    )


def test_a_fixed_date_that_was_rolled_is_named(real_line: Mubiao, folder: Path) -> None:
    (folder / "why.json").write_text(real_line.done("why", "1", "--json"), encoding="utf-8")
    assert check(folder, "why.json") == (0, "核对无误：期限2026-03-31。\n")
    rewrite(
        folder / "why.json", lambda f: [f["proof"].update(due="2026-04-01"), f["obligation"].update(due="2026-04-01")]
    )
    assert check(folder, "why.json") == (1, "固定日期2026-03-31不顺延，期限却为2026-04-01。\n")


def test_suspended_days_are_left_out_of_the_count(why: Path) -> None:
    """A14, counted by hand: the 15 working days after 31 March without 8 and 9 April end two later, on 24 April."""

    def suspend(found: dict[str, Any]) -> None:
        proof, away = found["proof"], {"2026-04-08", "2026-04-09"}
        proof["suspensions"] = [{"first": "2026-04-08", "last": "2026-04-09"}]
        proof["skipped"] += [{"date": day, "why": "申诉期间中止计算"} for day in away]
        later = [
            {"date": "2026-04-23", "weekday": "周四", "why": ""},
            {"date": "2026-04-24", "weekday": "周五", "why": ""},
        ]
        proof["counted"] = [day for day in proof["counted"] if day["date"] not in away] + later
        proof["due"] = found["obligation"]["due"] = "2026-04-24"

    rewrite(why / "why.json", suspend)
    assert check(why, "why.json", "calendar.json") == (0, "核对无误：期限2026-04-24。\n")


# The ledger


@pytest.fixture
def chain(real_line: Mubiao, anyone: Acting, folder: Path) -> Path:
    """A ledger of several days, with an entry on behalf of an office, exported."""
    anyone.on("2026-03-05").on_behalf("电话", "李明\u2028转述").report("D002", "2026-03", "T003")
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    anyone.on("2026-04-02").meet("D001", "2026Q1", "2026-04-02")
    real_line.done("verify", "--export", str(folder / "chain.jsonl"))
    return folder


def blocks_of(chain: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (chain / "chain.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]


def test_a_real_ledger_is_sound(chain: Path, sql: Sql) -> None:
    head = sql.value("SELECT hash FROM chain_head")
    code, text = check(chain, "chain.jsonl")
    assert code == 0
    blocks = len(blocks_of(chain)) - 1
    verdict, *notes = text.splitlines()
    assert verdict == f"核对无误：共{blocks}块，末块是第{blocks}块，校验码{shortened(head)}（全文{head}）。"
    assert len(notes) == blocks  # its days are not those on which it was sealed
    assert notes[0].startswith("注意：第1块（init）记为2026-01-01T09:00开始，")
    written = f"7:{shortened(head)}"
    for known in (f"7:{head}", written, written.upper().replace(":", "：")):
        assert check(chain, "chain.jsonl", known)[0] == 0


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (
            lambda b: b[4]["header"].update(actor="别人"),
            "第5块（submit_report，2026-03-05）：经办人、日期、结果等内容被更改。",
        ),
        (
            lambda b: b[4]["header"].pop("source"),
            "第5块（submit_report，2026-03-05）：经办人、日期、结果等内容被更改。",
        ),
        (
            lambda b: b[4]["header"].update(business_date="2026-03-04"),
            "第5块（submit_report，2026-03-04）：经办人、日期",
        ),
        (lambda b: b[4].update(content="0" * 64), "第5块（submit_report，2026-03-05）：所含的变动记录被更改"),
        (lambda b: b[4]["moves"].pop(), "第5块（submit_report，2026-03-05）：所含的变动记录被更改、删除或增加。"),
        (lambda b: b[4]["moves"].reverse(), "第5块（submit_report，2026-03-05）：所含的变动记录被更改、删除或增加。"),
        (
            lambda b: b[4]["moves"].__setitem__(0, b[4]["moves"][0].replace("false", "true")),
            "第5块（submit_report，2026-03-05）：所含的变动记录被更改、删除或增加。",
        ),
        (lambda b: b[4].update(hash="0" * 64), "第6块（open_cycle，2026-04-01）：与上一块不相接"),
        (lambda b: b.pop(4), "第6块（open_cycle，2026-04-01）：与上一块不相接，其间有块被删除、插入或调换。"),
        (lambda b: b.pop(0), "第2块（import_departments，2026-01-01）：与上一块不相接"),
        (lambda b: b.insert(4, b[3]), "第4块（open_cycle，2026-03-01）：与上一块不相接"),
        (lambda b: b.__setitem__(slice(4, 6), [b[5], b[4]]), "第6块（open_cycle，2026-04-01）：与上一块不相接"),
        (lambda b: b[4].pop("moves"), "第5行：不是完整的一块，内容被破坏。"),
        (lambda b: b.__setitem__(4, {"x": 1}), "第5行：不是完整的一块，内容被破坏。"),
        (lambda b: b.pop(-2), "台账末尾：应有7块，实有6块，末尾被截去、增加或更改。"),
        (lambda b: b.pop(), "末行：不是台账末块的说明，文件被截断。"),
        (lambda b: b[-1]["head"].update(height=9), "台账末尾：应有9块，实有7块"),
    ],
)
def test_a_ledger_that_was_tampered_is_named_by_its_block(chain: Path, tamper: Tamper, named: str) -> None:
    blocks = blocks_of(chain)
    assert len(blocks) == 8
    tamper(blocks)
    lines = (json.dumps(block, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for block in blocks)
    (chain / "chain.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    code, text = check(chain, "chain.jsonl")
    assert code == 1
    assert named in text


def rechained(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the blocks with hashes computed again, as a person who may rewrite the whole chain would."""
    previous = "0" * 64
    for block in blocks[:-1]:
        sealed = json.dumps(
            [previous, block["content"], block["header"]], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        block |= {"previous": previous, "hash": sha256(sealed.encode()).hexdigest()}
        previous = block["hash"]
    blocks[-1]["head"]["hash"] = previous
    return blocks


def test_blocks_sealed_within_a_day_of_their_beginning_need_no_note(chain: Path) -> None:
    blocks = blocks_of(chain)
    for block in blocks[:-1]:
        block["header"]["at"] = block["header"]["sealed_at"]
    lines = (json.dumps(block, ensure_ascii=False) for block in rechained(blocks))
    (chain / "chain.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert len(check(chain, "chain.jsonl")[1].splitlines()) == 1


@pytest.mark.parametrize("change", [{"sealed_at": "2026-01-01T00:00:00.000000+08:00"}, {"sealed_at": ""}])
def test_a_block_sealed_before_the_one_before_it_is_named(chain: Path, change: dict[str, str]) -> None:
    blocks = blocks_of(chain)
    blocks[4]["header"] |= change
    lines = (
        json.dumps(block, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for block in rechained(blocks)
    )
    (chain / "chain.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert check(chain, "chain.jsonl") == (1, "第5块（submit_report，2026-03-05）：封存时间缺失或早于上一块。\n")


@pytest.mark.parametrize(("sealed_at", "code"), [("2026-01-01T00:00:00.000000+08:00", 0), ("", 1)])
def test_only_a_confirmed_clock_goes_back_and_it_has_an_instant_too(chain: Path, sealed_at: str, code: int) -> None:
    blocks = blocks_of(chain)
    blocks[-2]["header"] |= {"act": "confirm_clock", "sealed_at": sealed_at}
    lines = (json.dumps(block, ensure_ascii=False) for block in rechained(blocks))
    (chain / "chain.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert check(chain, "chain.jsonl")[0] == code


def test_a_truncated_ledger_with_a_new_last_line_is_found_by_a_head_stored_elsewhere(chain: Path) -> None:
    *blocks, head = blocks_of(chain)
    stored = head["head"]["hash"]
    shorter = [*blocks[:-1], {"head": {"height": 6, "hash": blocks[-2]["hash"]}}]
    lines = (json.dumps(block, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for block in shorter)
    (chain / "chain.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert check(chain, "chain.jsonl")[0] == 0
    code, text = check(chain, "chain.jsonl", f"7:{stored}")
    assert code == 1
    assert text.startswith(f"第7块：校验码与月报的{stored}不同，或台账已没有这一块")
    assert check(chain, "chain.jsonl", f"6:{blocks[-2]['hash']}")[0] == 0


def test_a_line_that_is_no_json_is_named(chain: Path) -> None:
    lines = (chain / "chain.jsonl").read_text(encoding="utf-8").split("\n")
    lines[2] = lines[2][:-1]
    (chain / "chain.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert check(chain, "chain.jsonl")[1].startswith("第3行：不是完整的一块，内容被破坏。\n")


# What is no export


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ("没有.json",)),
        ("", ("x",)),
        ("部门,编码\n", ("x",)),
        ("{\n", ("x",)),
        ('{\n"proof": {}}', ("x",)),
        ('{\n"a": 1}', ("x", "x")),
        ('{\n"proof": ' + "[" * 100_000, ("x",)),
        ('{"head": {}}\n', ("x", "3f2a9c4177b01d2e")),
        ('{"head": {}}\n', ("x", "7:3f2a")),
    ],
)
def test_an_invalid_export_is_reported_without_a_traceback(
    folder: Path, content: str | None, words: tuple[str, ...]
) -> None:
    if content is not None:
        (folder / "x").write_text(content, encoding="utf-8")
    code, text = check(folder, *words)
    assert (code, text.startswith("无法读取：文件不存在、不完整，不是导出的文件")) == (2, True)


def test_a_binary_file_is_reported(folder: Path) -> None:
    (folder / "x").write_bytes(b"\xff\xfe")
    assert check(folder, "x")[0] == 2


@pytest.mark.parametrize("words", [(), ("a", "b", "c")])
def test_without_a_file_it_prints_its_usage(folder: Path, words: tuple[str, ...]) -> None:
    code, text = check(folder, *words)
    assert code == 2
    assert "python3 check.py why.json calendar.json" in text


def test_a_count_beyond_the_last_possible_date_is_reported(why: Path) -> None:
    rewrite(why / "why.json", lambda f: f["proof"].update(anchor="9999-12-30", due="9999-12-31"))
    code, text = check(why, "why.json", "calendar.json")
    assert (code, text.splitlines()[-1][:9]) == (1, "其余的因此无法复核")
