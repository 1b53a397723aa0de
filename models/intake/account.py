"""The inputs of the acts on accounts (3-4.6)."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from models.intake.draft import Names
from models.intake.input import Input, Text
from models.intake.values import MaybeText


class AccountOpened(Input):
    """Whose account is opened: 部门编码/姓名 in each department where the person has a role.

    With `reads_until` and its reason it is that of a reader, named by the agency, who has no role.
    """

    people: Names = Field(title="人员（部门编码/姓名）", min_length=1, max_length=50)
    code_digest: Text = Field(title="首次登录码的校验码", max_length=64)
    reads_until: date | None = Field(default=None, title="查阅到哪日")
    reads_why: MaybeText = Field(default="", title="查阅事由")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if bool(self.reads_until) != bool(self.reads_why):
            raise ValueError("指定查阅人的，须同时写明查阅到哪日和查阅事由")
        return self


class SlipMade(Input):
    """A new slip for an account, named by one of its people."""

    person: Text = Field(title="人员（部门编码/姓名）", max_length=200)
    code_digest: Text = Field(title="首次登录码的校验码", max_length=64)


class AccountEnded(Input):
    """An account is ended."""

    person: Text = Field(title="人员（部门编码/姓名）", max_length=200)
    reason: Text = Field(title="原因", max_length=500)


class SlipConfirmed(Input):
    """The signed receipt of a slip came back."""

    person: Text = Field(title="人员（部门编码/姓名）", max_length=200)


class FirstSignIn(Input):
    """A slip is used: its code's digest, and the hash of the password that the person chose."""

    code_digest: Text = Field(title="首次登录码的校验码", max_length=64)
    password_hash: Text = Field(title="口令的校验码", max_length=500)


class PasswordChanged(Input):
    """Who is signed in changes his password: his account, and the hash of the new one."""

    account: int = Field(title="账号")
    password_hash: Text = Field(title="口令的校验码", max_length=500)


class CodeSent(Input):
    """A code that opens one try is sent to the registered address of an account."""

    account: int = Field(title="账号")
    code_digest: Text = Field(title="验证码的校验码", max_length=64)


class SignersConfirmed(Input):
    """A change of signers is confirmed."""

    number: int = Field(title="变更编号")


class SignersReturned(SignersConfirmed):
    """A change of signers is returned, or taken back."""

    reason: Text = Field(title="原因", max_length=500)
