"""重新抽取一个样本，只需 Python 3.9 以上，不需要安装本系统。

mubiao sample show 2026-1 --json > 抽样.json
python3 redraw.py 抽样.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from deployments.data.check.draw import check_document_of_draw


def main(words: list[str], told: list[str]) -> int:
    try:
        said = json.loads(Path(*words).read_text(encoding="utf-8-sig"))
        faults, mark = list(check_document_of_draw(said, told)), "【演练】" * bool(said.get("rehearsal"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        print(f"无法读取，或还不能核对；后面应写一份抽样文书：python3 redraw.py 抽样.json（{error}）。")
        return 2
    print(mark + "\n".join(faults or told))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], []))
