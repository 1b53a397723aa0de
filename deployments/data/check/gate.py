"""What stands before a total, and the papers that end a line, leave out a component or exempt a target (A37, A78)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from deployments.data.check.records import Rows
from deployments.data.check.score import FREE, WHOLE, counts_on

OPEN_LINES = {
    "proposed": "拟列入未决定",
    "targets": "目标未申报完成也未列入负面清单",
    "evidence": "申报完成缺印证材料",
    "reverification": "未作年终复核",
    "appeals": "申诉未办结",
    "rechecks": "整改完成未复查",
    "survey": "没有公众测评",
    "inspection": "没有签字的核查",
}
ABSENT = ("absent",)  # the level does not have a component
Line = tuple[str, str, str, str]  # kind, department, key of what is open, and since when: empty from the year's end
NO_END = "9999-12-31"
# What was filed on paper about a marked target is withheld, and so are the target and its lines.
PROGRESS, STATUS = 2, 3  # of the line of a report, after the target and its version
ASKED_LATER = ("targets", "appeals")  # A57: what a correction is asked
WAITING = ("completed", "fed_back")  # declared complete, and not rechecked


def check_gate(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """What the scores of today say, and what stands before the total of each that is not approved."""
    papers = standing_papers(rows, proof["year"])
    yield from check_appraised(rows, {sheet["code"] for sheet in sheets}, proof)
    yield from check_excepted(sheets, papers)
    yield from check_absent(rows, sheets, proof["year"])
    yield from check_exempted(rows, sheets, proof)
    yield from check_papers_of_lines(papers, f"{proof['year']}-12-31", rows)
    of_year = [row for row in rows["score_sheet"].values() if row["year"] == proof["year"]]
    approved = {row["department_id"] for row in of_year if row["state"] == "frozen"}
    is_approved = any(row["year"] == proof["year"] for row in rows["appraisal"].values())
    waiting = [sheet for sheet in sheets if sheet["code"] not in approved]
    yield from check_open(rows, waiting, proof, ASKED_LATER if is_approved else OPEN_LINES)


def check_open(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any], kinds: Container[str]) -> Iterator[str]:
    """A line is ended by the deed, or by the paper of a body dated after the year."""
    whole = {sheet["code"]: sheet for sheet in sheets if sheet["total"] is not None}
    if proof["made_on"] <= f"{proof['year']}-12-31":
        return  # before the year is over a total is a trial
    ended = ended_lines(standing_papers(rows, proof["year"]), whole)
    for kind, code, key, made_on in lines_of_year(rows, sheets, proof):
        if kind in kinds and code in whole and ((kind, code) not in ended or made_on > ended[kind, code]):
            yield f"{whole[code]['department']}（{code}）：{OPEN_LINES[kind]}（{key}），合计应为未定。"


def check_appraised(rows: Rows, scored: set[str], proof: dict[str, Any]) -> Iterator[str]:
    """Each department that the year-end check asked, and that was there at the end of the year, has a score.

    In a year that a paper of the leading group ended none has.
    """
    if ended := standing_papers(rows, proof["year"], ("year",)):
        for code in sorted(scored):
            yield f"{code}：{proof['year']}年度按{ended[0]['paper_number']}不作考评，不应有得分。"
        return
    of_year, own = f"year_end_check|{proof['year']}|", proof["department"]
    duties = [row for key, row in rows["obligation"].items() if key.startswith(of_year) and row["state"] != "void"]
    asked = {row["department_id"] for row in duties if own in (None, row["department_id"])}
    last = f"{proof['year']}-12-31"
    ended_in_year = {code for code, row in rows["department"].items() if (row.get("ends") or NO_END) < last}
    for code in sorted(asked - scored - ended_in_year - heirs_on(rows, last).keys()):
        yield f"{code}：scores.jsonl中没有它的得分，{proof['year']}年终检查有它。"


def ended_lines(papers: list[dict[str, Any]], whole: dict[str, dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Day of the newest paper by kind and department."""
    dated = sorted(papers, key=lambda row: row["paper_date"])
    return {(row["kind"], code): row["paper_date"] for row in dated for code in row["departments"] or whole}


def lines_of_year(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> list[Line]:
    year, until = str(proof["year"]), max((sheet["until"] or NO_END for sheet in sheets), default=NO_END)
    heirs = heirs_on(rows, f"{year}-12-31")
    settled = settled_targets(rows, until)
    found = [*open_lines(rows, year, until), *open_filings(rows, year, settled)]
    lines = [(kind, heirs.get(code, code), key, made_on) for kind, code, key, made_on in found]
    if proof.get("department"):
        return lines  # who sees one department does not see what is of all
    codes = [sheet["code"] for sheet in sheets]
    if not proof["marked"]:
        lines += unseen_lines(rows, proof["year"], heirs, settled)
        lines += [("inspection", code, year, "") for code in unvisited(rows, proof["year"], heirs, codes)]
    return lines + [("survey", code, year, "") for code in codes if not is_surveyed(rows, proof["year"])]


def heirs_on(rows: Rows, last: str) -> dict[str, str]:
    """Each department that was merged by a day, with its last successor; all of it stands in the key of a reform."""
    reforms = [key.split("|") for key in rows["reform"]]
    heirs = {ended: heir for ended, kind, heir, day, *_ in reforms if kind == "merge" and day <= last}
    for _ in range(len(heirs)):  # a chain of mergers is no longer
        heirs = {ended: heirs.get(heir, heir) for ended, heir in heirs.items()}
    return heirs


def led_by(rows: Rows, target: str, before: str) -> str:
    """Who led a target at the end of its year, also when it changed hands since; `before` of one that is not seen."""
    leads = rows["target"].get(target, {}).get("target_department", ())
    return next((then or code for code, position, _, then in leads if position == 0), before)


def open_lines(rows: Rows, year: str, until: str) -> Iterator[Line]:
    """Kind, department, entry and day of each line that the records of entries, appeals and remediations leave open."""
    drafted = min(
        (row["drafted_on"] for row in rows["score_sheet"].values() if str(row["year"]) == year), default=NO_END
    )
    entries = {key: row for key, row in rows["negative_entry"].items() if key.startswith(f"{year}|")}
    for key, row in entries.items():
        if row["state"] == "proposed" and row["listed_on"] <= drafted:
            yield "proposed", entry_of(rows, row), key, row["listed_on"]
        rounds = [each for each in rows["remediation"].values() if each["entry_id"] == key]
        newest = max(rounds, key=lambda each: each["round"], default=None)
        waits = row["state"] == "remedying" and newest and newest["state"] in WAITING
        if newest and waits and (day := str(newest.get("declared_on", newest["completed_on"]))) <= until:
            yield "rechecks", entry_of(rows, row), key, day
    for key in sorted(appealed(rows) & entries.keys()):
        if counts_on(entries[key], rows["entry_origin"].get(key, {})) <= until:
            yield "appeals", entry_of(rows, entries[key]), key, ""


def appealed(rows: Rows) -> set[str]:
    return {row["entry_id"] for row in rows["appeal"].values() if row["state"] in ("lodged", "accepted")}


def entry_of(rows: Rows, entry: dict[str, Any]) -> str:
    return led_by(rows, str(entry.get("target_id")), entry["department_id"])


def open_filings(rows: Rows, year: str, settled: set[str]) -> Iterator[Line]:
    """What the year-end check asked of each target, and the re-verification of who was asked."""
    shown = evidenced(rows)
    # A re-verification rests on the evaluation of the year's inspection, or on why the department was not visited.
    verified = [row for row in rows["reverification"].values() if row["evaluation_id"] or row["uninspected"]]
    done = {row["obligation_id"] for row in verified}
    checks = {key: row for key, row in rows["obligation"].items() if key.startswith(f"year_end_check|{year}|")}
    for key, row in checks.items():
        for kind, target in open_targets(rows, key, settled, shown):
            yield kind, led_by(rows, target, row["department_id"]), target, stands_since(rows, key, kind, target)
        duty = f"year_end_reverification|{year}|{row['department_id']}||0"
        if duty in rows["obligation"] and duty not in done:
            yield "reverification", row["department_id"], duty, ""


def open_targets(rows: Rows, check: str, settled: set[str], shown: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The targets of a check that are not declared complete, and those that are without evidence."""
    row, complete = rows["obligation"][check], {line[0] for line in newest_report(rows, check) if is_done(line)}
    for target in [line[0] for line in row["report_line"] or [] if line[0] not in settled]:
        if is_current(rows["target"].get(target)) and target not in complete:
            yield "targets", target
        elif is_current(rows["target"].get(target)) and not is_shown(target, row["report_leaf"] or [], shown):
            yield "evidence", target


def stands_since(rows: Rows, check: str, kind: str, target: str) -> str:
    """Day of the first report after the last one that said otherwise; empty for a target never declared complete."""
    reports = {row["version"]: row for row in rows["report"].values() if row["obligation_id"] == check}
    said = {key: is_done(x) for key, row in reports.items() for x in row["report_line"] or [] if x[0] == target}
    other = [version for version, done in said.items() if done == (kind == "targets")]
    first = reports.get(max(other, default=0) + 1) if other or kind == "evidence" else None
    return str(first.get("filed_on") or first["received_on"]) if first else ""


def settled_targets(rows: Rows, until: str) -> set[str]:
    """Targets that were listed at the end of the cut-off day, are exempt, or whose gap a ruling struck."""
    counted = {
        str(row.get("target_id"))
        for key, row in rows["negative_entry"].items()
        if counts_on(row, rows["entry_origin"].get(key, {})) <= until
        and (row["state"] not in FREE or row.get("ended_on", "") > until >= row["listed_on"])
    }
    struck = {row["target_id"] for row in rows["appeal"].values() if row.get("ruling") == "withdrawn"}
    return counted | struck | exempted(rows).keys()


def evidenced(rows: Rows) -> set[tuple[str, str]]:
    """Target and leaf of each piece of evidence, and of the pictures of an upload: both keys end with the file."""
    seen = {("|".join(key.split("|")[:2]), "") for key in rows["cloud_medium"]}
    uses = [key.split("|")[-4:-1] for key in rows["evidence_use"]]
    return seen | {(f"{year}|{code}", leaf) for year, code, leaf in uses}


def is_shown(target: str, leaves: list[list[Any]], shown: set[tuple[str, str]]) -> bool:
    own = [leaf[1] for leaf in leaves if leaf[0] == target]
    return (target, "") in shown or (bool(own) and all((target, leaf) in shown for leaf in own))


def newest_report(rows: Rows, duty: str) -> list[list[Any]]:
    reports = [row for row in rows["report"].values() if row["obligation_id"] == duty]
    return max(reports, key=lambda each: each["version"])["report_line"] or [] if reports else []


def is_done(line: list[Any]) -> bool:
    return line[STATUS] == "done" or ((line[PROGRESS] or 0) >= WHOLE and line[STATUS] != "not_started")


def unseen_lines(rows: Rows, year: int, heirs: dict[str, str], settled: set[str]) -> list[Line]:
    """What can be told only where no target is marked: of targets, of no re-verification."""
    led = {key: code for key, code in led_in(rows, year, heirs).items() if is_current(rows["target"][key])}
    found = [("targets", led[key], key, "") for key in sorted(led.keys() - settled - asked_at_end(rows, year))]
    if not any(key.startswith(f"year_end_reverification|{year}|") for key in rows["obligation"]):
        found += [("reverification", code, str(year), "") for code in sorted({*led.values()})]
    return found


def led_in(rows: Rows, year: int, heirs: dict[str, str]) -> dict[str, str]:
    """Who leads each target of a year, or the successor."""
    leads = {key: led_by(rows, key, "") for key, row in rows["target"].items() if row["year"] == year}
    return {key: heirs.get(code, code) for key, code in leads.items()}


def asked_at_end(rows: Rows, year: int) -> set[str]:
    """The targets that a year-end check of the year asks about."""
    checks = [row for key, row in rows["obligation"].items() if key.startswith(f"year_end_check|{year}|")]
    return {line[0] for row in checks for line in row["report_line"] or []}


def unvisited(rows: Rows, year: int, heirs: dict[str, str], codes: list[str]) -> list[str]:
    """The departments of which no target has anything signed or seen, also those without one."""
    of_year = led_in(rows, year, heirs)
    return sorted({*codes} - {of_year[key] for key in inspected(rows) & of_year.keys()})


def inspected(rows: Rows) -> set[str]:
    """The targets with a signed finding, a visit (7.3) or a covert result (7.4)."""
    items = {row["item_id"] for row in rows["covert_result"].values()}
    seen = {row["target_id"] for row in rows["finding"].values() if row["state"] != "recorded"}
    seen |= {row["target_id"] for row in rows["field_visit"].values()}
    return seen | {row["target_id"] for key, row in rows["covert_item"].items() if key in items}


def is_surveyed(rows: Rows, year: int) -> bool:
    """The newest sheet of the survey came back."""
    surveys = {row["number"]: key for key, row in rows["survey"].items() if row["year"] == year}
    return bool(surveys) and surveys[max(surveys)] in {row["survey_id"] for row in rows["survey_return"].values()}


def check_papers_of_lines(papers: list[dict[str, Any]], last: str, rows: Rows) -> Iterator[str]:
    for row in papers:
        if row["paper_date"] <= last or row["body_id"] not in rows["body"]:
            yield f"合计例外 {row['year']}-{row['serial']}：文件日期在年终以前，或不是登记的机构决定的。"


def standing_papers(rows: Rows, year: int, kinds: Container[str] = OPEN_LINES) -> list[dict[str, Any]]:
    """The decisions of a year that no later one takes back: those that end lines, or of other kinds."""
    of_year = [row for row in rows["score_exception"].values() if row["year"] == year]
    lifted = {row["lifts"] for row in of_year}
    return [row for row in of_year if row["kind"] in kinds and row["lifts"] is None and row["serial"] not in lifted]


def check_excepted(sheets: list[dict[str, Any]], papers: list[dict[str, Any]]) -> Iterator[str]:
    """A score names each paper that ends a line of its department, or of all, and no other."""
    for sheet in sheets:
        own = [row for row in papers if sheet["code"] in (row["departments"] or [sheet["code"]])]
        if sorted(sheet["excepted"]) != sorted(map(in_words, own)):
            yield f"{sheet['department']}（{sheet['code']}）：合计例外与台账登记的不同。"


def in_words(row: dict[str, Any]) -> str:
    paper = f"{row['body_id']}，{row['paper_number']}，{row['paper_date']}"
    return f"例外：{OPEN_LINES[row['kind']]}，{row['reason']}（{paper}）"


def check_absent(rows: Rows, sheets: list[dict[str, Any]], year: int) -> Iterator[str]:
    """A78: what the level does not have is in every score as the ledger has it."""
    known = standing_papers(rows, year, ABSENT)
    for sheet in sheets:
        told = [{**each, "body_id": each["decided_by"]} for each in sheet["absent"]]
        if sorted(map(absent_one, told)) != sorted(map(absent_one, known)):
            yield f"{sheet['department']}（{sheet['code']}）：本级没有的考评项目与台账登记的不同。"


def absent_one(row: dict[str, Any]) -> list[str]:
    return [row[name] for name in ("component", "way", "body_id", "paper_number", "paper_date")]


def check_exempted(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """The scores name each target that a paper exempts, and no other; one of another department is in its score."""
    told = {each for each in told_exempt(sheets, proof["year"]) if each[0] not in proof["marked"]}
    known = {(target, *paper_of(row)) for target, row in exempted(rows).items()}
    counted = {each for each in known if is_of_year(rows["target"].get(each[0]), proof["year"])}
    for target, number, dated in sorted(told - known | (set() if proof["department"] else counted - told)):
        yield f"目标 {target}：免予考评（{number}，{dated}）与台账登记的不同。"


def told_exempt(sheets: list[dict[str, Any]], year: int) -> set[tuple[str, str, str]]:
    return {(f"{year}|{each['target']}", *paper_of(each)) for sheet in sheets for each in sheet["exempted"]}


def paper_of(row: dict[str, Any]) -> tuple[str, str]:
    return row["paper_number"], row["paper_date"]


def is_of_year(target: dict[str, Any] | None, year: int) -> bool:
    return target is not None and is_current(target) and bool(target["year"] == year)


def exempted(rows: Rows) -> dict[str, dict[str, Any]]:
    decided = sorted(rows["exemption"].values(), key=lambda each: each["serial"])
    newest = {row["target_id"]: row for row in decided}
    return {target: row for target, row in newest.items() if row["exempted"]}


def is_current(target: dict[str, Any] | None) -> bool:
    return target is not None and target["withdrawn_on"] is None
