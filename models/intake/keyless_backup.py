"""不含密钥的备份: what it leaves out, and the input of the act that puts it on record."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from models.intake.input import Input
from models.rules.sample_documents import ordinal
from models.rules.sampling import Purpose

NO_NAMES: Mapping[str, str] = MappingProxyType({})


class LeftOut(BaseModel):
    """What a backup without keys left out, by natural keys or row ids, never by the key itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    robots: tuple[str, ...] = Field(default=(), title="部门编码，其机器人key未备份")
    recipients: tuple[int, ...] = Field(default=(), title="收件地址的编号，其机器人key或服务密码未备份")
    reforms: tuple[str, ...] = Field(default=(), title="机构改革，其中留存的机器人key未备份")
    answer_keys: tuple[int, ...] = Field(default=(), title="回复码密钥的编号")
    samples: tuple[str, ...] = Field(default=(), title="样本，其尚未公布的密数未备份")
    send_to: int = Field(default=0, ge=0, title="演练可收地址中未备份的个数")
    attachments: int = Field(default=0, ge=0, title="未备份内容的附件数")

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


def describe_sample(key: str) -> str:
    """Return a sample's natural key in words: 核查2026-1抽查目标（第2次承诺）."""
    subject, purpose, attempt = key.rsplit("|", 2)
    return f"核查{subject}{Purpose(purpose).label}{ordinal(int(attempt))}"


class KeylessBackup(Input):
    """A backup without keys is made: what it leaves out, and by noun the digests of the rows without their keys."""

    left_out: LeftOut = Field(title="略去的内容")
    masked: dict[str, dict[str, str]] = Field(title="略去密钥后的校验码")
