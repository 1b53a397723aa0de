"""The proof of a year: everything in the folder recomputed from its records, and compared with what was published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deployments.data.check.approved import frozen, is_approved
from deployments.data.check.chain import BROKEN, check_chain, what_broke
from deployments.data.check.deadline import check_version, check_why
from deployments.data.check.draw import check_draw
from deployments.data.check.findings import check_findings
from deployments.data.check.gate import check_gate, standing_papers
from deployments.data.check.rate import check_rate
from deployments.data.check.records import (
    Held,
    Moves,
    Rows,
    add_what_moves_say,
    check_kinds,
    check_links,
    check_markings,
    check_records,
    check_states,
    details_of,
    hides,
    moves_by_record,
)
from deployments.data.check.review_draw import check_review_draws, check_seconds
from deployments.data.check.settled import check_approved, check_facts
from deployments.data.check.sources import check_scores

NEEDS_HEAD = (
    "没有给出台账月报上的校验码，须有一个才能排除整本台账被重写：请从管理机构发出的台账月报、消息或文书上抄下"
    "“块数:校验码”，再运行 python3 check.py 块数:校验码。没有它，本文件夹不能单独证明的有："
    "经办人、账户、办理时间和收到、登记、开启、签字、认定、裁定的日期；填报、会议、复核、暗访、评价、整改、申诉的内容；"
    "核查方案、核查组的人员和签字人；印证材料的文件和校验码；公众测评的数字；省领导评价的打分和平均分；"
    "目标的文字、单位、来源等没有改变得分的内容；理由、文号、说明等文字；没有期限用到的放假和调休上班日；"
    "连同得分、位次、等次一并改写的设定、类别、二级考评、创新项目、核查结论和条目；"
    "没有改变结果的设定、类别、并列决定和个人等次人数；考评事实；审定以后登记的内容和更正文件写明的等次；"
    "启用日、部门的终止日期、密级标注；已冻结清单上的文字和记分；其他改动以后重算结果不变的内容；"
    "整条删去而没有别的记录与之相连的（如申诉及其裁定）。"
    "因为能重写台账的人，可以把这些记录连同与它相连的记录和其后各块的校验码一并改写，重算仍然前后一致。"
)
OF_ONE = (
    "不能核对其他部门的得分和记录、位次和等次、误差率、抽样中的复核、省领导评价、核查组的组长：要有全部部门的证明。"
)
BY_CODE = "部门以编码为准，名称不在核对之内；设定的说明、还缺和申诉经过，以记录为准。"
TRUTH = "登记时是否属实（现场、印证材料原件、打分、放假通知），台账不能证明，须与原件核对。"


def lines_of(folder: Path, name: str) -> list[str]:
    try:
        return (folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}：无法读取（{error}）") from error


def read_lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines_of(folder, name), 1):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name}第{number}行：不完整，被截断或破坏") from error
        if not isinstance(found, dict):
            raise ValueError(f"{name}第{number}行：不是本系统写出的")  # noqa: TRY004 - of a file, not of a call
        yield found


def named(name: str, faults: Iterator[str]) -> Iterator[str]:
    """What cannot be checked because of a broken value is named, and the rest is checked all the same."""
    try:
        yield from faults
    except BROKEN as error:
        yield f"{name}：其中有内容被破坏，无法复核（{what_broke(error)}）。"


def check_folder(folder: Path, known: str, told: list[str]) -> Iterator[str]:
    """`told` gets what was checked, in words."""
    [proof] = read_lines(folder, "proof.json")
    chain = lines_of(folder, "chain.jsonl")
    yield from check_chain(chain, known)
    *blocks, last = map(json.loads, chain)
    if last["head"] != proof["head"]:
        yield "chain.jsonl：末块与proof.json所写的不同，不是同一次写出的，或不是同一个台账的。"
    yield from check_markings(blocks, proof)
    proof["approved"] = is_approved(blocks, proof["year"])
    proof["made_on"] = max([proof["made_on"], *(block["header"]["business_date"] for block in blocks)])
    rows: Rows = defaultdict(dict)
    yield from check_kinds(proof["records"])
    records = [*read_lines(folder, "records.jsonl")]
    yield from check_records(records, blocks, proof, rows)
    yield from named("records.jsonl", check_links(rows, records, proof))
    add_what_moves_say(blocks, rows)
    yield from check_heading(rows, proof)
    *sheets, ended = read_lines(folder, "scores.jsonl")
    if ended.get("sheets") != len(sheets):
        yield f"scores.jsonl：应有{ended['sheets']}个部门，实有{len(sheets)}个。"
    texts = {(line["record"], line["key"]): line["text"] for line in records if "text" in line}
    yield from check_content((rows, texts, moves_by_record(blocks)), blocks, sheets, proof, told)
    yield from named("facts.jsonl", check_facts(read_lines(folder, "facts.jsonl"), rows, sheets, proof, told))
    told.extend(describe(rows, blocks, sheets, proof))
    told.extend(describe_limits(known, blocks, proof))


def describe(
    rows: Rows, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any]
) -> Iterator[str]:
    size, counts = sum(map(len, rows.values())), f"{len(rows['deadline'])}个期限，{len(rows['sample'])}个样本"
    yield f"核对无误：{len(blocks)}块，{size}条记录，{counts}，{len(sheets)}个部门的得分。"
    for paper in standing_papers(rows, proof["year"], ("year",)):
        yield f"{proof['year']}年度按{paper['paper_number']}（{paper['paper_date']}）不作考评，没有得分。"
    yield from describe_ratings(rows, sheets, proof)
    yield from describe_hands(rows, proof["year"])
    yield f"截至{proof['made_on']}，{sum(map(hides, blocks))}块有不公开的内容，只核对其校验码。{BY_CODE}"


def describe_limits(known: str, blocks: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """What the folder alone cannot show, and why; the last line says what a known block excludes, or would.

    What is shown by its digest because of a marking elsewhere is named: who left out its text would do the same.
    """
    if hidden := [key for _, key in sorted(proof["hidden"])]:
        yield f"只有校验码、没有内容的记录{len(hidden)}条：{'、'.join(hidden[:20])}。"
    if proof["department"]:
        yield f"只含{proof['department']}的，{OF_ONE}"
    height = int(known.replace("：", ":").partition(":")[0] or 0)
    later = f"其后{len(blocks) - height}块要更晚的月报才能排除改写；" if height < len(blocks) else ""
    yield f"第{height}块及以前没有被改写、删去；{later}{TRUTH}" if height else NEEDS_HEAD + TRUTH


def describe_ratings(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """The ratings of leaders are in no folder: their mean is compared with the approved sheet alone."""
    given = {
        sheet["code"] for sheet in sheets for line in sheet["lines"] if line["component"] == "leaders" if line["points"]
    }
    if unapproved := given - frozen(rows, proof).keys():
        yield f"省领导评价不公开，{len(unapproved)}个部门未审定的平均分没有重算。"


def describe_hands(rows: Rows, year: int) -> Iterator[str]:
    """A56: what one account typed for two people of the year, and the second signed no paper."""
    rated = [row for row in rows["leader_sheet"].values() if (row["year"], row["state"]) == (year, "confirmed")]
    sheets = sum(is_one(row, "confirmed_by", row, "confirmed_account") for row in rated)
    lines = reviewed_by_one([row for row in rows["review"].values() if row["period"].startswith(f"{year}Q")])
    if counts := [f"省领导评价{sheets}份"] * bool(sheets) + [f"在线复核第二人的意见{lines}项"] * bool(lines):
        yield f"{'、'.join(counts)}，录入与核对用的是同一账户，没有第二人的签字文件。"


def reviewed_by_one(reviews: list[dict[str, Any]]) -> int:
    """How many conclusions of others are from the hand of the first; the newest of each counts."""
    by_serial = sorted(reviews, key=lambda row: int(row["serial"]))
    newest = {(row["period"], row["target_id"], row["part"]): row for row in by_serial}
    pairs = [(newest.get((*key, "first")), row) for (*key, part), row in newest.items() if part != "first"]
    return sum(is_one(row, "entered_by", first, "account") for first, row in pairs if first)


def is_one(second: dict[str, Any], name: str, first: dict[str, Any], account: str) -> bool:
    """The first and the second hand have a name or an account in common."""
    hands = {first["entered_by"].casefold(), first["account"].casefold()} - {""}
    return not second["signed_paper"] and not hands.isdisjoint({second[name].casefold(), second[account].casefold()})


def check_heading(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    if proof["jurisdiction"] not in rows["jurisdiction"]:
        yield f"proof.json：“{proof['jurisdiction']}”不是这个台账的。"
    if bool(proof["rehearsal"]) != bool(rows["rehearsal"]):
        yield "proof.json：是否为演练，与台账的不同。"
    if len({each["inspection"] for each in proof["rates"]}) < len(proof["rates"]):
        yield "proof.json：同一次核查的误差率列了两次。"


def check_content(
    held: Held, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    rows, _, moves = held
    yield from named("scores.jsonl", check_reader(rows, sheets, proof["department"]))
    yield from named("records.jsonl", check_deadlines(rows, proof["calendar"]))
    yield from named("proof.json", check_calendar(rows, proof))
    yield from named("records.jsonl", check_duties(rows, moves))
    yield from named("records.jsonl", check_draws(rows, proof, blocks))
    yield from named("proof.json", check_rates(rows, proof))
    yield from named("scores.jsonl", check_cut_offs(sheets))
    yield from named("scores.jsonl", check_scores(rows, sheets, proof))
    yield from named("scores.jsonl", check_gate(rows, sheets, proof))
    yield from named("records.jsonl", check_states(rows, moves, proof["records"]))
    yield from named("records.jsonl", check_findings(rows, moves, proof))
    yield from named("scores.jsonl", check_approved(held, blocks, sheets, proof, told))


def check_cut_offs(sheets: list[dict[str, Any]]) -> Iterator[str]:
    if len({sheet["until"] for sheet in sheets}) > 1:
        yield "scores.jsonl：各部门的考评截止日不同。"


def check_reader(rows: Rows, sheets: list[dict[str, Any]], own: str | None) -> Iterator[str]:
    """The folder of one department shows no other one's score, nor what was given to or found of another one."""
    shown = {sheet["code"] for sheet in sheets}
    for kind in ("second_level", "innovation", "unit_class", "survey"):
        shown |= {row.get("department_id") for row in rows[kind].values()}
    if own and shown - {own}:
        yield f"proof.json：写明只给{own}，却有其他部门的内容，不是一个部门的证明。"


def check_deadlines(rows: Rows, calendar: dict[str, Any]) -> Iterator[str]:
    """Every deadline: its proof against its columns and, where it was computed with it, the calendar of the folder."""
    for key, row in rows["deadline"].items():
        proof = row["proof"]
        if any(row[name] != proof[name] for name in ("rule", "anchor", "n", "calendar", "suspensions", "due")):
            yield f"期限 {key}：依据与所列的不同。"
        mine = calendar if calendar["version"] == row["calendar"] else None
        yield from (f"期限 {key}：{fault}" for fault in check_why({"obligation": row, "proof": proof}, mine))


def check_calendar(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    """Each marked day is one of the ledger, or it is projected: after the last day of the notices for the country."""
    yield from check_version(proof["calendar"])
    days = {row["date"]: row["kind"] for row in rows["calendar_day"].values()}
    country = [row for row in rows["calendar_day"].values() if row["jurisdiction_id"] != proof["jurisdiction"]]
    last = max((row["date"] for row in country), default="")
    for day, kind, *_ in proof["calendar"]["days"]:
        if kind not in ("normal", days.get(day, kind if day > last else "")):
            yield f"工作日历 {day}：与台账登记的不同。"


def check_duties(rows: Rows, moves: Moves) -> Iterator[str]:
    """Every duty: it has a deadline of the ledger, and is late if the deciding day is after its due day.

    A27: what was late before its declaration was withdrawn stays late.
    """
    for key, row in rows["obligation"].items():
        deadline, counted = rows["deadline"].get(row["deadline_id"]), row["counted_on"]
        ended = [move.detail for move in moves["obligation", key] if move.event == "discharge"]
        was_late = bool(row["round"]) and any(each.get("late") for each in ended[:-1])
        if deadline is None:
            yield f"应办事项 {key}：台账中没有它的期限。"
        elif counted and row["late"] != (counted > deadline["due"] or was_late):
            yield f"应办事项 {key}：期限{deadline['due']}，{counted}办结，是否逾期记错了。"
        if counted and ended and counted != ended[-1].get("counted_on", counted):
            yield f"应办事项 {key}：记为{counted}办结，与办结时的不同。"


def check_draws(rows: Rows, proof: dict[str, Any], blocks: list[dict[str, Any]]) -> Iterator[str]:
    if not (proof["department"] or proof["marked"]):  # else not all lines of a draw are shown
        yield from check_reviews(rows, blocks)
    samples = sorted(rows["sample"].values(), key=lambda row: -row["attempt"])
    for row in samples:
        of_same = [each for each in samples if (each["subject"], each["purpose"]) == (row["subject"], row["purpose"])]
        earlier = [each["commitment_hash"] for each in of_same if each["attempt"] < row["attempt"]]
        earlier += row["source"].get("related", [])
        if row["secret"] and row["drawn"]:
            yield from check_draw({**row, "scope": row["source"].get("scope")}, earlier)


def check_reviews(rows: Rows, blocks: list[dict[str, Any]]) -> Iterator[str]:
    """A quarter was closed by the end of its duty, which names what it left out with a reason."""
    yield from check_review_draws(rows["review_task"], {block["hash"] for block in blocks})
    ended = details_of(blocks, "obligation", "discharge")
    closed = {key.split("|")[1]: detail.get("left", []) for key, _, detail in ended if key.startswith("online_review|")}
    yield from check_seconds(rows, closed)


def check_rates(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    """The counts of each rate come from the newest sample and the signed findings; where there are all, it is told."""
    told = {each["inspection"]: each for each in proof["rates"]}
    of_year = {key for key, row in rows["inspection"].items() if row["year"] == proof["year"]}
    known = {key: numbers for key in told.keys() | of_year if (numbers := numbers_of(rows, key))}
    for key in sorted(told):
        if key in known:
            yield from check_rate(told[key], known[key])
        elif not proof["marked"]:
            yield f"核查{key}的误差率：没有样本，或抽中的目标没有都签字。"
    for key in () if proof["department"] else sorted(known.keys() - told):
        yield f"核查{key}的误差率：没有列出，抽中的目标都已签字。"


def numbers_of(rows: Rows, inspection: str) -> dict[str, tuple[int, int, int, int]]:
    """Of the newest sample by stratum, if all that it drew is signed; otherwise nothing."""
    found = [row for row in rows["sample"].values() if (row["subject"], row["purpose"]) == (inspection, "targets")]
    newest, findings = max(found, key=lambda row: row["attempt"], default={"drawn": ()}), signed(rows, inspection)
    is_whole = findings.keys() >= {target for _, ids in newest["drawn"] or () for target in ids}
    return counted(newest, findings) if newest["drawn"] and is_whole else {}


def signed(rows: Rows, inspection: str) -> dict[str, tuple[bool, bool]]:
    """Of each target with a signed finding: declared complete, and failing, unless a ruling withdrew its entry."""
    withdrawn = {row["entry_id"] for row in rows["appeal"].values() if row["ruling"] == "withdrawn"}
    cleared = {row["finding_id"] for row in rows["entry_origin"].values() if row["entry_id"] in withdrawn}
    return {
        row["target_id"].replace("|", "/"): (
            row["declared_complete"],
            row["conclusion"] == "fails" and key not in cleared,
        )
        for key, row in rows["finding"].items()
        if (row["inspection_id"], row["state"]) == (inspection, "signed")
    }


def counted(sample: dict[str, Any], findings: dict[str, tuple[bool, bool]]) -> dict[str, tuple[int, int, int, int]]:
    sizes = {stratum: len(ids) for stratum, _, ids in sample["population"]}
    found = {stratum: [findings[target] for target in ids] for stratum, ids in sample["drawn"] if ids}
    return {
        stratum: (sizes[stratum], len(each), sum(d for d, _ in each), sum(d and fails for d, fails in each))
        for stratum, each in found.items()
    }
