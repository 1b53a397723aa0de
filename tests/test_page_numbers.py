"""A page or a flow that says a number of days says that of its rule; after a change of the rule the lines are named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.rules.cycles import CYCLES, RULES
from models.rules.draft import LEAST_DAYS
from models.rules.duties import WorkdayFromEnd
from models.rules.target.due import LEAD

if TYPE_CHECKING:
    from models.rules.deadlines import DeadlineRule

ROOT = Path(__file__).parents[1]
MORE = 70  # no sum is the number of another rule
NUMBERED = {rule.key: rule for rule in RULES.values() if rule.n}
WRITTEN = ("docs/agency/*.md", "docs/office/*.md", "docs/developer/*.md", "docs/operator/*.md", "flows/*.py")
PAGES = [page for pattern in WRITTEN for page in sorted(ROOT.glob(pattern))]
COUNT = r"\d+(?:st|nd|rd|th)?|two|three|four|five|six|seven|eight|nine|ten"
NUMBER = re.compile(rf"第?[\d两三四五六七八九十]+个工作日|（\d+个）|\b(?:{COUNT}) working days?|\bday \d{{1,2}}\b")
# Where a page or a flow says the number of a rule, or of the day on which a cycle opens.
SAID = """
分析会（{quarter_end_15}个工作日）、自查（{quarter_end_10}个）、公众评议公布（{opinion_quarter_10}个）
在线复核（{quarter_end_20}个）、现场认定（{quarter_end_28}个）、负面清单和质量分析报告（{quarter_end_30}个）
每季度结束后{quarter_end_15}个工作日内召开
分析会，季度结束后{quarter_end_15}个工作日内
| 季度结束次日 | 季度结束后{quarter_end_15}个工作日内
《目标管控》6.1.2，季度结束后{quarter_end_15}个工作日内
季度结束后{quarter_end_15}个工作日内，从季度最后一日的次日数起
起算日2026年3月31日（周二），{quarter_end_15}个工作日
部门目标办在季度结束后{quarter_end_15}个工作日内
6月30日后{half_end_15}个工作日内
6月30日后第{half_end_15}个工作日由7月19日变为7月22日
季度结束后第{self_check}个工作日 | 季度结束后{quarter_end_10}个工作日内（系统默认）
季度结束后第{self_check}个工作日开启，{quarter_end_10}个工作日内上传
季度自查，季度结束后{quarter_end_10}个工作日内
self-check opens on day {self_check}, due on day {quarter_end_10}
季度结束后第{public_opinion}个工作日开启，{opinion_quarter_10}个工作日内公布
收到意见的季度结束后{opinion_quarter_10}个工作日内公布
publication of opinions due on day {opinion_quarter_10}
季度结束后第{online_review}个工作日开启，第{quarter_end_20}个工作日
现场认定第{quarter_end_28}个工作日到期
季度结束后第{quarter_end_28}个工作日前到现场认定
季度结束后{quarter_end_28}个工作日内到现场认定
online review opens on day {online_review}, due on day {quarter_end_20}
on-site confirmation of its proposals due on day {quarter_end_28}
质量分析报告开启时（季度结束后第{quality_report}个工作日）
季度结束后第{quality_report}个工作日开启，{quarter_end_30}个工作日内编制
季度结束后第{quality_report}个工作日形成负面清单
管理机构在第{quarter_end_30}个工作日前撰写
then quality report due on day {quarter_end_30}
完成后{completion_5}个工作日内
The feedback is due {completion_5} working days
the limit plus {completion_5} working days
管理机构应在{listed_1}个工作日内明确
the limit of an entry within {listed_1} working day
反馈收到后{feedback_10}个工作日内复查
{feedback_10} working days after the feedback
附签收表，{issued_5}个工作日内签收
目标办{issued_5}个工作日内在回复表中签收
下达后{issued_5}个工作日内
(签收) within {issued_5} working days
“结果签收”，{results_delivered_5}个工作日内签收
考评结果审定并反馈以后，{results_delivered_5}个工作日内签收
The receipt is due {results_delivered_5} working days
季度方案在该季度第{plan_owed}个工作日前、中期方案在7月第{plan_owed}个工作日前
未设定的按{plan_owed}个工作日
within its first {plan_owed} working days, for 中期 within the first {plan_owed} working days
退回后第{returned_3}个工作日
退回后{returned_3}个工作日内重报
{returned_3} working days after the return
不少于{consultation}个工作日
期限前{target_due}个工作日
到期前{target_due}个工作日按新的期限
目标或指标自定的完成时限还有{target_due}个工作日
opens {target_due} working days before it
""".strip().splitlines()
# Numbers of other matters: reminders, settings, examples, the clock, counted calendar days.
OTHERS = re.compile(
    r"还有(?:14|3)个工作日|逾期后?第[13]个工作日|第1、3、5个工作日|逾期4个工作日|(?:到期前|再往前数)3个工作日|次日是第1个工作日"
    r"|(?:补开后|期限之后)第1个工作日|超过(?:2|三|5)个工作日|收到5个工作日以后|（3个工作日内）|三个工作日内到期|登录后第三个工作日"
    r"|10个工作日内只此一封|设定10个工作日|默认的5个工作日答复、20个工作日裁定|每(?:5|10|20)个工作日"
    r"|is day 1|its 3rd working day|third working day|15th working day|5 working days to answer"
    r"|more than (?:two|three|3) working days|consulted for seven working days|three working days later"
)


def numbers() -> dict[str, int]:
    """Returns the number of each rule by its key, of each opening day by the key of its cycle, and two of duties."""
    opening = {cycle.key: cycle.opens.n for cycle in CYCLES if isinstance(cycle.opens, WorkdayFromEnd)}
    return {key: rule.n for key, rule in NUMBERED.items()} | opening | {"consultation": LEAST_DAYS, "target_due": LEAD}


def others_on_pages() -> list[str]:
    """Returns each number of days on a page or in a flow that is not said as a rule has it."""
    said = [phrase.format_map(numbers()) for phrase in SAID]
    found: list[str] = []
    for page in PAGES:
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            for phrase in said:
                line = line.replace(phrase, "|")  # noqa: PLW2901 - what is explained goes
            found += [f"{page.relative_to(ROOT)}:{number} {each}" for each in NUMBER.findall(OTHERS.sub("|", line))]
    return found


def test_the_pages_and_flows_say_the_numbers_of_the_rules() -> None:
    assert not (found := others_on_pages()), "\n".join(["", *found])


def test_each_sentence_about_a_rule_stands_on_a_page() -> None:
    whole = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [phrase for phrase in SAID if phrase.format_map(numbers()) not in whole] == []


@pytest.mark.parametrize("rule", NUMBERED.values(), ids=NUMBERED)
def test_after_a_change_of_a_rule_each_line_with_the_old_number_is_named(
    rule: DeadlineRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NUMBERED, rule.key, replace(rule, n=rule.n + MORE))
    said = [phrase for phrase in SAID if f"{{{rule.key}}}" in phrase]
    assert len([each for each in others_on_pages() if str(rule.n) in each.partition(" ")[2]]) >= len(said) > 0


@pytest.mark.parametrize(
    "form",
    [
        "7个工作日",
        "第7个工作日",
        "七个工作日",
        "（7个）",
        "7 working days",
        "7th working day",
        "seven working days",
        "day 7",
    ],
)
def test_a_number_of_days_is_found_in_each_form(form: str) -> None:
    assert NUMBER.fullmatch(form)
