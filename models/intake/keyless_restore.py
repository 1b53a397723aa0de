"""不含密钥的备份: what it left out, and the input of the act that puts its restore on record."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from models.intake.input import Input, Text
from models.rules.sample_documents import ordinal
from models.rules.sampling import Purpose

NO_NAMES: Mapping[str, str] = MappingProxyType({})


class LeftOut(BaseModel):
    """What a backup without keys left out, by natural keys or row ids, never by the key itself.

    `last_message` is the newest message at the backup: the bytes of attached files are left out up to it, because
    answer sheets hold their codes. `proof` is the block that holds the digests of the rows without their keys; 0 if an
    earlier version made the backup.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    robots: tuple[str, ...] = Field(default=(), title="部门编码，其机器人key未备份")
    recipients: tuple[int, ...] = Field(default=(), title="收件地址的编号，其机器人key或服务密码未备份")
    reforms: tuple[str, ...] = Field(default=(), title="机构改革，其中留存的机器人key未备份")
    answer_keys: tuple[int, ...] = Field(default=(), title="回复码密钥的编号")
    samples: tuple[str, ...] = Field(default=(), title="样本，其尚未公布的密数未备份")
    send_to: int = Field(default=0, ge=0, title="演练可收地址中未备份的个数")
    attachments: int = Field(default=0, ge=0, title="未备份内容的附件数")
    last_message: int = Field(default=0, ge=0, title="备份时最新的消息")
    proof: int = Field(default=0, ge=0, title="登记备份的台账块")

    @property
    def renewed(self) -> bool:
        """Return whether rows with a key were left without it, whose digests are renewed by the restore."""
        return bool(self.robots or self.recipients or self.reforms or self.send_to)

    def lines(self, names: Mapping[str, str] = NO_NAMES) -> list[str]:
        """Return a line for each kind of thing that was left out, for a person; `names` are departments by code."""
        robots = "、".join(f"{names[code]}（{code}）" if code in names else f"部门编码{code}" for code in self.robots)
        parts = {
            f"{len(self.robots)}个部门的企业微信机器人key：{robots}": self.robots,
            f"{len(self.recipients)}个收件地址中的机器人key或服务密码（已用来发过消息的）": self.recipients,
            f"{len(self.reforms)}次机构改革记录中原部门的企业微信机器人key": self.reforms,
            f"{len(self.answer_keys)}个回复码密钥（核对回复表上的回复码用）": self.answer_keys,
            f"{len(self.samples)}个样本尚未公布的密数：{'、'.join(map(describe_sample, self.samples))}": self.samples,
            f"{self.send_to}个演练可收地址（机器人或其他服务）": self.send_to,
            f"{self.attachments}个附件的内容（已发出的回复表，表上有回复码）": self.attachments,
        }
        return [part for part, there in parts.items() if there] or ["没有需要略去的内容"]

    def words(self, names: Mapping[str, str] = NO_NAMES) -> str:
        """Return in one phrase what was left out, for a person; `names` are departments by code."""
        return "；".join(self.lines(names))


def describe_sample(key: str) -> str:
    """Return a sample's natural key in words: 核查2026-1抽查目标（第2次承诺）."""
    subject, purpose, attempt = key.rsplit("|", 2)
    return f"核查{subject}{Purpose(purpose).label}{ordinal(int(attempt))}"


class KeylessBackup(Input):
    """A backup without keys is made: what it leaves out, and by noun the digests of the rows without their keys."""

    left_out: LeftOut = Field(title="略去的内容")
    masked: dict[str, dict[str, str]] = Field(title="略去密钥后的校验码")


class KeylessRestored(Input):
    """A backup without keys was restored: which one, made when, up to which block, and what it left out."""

    digest: Text = Field(title="备份的摘要")
    made_at: Text = Field(title="备份时间")
    height: int = Field(ge=0, title="台账块数")
    head: Text = Field(title="末块校验码")
    left_out: LeftOut = Field(title="略去的内容")

    @property
    def instant(self) -> datetime:
        """Return when the backup was made."""
        return datetime.fromisoformat(self.made_at)
