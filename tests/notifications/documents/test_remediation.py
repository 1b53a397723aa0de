"""《整改通知》: every field of the record, both clocks in one line, and the right to appeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.papers.remediation import RemediationPaper
from models.ledger.papers.signature import Signature
from models.rules.inspection import Way
from notifications.documents.remediation import document

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Read, Reading

ORIGIN = {
    "key": "2026-1",
    "title": "第三季度核查",
    "document_number": "黔目标办〔2026〕20号",
    "way": Way.ON_SITE,
    "confirmed": Way.ON_SITE,
    "place": "大方县",
    "signed_by": "王文",
    "signed_on": date(2026, 9, 21),
}
NOTICE = RemediationPaper(
    obligation=12,
    department="省交通运输厅",
    head="张卫国",
    year=2026,
    target_code="GZ-01",
    target="农村公路",
    asked="建成120公里（120公里，完成时限2026年12月31日）",
    occurrence=1,
    finding="完成86公里",
    found_on=date(2026, 9, 18),
    listed_on=date(2026, 9, 21),
    origin=SimpleNamespace(**ORIGIN),
    round=1,
    failed=None,
    limit=date(2026, 10, 20),
    latest=date(2026, 10, 27),
    why="《目标管控》6.2.4，在整改时限内完成整改。",
    suspended_since=None,
    contest_until=None,
    signature=Signature("省目标办", date(2026, 9, 21)),
)


def found(read: Reading, **otherwise: Any) -> Read:
    return read(document(replace(NOTICE, **otherwise)))


def test_a_notice_word_for_word(read: Reading) -> None:
    listed = "经核查，你单位牵头的2026年目标“农村公路”没有按质按量完成，已于2026年9月21日列入负面清单。"
    assert found(read).lines == [
        "关于限期整改“农村公路”的通知",
        "省交通运输厅主要领导张卫国同志：",
        f"{listed}现将认定情况和整改时限通知如下。",
        "一、认定情况",
        "二、整改和反馈期限",
        "整改时限 2026年10月20日；完成后5个工作日内反馈；最迟2026年10月27日。",
        "时限依据：《目标管控》6.2.4，在整改时限内完成整改。",
        "三、整改要求",
        "请采取纠正措施，在整改时限内完成整改并申报完成；整改完成后5个工作日内，将整改情况向本机构反馈（《目标管控》6.2.5）。",
        "四、申诉",
        "对认定有异议的，可以据实提出申诉，由本机构重新组织复核和裁定（《目标管控》4.3）。申诉受理后至裁定，期限中止计算。",
        "省目标办",
        "2026年9月21日",
        "（事项编号：12）",
    ]
    by = "核查2026-1“第三季度核查”（黔目标办〔2026〕20号），现场核查，大方县，组长王文2026年9月21日签字生效"
    assert found(read).tables == [
        [
            ["目标", "GZ-01 农村公路"],
            ["目标要求", "建成120公里（120公里，完成时限2026年12月31日）"],
            ["核查", by],
            ["核查日期", "2026年9月18日"],
            ["核查认定", "完成86公里"],
        ]
    ]


@pytest.mark.parametrize(("who", "told"), [("", ""), ("王文、李天复查，王文签字", "（王文、李天复查，王文签字）")])
def test_a_second_round_of_a_second_listing_says_so(read: Reading, who: str, told: str) -> None:
    paper = found(read, occurrence=2, round=2, failed=(date(2026, 11, 3), "仍缺12公里", who))
    assert "列入负面清单（第2次列入）。" in paper.lines[2]
    assert paper.tables[0][-1] == ["第1轮复查", f"2026年11月3日复查未通过：仍缺12公里{told}"]


def test_while_an_appeal_runs_the_clocks_stand_still(read: Reading) -> None:
    words = "该条目的申诉已于2026年9月22日受理，自当日起至裁定之日，整改和反馈期限中止计算，期限裁定后另行通知。"
    assert words in found(read, suspended_since=date(2026, 9, 22)).lines


def test_a_waived_remediation_says_so_below_its_limits(read: Reading) -> None:
    assert "整改已豁免（不计逾期）。" in found(read, waived="整改已豁免（不计逾期）").lines


def test_without_a_known_head_it_names_none(read: Reading) -> None:
    assert found(read, head="").lines[1] == "省交通运输厅主要领导："


@pytest.mark.parametrize("name", ["主要领导", "省交通运输厅主要领导"])
def test_a_head_known_by_the_post_only_is_not_named_twice(read: Reading, name: str) -> None:
    assert found(read, head=name).lines[1] == "省交通运输厅主要领导："


def test_a_target_called_remediation_does_not_double_the_word(read: Reading) -> None:
    assert found(read, target="黑臭水体整改").lines[0] == "关于限期整改“黑臭水体整改”的通知"


def test_a_finding_noticed_elsewhere_and_confirmed_on_site_names_both(read: Reading) -> None:
    by = found(read, origin=SimpleNamespace(**ORIGIN | {"way": Way.ONLINE})).tables[0][2][1]
    assert by.startswith("在线核查发现，核查2026-1“第三季度核查”")
    assert "，现场核查，大方县，" in by


def test_a_covert_visit_names_no_inspector(read: Reading) -> None:
    covert = {"way": Way.COVERT, "confirmed": Way.COVERT, "place": None, "signed_by": None, "document_number": ""}
    by = found(read, origin=SimpleNamespace(**ORIGIN | covert)).tables[0][2][1]
    assert by == "核查2026-1“第三季度核查”，暗访核查，核查组组长2026年9月21日签字生效"


def test_a14_the_last_day_for_an_appeal_is_named_where_one_is_set(read: Reading) -> None:
    words = "对认定有异议的，可以在2026年10月12日前据实提出申诉，由本机构重新组织复核和裁定（《目标管控》4.3）。"
    [line] = [line for line in found(read, contest_until=date(2026, 10, 12)).lines if line.startswith("对认定有异议的")]
    assert line.startswith(words)
