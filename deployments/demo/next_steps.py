"""What to do after the demonstration: look at what it made, read, start for real."""

import shlex
from pathlib import Path

AFTER = "最后三行写明接下来怎么做：怎样看演示的数据，先读哪一页，怎样正式启用。数据保留到下一次演示。"


def describe_next_steps(home: Path) -> list[str]:
    """Returns three lines; `home` is the folder of the demonstration."""
    return [
        f"看演示的数据：MUBIAO_HOME={shlex.quote(str(home))} mubiao owed --on 2026-09-30",
        "先读哪一页：docs/agency/setup.md（管理机构怎样启用）、docs/office/README.md（部门怎样回复）",
        "正式启用：依次 mubiao init、mubiao import departments 和 targets、mubiao up，空表用 mubiao template",
    ]
