"""The constant code of each item of `mubiao check`, for a monitor: the words may change, a code never does."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "时区与时钟": "clock",
        "安装环境": "environment",
        "经办人": "operator",
        "磁盘": "disk",
        "数据库与初始化": "database",
        "数据库": "database_version",
        "台账保护": "ledger_protection",
        "印证材料文件夹": "evidence_store",
        "印证材料": "evidence_files",
        "数据库时钟": "database_clock",
        "时钟与台账": "clock_trust",
        "每日巡检": "daily_sweep",
        "定时运行": "scheduled_runs",
        "收件箱": "inbox",
        "待发消息": "outbox",
        "已审定的得分表": "frozen_sheets",
        "工作日历": "calendar",
        "今年放假安排": "calendar_this_year",
        "周期暂停": "paused_cycle",
        "不会开启的周期": "left_out_periods",
        "指定的另一人": "stand_in",
        "网页经办人": "page_clerks",
        "收件地址": "addresses",
        "目标办邮箱": "mailboxes",
        "联络员": "liaisons",
        "主要领导": "heads",
        "管理机构": "agency",
        "首次巡检": "first_sweep",
        "部门终止": "ending_department",
        "回复表": "answer_key",
        "邮件域名": "mail_domain",
        "收件邮箱": "inbox_address",
        "联系电话": "telephone",
        "邮件": "mail",
        "企业微信": "wecom",
        "企业微信应用": "wecom_app",
        "钉钉": "dingtalk",
        "飞书": "feishu",
        "告警": "alerts",
        "Prefect服务": "prefect",
        "计划": "schedules",
        "网页": "page",
        "来访地址": "visitor_address",
        "测试邮件": "test_mail",
    }
)


def code_of(item: str) -> str:
    """Return the code of an item; a name after its colon has no part in it."""
    return CODES.get(item.partition("：")[0], "other")
