"""The texts that a notice may carry about a marked record, and the pointers in place of the others (4.7)."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.secrecy import EMPTIED, TOLD_FIELDS, Marking, Matter, Secret, Secrets, blanked, pointer, read_marking

ROAD = Secret("目标T003（工作秘密）", ("农村公路",), ("建成1000公里", "未开工", ""), ("2026/T003",))
FINDING = Secret("核查2026-1对目标T001的结果（秘密）", (), ("未完工", "完成86公里，未达要求"), ("2026/T001/1",), "供水")
SECRETS = Secrets((ROAD, FINDING))
NOTHING = Secrets()

words = st.text(st.sampled_from(string.ascii_lowercase[:4]), min_size=1, max_size=5)
leaves = st.text(st.sampled_from(string.ascii_lowercase[:4] + "（ "), max_size=30) | st.integers() | st.none()
payloads = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["target", "by"]), inner)
)


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("内部", Marking.INTERNAL),
        ("工作秘密", Marking.WORK_SECRET),
        (" 秘密 ", Marking.SECRET),
        ("机密", Marking.CONFIDENTIAL),
        ("confidential", Marking.CONFIDENTIAL),
    ],
)
def test_a_marking_is_read_by_its_label(text: str, marking: Marking) -> None:
    assert read_marking(text) is marking


def test_top_secret_is_refused() -> None:
    with pytest.raises(Refused, match="绝密级的目标、核查结果和材料不得进入本系统"):
        read_marking("绝密★30年")


def test_an_unknown_marking_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refused, match="“保密”不在可选范围内，可填：内部、工作秘密、秘密、机密"):
        read_marking("保密")


@pytest.mark.parametrize(
    ("matter", "key", "text"),
    [
        (Matter.TARGET, "2026|T003", "目标T003（工作秘密）"),
        (Matter.FINDING, "2026-1|2026|T003|2", "核查2026-1对目标T003的结果（工作秘密）"),
        (Matter.EVIDENCE, "0123456789abcdef", "印证材料0123456789ab（工作秘密）"),
    ],
)
def test_a_pointer_names_the_thing_and_how_it_is_marked(matter: Matter, key: str, text: str) -> None:
    assert pointer(matter, key, Marking.WORK_SECRET) == text


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        ("2026/T003", True),
        ("2026/T003/2", True),
        ("remediation||D001|2026/T003/1|2", True),
        ("2026/T0031", False),
        ("remediation||D001|2026/T001/1|1", True),
        ("2026/T001/11", False),
        ("2026/T001", False),
        ("monthly_check|2026-03|D001||0", False),
        ("", False),
    ],
)
def test_a_subject_is_about_a_marked_record_or_its_part(subject: str, about: bool) -> None:  # noqa: FBT001 - a column of the table
    assert SECRETS.about(subject) is about


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("整改“农村公路”", "整改“目标T003（工作秘密）”"),
        ("T003 农村公路（缺印证材料）", "T003 目标T003（工作秘密）（缺印证材料）"),
        ("要求建成1000公里。", "要求目标T003（工作秘密）。"),
        ("供水：完成86公里，未达要求", "供水：核查2026-1对目标T001的结果（秘密）"),
        ("未开工", "未开工"),  # too short to be distinguished from the same words elsewhere
        ("供水", "供水"),
    ],
)
def test_a_marked_name_or_text_becomes_its_pointer_in_any_text(text: str, message: str) -> None:
    assert SECRETS.hide(text) == message


def test_the_longer_name_goes_first() -> None:
    both = Secrets((Secret("甲", ("公路",)), Secret("乙", ("农村公路",))))
    assert both.hide("农村公路、公路") == "乙、甲"


def test_a_name_that_begins_with_another_goes_before_it() -> None:
    both = Secrets((Secret("甲", ("农村",)), Secret("乙", ("农村公路",))))
    assert both.hide("农村公路、农村") == "乙、甲"


def test_an_empty_text_next_to_the_name_of_its_target_stays_empty() -> None:
    found = Secrets((Secret("甲", ("路",), ("未完工", ""), next_to="供水"),))
    assert found.withhold({"target": "供水", "finding": "未完工", "place": ""}) == {
        "target": "供水",
        "finding": "甲",
        "place": "",
    }


def test_of_a_mapping_that_names_it_only_names_numbers_states_and_days_stay() -> None:
    line = {"target": "农村公路", "finding": "路基未成", "state": "remedying", "limit": "2026-10-20", "before": ""}
    other = {"target": "供水", "finding": "路基未成", "state": "listed", "limit": "", "before": ""}
    asked = {"period": "2026年第三季度", "number": 3, "lines": [line, other]}
    assert SECRETS.withhold(asked)["lines"] == [
        {**line, "target": "目标T003（工作秘密）", "finding": "内容不在此显示"},
        other,
    ]


def test_a_notice_about_a_marked_record_carries_no_text_of_it() -> None:
    result = {
        "target": "农村公路",
        "number": 1,
        "late": False,
        "reason": "省政府调减农村公路建设任务",
        "head": {"by": "王建国", "consented_on": "2026-06-29", "number": "厅签8号"},
        "changes": [["数量", "120", "86"]],
        "deadline": {"from": "2026-10-31", "to": "2026-12-31"},
        "progress": "12.5",
        "warnings": ["进度滞后", "2026-07-01"],
        "effective_on": "2026-07-03",
        "why": "",
    }
    assert SECRETS.withhold(result, about=True) == {
        **result,
        "target": "目标T003（工作秘密）",
        "reason": "内容不在此显示",
        "changes": [],
        "deadline": {"from": "", "to": ""},
        "progress": "—",
        "warnings": ["内容不在此显示", "2026-07-01"],
    }


def test_a_short_text_is_hidden_in_a_row_with_its_targets_name() -> None:
    line = {"target": "供水", "finding": "未完工", "number": 2}
    assert SECRETS.withhold(line) == {**line, "finding": "核查2026-1对目标T001的结果（秘密）"}
    assert SECRETS.withhold(line | {"target": "供电"}) == line | {"target": "供电"}


def test_without_markings_a_notice_stays_unchanged() -> None:
    result = {"target": "农村公路", "lines": [{"finding": "未开工"}, None, 3], "changes": [["数量", "1", "2"]]}
    assert NOTHING.withhold(result) == result
    assert NOTHING.hide("农村公路") == "农村公路"
    assert (bool(NOTHING), bool(SECRETS)) == (False, True)
    assert NOTHING.telling == frozenset()


def test_the_names_and_long_texts_of_a_marked_record_reveal_it() -> None:
    assert SECRETS.telling == {"农村公路", "建成1000公里", "完成86公里，未达要求"}


@given(payloads, st.lists(words, min_size=1, max_size=4), st.booleans())
def test_no_marked_name_survives(data: Any, names: list[str], about: bool) -> None:  # noqa: FBT001 - drawn
    secrets = Secrets(tuple(Secret(f"【{number}】", (name,)) for number, name in enumerate(names)))
    shown = json.dumps(list(strings(secrets.withhold(data, about=about))), ensure_ascii=False)
    assert [name for name in names if name in shown] == []


@given(payloads, st.lists(words, min_size=1, max_size=4))
def test_a_value_keeps_its_structure(data: Any, names: list[str]) -> None:
    secrets = Secrets(tuple(Secret("【】", (name,)) for name in names))
    assert shape(secrets.withhold(data)) == shape(data)


def strings(data: Any) -> list[str]:
    """Return all texts of a JSON-like value except its keys."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in strings(value)]
    if isinstance(data, list):
        return [text for value in data for text in strings(value)]
    return [data] if isinstance(data, str) else []


def shape(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: shape(value) for key, value in data.items()}
    if isinstance(data, list):
        return [shape(value) for value in data]
    return "text" if isinstance(data, str) else data


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            "目标T003“农村公路”的调整已备案，自2026-04-10起生效：数量由1000改为860，单位由公里改为千米。",
            "目标T003“目标T003（工作秘密）”的调整已备案，自2026-04-10起生效：数量有更改，单位有更改。",
        ),
        ("共2行。\n更正：T003 数量由“1000”改为“860”。", "共2行。\n更正：T003 数量有更改。"),
        ("T003填报“未开工”，进度“30”。", "T003填报“—”，进度“—”。"),
        ("T0031填报“未开工”，数量由1改为2。T003已收。", "T0031填报“未开工”，数量由1改为2。T003已收。"),
        ("第001厅由“张三”改为“李四”，说明“建成1000公里”。", "第001厅由“张三”改为“李四”，说明“目标T003（工作秘密）”。"),
        ("T001数量由1改为2。", "T001数量由1改为2。"),  # a finding about it is marked, the target is not
        ("", ""),
        ("。\n", "。\n"),
    ],
)
def test_an_acts_answer_hides_marked_texts_even_short_ones(words: str, text: str) -> None:
    assert SECRETS.tell(words) == text
    assert NOTHING.tell(words) == words


@given(words)
def test_an_answer_without_marked_names_stays_unchanged(text: str) -> None:
    assert SECRETS.tell(f"{text}。{text}\n") == f"{text}。{text}\n"


def test_a_sheet_row_is_about_a_marked_record_if_a_cell_names_it() -> None:
    assert SECRETS.is_row_about(["2026", "T003"])
    assert SECRETS.is_row_about(["农村公路"])
    assert not SECRETS.is_row_about(["T001", "T0031", "供水"])
    assert not NOTHING.is_row_about(["T003"])


def test_a_complaint_about_a_marked_row_keeps_only_the_fault() -> None:
    assert blanked("数量“一千”不是数字") == "数量“—”不是数字"
    assert blanked("绩效要求由甲改为乙，请核对") == "绩效要求有更改，请核对"


# Edges


@pytest.mark.parametrize("text", ["绝密", " 绝密 ", "绝密★", "机密、绝密"])
def test_top_secret_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_marking(text)
    assert refusal.value.message == ("绝密级的目标、核查结果和材料不得进入本系统，请按保密规定在专用场所和设备上办理")


@pytest.mark.parametrize("text", ["", "无", "内 部", "秘密级", "INTERNAL"])
def test_a_marking_is_not_guessed(text: str) -> None:
    with pytest.raises(Refused, match=f"^“{text}”不在可选范围内，可填：内部、工作秘密、秘密、机密$"):
        read_marking(text)


@pytest.mark.parametrize(
    ("matter", "key", "text"),
    [
        (Matter.TARGET, "2026|A|3", "目标3（机密）"),
        (Matter.FINDING, "2026-1|2026|T|003|2", "核查2026-1对目标T|003的结果（机密）"),
        (Matter.EVIDENCE, "0123456789ab", "印证材料0123456789ab（机密）"),
        (Matter.EVIDENCE, "0123", "印证材料0123（机密）"),
    ],
)
def test_a_pointer_takes_the_number_from_the_whole_key(matter: Matter, key: str, text: str) -> None:
    assert pointer(matter, key, Marking.CONFIDENTIAL) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("12345", False),
        ("123456", True),
        (" 1234 ", False),  # blanks do not make a text longer
        (" 123456 ", True),
        ("七个字的内容哦", True),
        ("五个字内容", False),
    ],
)
def test_a_text_is_hidden_anywhere_from_six_characters_on(text: str, hidden: bool) -> None:  # noqa: FBT001 - a column
    secrets = Secrets((Secret("【】", (), (text,)),))
    assert secrets.hide(f"前{text}后") == ("前【】后" if hidden else f"前{text}后")
    assert (secrets.telling == {text}) is hidden
    assert secrets.says(text)


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_an_empty_name_hides_nothing(name: str) -> None:
    secrets = Secrets((Secret("【】", (name,)),))
    assert secrets.hide("甲 乙\n丙") == "甲 乙\n丙"
    assert not secrets.names_any(["甲 乙\n丙"])


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ([], False),
        ([None, 3, ("农村公路",)], False),
        (["供水"], False),
        (["实施农村公路建设"], True),
        ([None, "农村公路"], True),
        (["建成1000公里"], False),  # a text is not a name
    ],
)
def test_a_record_names_a_marked_one_by_its_name_only(values: list[object], named: bool) -> None:  # noqa: FBT001 - a column
    assert SECRETS.names_any(values) is named


@pytest.mark.parametrize(
    ("text", "output"),
    [("未开工", True), ("未开工。", False), ("未完工", True), ("", False), ("农村公路", False), ("建成1000公里", True)],
)
def test_only_a_whole_text_counts_as_said_about_it(text: str, output: bool) -> None:  # noqa: FBT001 - a column
    assert SECRETS.says(text) is output


@pytest.mark.parametrize(
    ("value", "listed"),
    [
        ("", ""),
        ("2026-10-20", "2026-10-20"),
        ("2026-10-20起", "内容不在此显示"),
        ("12", "—"),
        ("-12.5", "—"),
        ("+3", "—"),
        ("12%", "内容不在此显示"),
        ("1,000", "内容不在此显示"),
        ("农村公路", "目标T003（工作秘密）"),
        ("农村公路二期", "内容不在此显示"),
        (12, 12),
        (True, True),
        (None, None),
        (["12", None, 3], ["—", None, 3]),
        (("a", "2026-10-20"), ["内容不在此显示", "2026-10-20"]),
    ],
)
def test_the_values_of_a_field_about_a_marked_record(value: Any, listed: Any) -> None:
    assert SECRETS.withhold({"reason": value}, about=True) == {"reason": listed}
    assert SECRETS.withhold(value, about=True) == listed


@pytest.mark.parametrize("key", sorted(TOLD_FIELDS))
def test_a_field_that_is_told_keeps_its_text_but_for_marked_names(key: str) -> None:
    found = {key: "张三 2026年第三季度 12"}
    assert SECRETS.withhold(found, about=True) == found
    assert SECRETS.withhold({key: "整改农村公路"}, about=True) == {key: "整改目标T003（工作秘密）"}


@pytest.mark.parametrize("key", sorted(EMPTIED))
@pytest.mark.parametrize(
    ("value", "emptied"), [({}, {}), ({"a": 1, "b": ["x"]}, {"a": "", "b": ""}), ([["数量", "1"]], []), ([], [])]
)
def test_changed_requirements_are_emptied_as_a_whole(key: str, value: Any, emptied: Any) -> None:
    assert SECRETS.withhold({key: value}, about=True) == {key: emptied}
    assert SECRETS.withhold({key: value}) == {key: [*value] if isinstance(value, list) else value}


def test_a_mapping_inside_one_about_a_marked_record_is_about_it_too_unless_it_is_told() -> None:
    lines = {"lines": [{"reason": "路基"}], "state": {"reason": "路基"}}
    assert SECRETS.withhold(lines, about=True) == {"lines": [{"reason": "内容不在此显示"}], "state": {"reason": "路基"}}


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [("2026/T003", {"T003"}), ("2026/T003/1", set()), ("T003", set()), ("2026/", {""})],
)
def test_only_the_key_of_a_target_gives_its_number(subject: str, numbers: set[str]) -> None:
    secret = Secret("【】", ("路",), ("建成",), (subject,))
    assert secret.said_by == {"【】", "路", *numbers}


@pytest.mark.parametrize(
    ("answer", "listed"),
    [
        ("T003由甲改为乙。", "T003有更改。"),
        ("T003由甲改为乙，丙由丁改为戊；完。", "T003有更改，丙有更改；完。"),
        ("T003已收。由甲改为乙。", "T003已收。由甲改为乙。"),
        ("由甲改为乙。\nT003“12”。\n", "由甲改为乙。\nT003“—”。\n"),
        ("T003“未开工”“已开工”“-1.5”。", "T003“—”“已开工”“—”。"),
        ("目标T003（工作秘密）“未开工”。", "目标T003（工作秘密）“—”。"),
    ],
)
def test_only_the_sentence_that_names_a_marked_record_loses_its_figures(answer: str, listed: str) -> None:
    assert SECRETS.tell(answer) == listed


@given(st.lists(st.sampled_from(["供水", "供电", "未完工", "完成86公里，未达要求", ""]), max_size=4))
def test_short_texts_are_known_only_next_to_the_name_of_their_target(values: list[str]) -> None:
    expected = {"未完工", "完成86公里，未达要求"} if "供水" in values else set()
    assert set(SECRETS.next_to(values)) == expected
    assert set(SECRETS.next_to(values).values()) <= {FINDING.pointer}
