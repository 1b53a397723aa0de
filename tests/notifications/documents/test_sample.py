"""《抽样承诺》 and 《抽样结果》: what is published, the codes, the draw, and how all repeat it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from notifications.documents.sample import document
from tests.notifications.documents.test_documents import COMMITMENT, DRAWN, RESULT

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

NUMBER = {
    "number_kind": "double_colour", "number_name": "双色球第2026030期", "known_on": "2026-09-08",
    "number": "05,12,19,22,28,33+07",
}  # fmt: skip


def test_a_commitment_says_what_binds_the_draw_and_not_the_secret(read: Reading) -> None:
    found = read(document(COMMITMENT))
    assert found.lines[:6] == [
        "核查2026-3抽查目标的抽样承诺",
        "现将2026年9月1日的抽样承诺公布如下。此后总体、抽取办法和密数都不能再改。",
        "注意：仅凭抽取方保证。",
        "一、总体和抽取办法",
        "抽取办法：每层抽1项。没有约定公开数。",
        "二、校验码",
    ]
    assert found.tables == [[["层", "总体", "应抽"], ["D001 第001厅", "2", "1"]]]
    assert found.lines[-4:-2] == [
        "三、核验办法",
        "抽取以后公布密数，任何人都可以按密数校验码核对密数，并重新抽取核对结果。",
    ]


def test_a_result_has_the_draw_the_secret_and_how_to_repeat_it(read: Reading) -> None:
    found = read(document(RESULT))
    days = "2026年9月1日承诺，2026年9月9日抽取，2026年9月10日公布密数"
    assert found.lines[1] == f"本次抽样{days}，抽中1项。"
    assert found.tables[1] == [["层", "抽中（按抽取的次序）"], ["D001 第001厅", "2026/T002"]]
    assert found.lines[found.lines.index("密数：") + 1] == "ef" * 32
    assert found.lines[-4:-2] == [
        "核验用的电子文书由本机构提供，其中有总体的全部编号；核验程序也由本机构提供，不需要本系统即可运行。",
        "核验程序按密数和总体重新抽取，并与上列各校验码和结果逐项比对。",
    ]


def test_a_public_number_is_named_with_its_spelling_and_what_it_was(read: Reading) -> None:
    lines = read(document(replace(RESULT, document=DRAWN | NUMBER))).lines
    [line] = [each for each in lines if "公开数：" in each]
    assert "双色球第2026030期，2026年9月8日公布，写法：" in line
    assert line.endswith("公布的号码为05,12,19,22,28,33+07。")
    assert "核验程序按密数、公开数和总体重新抽取，并与上列各校验码和结果逐项比对。" in lines


def test_what_was_mistyped_and_every_other_commitment_is_told(read: Reading) -> None:
    typed = {"number": "1", "reason": "抄错", "drawn_on": "2026-09-08", "drawn": [["D001", ["2026/T001"]]]}
    earlier = [DRAWN | {"attempt": 2}, DRAWN | {"attempt": 1, "drawn_on": None}]
    related = {
        "subject": "2026-2", "inspection": "issued", "purpose": "team", "attempt": 1, "committed_on": "2026-09-01",
        "drawn_on": None, "hash": "ab", "state": "committed",
    }  # fmt: skip
    facts = DRAWN | {"mistyped": [typed], "earlier": earlier, "related": [related]}
    lines = read(document(replace(RESULT, attempt=3, document=facts))).lines
    assert lines[0] == "核查2026-3抽查目标的\n抽样结果（第3次承诺）"
    assert "更正前公开数录为1（抄错），2026年9月8日抽中D001 第001厅：2026/T001。" in lines
    told = lines[lines.index("四、此前和同期的抽样") + 1 :][:3]
    assert told[:2] == ["第2次承诺（2026年9月1日），抽取1项。", "第1次承诺（2026年9月1日），未抽取。"]
    assert told[2].startswith("核查2026-2")
