"""The cell that this process works for: settings from the registry of the host, database, evidence and clock."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import URL

from models.cells import ADDING, HELD, REMOVED, STATES, HostCell, connected, is_upgrading, list_cells, require_version
from models.database import address, bind, unbind
from models.intake.faults import complain
from models.ledger.evidence.store import configured_store
from models.rules.errors import Refused
from tasks.cell_check import enter_cell
from tasks.clock import own_clock
from tasks.settings import Settings, settings, using

KEY_SETTING, OTHERS = "MUBIAO_HOST_KEY", 0o077
APP, OWNER, READER, DESK = "app", "owner", "read", "desk"  # the roles of a cell, after the name of its database


class HostSettings(BaseSettings):
    """Where the registry of the host is, only from the environment; `admin_url` may make databases and roles.

    `evidence_url` is the bucket in which each cell that is added gets a prefix, `pages_url` the address below which it
    gets its page. The next two are where Prefect's own processes keep their state. A run that is silent for `silence`
    seconds has died; a heartbeat comes every 30.
    """

    model_config = SettingsConfigDict(env_prefix="MUBIAO_HOST_", frozen=True)

    url: SecretStr | None = None
    key: str = ""
    admin_url: SecretStr | None = None
    evidence_url: SecretStr | None = None
    pages_url: str = ""
    prefect_database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    silence: int = Field(900, ge=45, title="MUBIAO_HOST_SILENCE")


def host_settings() -> HostSettings:
    """Return the settings of the host. Raises Refused, naming the setting, if one is invalid."""
    try:
        return HostSettings()
    except ValidationError as error:
        raise Refused(f"主机的设置有误：{complain(error, HostSettings)}") from error


class CellSettings(Settings):
    """The settings of a cell: only what the registry says, and what is of this machine; no variable or file counts."""

    @property
    def is_desk(self) -> bool:
        """Return no: this is the host."""
        return False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only the arguments."""
        return (init_settings,)


def host_address(name: str = "url") -> URL:
    """Return an address of the host's PostgreSQL. Raises Refused if it is not set."""
    setting = f"MUBIAO_HOST_{name.upper()}"
    if not (found := getattr(host_settings(), name)):
        what = "找不到主机的登记库" if name == "url" else "不知道主机PostgreSQL管理员的地址"
        raise Refused(f"没有设置 {setting}，{what}。")
    return address(found.get_secret_value(), setting)


def key_file() -> Path:
    """Return the path of the key file. Raises Refused if it is not set."""
    if not (found := host_settings().key):
        raise Refused(f"没有设置 {KEY_SETTING}：密钥文件的位置。")
    return Path(found).expanduser()


def read_key(file: Path) -> Fernet:
    """Return the key of the host's secrets. Raises Refused if the file is missing, or others may read it."""
    try:
        if file.stat().st_mode & OTHERS:
            raise Refused(f"密钥文件“{file}”别人也能读。请执行 chmod 600，并换掉可能已被看到的密码。")
        return Fernet(file.read_bytes().strip())
    except OSError as error:
        raise Refused(f"读不到密钥文件“{file}”，请检查 {KEY_SETTING} 和权限。") from error
    except ValueError as error:
        raise Refused(f"“{file}”不是 mubiao host init 写的密钥文件。") from error


def decrypt(key: Fernet, token: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what was encrypted. Raises Refused if that was done with another key."""
    try:
        return json.loads(key.decrypt(token))
    except InvalidToken as error:
        raise Refused(f"密钥文件属于另一台主机，请检查 {KEY_SETTING}。") from error


def find_cell(cells: dict[str, HostCell], key: str) -> HostCell:
    """Return the cell of that key. Raises Refused if it is not there or was removed."""
    found = cells.get(key)
    if found is None or found.state == REMOVED:
        raise Refused(f"没有单元“{key}”{'，它已移除' if found else ''}。查看：mubiao host list。")
    return found


def settings_of(cell: HostCell, key: Fernet) -> CellSettings:
    """Return the settings of a cell, with the addresses that its roles connect to. Raises Refused if one is invalid."""
    secrets, here = decrypt(key, cell.secrets), settings()
    urls = {role: address_of(cell, role, secrets["passwords"]) for role in (APP, OWNER)}
    own = {name: getattr(here, name) for name in ("port", "operator", "clock")}
    return checked_settings(
        cell=cell.key,
        home=here.home / "cells" / cell.key,
        database_url=SecretStr(urls[APP]),
        owner_url=SecretStr(urls[OWNER]),
        **{f"{name}_role": f"{cell.database}_{name}" for name in (APP, READER)},
        **(own | cell.settings | secrets["settings"]),
    )


def checked_settings(**values: Any) -> CellSettings:  # noqa: ANN401 - settings of any type
    """Return the settings. Raises Refused, naming the setting and not its value, if one is invalid."""
    try:
        return CellSettings(**values)
    except ValidationError as error:
        raise Refused(f"设置有误：{complain(error, CellSettings)}") from error


def address_of(cell: HostCell, role: str, passwords: dict[str, str]) -> str:
    """Return the address of a cell's database for one of its roles: that of the registry with other names."""
    url = host_address().set(username=f"{cell.database}_{role}", password=passwords[role], database=cell.database)
    return url.render_as_string(hide_password=False)


class Registry(NamedTuple):
    """The cells of the host by key, the key of their secrets, and whether an upgrade of the cells is unfinished."""

    cells: dict[str, HostCell]
    secret: Fernet
    upgrading: bool

    def of_group(self, group: str) -> list[str]:
        """Return the keys of the cells of a group, without those that were removed."""
        return [key for key, each in self.cells.items() if each.group == group and each.state != REMOVED]


def open_registry() -> Registry:
    """Read the registry once, for any number of cells.

    Raises Refused if it cannot be used, if its key file is another host's, or if it is that of a newer program.
    """
    secret = read_key(key_file())
    with connected(host_address()) as connection:
        decrypt(secret, require_version(connection))
        return Registry(list_cells(connection), secret, is_upgrading(connection))


def find_settings(key: str, registry: Registry | None = None) -> tuple[HostCell, CellSettings]:
    """Return a cell and its settings. Raises Refused if the cell is not complete."""
    registry = registry or open_registry()
    cell = find_cell(registry.cells, key)
    if cell.state == ADDING:
        raise Refused(f"单元“{key}”还没有建完，请用原来的内容再执行一次 mubiao host add。")
    return cell, settings_of(cell, registry.secret)


def refuse_held(cell: HostCell) -> None:
    """Raises Refused if a cell is held: no run touches it."""
    if cell.state == HELD:
        raise Refused(f"单元“{cell.key}”{STATES[HELD]}中，没有办理。")


@contextmanager
def cell_settings(key: str) -> Iterator[HostCell]:
    """Use the settings of a cell in this process, and those of before afterwards."""
    cell, chosen = find_settings(key)
    with using(chosen), own_clock():
        yield cell


@contextmanager
def cell(key: str, registry: Registry | None = None) -> Iterator[CellSettings]:
    """Work for a cell: bind its database, evidence, settings and clock, and unbind them afterwards.

    Raises Refused if it is held, or, with Unavailable, what the check of a run raises; nothing is migrated. A run for
    many cells reads the `registry` once.
    """
    found, chosen = find_settings(key, registry)
    refuse_held(found)
    with bound_to(chosen):
        enter_cell()
        yield chosen


@contextmanager
def bound_to(chosen: CellSettings) -> Iterator[None]:
    """Bind this process to the database and evidence of these settings, and undo that afterwards."""
    with using(chosen), own_clock(), configured_store(*chosen.evidence):
        try:
            unbind()
            if chosen.database_url:
                bind(chosen.database_url.get_secret_value())
            yield
        finally:
            unbind()
