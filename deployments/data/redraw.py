# 重新抽取样本，只需 Python 3.9 以上，不需要安装本系统：mubiao sample show 事项 --json > F.json；python redraw.py F.json
import json
import sys
from hashlib import sha256


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


said = json.load(open(sys.argv[1], encoding="utf-8-sig"))  # noqa: PTH123, SIM115
population, secret, drawn = said["population"], said["secret"], []
seed = digest(f"{secret}\n{said['number']}")
for name, take, ids in population:
    pool, i = list(ids), 0
    for place in range(take):  # 与后面（含自己）的一个对调，该数落在最后不足一整轮的部分时换下一个数
        left = len(pool) - place
        while (number := int(digest(f"{seed}\n{i}\n{name}"), 16)) >= 2**256 - 2**256 % left:
            i += 1
        other, i = place + number % left, i + 1
        pool[place], pool[other] = pool[other], pool[place]
    drawn.append([name, pool[:take]])
hashes = digest(json.dumps(population, ensure_ascii=False, separators=(",", ":"))), digest(secret)
sound = hashes == (said["population_hash"], said["secret_hash"]) and drawn == said["drawn"]
print("【演练】" if said.get("rehearsal") else "", end="")
print("抽取结果一致。" if sound else "不一致！", "请与承诺时公布的校验码比对：总体", hashes[0], "密数", hashes[1])
sys.exit(not sound)
