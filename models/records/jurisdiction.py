"""管辖: a place with its calendar, its settings and its go-live date."""

from datetime import date

from sqlmodel import Field, SQLModel


class Jurisdiction(SQLModel, table=True):
    """A nation, province, city or county; its calendar inherits the parent's days, and its rows override them."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    parent_id: int | None = Field(default=None, foreign_key="jurisdiction.id")
    go_live: date | None = None
