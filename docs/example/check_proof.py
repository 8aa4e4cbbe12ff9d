"""核对公示是否在公示日志之中：python3 check_proof.py 网址或文件夹 决定页面.html或月度下载.json（只用标准库）。"""

import hashlib
import json
import re
import sys
from base64 import b64decode
from html import unescape
from pathlib import Path
from urllib.request import urlopen


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def decisions(text):  # 每件的公开文本、日志序号、随机盐
    if text.lstrip().startswith("{"):
        for one in json.loads(text).get("decisions", [json.loads(text)]):
            yield one["edition"], one["log"]["index"], one["log"]["salt"]
    else:
        rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', text, re.DOTALL)
        facts = dict(re.findall(r'<dt>(.*?)</dt><dd class="code">(.*?)</dd>', text))
        yield {unescape(k): unescape(v) for k, v in rows}, int(facts["日志序号"]), facts["随机盐"]


def stored(level, number, known={}):  # 公开的各级摘要，每256个一块
    tile, width = number // 256, min(256, (size >> 8 * level) - number // 256 * 256)
    groups = re.findall("...", str(tile).zfill(-(-len(str(tile)) // 3) * 3))
    path = f"log/tile/{level}/" + "/".join(["x" + one for one in groups[:-1]] + groups[-1:])
    path += "" if width == 256 else f".p/{width}"
    known[path] = known.get(path) or urlopen(f"{site}/{path}").read()
    return known[path][number % 256 * 32 :][:32]


def root(first, last, index, leaf):  # RFC 6962：第index项为leaf，其余取自公开的摘要
    level, width = ((last - first).bit_length() - 1) // 8, last - first
    if first == index and width == 1:
        return leaf
    if not first <= index < last and width == 256**level:
        return stored(level, first >> 8 * level)
    middle = first + (1 << (width - 1).bit_length() - 1)
    return sha(b"\1", root(first, middle, index, leaf), root(middle, last, index, leaf))


site = sys.argv[1].rstrip("/") if "://" in sys.argv[1] else Path(sys.argv[1]).resolve().as_uri()
origin, size, head = urlopen(f"{site}/log/checkpoint").read().decode().split("\n")[:3]
size, failed, count = int(size), [], 0
for edition, index, salt in decisions(Path(sys.argv[2]).read_text(encoding="utf-8")):
    text = json.dumps(edition, ensure_ascii=False, separators=(",", ":")).encode()
    leaf = sha(b"\0", sha(bytes.fromhex(salt), sha(text)))
    count += 1
    if not 0 <= index < size or root(0, size, index, leaf) != b64decode(head):
        failed.append(f"不成立：{edition.get('文书号', '')}（日志第{index}项）")
print(*failed, f"{count}件公示，{count - len(failed)}件确在日志{origin}之中：{size}项，根{head}", sep="\n")
print("首部的签名请另用openssl核对，命令见 docs/log.md；公钥：", urlopen(f"{site}/log/key").read().decode())
sys.exit(1 if failed or not count else 0)
