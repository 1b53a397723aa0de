# 重新抽取样本，只需 Python 3.9 以上，不需要安装本系统：mubiao sample show 2026-1 --json > F.json
# python redraw.py F.json
import json
import sys
from hashlib import sha256


def digest(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


said, drawn = json.load(open(sys.argv[1], encoding="utf-8-sig")), []  # noqa: PTH123, SIM115
given = [said[f"{each}_hash"] for each in ("population", "secret", "commitment")]
names = "subject purpose attempt reason committed_on plan_hash number_kind number_name known_on"
earlier = [each.get("commitment_hash") for each in said["earlier"]]
bound = digest([*map(said.get, names.split()), *given[:2], *filter(None, [said.get("scope")]), earlier])
seed = digest("\n".join([said["secret"], said["number"], bound]))
for name, take, ids in said["population"]:
    pool, i, most = list(ids), 0, min(take, len(ids))
    for place in range(most):  # 与后面（含自己）的一个对调，该数落在最后不足一整轮的部分时换下一个数
        while (number := int(digest(f"{seed}\n{i}\n{name}"), 16)) >= 2**256 - 2**256 % (len(pool) - place):
            i += 1
        other, i = place + number % (len(pool) - place), i + 1
        pool[place], pool[other] = pool[other], pool[place]
    drawn.append([name, pool[:take]])
hashes, mark = [digest(said["population"]), digest(said["secret"]), bound], "【演练】" * said.get("rehearsal", False)
same = (hashes, drawn) == (given, said["drawn"])
print(mark + ("抽取结果一致。" if same else "不一致！"), "请与承诺时公布的校验码比对（总体、密数、承诺）：", *hashes)
sys.exit(not same)
