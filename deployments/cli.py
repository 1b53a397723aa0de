"""The command `mubiao`: loads commands when called, turns a refusal into one sentence and an exit code."""

import gc
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from deployments.help_text import ChineseHelp, kept_help
from deployments.stop_signals import handle_termination, stop_repeating, was_interrupted
from deployments.typed_words import plain_words
from deployments.zones import check_zone
from models.rules.errors import MubiaoError, Refused, Unavailable
from models.rules.plain_text import nested

REFUSED, USAGE, UNAVAILABLE, INTERRUPTED = 1, 2, 3, 130
COMMANDS = {
    "demo": "演示：用真实的部门和目标走完一年中的几个周期",
    "up": "运行：数据库、Prefect服务与界面、全部周期的计划",
    "init": "初始化：管辖名称与启用日期",
    "check": "检查：设置、数据库、日历、渠道、时钟、磁盘",
    "import": "导入：部门、联系人、目标、填报、在线复核、工作日历",
    "workday": "工作日推算，附依据",
    "cycles": "周期一览：每期何时开启、何时到期",
    "stages": "一年的五个环节：目标制定、实施、评价、反馈、运用",
    "run": "立即运行一个周期",
    "prefect-yaml": "全部流程和计划的prefect.yaml，供自有的工作池使用",
    "targets": "目标及最近填报的进度",
    "drafts": "目标草案：拟定、沟通、报审、审批的进展",
    "adjustments": "目标调整：申请、同意、备案",
    "left-over": "上年遗留：整改未完成、两次以上列入清单、跨年度的目标",
    "submissions": "目标报审：报审、审批、下达的文号和日期",
    "departments": "纳入管理的部门",
    "bodies": "参与单位：领导小组、机关工委、督查室等，和内设机构",
    "contacts": "各部门的联络员、主要领导等",
    "today": "今天要办的工作；只写 mubiao 也可以",
    "owed": "应办事项",
    "urgings": "催办：对象、事项、方式和结果",
    "board": "总表：各部门各期事项办得怎样，写成一个网页",
    "inbox": "等待处理的来信",
    "why": "一个事项的期限依据和全部经过",
    "proof": "证明：写出一年的全部依据，只需Python即可重算",
    "sample": "随机抽样：承诺、抽取、公布密数、核验",
    "error-rate": "核验误差率及其精确区间",
    "document": "文书：核查方案、整改通知、催办函、负面清单、质量分析报告",
    "export": "导出：一个部门一年的台账，管理机构的各种工作表",
    "template": "空白表格：填好后导入",
    "act": "办理：登记、填报、退回、列入清单等",
    "inspections": "核查的方案、状态和结果数",
    "entries": "负面清单条目及其整改",
    "appeals": "申诉及其复核、裁定",
    "evidence": "印证材料：列出，取出一份",
    "opinions": "公众意见及其整改、公布情况",
    "papers": "公文的文号和空缺的文号",
    "innovations": "创新项目：一年的申报、初评、现场评审和等次，各由什么产生",
    "assignments": "交办事项：党委、政府和领导小组交办的其他工作",
    "results": "考评结果的反馈、签收和运用",
    "regulations": "规章制度和部门的结果运用机制",
    "leader-ratings": "省领导评价的录入、核对情况",
    "policies": "机构设定：记分、补欠后恢复、申诉时限",
    "points": "各部门一年的负面清单记分",
    "scores": "各部门一年的得分试算：逐项依据，还缺什么",
    "facts": "考评事实：逾期、没有人看过的目标等，每个数字逐项列出",
    "grades": "各部门一年的位次和等次，并列的，还缺什么",
    "appraise": "换一套考评设定试算：谁会变动，不作任何改动",
    "discipline": "讲规矩守纪律：只扣奖不扣分的事实和依据",
    "survey": "公众测评：各部门的不满意度和人数",
    "uploads": "目标云：重点项目的实施进度和预警",
    "reviews": "在线复核的清单和结果",
    "signer-changes": "签字人变更：待第二人确认的和已办的",
    "account": "网页账号：开通、重新开单、登记回执",
    "secrets": "涉密事项：已标注的，阅看",
    "notices": "应通知的内容",
    "messages": "已发和待发的消息",
    "verify": "核验台账",
    "simulate": "推演：在独立的数据库上走完一年，逐日核验",
    "backup": "备份全部数据",
    "restore": "恢复备份",
    "bench": "测速：与纯SQL并排比较",
    "host": "主机：一台主机上的许多机构，各为一个单元",
}
MODULES = {name: name.replace("-", "_") for name in COMMANDS} | {"import": "import_sheets"}
# Commands whose module holds a listing, a value; the module of each other one holds a command.
LISTINGS = frozenset(k for k, v in MODULES.items() if not (Path(__file__).parent / f"commands/{v}.py").is_file())
OF_ONE_BOX = frozenset({"up", "init", "restore"})  # a host does these for its cells
NO_TELEMETRY = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


class LazyGroup(click.Group):
    """Loads a command's module only when the command is called, so that `workday` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Returns the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Returns the command of that name, or None if it is unknown."""
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # modules stay: looking for garbage while they are loaded takes a tenth of the time
        try:
            return _load_command(cmd_name)
        finally:
            gc.freeze()
            gc.set_threshold(50_000, 20)  # objects: few lie in circles, and to look after each 700 takes a tenth
            gc.enable()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write the table of commands without loading their modules."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


def _load_command(cmd_name: str) -> click.Command:
    name = MODULES[cmd_name]
    if cmd_name in LISTINGS:
        listing = import_module(f"deployments.listings.{name}").LISTING
        found: click.Command = import_module("deployments.commands.listings").command_of(listing)
    else:
        found = import_module(f"deployments.commands.{name}").command
    return found


click.Context.formatter_class = ChineseHelp  # of every command, also of those loaded later


def _choose_cell(cell: str) -> None:
    context = click.get_current_context()
    is_named = context.get_parameter_source("cell") is ParameterSource.COMMANDLINE
    if cell or is_named or context.invoked_subcommand in OF_ONE_BOX:
        import_module("deployments.chosen_cell").choose_cell(context, cell)


CELL = click.Option(["--cell"], envvar="MUBIAO_CELL", default="", metavar="编号", help="多机构主机上的一个单元")
main_group = LazyGroup(
    name="mubiao",
    help="机关目标绩效管理：周期、期限、通知、台账。每个命令都有 --help。",
    params=[CELL],
    callback=_choose_cell,
)
click.version_option(package_name="mubiao", message="mubiao %(version)s", help="版本")(main_group)


def main() -> None:
    """Run the command line. Prints no traceback if a command refuses."""
    handle_termination()
    os.environ.update(NO_TELEMETRY)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command. Returns its exit code."""
    try:
        check_zone(os.environ.get("TZ", ""))
        _check_encoding(arguments)
        code = _answer(plain_words(arguments) or ["today"])
    except (Exception, KeyboardInterrupt) as error:
        if was_interrupted() or isinstance(error, (KeyboardInterrupt, click.Abort)):  # also as an error of a library
            stop_repeating()
            return _print_error(INTERRUPTED, "已中断。")
        if isinstance(error, click.UsageError):
            words = f"用法有误：{_describe_usage_error(error)}\n查看帮助：{_command_path(error)} --help"
            return _print_error(USAGE, words)
        if isinstance(error, OSError):
            return _print_error(UNAVAILABLE, f"无法读写“{error.filename or '文件'}”，请检查磁盘空间和权限后重试。")
        if isinstance(error, MubiaoError):
            return _print_error(UNAVAILABLE if isinstance(error, Unavailable) else REFUSED, error.message)
        raise
    return code if isinstance(code, int) else 0


def _answer(words: list[str]) -> Any:  # noqa: ANN401 - what a command returns
    """Print a kept text of help, or run the command. Returns its exit code."""
    try:
        if (text := kept_help(words)) is not None:
            print(text)
        code = 0 if text is not None else main_group.main(words, prog_name="mubiao", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the output wants no more of it: mubiao … | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _check_encoding(arguments: list[str]) -> None:
    """Raise Refused if a word of the command is no UTF-8, as in a terminal that is set to GBK."""
    for number, each in enumerate(arguments, 1):
        if each != each.encode(errors="replace").decode():
            raise Refused(f"命令的第{number}个参数不是UTF-8编码的文字，请把终端的字符编码改为UTF-8后重试。")


def _command_path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx else "mubiao"


def _describe_usage_error(error: click.UsageError) -> str:
    """Returns click's message about a wrong usage in Chinese."""
    message = error.message
    match error:
        case click.NoSuchOption():
            message = f"没有选项 {error.option_name}。"
        case click.BadOptionUsage():
            message = f"选项 {error.option_name} 的内容缺少或多余。"
        case click.MissingParameter():
            message = f"缺少 {_name_of(error)}。"
        case click.BadParameter() if isinstance(_type_of(error), click.Choice | click.types.IntParamType):
            message = f"{_name_of(error)} 填写有误，应为{_describe_type(_type_of(error))}。"
        case click.exceptions.NoArgsIsHelpError() if isinstance(error.ctx.command, click.Group):
            message = f"缺少命令。可用的命令：{'、'.join(error.ctx.command.list_commands(error.ctx))}。"
        case _ if "No such command" in message and error.ctx and isinstance(error.ctx.command, click.Group):
            known = error.ctx.command.list_commands(error.ctx)
            near = "".join(f"，是否为 {each}" for each in get_close_matches(message.split("'")[1], known, n=1))
            message = f"没有这个命令{near}。可用的命令：{'、'.join(known)}。"
        case _ if "unexpected extra argument" in message:
            message = f"多出的参数：{message.partition('(')[2].rstrip(')')}。"
    return message


def _type_of(error: click.BadParameter) -> click.ParamType[Any] | None:
    return error.param.type if error.param else None


def _describe_type(kind: click.ParamType[Any] | None) -> str:
    match kind:
        case click.Choice():
            return f"以下之一：{'、'.join(kind.choices)}"
        case click.IntRange(max=None):
            return f"不小于{kind.min}的整数"
        case click.IntRange():
            return f"{kind.min}到{kind.max}的整数"
    return "整数"


def _name_of(error: click.BadParameter) -> str:
    by_place = "参数" if error.param is None else str(error.param.metavar).strip("[]")
    return error.param.opts[0] if isinstance(error.param, click.Option) else by_place


def _print_error(code: int, message: str) -> int:
    print(nested(message), file=sys.stderr)
    return code
