"""All kinds of notices in their four renderings, with realistic and with hostile contexts."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateNotFound, UndefinedError, meta

import notifications
from models.intake.shipped import shipped_calendar
from models.rules.chain import SHORT, Head, grouped, read_head
from models.rules.cycles import DUTY_OF
from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES
from models.rules.results_use import RESULT_RECEIPT
from notifications.notice_files import SECTIONS, load_template
from notifications.printers import Rendered
from notifications.render import ENVIRONMENT, PARTS, SUBJECT_LIMIT, render, render_digest
from notifications.samples import SAMPLES
from notifications.wecom import MARKDOWN_LIMIT

TEMPLATES = Path(next(iter(notifications.__path__))) / "templates"
KINDS = sorted(file.stem for file in TEMPLATES.glob("*.j2"))
NAMES = {"today", "audience", "person", "department", "payload", "duty", "organs"}
DIGEST_NAMES = {"today", "items", "earliest", "earliest_left"}
CASES = [(kind, number) for kind, samples in SAMPLES.items() for number in range(len(samples))]
NOTICES = [(kind, number) for kind, number in CASES if kind != "digest"]
OF_OFFICES = [(kind, number) for kind, number in NOTICES if SAMPLES[kind][number]["audience"] != "agency"]
WITHOUT_PEOPLES_WORDS = {"ledger_head", "opened_year_end_reverification"}
SYSTEM_WORDS = re.compile(
    r"None|Undefined|\{\{|\{%|null|True|False|选择A\d|尊敬|！|!(?!DOCTYPE|--)|obligation|due_", re.ASCII
)
ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
EVIL = "<script>alert(1)</script>{{7*7}}&amp;\n<@all>[点](http://x)"
TODAY = date(2026, 4, 17)
DUE = date(2026, 4, 22)


class Words(HTMLParser):
    """What a mail client shows, and the tags and addresses that it meets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.shown: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {"src", "href", "background"} & {name for name, _ in attrs}
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def rendered(kind: str, context: Mapping[str, Any]) -> Rendered:
    return render_digest(**context) if kind == "digest" else render(kind, context)


def render_sample(kind: str, number: int = 0) -> Rendered:
    return rendered(kind, SAMPLES[kind][number])


def sample_for(kind: str, audience: str, key: str = "") -> Mapping[str, Any]:
    found = (s for s in SAMPLES[kind] if s["audience"] == audience and (not key or s["duty"]["key"] == key))
    return next(found)


def poisoned(value: Any, poison: str = EVIL) -> Any:
    """The same context with everything that people write replaced; keys, periods and dates stay."""
    if isinstance(value, Mapping):
        stored = {
            "audience",
            "key",
            "period",
            "outer",
            "found_on",
            "contest_until",
            "completed_on",
            "consented_on",
            "limit",
            "from",
            "to",
        }
        stored |= {"due", "earliest", "effective_on", "as_of", "received_on", "dated_on", "judged_by", "if_done"}
        return {
            (name if str(name).isascii() else f"{name}{poison}"): part if name in stored else poisoned(part, poison)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [poisoned(part, poison) for part in value]
    return poison if isinstance(value, str) else value


def a_notice(subject: str = "【到期提醒】分析会", text: str = "省教育厅目标办：\n正文") -> Rendered:
    return Rendered(subject, text, "<p>外</p><!-- 正文始 --><p>内</p><!-- 正文止 -->", "短")


def test_the_folder_has_one_file_a_kind_and_the_shared_parts() -> None:
    assert sorted(entry.name for entry in TEMPLATES.iterdir()) == sorted(["_parts", *(f"{kind}.j2" for kind in KINDS)])


def test_every_kind_has_a_sample_and_every_sample_a_file() -> None:
    assert sorted(SAMPLES) == KINDS


def test_every_kind_of_notice_has_a_name_and_a_file_and_only_the_digest_is_no_kind() -> None:
    assert sorted([*NOTICE_NAMES, "digest"]) == KINDS


def test_a_kind_without_a_file_is_refused() -> None:
    with pytest.raises(TemplateNotFound):
        render("unknown", SAMPLES["result"][0])


def names_in(template: str) -> set[str]:
    source = load_template(template)
    assert source is not None
    return meta.find_undeclared_variables(ENVIRONMENT.parse(source))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_uses_the_names_of_the_context_and_of_the_parts_only(kind: str) -> None:
    used = {name for section in SECTIONS for name in names_in(f"{kind}/{section}")}
    assert used - set(PARTS) <= (DIGEST_NAMES if kind == "digest" else NAMES)


def test_shared_parts_use_their_arguments_only() -> None:
    parts = {file.name for file in (TEMPLATES / "_parts").iterdir()}
    given = {"proof.rows": {"duty"}, "mail.html.j2": {"notice", "first", "rest", "items"}}
    assert {part: names_in(f"_parts/{part}") for part in parts} == {part: given.get(part, set()) for part in parts}


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_every_sample_reads_cleanly(kind: str, number: int) -> None:
    mail = render_sample(kind, number)
    for words in (mail.subject, mail.text, mail.markdown, mail.html):
        assert words
        assert not SYSTEM_WORDS.search(words)
        assert not re.search(r"。。|，，|，。|：。|（）|“”|前前|\d{4}-\d{2}-\d{2}", words)
    assert not ENTITY.search(mail.subject + mail.text + mail.markdown)


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_every_sample_keeps_the_limits(kind: str, number: int) -> None:
    mail = render_sample(kind, number)
    assert len(mail.subject) <= SUBJECT_LIMIT
    assert not mail.subject.endswith("…")
    assert mail.subject.splitlines() == [mail.subject]
    assert len(mail.markdown.encode()) <= MARKDOWN_LIMIT


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_every_mail_is_plain_well_formed_html(kind: str, number: int) -> None:
    page = Words(render_sample(kind, number).html)
    assert page.open == []
    assert set(page.tags) <= {"html", "head", "meta", "title", "body", "p", "table", "tr", "td", "br", "hr", "span"}


@pytest.mark.parametrize(("kind", "number"), OF_OFFICES)
def test_an_office_reads_no_command_no_option_and_no_act(kind: str, number: int) -> None:
    mail = render_sample(kind, number)
    for words in (mail.subject, mail.text, mail.markdown):
        assert not re.search(r"命令|--|mubiao|\bact |\bimport\b|台账末块", words)


def test_a_digest_counts_its_receipts_apart() -> None:
    receipt, duty = a_notice("【回执】已收取1项"), a_notice()
    for items, words in (
        ([receipt, receipt], "2份回执"),
        ([duty, duty], "目标管理工作2项"),
        ([duty, receipt, receipt], "目标管理工作1项、2份回执"),
    ):
        found = render_digest(items, today=TODAY, earliest=None, earliest_left=None)
        assert found.subject == words
        assert f"**{words}**" in found.markdown


@pytest.mark.parametrize(("kind", "number"), NOTICES)
def test_the_first_line_after_the_addressee_says_what(kind: str, number: int) -> None:
    context = SAMPLES[kind][number]
    lines = render_sample(kind, number).text.splitlines()
    assert lines[0].endswith("：") == (context["audience"] != "agency")
    lead = lines[lines[0].endswith("：")]
    # A receipt asks for nothing: it says what was taken in.
    assert re.search("已收取|没有收取" if kind == "answer_receipt" else r"请|期限|逾期|复查|整改|缺|申诉", lead)


@pytest.mark.parametrize(("kind", "number"), NOTICES)
def test_a_robot_never_names_the_person(kind: str, number: int) -> None:
    context = SAMPLES[kind][number]
    assert context["person"] == "" or context["person"] not in render_sample(kind, number).markdown


@pytest.mark.parametrize(("kind", "number"), NOTICES)
def test_a_missing_name_is_an_error(kind: str, number: int) -> None:
    context = SAMPLES[kind][number]
    for name in ("audience", "duty" if context["duty"] else "payload"):
        with pytest.raises((KeyError, UndefinedError)):
            render(kind, {key: value for key, value in context.items() if key != name})


@pytest.mark.parametrize(("kind", "number"), NOTICES)
def test_hostile_words_stay_words(kind: str, number: int) -> None:
    mail = render(kind, poisoned(SAMPLES[kind][number]))
    assert "49" not in mail.text.replace("{{7*7}}", "")
    assert not re.search(r"&(lt|gt|#\d+);", mail.subject + mail.text + mail.markdown)
    assert mail.subject.splitlines() == [mail.subject]
    assert len(mail.subject) <= SUBJECT_LIMIT
    assert "<@all>" not in mail.markdown
    assert "](" not in mail.markdown
    page = Words(mail.html)
    assert "script" not in page.tags
    assert kind in WITHOUT_PEOPLES_WORDS or "<script>alert(1)</script>{{7*7}}&amp;" in "".join(page.shown)
    assert page.open == []


@pytest.mark.parametrize(("kind", "number"), NOTICES)
def test_very_long_words_keep_the_limits_and_the_date(kind: str, number: int) -> None:
    context = SAMPLES[kind][number]
    mail = render(kind, poisoned(context, "很长的名称" * 400))
    assert len(mail.subject) <= SUBJECT_LIMIT
    assert len(mail.markdown.encode()) <= MARKDOWN_LIMIT
    if kind in {"reminder", "overdue", "returned", "listed", "feedback_owed"}:
        due = context["duty"]["due"]
        assert f"{due.month}月{due.day}日" in mail.subject
        assert re.search(r"[）日期项报馈]$", mail.subject)


def test_a_plain_name_is_literal_in_text_and_escaped_in_html() -> None:
    mail = render(
        "fed_back", dict(SAMPLES["fed_back"][0], payload=SAMPLES["fed_back"][0]["payload"] | {"target": "<b>&"})
    )
    assert "“<b>&”" in mail.text
    assert "“<b>&”" in mail.subject
    assert "“&lt;b&gt;&amp;”" in mail.html


def test_every_duty_with_an_attribute_shape_renders_too() -> None:
    class Duty:
        def __init__(self, values: Mapping[str, Any]) -> None:
            self.__dict__.update(values)

    context = SAMPLES["reminder"][0]
    assert render("reminder", dict(context, duty=Duty(context["duty"]))) == render("reminder", context)


def test_samples_cover_every_branch_of_wording() -> None:
    duties = [s["duty"] for samples in SAMPLES.values() for s in samples if s.get("duty")]
    assert {duty["key"] for duty in duties} == set(DUTY_OF)
    assert any(duty["provisional"] for duty in duties)
    assert any(duty["makeup"] for duty in duties)
    assert any(duty["target"] != duty["due"] for duty in duties)
    assert any(duty["earliest"] < duty["due"] for duty in duties)
    assert {s["audience"] for s in SAMPLES["overdue"]} == set(Audience)
    assert {s["audience"] for s in SAMPLES["reminder"]} == {"office", "agency"}
    assert shipped_calendar().announced_until == date(2026, 12, 31)


def test_the_quarterly_meeting_is_announced() -> None:
    mail = render_sample("opened_quarterly_meeting")
    assert mail.subject == "【季度分析会】2026年第一季度，请于4月22日（周三）前召开"
    lines = mail.text.splitlines()
    assert lines[0] == "省交通运输厅目标办："
    assert lines[1].startswith("请于2026年4月22日（周三）前召开2026年第一季度目标完成情况分析会")
    assert lines[1].endswith("还有14个工作日。")
    assert lines[2].startswith("期限依据：《目标管控》6.1.2，季度结束后15个工作日内；3月31日次日起算，")
    assert "清明节放假不计" in lines[2]
    assert lines[3].startswith("要做什么：召开目标完成情况分析会，并登记召开日期")


def test_the_review_speaks_for_the_second_quarters_meeting_too() -> None:
    mail = render_sample("opened_mid_year_review")
    for words in (mail.text, mail.html, mail.markdown):
        assert "2026年第二季度分析会期限相同，不另发通知" in words


def test_a_fixed_rest_day_names_the_working_day_to_aim_at_and_that_a_notice_may_move_it() -> None:
    mail = render_sample("opened_year_end_check")
    wanted = "建议1月8日（周五）前办结（暂定，2027年放假安排尚未公布）。"
    assert mail.subject == "【年终检查】2026年，请于2027年1月10日（周日）前完成并备齐印证材料"
    for words in (mail.text, mail.html, mail.markdown):
        assert wanted in words


def test_a_year_end_notice_says_until_when_what_it_requires_and_which_date_it_replaces() -> None:
    mail = render_sample("year_end_notice")
    assert mail.subject == "【现场复核】2026年年终检查，请于12月31日（周四）前完成并备齐印证材料"
    assert "要求：重点项目须附现场照片" in mail.text
    moved = "由2027年1月10日（周日）调整为2026年12月31日（周四），此前的提醒以本通知为准。"
    assert moved in mail.text
    assert moved in mail.html
    assert "黔目标办〔2026〕31号" in mail.markdown
    stored = render_sample("year_end_notice", 1)
    assert "调整为" not in stored.text + stored.html
    assert stored.subject.endswith("请于2027年1月10日（周日）前完成并备齐印证材料")


def test_a_check_that_opens_under_a_notice_says_what_it_requires() -> None:
    mail = render_sample("opened_year_end_check", 1)
    for words in (mail.text, mail.html, mail.markdown):
        assert "重点项目须附现场照片" in words
        assert "收到现场复核通知的" not in words
    assert "收到现场复核通知的" in render_sample("opened_year_end_check").text


def test_a_possible_earlier_date_is_mentioned() -> None:
    assert "公布后如有变化将另行通知；期限最早可能提前到1月31日（周日）。" in render_sample("feedback_owed", 2).text


def test_a_make_up_day_says_so() -> None:
    mail = render_sample("feedback_owed", 1)
    assert "请于10月10日（周六，调休上班）前反馈" in mail.subject
    assert "请于2026年10月10日（周六，调休上班）前反馈" in mail.text
    assert "2026年10月10日（周六，调休上班）" in mail.html


@pytest.mark.parametrize(
    ("today", "days", "words"),
    [
        (date(2026, 5, 26), 3, "还有3个工作日。建议5月29日（周五）前办结。"),
        (date(2026, 5, 29), 0, "今日为最后一个工作日。建议今日办结。"),
        (date(2026, 5, 30), 0, "期限前已无工作日。"),
        (date(2026, 5, 31), 0, "今日到期。"),
        (date(2026, 6, 1), -1, "已逾期1个工作日。"),
    ],
)
def test_days_left_are_working_days(today: date, days: int, words: str) -> None:
    context = next(s for s in SAMPLES["reminder"] if s["duty"]["period"] == "2026-05")
    mail = render("reminder", dict(context, today=today, duty=context["duty"] | {"days_left": days}))
    assert mail.text.splitlines()[1] == f"{context['duty']['title']}期限为2026年5月31日（周日），{words}"


def test_lateness_on_a_rest_day_counts_no_working_day() -> None:
    context = next(s for s in SAMPLES["overdue"] if s["duty"]["period"] == "2026-10")
    assert context["duty"]["days_left"] == 0
    assert render("overdue", context).subject.endswith("已逾期（期限10月31日）")


def test_a_reminder_says_how_many_targets_are_answered() -> None:
    mail = render_sample("reminder", 2)
    for words in (mail.subject, mail.text, mail.html, mail.markdown):
        assert "27项目标已报19项" in words
    assert "已报" not in render_sample("reminder", 0).text


def test_each_audience_reads_its_own_words_when_a_duty_is_late() -> None:
    office, liaison, head = (
        render("overdue", sample_for("overdue", who, "quarterly_meeting")).text for who in ("office", "liaison", "head")
    )
    assert "2026年第一季度分析会已逾期1个工作日" in office
    assert "如已召开，请登记实际召开日期；以召开日期认定是否按时。" in office
    assert liaison.startswith("省交通运输厅联络员李明：")
    assert "请向目标办了解进展" in liaison
    assert "截至4月27日（周一）尚未办结，已逾期3个工作日。" in head
    assert "提请关注，并支持目标办尽快办结。" in head
    assert "请登记" not in head


def test_the_agency_reads_whose_duty_is_late() -> None:
    mail = render("overdue", sample_for("overdue", "agency"))
    assert mail.subject == "【逾期提醒】省交通运输厅：2026年年终复核已逾期1个工作日（期限1月31日）"


def test_a_late_month_says_how_long_it_is_still_taken() -> None:
    months = [s for s in SAMPLES["overdue"] if s["duty"]["period"] == "2026-04"]
    assert "5月31日（周日）前仍可补报" in render("overdue", months[0]).text
    assert "补报已于5月31日（周日）截止" in render("overdue", months[-1]).text


def test_a_duty_that_names_no_day_is_judged_by_that_of_completion() -> None:
    context = sample_for("overdue", "office", "quarterly_meeting")
    mail = render("overdue", dict(context, duty=context["duty"] | {"judged_by": RESULT_RECEIPT.judged_by}))
    assert "以办结日期认定是否按时。" in mail.text


def test_the_monthly_head_of_the_ledger_can_be_given_back_as_it_was_printed() -> None:
    mail, payload = render_sample("ledger_head"), SAMPLES["ledger_head"][0]["payload"]
    head = Head(payload["height"], payload["hash"][:SHORT])
    assert mail.subject == "【台账月报】2026年4月：第1286块 3f2a-9c41-77b0-1d2e"
    assert read_head(mail.subject.partition("：")[2]) == head
    assert read_head(mail.text.partition("--head ")[2].partition("\n")[0]) == head
    assert f"末块校验码：{grouped(payload['hash'])}\n" in mail.text
    assert "截至2026年4月1日（周三）：台账共1286块，记录变动21873条。" in mail.text
    assert "末块校验码3f2a-9c41-77b0-1d2e" in mail.markdown
    daily = render_sample("ledger_head", 1)
    assert daily.subject == "【台账日报】4月1日（周三）：第1286块 3f2a-9c41-77b0-1d2e"
    assert daily.markdown.startswith("**台账日报**")


def test_the_head_reads_the_result() -> None:
    assert "共27项目标，已完成3项、受阻1项，平均进度42.5%。" in render_sample("result", 0).text
    assert "召开日期：2026年4月20日（周一）。" in render_sample("result", 1).text
    assert "42.5" not in render_sample("result", 0).markdown


def test_a_result_keeps_a_date_that_does_not_exist_as_it_was_written() -> None:
    context = dict(SAMPLES["result"][0], payload={"facts": ["召开日期：2026-02-30"]})
    assert "召开日期：2026-02-30。" in render("result", context).text


def test_a_listing_names_finding_limit_feedback_and_objection() -> None:
    mail = render_sample("listed")
    assert mail.subject == "【负面清单】“新建农村公路120公里”列入负面清单，整改时限10月20日（周二）"
    assert "9月18日现场核查，完成86公里，未达目标要求。" in mail.text
    assert "整改完成后5个工作日内反馈，最迟10月27日（周二）。" in mail.text
    assert "对认定有异议的，可以在10月12日（周一）前据实申诉。" in mail.text
    assert "请于" not in mail.text
    assert "请于2026年10月20日（周二）前完成“新建农村公路120公里”整改" in render_sample("listed", 1).text


def test_the_quarterly_list_shows_the_points_of_an_entry_with_points() -> None:
    mail = render_sample("negative_list")
    assert "1. 新建农村公路120公里：整改时限2026年10月20日（周二），记分-1.5（本季新列入）。" in mail.text
    assert mail.text.count("记分") == mail.html.count("记分") == 1


def test_the_quarterly_list_says_that_a_remediation_is_waived() -> None:
    context = SAMPLES["negative_list"][0]
    lines = [context["payload"]["lines"][0] | {"waiver": {"paper": "黔目标函〔2026〕9号"}}]
    mail = render("negative_list", dict(context, payload=context["payload"] | {"lines": lines}))
    assert "，整改已豁免（依据黔目标函〔2026〕9号，不计逾期），记分-1.5" in mail.text


def test_the_recheck_says_what_follows() -> None:
    assert "新的整改时限为2026年11月20日（周五）。" in render_sample("rechecked", 2).text
    context = SAMPLES["rechecked"][2]
    without = dict(context, payload=context["payload"] | {"limit": ""})
    assert "新的整改时限另行通知" in render("rechecked", without).text


def test_missing_material_is_listed_in_full_by_mail_and_counted_by_robot() -> None:
    mail = render_sample("missing", 1)
    assert "8. JT2026-08" in mail.text
    assert "另有3项未列出。" in mail.markdown
    late = render("missing", dict(SAMPLES["missing"][0], today=date(2027, 2, 1)))
    assert "请尽快补齐" in late.subject


def test_the_agency_sees_the_longest_lists_first_and_a_robot_only_some() -> None:
    offices = {f"第{number}局": number for number in range(1, 13)}
    mail = render("missing_all", dict(SAMPLES["missing_all"][0], payload={"period": "2026", "offices": offices}))
    assert mail.subject == "【年终材料】2026年，12个部门共缺78项"
    assert "1. 第12局：12项\n2. 第11局：11项" in mail.text
    assert "另有4个部门未列出。" in mail.markdown


def test_a_liaison_whose_entry_already_names_the_department_is_not_doubled() -> None:
    context = dict(sample_for("overdue", "liaison"), person="省交通运输厅联络员")
    assert render("overdue", context).text.startswith("省交通运输厅联络员：\n")


def test_a_digest_of_one_is_that_notice() -> None:
    item = a_notice()
    assert render_digest([item], today=TODAY, earliest=DUE, earliest_left=3) is item


def test_a_digest_says_how_many_and_the_earliest_date() -> None:
    assert render_sample("digest", 0).subject == "目标管理工作3项（最早期限4月22日，还有3个工作日）"
    subjects = [render_sample("digest", number).subject for number in range(1, len(SAMPLES["digest"]))]
    assert subjects == [
        "目标管理工作3项（最早今日到期）",
        "目标管理工作3项（最早期限4月22日，已逾期1个工作日）",
        "目标管理工作3项（最早期限1月10日，期限前再无其他工作日）",
        "目标管理工作3项（最早期限2027年1月10日，还有7个工作日）",
        "目标管理工作3项",
    ]


def test_a_digest_lists_first_and_then_repeats_each_without_its_addressee() -> None:
    mail = render_digest(
        [a_notice("甲"), a_notice("乙", "无抬头\n正文")], today=TODAY, earliest=None, earliest_left=None
    )
    assert mail.text == "目标管理工作2项：\n1. 甲\n2. 乙\n\n（1）正文\n\n（2）无抬头\n正文"
    assert "<p>内</p>" in mail.html
    assert "外" not in mail.html
    assert mail.markdown == "**目标管理工作2项**\n1. 甲\n2. 乙"


def test_a_digest_for_a_robot_stays_within_one_message() -> None:
    items = [a_notice("【逾期提醒】" + "很" * 50)] * 42
    mail = render_digest(items, today=TODAY, earliest=DUE, earliest_left=3)
    assert len(mail.markdown.encode()) <= MARKDOWN_LIMIT
    listed = mail.markdown.count("【逾期提醒】")
    assert f"另有{42 - listed}项未列出。" in mail.markdown
    assert mail.text.count("【逾期提醒】") == len(items)


def test_hostile_notices_stay_harmless_in_a_digest() -> None:
    items = [render(kind, poisoned(SAMPLES[kind][0])) for kind in ("result", "listed", "fed_back")]
    mail = render_digest(items, today=TODAY, earliest=None, earliest_left=None)
    page = Words(mail.html)
    assert "script" not in page.tags
    assert "body" in page.tags
    assert page.open == []
    assert "<@all>" not in mail.markdown


@pytest.mark.parametrize(("channel", "unused"), [("mail", {"markdown"}), ("wecom", {"text", "html"}), ("", set())])
def test_a_channel_gets_the_renderings_it_can_use_unchanged(channel: str, unused: set[str]) -> None:
    context = SAMPLES["result"][0]
    whole, mine = asdict(render("result", context)), asdict(render("result", context, channel))
    assert {name for name, text in mine.items() if not text} == unused
    assert {name: text for name, text in mine.items() if text} == {
        name: text for name, text in whole.items() if name not in unused
    }
