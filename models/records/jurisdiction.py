"""管辖: a place that owns calendars, settings and a go-live date."""

from datetime import date

from sqlmodel import Field, SQLModel


class Jurisdiction(SQLModel, table=True):
    """A nation, province, city or county; days of the parent's calendar hold unless its own say otherwise."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    parent_id: int | None = Field(default=None, foreign_key="jurisdiction.id")
    go_live: date | None = None
