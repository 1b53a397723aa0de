"""Pages: text entered by people is escaped, and a missing name is an error."""

import pytest
from jinja2 import UndefinedError

from deployments.pages import filled_in


def test_a_page_whose_context_lacks_a_name_is_not_written() -> None:
    with pytest.raises(UndefinedError):
        filled_in("cloud/month.html.j2", {})
