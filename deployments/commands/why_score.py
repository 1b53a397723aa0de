"""`mubiao why --score`: prints what made a department's score so, line by line, to the last point (1-8)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.chinese_dates import in_full
from models.rules.points import UNSET
from models.rules.score.absent import Absence, AbsentWay
from models.rules.score.component import FIXED, Component, shown
from models.rules.score.derivation import EntryChange
from models.rules.states import EntryState

ACCORDING = {
    Component.FUNCTIONAL: "权重50（第1部分6.1、8.1）",
    Component.LEADERS: "权重3（第1部分6.1）×平均÷量表最高分",
    Component.INNOVATION: "权重3（第1部分6.1），按等次的分值",
    Component.SECOND_LEVEL: "权重3（第1部分6.1）×得分÷100",
}


def format_score(sheet: dict[str, Any]) -> list[str]:
    """Returns the lines of the report."""
    founded = [f"{in_full(sheet['founded_on'])}设立，按设立以后的情况考评。"] if sheet["founded_on"] else []
    return [
        *_head(sheet, f"{sheet['department']}（{sheet['code']}）{sheet['year']}年得分："),
        *founded,
        f"考评截止日：{_setting(sheet['cut_off'])}",
        *(words for line in sheet["lines"] for words in _format_line(line)),
        *_listed("截止日以后，不改变得分", map(_later, sheet["later"])),
        *_listed("免予考评的目标", map(_exempted, sheet["exempted"])),
        *_listed("以文件代替的事项", sheet["excepted"]),
        *_listed("与1-6.1不同", map(_absent, sheet["absent"])),
        *_listed("还缺", sheet["lacks"]),
    ]


def _head(sheet: dict[str, Any], whose: str) -> Iterator[str]:
    """Yield the total with where it stands; an approved one is not moved by what the ledger gives now (A53)."""
    approved = sheet.get("approved")
    if approved is None:
        yield f"{whose}{_points(sheet['total'])}"
        yield f"试算：{sheet['counted']}，不是考评结果。"
        return
    paper = f"{approved['number']}，{approved['dated']}，第{approved['version']}版"
    yield f"{whose}{_points(approved['sheet']['total'])}，已审定（{paper}）"
    if not approved["same"]:
        yield f"审定以后台账有变化，不影响审定结果；以下是按台账今日记录的依据，合计{_points(sheet['total'])}。"


def _format_line(line: dict[str, Any]) -> Iterator[str]:
    component = Component(line["component"])
    floor = "，扣至0" if line["at_floor"] else ""
    yield ""
    yield f"{component.label}（{_number(line['weight'])}）：{_points(line['points'])}{floor}"
    if component in ACCORDING:
        yield f"  {ACCORDING[component]}{_other_weight(line)}"
    yield from _format_given(line)
    for entry in line["entries"]:
        yield from _format_entry(entry, at_floor=line["at_floor"])
    yield from (f"  {words}" for words in line["left_out"])
    if line["entries"]:
        yield f"  {_sum(line)}"
    yield from (f"  设定 {_setting(each, named=True)}" for each in line["settings"])


def _other_weight(line: dict[str, Any]) -> str:
    """A41, A78: the weight of a component that carries that of others."""
    carries = Decimal(line["weight"] or 0) > FIXED[Component(line["component"])]
    return f"；承担其余机关管理项目的权重，改占{line['weight']}" if carries else ""


def _format_given(line: dict[str, Any]) -> Iterator[str]:
    if line["number"]:
        yield f"  {line['number']}人评价，平均{_points(line['given'])}，量表最高{line['full']}"
    for place, paper in enumerate(line["papers"]):
        project = f"，{paper['project']}" if paper["project"] else ""
        why = f"，更正原因：{paper['reason']}" if paper["reason"] else ""
        dated = f"{paper['paper_number']}，{in_full(paper['paper_date'])}"
        entered = f"{in_full(paper['recorded_on'])}登记"
        yield f"  {'此前：' if place else ''}{paper['value']}{project}（{dated}，{entered}）{why}"


def _format_entry(entry: dict[str, Any], *, at_floor: bool) -> Iterator[str]:
    taken = "合并扣至0，不分摊" if at_floor else UNSET if entry["taken"] is None else f"-{_points(entry['taken'])}"
    yield f"  条目{entry['entry']}“{entry['name']}”（{_state(entry)}）：{taken}"
    signed = f"，{entry['signed_by']}{in_full(entry['signed_on'])}签字" if entry["signed_on"] else ""
    way = f"{entry['way']}，" if entry["way"] else ""
    inspected = f"（{way}核查{entry['inspection']}{signed}）" if entry["inspection"] else ""
    yield f"    {entry['department']}，{_found(entry)}{inspected}：{entry['finding']}"
    yield f"    {_reckoned(entry)}"
    for appeal in entry["appeals"]:
        ended = f"{in_full(appeal['ended_on'])}" if appeal["ended_on"] else ""
        why = f"：{appeal['reason']}" if appeal["reason"] else ""
        lodged = f"{appeal['department']}{in_full(appeal['lodged_on'])}提出"
        yield f"    第{appeal['number']}次申诉：{lodged}，{ended}{appeal['ruling']}{why}"


def _found(entry: dict[str, Any]) -> str:
    """The days of an entry: 3月4日提出、3月10日发现、3月10日列入."""
    days = ((entry["proposed_on"], "提出"), (entry["found_on"], "发现"), (entry["listed_on"], "列入"))
    return "、".join(f"{in_full(day)}{word}" for day, word in days if day)


def _reckoned(entry: dict[str, Any]) -> str:
    """How the points of an entry come about: 重点项目第2次列入记-2（第1版），补欠恢复50%（第1版），以目标权重3为限."""
    if entry["points"] == "0" and entry["points_version"] is None and entry["size"] is None:
        return "已撤销的条目不扣分"
    kind = "重点项目" if entry["key_project"] else ""
    size = UNSET if entry["size"] is None else f"{entry['size']}（记分第{entry['points_version']}版）"
    limit = f"，以目标权重{entry['limit']}为限" if entry["limit"] is not None else ""
    return f"{kind}第{entry['time']}次列入记{size}{_restored(entry)}{limit}"


def _restored(entry: dict[str, Any]) -> str:
    if not entry["made_good_on"]:
        return ""
    done = f"，{in_full(entry['made_good_on'])}复查通过"
    if entry["restored"] is None:
        return f"{done}，恢复记分{UNSET}"
    share = Decimal(entry["restored"]) * 100
    return f"{done}，恢复{share.normalize():f}%（恢复记分第{entry['restoring_version']}版），记{entry['points']}"


def _sum(line: dict[str, Any]) -> str:
    """The subtraction of a line in full, so that it can be checked by hand."""
    if line["points"] is None:
        return f"合计{UNSET}"
    if line["at_floor"]:
        return f"各条目合并超过{_number(line['weight'])}，扣至0"
    taken = "".join(f"-{each['taken']}" for each in line["entries"] if each["taken"] != "0")
    return f"{_number(line['weight'])}{taken}={line['points']}"


def _setting(used: dict[str, Any], *, named: bool = False) -> str:
    name = f"{used['name']}" if named else ""
    if used["version"] is None:
        return f"{name}{UNSET}"
    since = f"自{in_full(used['valid_from'])}起，{used['source']}，依据{used['basis']}"
    return f"{name}第{used['version']}版：{used['words']}（{since}，{in_full(used['recorded_on'])}登记）"


def _later(entry: dict[str, Any]) -> str:
    return f"条目{entry['entry']}“{entry['name']}”：{EntryChange(entry['change']).label}，{_state(entry)}"


def _state(entry: dict[str, Any]) -> str:
    """The state of an entry, with the paper and the people of a ruling or correction that ended it."""
    return "，".join(filter(None, (EntryState(entry["state"]).label, entry["ended_by"])))


def _exempted(target: dict[str, Any]) -> str:
    paper = f"{target['decided_by']}{target['paper_number']}，{in_full(target['paper_date'])}"
    return f"{target['target']}“{target['name']}”：{target['reason']}（{paper}，{in_full(target['recorded_on'])}登记）"


def _absent(row: dict[str, Any]) -> str:
    return Absence(
        Component(row["component"]),
        AbsentWay(row["way"]),
        row["decided_by"],
        row["paper_number"],
        date.fromisoformat(row["paper_date"]),
    ).words


def _listed(title: str, lines: Any) -> list[str]:  # noqa: ANN401 - any texts
    listed = [f"  {each}" for each in lines]
    return ["", f"{title}：", *listed] if listed else []


def _points(text: str | None) -> str:
    return UNSET if text is None else shown(Decimal(text))


def _number(text: str | None) -> str:
    return UNSET if text is None else text
