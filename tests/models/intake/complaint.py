"""What people read when an input is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.intake.faults import complain

if TYPE_CHECKING:
    from pydantic import BaseModel


def complaint(form: type[BaseModel], data: dict[str, Any]) -> str:
    """The sentence with which a form refuses these values."""
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    return complain(error.value, form)
