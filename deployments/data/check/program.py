"""Checks what mubiao exported, with the standard library alone.

用法（任何装有 Python 3.9 以上的电脑，不需要安装本系统）：

    mubiao proof --year 2026 -o 证明              一年的全部依据，连同本程序
    python3 证明/check.py                          核对本程序所在的文件夹：逐块、逐条、逐个期限、逐次抽样、
                                                  逐项误差率、逐部门得分、位次和等次重算
    python3 check.py 证明 块数:校验码              同时与台账月报上的一块比对，才能排除整本台账被重写

  只复核其中一样的，本程序由 mubiao why --script 写出：

    mubiao why 12 --json > why.json               一个事项的期限依据
    mubiao why --calendar > calendar.json         推算所用的工作日历（可以不给）
    python3 check.py why.json calendar.json

    mubiao verify --export chain.jsonl            全部台账
    python3 check.py chain.jsonl 块数:校验码

    mubiao sample show 2026-1 --json > 抽样.json  一次抽样的文书
    python3 check.py 抽样.json

    mubiao scores --year 2026 --export scores.jsonl   各部门得分的全部依据
    mubiao scores --year 2026 --json > scores.json    得分表（可以不给）
    python3 check.py scores.jsonl scores.json

    mubiao why --score 部门 --year 2026 --json > why.json   一个部门的得分
    python3 check.py why.json

全部相符返回0；有不符的逐条指出，返回1；单个文件无法读取返回2，文件夹中有无法读取的返回1。
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from deployments.data.check.chain import BROKEN, REHEARSED, check_chain, describe_head, describe_instants, what_broke
from deployments.data.check.deadline import check_why
from deployments.data.check.draw import check_document_of_draw
from deployments.data.check.folder import check_folder
from deployments.data.check.score import check_sheet, check_table

MARK = "【演练】以下出自演练系统。"


def check_ledger(text: str, more: str, told: list[str]) -> Iterator[str]:
    lines = text.rstrip("\n").split("\n")
    faults = list(check_chain(lines, more))
    yield from faults
    if not faults:
        told.append(f"核对无误：{describe_head(lines)}。")
        told.extend([] if REHEARSED in text else describe_instants(lines))


def check_document(text: str, more: str, told: list[str]) -> Iterator[str]:
    """One document over many lines: the proof of a deadline, a sample, or the score of a department."""
    found = json.loads(text)
    if "proof" in found:
        calendar = json.loads(Path(more).read_text(encoding="utf-8-sig")) if more else None
        if calendar and calendar["version"] != found["proof"]["calendar"]:
            told.append("注意：所给的工作日历不是推算时的那一版，其后放假安排有过变更。")
        told.append(f"核对无误：期限{found['proof']['due']}。")
        yield from check_why(found, calendar)
    elif "population" in found:
        yield from check_document_of_draw(found, told)
    else:
        yield from check_sheets([found], more, told)


def check_export(text: str, more: str, told: list[str]) -> Iterator[str]:
    *sheets, last = [json.loads(line) for line in text.rstrip("\n").split("\n")]
    if last["sheets"] != len(sheets):
        raise ValueError(f"应有{last['sheets']}个部门，实有{len(sheets)}个")
    yield from check_sheets(sheets, more, told)


def check_sheets(sheets: list[dict[str, Any]], more: str, told: list[str]) -> Iterator[str]:
    whole = sum(sheet["total"] is not None for sheet in sheets)
    told.append(f"核对无误：{len(sheets)}个部门，{whole}个有合计。")
    for sheet in sheets:
        yield from check_sheet(sheet)
    if more:
        yield from check_table(sheets, json.loads(Path(more).read_text(encoding="utf-8-sig")))


def checker_of(text: str) -> Callable[[str, str, list[str]], Iterator[str]]:
    """The files that mubiao writes are told apart by how they begin."""
    if text.startswith("{\n"):
        return check_document
    first = json.loads(text.partition("\n")[0]).keys()
    if not first & {"header", "head", "lines", "sheets"}:
        raise ValueError("不是本系统导出的")
    return check_export if first & {"lines", "sheets"} else check_ledger


def with_own_folder(words: list[str]) -> list[str]:
    """Without a place, also before a known block, it is the folder that the program lies in."""
    own = Path(__file__).resolve().parent
    is_proof = any((own / name).is_file() for name in ("proof.json", "records.jsonl"))
    known = words if len(words) == 1 and ":" in words[0].replace("：", ":") and not Path(words[0]).exists() else None
    return [str(own), *words] if is_proof and (not words or known) else words


def main(words: list[str]) -> int:
    words = with_own_folder(words)
    if len(words) not in (1, 2):
        print(__doc__)
        return 2
    place, more, told, faults, text = Path(words[0]), "".join(words[1:]), list[str](), list[str](), ""
    try:
        text = (place / "proof.json" if place.is_dir() else place).read_text(encoding="utf-8-sig")
        found = check_folder(place, more, told) if place.is_dir() else checker_of(text)(text, more, told)
        faults.extend(found)  # those found before an error stay
    except (OSError, *BROKEN) as error:
        if not (faults or place.is_dir()):
            print(
                f"无法读取：文件不存在、不完整，不是导出的文件，或校验码不是“块数:校验码”的写法（{what_broke(error)}）。"
            )
            return 2
        faults.append(f"其余的因此无法复核（{what_broke(error)}）。")
    rehearsed = REHEARSED in text or re.search('"rehearsal": ?true', text) is not None
    print("\n".join([MARK][:rehearsed] + (faults or told)))
    return int(bool(faults))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
