"""Pages: text entered by people is escaped, and a missing name is an error."""

import pytest
from jinja2 import UndefinedError

from deployments.pages import filled_in, with_days_in_full


def test_a_page_whose_context_lacks_a_name_is_not_written() -> None:
    with pytest.raises(UndefinedError):
        filled_in("cloud/month.html.j2", {})


def test_dates_are_read_in_full_and_what_is_sent_back_stays() -> None:
    page = (
        '<p title="2026-04-15">至2026-04-15，2026-13-01</p>2026-04-15<textarea rows="2">2026-04-15</textarea>'
        "<option selected>2026-04-15</option>2026-04"
    )
    shown = page.replace("至2026-04-15", "至2026年4月15日").replace("</p>2026-04-15", "</p>2026年4月15日")
    assert with_days_in_full(page) == shown
