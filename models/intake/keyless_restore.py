"""不含密钥的备份: what it left out, and the input of the act that puts its restore on record."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from models.intake.input import Input, Text


class LeftOut(BaseModel):
    """What a backup without keys left out, by natural keys or row ids, never by the key itself.

    `last_message` is the newest message at the backup: the bytes of attached files are left out up to it, because
    answer sheets hold their codes.
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

    @property
    def renewed(self) -> bool:
        """Return whether rows with a key were left without it, whose digests are renewed by the restore."""
        return bool(self.robots or self.recipients or self.reforms or self.send_to)

    @property
    def words(self) -> str:
        """Return in one phrase what was left out; for a person."""
        parts = {
            f"{len(self.robots)}个部门的企业微信机器人（{'、'.join(self.robots)}）": self.robots,
            f"{len(self.recipients)}个已用过的机器人或其他服务的地址": self.recipients,
            f"{len(self.reforms)}次机构改革中留存的机器人": self.reforms,
            f"{len(self.answer_keys)}个回复码密钥": self.answer_keys,
            f"{len(self.samples)}个样本尚未公布的密数（{'、'.join(self.samples)}）": self.samples,
            f"演练可收地址{self.send_to}个": self.send_to,
            f"{self.attachments}个附件（回复表）的内容": self.attachments,
        }
        return "、".join(part for part, there in parts.items() if there) or "没有需要略去的内容"


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
