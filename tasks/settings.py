"""The settings of an installation: one frozen object, from MUBIAO_… variables and $MUBIAO_HOME/settings.toml.

Read here, in the lowest layer that may read the environment, because a flow process started by a runner begins here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from models.file_store.address import UNREACHED
from models.intake.faults import complain
from models.rules.errors import Refused
from models.rules.personal_names import ACCOUNT_MARK, check_name, one_spelling
from models.rules.workdays import SHANGHAI
from notifications.alert_addresses import read_addresses
from notifications.relay import MAILBOX
from tasks.home import has_registry, home_folder


def _check_one_person(name: str) -> None:
    try:
        check_name(name)
    except Refused as refusal:
        raise ValueError(refusal.message.rstrip("。")) from refusal


class Settings(BaseSettings):
    """All settings with their defaults. The title of each field says what it means."""

    model_config = SettingsConfigDict(env_prefix="MUBIAO_", frozen=True, extra="forbid", populate_by_name=True)

    home: Path = Field(default_factory=home_folder, title="数据目录")

    database_url: SecretStr | None = Field(
        None, validation_alias=AliasChoices("DATABASE_URL", "database_url"), title="数据库地址（空则用内置数据库）"
    )
    owner_url: SecretStr | None = Field(None, title="数据库所有者地址（仅用于建表升级）")
    app_role: str = Field("", title="应用所用的数据库角色名（建表后授权）")
    read_role: str = Field("", title="只读的数据库角色名（建表后授权，供统计和监督查阅）")
    mail_url: SecretStr | None = Field(None, title="邮件服务器（mbmail://…）")
    mail_domain: str = Field("mubiao.invalid", title="邮件编号所用域名")
    inbox_address: str = Field("", pattern=f"^({MAILBOX.pattern})?$", title="收件邮箱地址（空则请对方回复发件地址）")
    attachment_limit_mb: int = Field(5, ge=1, le=100, title="一封邮件的附件大小上限（MB）")
    inbox_url: SecretStr | None = Field(None, title="收取回复的邮箱（imaps://…、imap://…或maildir:///…）")
    inbox_relay: str = Field("", title="本单位邮件服务器在验证结果中的名称（空则来信一律凭回复码）")
    wecom_url: SecretStr | None = Field(None, title="企业微信接口（mbwecoms://qyapi.weixin.qq.com/）")
    wecom_app_url: SecretStr | None = Field(
        None, title="企业微信应用，按人发送（mbwecomapps://企业ID:应用密钥@应用编号/，可不设）"
    )
    dingtalk_url: SecretStr | None = Field(
        None, title="钉钉接口（空则 mbdingtalks://oapi.dingtalk.com/；专有钉钉改为其主机）"
    )
    feishu_url: SecretStr | None = Field(
        None, title="飞书接口（空则 mbfeishus://open.feishu.cn/；私有部署或Lark改为其主机）"
    )
    evidence_url: SecretStr | None = Field(
        None, title="印证材料的对象存储（s3://密钥编号:密钥@服务器:端口/桶/前缀；空则存放在数据目录）"
    )
    evidence_limit_mb: int = Field(50, ge=1, le=2048, title="单个印证材料大小上限（MB）")
    port: int = Field(4200, ge=1, le=65535, title="Prefect界面端口")
    prefect_listen: str = Field(
        "127.0.0.1", pattern=r"^[\w.-]+$", title="Prefect界面监听的地址（默认只供本机；本机以外的须凭口令打开）"
    )
    prefect_key: bool = Field(default=False, title="只供本机的Prefect界面也须凭口令打开")
    prefect_url: SecretStr | None = Field(
        None, title="单元的工作台：主机Prefect的地址（https://账号:密码@主机/api；空则 run 直接执行）"
    )
    retention_days: int = Field(400, ge=1, title="Prefect运行记录保留天数")
    board: Path | None = Field(None, title="总表网页（.html，由 mubiao up 更新；空则不写）")
    board_late_first: bool = Field(default=False, title="总表先列逾期最多的部门")
    page_url: str = Field("", title="网页的地址，人们在浏览器中输入的（空则只供本机，消息不写网址）")
    page_listen: str = Field(
        "127.0.0.1:4280", pattern=r"^[\w.-]+:\d{1,5}$", title="网页监听的地址和端口（本机以外的，须有证书或者代理）"
    )
    page_certificate: Path | None = Field(None, title="网页的TLS证书（.pem，含中间证书；空则由前面的代理服务器加密）")
    page_key: Path | None = Field(None, title="网页证书的私钥（.pem，不设密码）")
    page_proxies: str = Field("", title="网页前的代理服务器的地址，其转来的来访地址才可信（几个用,分开）")
    page_idle: int = Field(30, ge=5, le=720, title="网页多少分钟不动即自动退出（最长12小时）")
    alert_to: SecretStr | None = Field(
        None, title="停住不动时告知运行维护人员的一两个地址：邮箱或渠道地址，用空格分开（空则不告知）"
    )
    backup_days: int = Field(7, ge=0, le=366, title="多少天没有备份即告知运行维护人员（0则不看）")
    operator: str = Field("", title="本机经办人姓名（空则用操作系统账户名）")
    clock: datetime | None = Field(None, title="虚拟时刻（仅用于演练，如2026-04-10T09:00）")
    cell: str = Field("", title="多机构主机中的单元编号（空则为单独的安装）")

    @field_validator("clock")
    @classmethod
    def _in_beijing(cls, value: datetime | None) -> datetime | None:
        """Returns the instant with Asia/Shanghai as its zone if none is given; the machine's zone plays no part."""
        return value.replace(tzinfo=SHANGHAI) if value and value.tzinfo is None else value

    @field_validator("alert_to")
    @classmethod
    def _check_alert_to(cls, value: SecretStr | None) -> SecretStr | None:
        """Returns the addresses. Raises ValueError unless they are one or two mail addresses or URLs."""
        if value and value.get_secret_value().strip():
            read_addresses(value.get_secret_value())
            return value
        return None

    @field_validator("operator")
    @classmethod
    def _check_operator(cls, value: str) -> str:
        """Returns the name in its one spelling. Raises ValueError if it is not that of one person, or names an account.

        Only the system names accounts.
        """
        name = one_spelling(value)
        if ACCOUNT_MARK in name:
            raise ValueError("只写姓名，账户由系统记录")
        if name:
            _check_one_person(name)
        return name

    @field_validator("home", "board", "page_certificate", "page_key", mode="before")
    @classmethod
    def _expand_path(cls, value: str | Path | None) -> Path | None:
        """Returns the absolute path, with ~ expanded; None if it is empty."""
        return Path(value).expanduser().resolve() if value else None

    @property
    def is_desk(self) -> bool:
        """Whether a cell is worked for by what its desk's file says, without the registry of the host."""
        return bool(self.cell)

    @property
    def evidence(self) -> tuple[Path, int, str]:
        """Folder, limit in megabytes and address of the evidence store, as `configure_store` takes them."""
        url = self.evidence_url.get_secret_value() if self.evidence_url else UNREACHED if self.is_desk else ""
        return self.home / "evidence", self.evidence_limit_mb, url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor secret files
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the settings file."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=home_folder() / "settings.toml")
        return init_settings, env_settings, file


_used: list[Settings] = []
_lent: ContextVar[Settings | None] = ContextVar("settings", default=None)  # to a request, by a process of many cells


@contextmanager
def using(chosen: Settings) -> Iterator[None]:
    """Make these the settings of this process, and afterwards those of before."""
    _used.append(chosen)
    try:
        yield
    finally:
        _used.pop()


@contextmanager
def lent_settings(chosen: Settings) -> Iterator[None]:
    """Use these settings in the current context, such as a request, instead of those of the process."""
    token = _lent.set(chosen)
    try:
        yield
    finally:
        _lent.reset(token)


def settings() -> Settings:
    """Returns the settings of this process. Raises Refused, naming the setting, if a value is invalid."""
    return _lent.get() or (_used[-1] if _used else read_settings())


@cache
def read_settings() -> Settings:
    """Returns the settings of this machine, read once. Raises Refused, naming the setting, if a value is invalid."""
    try:
        return Settings()
    except ValidationError as error:
        raise Refused(f"设置有误：{complain(error, Settings)}") from error
    except (OSError, ValueError) as error:
        raise Refused(f"无法读取设置文件 {home_folder() / 'settings.toml'}：格式有误或无权限。") from error


def serves_cells() -> bool:
    """Returns whether this machine works for the cells of a host: it has a registry, and no database of one agency."""
    return has_registry() and not settings().database_url


def is_secret(name: str) -> bool:
    """Returns whether the value of a setting is a secret, never shown."""
    return "SecretStr" in str(Settings.model_fields[name].annotation)
