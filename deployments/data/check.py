"""Checks what mubiao exported, with the standard library alone: the proof of one deadline, or the whole ledger.

用法（任何装有 Python 3.9 以上的电脑，不需要安装本系统）：

    mubiao why --script > check.py             本程序
    mubiao why 12 --json > why.json            一个事项的期限依据
    mubiao why --calendar > calendar.json      推算所用的工作日历
    python check.py why.json calendar.json     复核期限：先核对所列的每一天，再按日历从头数一遍（日历可以不给）

    mubiao verify --export chain.jsonl         全部台账
    python check.py chain.jsonl 块数:校验码    复核台账：逐块重算；给出台账月报上的一块，可发现末尾被截去（可以不给）

全部相符返回0；有不符的逐条指出，返回1；文件无法读取返回2。
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
SATURDAY, DAY, LONGEST, GENESIS = 5, timedelta(days=1), 4000, "0" * 64
KNOWN = re.compile(r"(\d+:[0-9A-Fa-f-]{16,})?")  # a block as the monthly report prints it
REHEARSED = '"[\\"rehearsal\\", '  # the block that makes an installation a rehearsal
BROKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


# The ledger: each block holds the digest of its moves and the hash of the block before it.


def check_chain(lines: list[str], known: str) -> Iterator[str]:
    previous, height, sealed, hashes = GENESIS, 0, "", dict[str, str]()
    for row, line in enumerate(lines[:-1], 1):
        try:
            block = json.loads(line)
            yield from check_block(block, previous, height + 1, sealed)
            previous, height, sealed = block["hash"], block["height"], block["header"].get("sealed_at", "")
            hashes[str(height)] = previous
        except BROKEN:
            yield f"第{row}行：不是完整的一块，内容被破坏。"
    try:
        head = json.loads(lines[-1])["head"]
        if (head["height"], head["hash"]) != (height, previous):
            yield f"台账末尾：应有{head['height']}块，实有{height}块，末尾被截去、增加或更改。"
    except (*BROKEN, IndexError):
        yield "末行：不是台账末块的说明，文件被截断。"
    number, _, code = known.partition(":")
    if known and not hashes.get(number, "").startswith(code.replace("-", "").lower()):
        yield f"第{number}块：校验码与月报的{code}不同，或台账已没有这一块；末尾被截去，或之前的记录被改写。"


def describe_instants(lines: list[str]) -> Iterator[str]:
    """Each block whose act began more than a day before or after it was sealed: a clock that was wrong or chosen."""
    for line in lines[:-1]:
        block = json.loads(line)
        begun, sealed = block["header"]["at"], block["header"].get("sealed_at", "")
        if sealed and abs(datetime.fromisoformat(sealed) - datetime.fromisoformat(begun)) > DAY:
            name = f"第{block['height']}块（{block['header']['act']}）"
            yield f"注意：{name}记为{begun[:16]}开始，{sealed[:16]}封存，相差一天以上，请核对当时的时钟。"


def describe_head(lines: list[str]) -> str:
    """The last block in words, with its hash in full and as the monthly report prints it."""
    head = json.loads(lines[-1])["head"]
    code = head["hash"]
    short = "-".join(code[at : at + 4] for at in range(0, 16, 4))
    return f"共{len(lines) - 1}块，末块是第{head['height']}块，校验码{short}（全文{code}）"


def check_block(block: dict[str, Any], previous: str, height: int, earliest: str) -> Iterator[str]:
    header = block["header"]
    name = f"第{block['height']}块（{header['act']}，{header['business_date']}）"
    if (block["height"], block["previous"]) != (height, previous):
        yield f"{name}：与上一块不相接，其间有块被删除、插入或调换。"
    if digest("\n".join(block["moves"])) != block["content"]:
        yield f"{name}：所含的变动记录被更改、删除或增加。"
    sealed = [block["previous"], block["content"], header]
    if digest(json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))) != block["hash"]:
        yield f"{name}：经办人、日期、结果等内容被更改。"
    at = header.get("sealed_at", "")
    if at < earliest and not (at and header["act"] == "confirm_clock"):
        yield f"{name}：封存时间缺失或早于上一块。"


# The deadline: every day from its anchor on is either counted or skipped for a stated reason.


def check_why(found: dict[str, Any], calendar: dict[str, Any] | None) -> Iterator[str]:
    proof = found["proof"]
    if found["obligation"]["due"] != proof["due"]:
        yield f"事项的期限{found['obligation']['due']}与依据中的{proof['due']}不同。"
    if computed(proof) > proof["due"]:
        yield f"期限{proof['due']}早于推算的{computed(proof)}。"
    yield from check_list(proof)
    yield from check_reasons(proof)
    if calendar:
        lines = [calendar["announced_until"], *(" ".join(day) for day in calendar["days"])]
        if digest("\n".join(lines))[:16] != calendar["version"]:
            yield "工作日历：内容与其版本号不符，被更改。"
        due = count(proof, {day: kind for day, kind, *_ in calendar["days"] if kind != "normal"})
        if str(due) != computed(proof):
            yield f"按日历从头推算，期限应为{due}，不是{computed(proof)}。"


def check_list(proof: dict[str, Any]) -> Iterator[str]:
    anchor, due, n = date.fromisoformat(proof["anchor"]), date.fromisoformat(computed(proof)), proof["n"]
    counted = [day["date"] for day in proof["counted"]]
    listed = counted + [day["date"] for day in proof["skipped"]]
    span = (due - anchor).days if n or proof["suspensions"] else 0
    wanted = [str(anchor + DAY * i) for i in range(1, span + 1)]
    for day in sorted({*listed, *wanted}):
        if listed.count(day) != wanted.count(day):
            yield f"{day}：依据中漏列、多列或重复列出。"
    yield from check_day(proof, anchor, counted)


def check_day(proof: dict[str, Any], anchor: date, counted: list[str]) -> Iterator[str]:
    due, n = date.fromisoformat(computed(proof)), proof["n"]
    if n and (len(counted), counted[-1:]) != (n, [computed(proof)]):
        yield f"应计{n}个工作日至{due}，实列{len(counted)}个至{''.join(counted[-1:])}。"
    if not n and not proof["suspensions"] and anchor != due:
        yield f"固定日期{anchor}不顺延，期限却为{due}。"


def computed(proof: dict[str, Any]) -> str:
    """The day by the rule; the due day is later if a changed calendar would have made the duty overdue."""
    return str(proof.get("computed", proof["due"]))


def check_reasons(proof: dict[str, Any]) -> Iterator[str]:
    for day in proof["counted"]:
        number = date.fromisoformat(day["date"]).weekday()
        if day["weekday"] != WEEKDAYS[number] or (number >= SATURDAY and "上班" not in day["why"]):
            yield f"{day['date']}：{WEEKDAYS[number]}，没有调休上班的依据，不应计入。"
    for day in proof["skipped"]:
        number = date.fromisoformat(day["date"]).weekday()
        if number < SATURDAY and "放假" not in day["why"] and "中止" not in day["why"]:
            yield f"{day['date']}：{WEEKDAYS[number]}，没有放假或中止计算的依据，不应跳过。"


def count(proof: dict[str, Any], marks: dict[str, str]) -> date:
    """The n-th working day after the anchor, suspended days left out; a fixed date moves by the days suspended."""

    def works(day: date) -> bool:
        return marks[str(day)] == "makeup_workday" if str(day) in marks else day.weekday() < SATURDAY

    pauses = [(date.fromisoformat(each["first"]), date.fromisoformat(each["last"])) for each in proof["suspensions"]]
    paused = {first + DAY * i for first, last in pauses for i in range((last - first).days + 1)}
    day, left = date.fromisoformat(proof["anchor"]), proof["n"] or sum(works(day) for day in paused)
    for _ in range(LONGEST):
        if left > 0:
            day += DAY
            left -= works(day) and not (proof["n"] and day in paused)
    return day


def main(words: list[str]) -> int:
    if len(words) not in {1, 2}:
        print(__doc__)
        return 2
    notes: list[str] = []
    try:
        text = Path(words[0]).read_text(encoding="utf-8-sig")
        if text.startswith("{\n"):  # one document over many lines: the proof of a deadline
            found, calendar = json.loads(text), None
            if words[1:]:
                calendar = json.loads(Path(words[1]).read_text(encoding="utf-8-sig"))
                if calendar["version"] != found["proof"]["calendar"]:
                    print("注意：所给的工作日历不是推算时的那一版，其后放假安排有过变更。")
            faults, sound = list(check_why(found, calendar)), f"期限{found['proof']['due']}"
        else:
            lines, found = text.rstrip("\n").split("\n"), {"rehearsal": REHEARSED in text}
            known = "".join(words[1:]).replace("：", ":")
            if not text.startswith('{"') or not KNOWN.fullmatch(known):
                raise ValueError(" ".join(words))
            faults = list(check_chain(lines, known))
            sound = "" if faults else describe_head(lines)
            notes = [] if faults or found["rehearsal"] else list(describe_instants(lines))
    except (OSError, *BROKEN) as error:
        print(f"无法读取：文件不存在，不是导出的文件，或校验码不是“块数:校验码”的写法（{error}）。")
        return 2
    stamp = ["【演练】以下出自演练系统。"][: found.get("rehearsal", 0)]
    print("\n".join(stamp + (faults or [f"核对无误：{sound}。", *notes])))
    return int(bool(faults))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
