"""The engine of the log scan finds what tests/scan/slow_scan.py finds: 1,000 seeds of made-up indicators and logs.

The seed of what differs is printed; SLOW_SCAN_SEEDS (default 1000) and SLOW_SCAN_FIRST name others.
"""
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import slow_scan  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("YAGURA") or pathlib.Path(__file__).resolve().parents[2] / "build" / "yagura")
CASES = PROGRAM.parent / "tests" / "scan" / "scan-cases"
SEEDS = int(os.environ.get("SLOW_SCAN_SEEDS") or 1000)
FIRST = int(os.environ.get("SLOW_SCAN_FIRST") or 1)

LABELS = ["evil", "bad", "mail", "a", "x-1", "_tcp", "日本", "bücher", "xn--wgv71a", "login", "c2", "f00d"]
SUFFIXES = ["com", "net", "co.jp", "example", "みんな", "org"]
HEX = "0123456789abcdef"


def host(chance):
    return ".".join([*chance.choices(LABELS, k=chance.randint(1, 2)), chance.choice(SUFFIXES)])


def a_label(name):
    """A host as a list has it: A-labels."""
    return (slow_scan.to_ascii(name.encode()) or b"evil.com").decode()


def address(chance):
    return f"{chance.choice(['192.0.2', '198.51.100', '203.0.113'])}.{chance.choice([0, 1, 7, 200, 255])}"


def address6(chance):
    return chance.choice(["2001:db8::1", "2001:db8:0:0:1::", "2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.1", "2001:db8::192.0.2.7",
                          "2001:db8::a:0:0:1"])


def digest(chance, n):
    part = "".join(chance.choices(HEX, k=4))
    return (part * 32)[:n]


PATHS = ["/", "", "/a", "/a/b?x=1", "/a/b?x=1&y=2", "/a%20b.html", "/日本.html", "/~u/%7Ev", "?q=%2e", "/a,b;c", "/a[1]", "/%E3%81%82", "/a|b'c"]
NAMES = ["evil.exe", "svchost", "invoice 2023.pdf.exe", "発注書.xlsx", "x-y_z.dll", "setup(1).msi", "bücher.doc", "Run_Me", "a.b.ps1", "évil"]
KEYS = ["Software\\Evil\\Run", "SYSTEM\\CurrentControlSet\\Services\\Evil Svc", "Software\\{A1-b2}\\Evil.Key", "Software\\Evil"]
HIVES = ["HKLM", "HKEY_LOCAL_MACHINE", "HKCU", "HKU\\S-1-5-21-1-2-3-500", "HKEY_USERS\\.DEFAULT", "HKCR", "HKEY_CLASSES_ROOT",
         "\\REGISTRY\\MACHINE", "\\REGISTRY\\USER\\S-1-5-18", "HKCC"]


def value(chance, kind):
    if kind == "ipv4-addr":
        return address(chance) + chance.choice(["", "", "/24", "/31", "/9"])
    if kind == "ipv6-addr":
        return address6(chance) + chance.choice(["", "", "/32", "/127", "/64"])
    if kind in slow_scan.DIGESTS:
        return digest(chance, slow_scan.DIGESTS[kind])
    if kind == "email-addr":
        return chance.choice(["bob", "a.b+c", "x%y_z", "info"]) + "@" + a_label(host(chance))
    if kind == "url":
        where = chance.choice([a_label(host(chance))] * 3 + [address(chance), f"[{address6(chance)}]"])
        return chance.choice(["http", "https"]) + "://" + where + chance.choice(["", "", ":80", ":8443"]) + chance.choice(PATHS)
    if kind == "file-name":
        return chance.choice(NAMES)
    if kind == "windows-registry-key":
        return chance.choice(HIVES) + "\\" + chance.choice(KEYS)
    return a_label(host(chance))


def shown(chance, kind, text):
    """How a log may spell it."""
    if kind in ("domain-name", "host-name", "url", "email-addr") and chance.random() < 0.3:
        for label in ("日本", "bücher", "みんな"):
            text = text.replace(label.encode("idna").decode(), label)
    if kind == "domain-name" and chance.random() < 0.5:
        text = chance.choice(["www.", "a.b.", "é.", ".", "not-", "x"]) + text
    if kind == "ipv4-addr" and "/" in text:
        text = text.split("/")[0].rsplit(".", 1)[0] + "." + str(chance.randint(0, 255))
    if kind == "ipv6-addr":
        text = text.split("/")[0] if chance.random() < 0.5 else chance.choice(
            ["2001:DB8:0:0:0:0:0:1", "2001:0db8::0001", "::ffff:c000:201", "0:0:0:0:0:FFFF:192.0.2.1", "2001:db8::c000:207"])
    if kind == "windows-registry-key":
        text = chance.choice(["", "", ""] + ["x"]) + text
        if chance.random() < 0.3:
            text = text.replace("HKLM", "HKLM:").replace("HKCU", "HKU\\S-1-5-21-9-9-9-1001_Classes")
        if chance.random() < 0.3:
            text += chance.choice(["\\Sub", "Sub", ".Old", ".", "-", "\\"])
    if kind == "url" and chance.random() < 0.4:
        text = text.split("://")[1] if chance.random() < 0.6 else text.replace("/", "", 1)
    return text if chance.random() < 0.7 else text.upper() if chance.random() < 0.5 else text.title()


def json_escape(chance, text, level=1):
    out = "".join(c if ord(c) < 0x80 else "".join(f"\\u{unit:04x}" for unit in units(c)) for c in text.replace("\\", "\\\\").replace('"', '\\"'))
    out = out.replace("/", "\\/") if chance.random() < 0.5 else out.replace("&", "\\u0026")
    return json_escape(chance, out, level - 1) if level > 1 else out


def units(c):
    data = c.encode("utf-16-be")
    return [data[k] << 8 | data[k + 1] for k in range(0, len(data), 2)]


def percent(chance, text, often):
    return "".join(f"%{b:02X}" if chance.random() < often or b >= 0x80 else chr(b) for b in text.encode())


def hidden(chance, text):
    """One of the encodings of docs/formats/sightings.md, or none, or two."""
    way = chance.randrange(12)
    if way == 0:
        return json_escape(chance, text)
    if way == 1:
        return json_escape(chance, text, 2)
    if way == 2:
        return percent(chance, text, chance.choice([0.05, 0.3, 1]))
    if way == 3:
        return percent(chance, percent(chance, text, 0.2), 0.2).replace("%", chance.choice(["%", "%25"]))
    if way == 4:
        return text.replace(".", chance.choice(["[.]", "(dot)", "{.}", "[DOT]", "[.", "[d0t]"]), chance.choice([1, -1])).replace("http", "hxxp")
    if way == 5:
        return text.replace("@", chance.choice(["[at]", "(@)", "{AT}"])).replace("://", chance.choice(["[://]", "[:]//", "[:/]/"]))
    if way == 6:
        return "".join(c if chance.random() < 0.8 else f"\\u{ord(c):04X}" if ord(c) < 0x10000 else c for c in text)
    if way == 7:
        return "".join(f"\\x{b:02x}" if chance.random() < 0.2 or b >= 0x80 else chr(b) for b in text.encode())
    if way == 8:
        return text.replace(".", chance.choice("。．｡"))
    if way == 9:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and chance.random() < 0.5 else c for c in text)
    return text


GLUE = [" ", '"', "'", ",", ";", "=", ":", "/", "\\", "\n", "\t", "\\n", '\\"', "<", ">", "(", ")", "[", "]", "{", "}", ".", "-", "_", "@", "%", "|",
        "&", "?", "#", "a", "0", "f", "\\\\", "\\/", "%20", "%2e", "\\u0020", "[.]", "[.", "で", "é", "。", "://", "http://", ":443", ":8443", "\r\n",
        "\x7f", "\x00", "::", "src:", "mailto:", "x=", "%2", "\\u00", "\\ud83d", "HKU\\", "S-1-5-18\\", "\\=", "..", '{"a":"', '"}', "1"]
LINES = ['{"ts":1.5,"uri":"\\/a","host":"example.test"}', "GET /a%20b HTTP/1.1", "CEF:0|v|p|1|request\\=x", "C:\\new\\test", "%%%", "\\\\\\", "@@",
         "[.][at](:)", "00:11:22:33:44:55", "日本語の文。", "12:30:59", "a.b.c"]


def block(chance, pairs):
    out = b""
    for _ in range(chance.randint(1, 6)):
        piece = chance.choice(LINES)
        if pairs and chance.random() < 0.85:
            kind, text = chance.choice(pairs)
            piece = hidden(chance, shown(chance, kind, text))
        if chance.random() < 0.1:
            piece = piece[chance.randrange(3):len(piece) - chance.randrange(3)]
        out += "".join(chance.choices(GLUE, k=chance.choice([0, 1, 1, 1, 2, 3]))).encode("utf-8", "replace")
        out += piece.encode("utf-8", "replace")
        if chance.random() < 0.05:
            out += chance.choice([b"\xff", b"\xe3\x81", b"\xc0\xae", b"\xed\xa0\x80"])
    return out + "".join(chance.choices(GLUE, k=chance.randint(0, 2))).encode()


KINDS = ["ipv4-addr", "ipv6-addr", "domain-name", "host-name", "url", "url", "email-addr", "md5", "sha1", "sha256", "sha512", "file-name",
         "windows-registry-key"]


def make(seed):
    chance = random.Random(seed)
    pairs = list(dict.fromkeys((kind, value(chance, kind)) for kind in chance.choices(KINDS, k=chance.randint(1, 14))))
    return pairs, [block(chance, pairs) for _ in range(3)]


def run_cases(cases, path, *how):
    with open(path, "w", encoding="ascii") as f:
        for pairs, blocks in cases:
            f.write("set\n")
            f.writelines(f"add {kind} {text.encode().hex()}\n" for kind, text in pairs)
            f.writelines(f"block {text.hex()}\n" for text in blocks)
    answers = subprocess.run([CASES, path, *how], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    return iter(answers)


def next_block(answers):
    hits = []
    for line in answers:
        if line == "done":
            break
        start, end, number, kind, decoded = map(int, line.split()[1:])
        hits.append((start, end, number, kind, bool(decoded)))
    return hits


def comparable(hits, pairs):
    """Whether a URL was only decoded is a remark: its rest is read decoded anyway."""
    return [hit[:4] if pairs[hit[2]][0] == "url" else hit for hit in hits]


@pytest.mark.skipif(not CASES.exists(), reason="tests/scan/scan-cases is not built")
@pytest.mark.parametrize("how", ["quick"])
def test_engine__thousand_seeds__as_slow_reference(tmp_path, how):
    cases = [make(seed) for seed in range(FIRST, FIRST + SEEDS)]
    answers = run_cases(cases, tmp_path / "cases", how)
    wrong, found = [], 0
    for seed, (pairs, blocks) in enumerate(cases, FIRST):
        taken = [pair for pair in pairs if next(answers).startswith("taken")]
        for text in blocks:
            got = comparable(next_block(answers), taken)
            want = comparable(slow_scan.scan([(kind, word.encode()) for kind, word in taken], text), taken)
            found += len(want)
            if got != want:
                wrong.append((seed, text, [(*h, taken[h[2]]) for h in want if h not in got], [(*h, taken[h[2]]) for h in got if h not in want]))
    for seed, text, missed, false in wrong[:5]:
        print(f"seed {seed}: {text!r}\n  missed {missed}\n  false {false}")
    assert not wrong, f"{len(wrong)} blocks differ"
    assert found > SEEDS


def flat(text):
    """One line of a log, as text."""
    line = text.decode("utf-8", "replace")
    return "".join(" " if c < " " or c == "\x7f" or "\x80" <= c <= "\x9f" else c for c in line)


def one_spelling(word):
    try:
        return str(slow_scan.network_of(word.encode()))
    except ValueError:
        return word


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built")
def test_program__utf_8_utf_16_gzip__as_slow_reference(tmp_path):
    chance = random.Random(7)
    kinds = ["ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "md5", "sha1", "sha256", "sha512"]
    pairs = list(dict.fromkeys((kind, value(chance, kind)) for kind in kinds * 4))
    pairs += [("file-name", name) for name in ("evil.exe", "x-y_z.dll")]
    lines = [f"2024-01-01T00:00:{k % 60:02}Z host app: " + flat(block(chance, pairs)) for k in range(400)]
    (tmp_path / "list").write_text("".join(text + "\n" for _, text in pairs), encoding="utf-8")
    text = "".join(line + "\n" for line in lines)
    logs = {"utf-8.log": text.encode(), "utf-16.log": b"\xff\xfe" + text.encode("utf-16-le"), "packed.log.gz": gzip.compress(text.encode())}
    for name, data in logs.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run([PROGRAM, "--store", tmp_path / "store.db", "scan", "--no-findings", "--no-cache", "--all", "--format", "jsonl", "--indicators",
                           tmp_path / "list", *(tmp_path / name for name in logs)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1, done.stderr.decode()
    found = {name: set() for name in logs}
    for line in done.stdout.decode().splitlines():
        row = json.loads(line)
        found[pathlib.Path(row["file"].split("!")[0]).name].add((row["line"], one_spelling(row["indicator"])))
    known = [(kind, word.encode()) for kind, word in pairs]
    want = {(k, one_spelling(pairs[hit[2]][1])) for k, line in enumerate(lines, 1) for hit in slow_scan.scan(known, line.encode()) if hit[3] == slow_scan.WHOLE}
    for name in logs:
        assert found[name] == found["utf-8.log"]
    seen = {(k, word) for k, word in found["utf-8.log"]}
    missed, false = sorted(want - seen), sorted(seen - want)
    for k, word in (missed + false)[:10]:
        print("missed" if (k, word) in missed else "false", word, repr(lines[k - 1]))
    assert not missed and not false
    assert len(want) > 200


# What stands between words of a log in that set: characters of which the second byte is a letter, a backslash, high.
BETWEEN = {"cp932": "アソ能表ｱ、", "euc_jp": "アソ能表、", "iso2022_jp": "アソ能表、", "gb18030": "丂镕的㐀", "cp950": "功許的", "cp949": "똠한펲", "cp1252": "éßÜ"}
# A sentence of the language, by which the set can be told.
SENTENCES = dict.fromkeys(BETWEEN, "接続先の表示に失敗しました") | {
    "gb18030": "服务器连接失败，这是一个错误的请求", "cp950": "伺服器的連線失敗，這是一個錯誤的請求", "cp949": "서버에 연결할 수 없습니다 한국에서 발견된 악성 코드",
    "cp1252": "Die Verbindung für den Täter wäre möglich"}
CHARSETS = {"cp932": "shift_jis", "euc_jp": "euc-jp", "iso2022_jp": "iso-2022-jp", "gb18030": "gb18030", "cp950": "big5", "cp949": "euc-kr", "cp1252": "windows-1252"}


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built")
@pytest.mark.parametrize("codec", BETWEEN)
def test_program__national_sets__as_slow_reference_over_the_converted_text(tmp_path, codec):
    """With --charset exactly what the reference finds in the text; guessed, all of that."""
    chance = random.Random(7)
    kinds = ["ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "md5", "sha256"]
    pairs = list(dict.fromkeys((kind, value(chance, kind)) for kind in kinds * 4)) + [("file-name", "evil.exe")]
    lines, chance = [], random.Random(codec)
    for k in range(250):
        text = flat(block(chance, pairs))
        text = "".join(chance.choice(BETWEEN[codec]) if c == " " and chance.random() < 0.4 else c for c in text)
        line = f"2024-01-01T00:00:{k % 60:02}Z host app: {SENTENCES[codec]}{BETWEEN[codec]} {text}"
        if codec == "cp950":  # has no kana of its own; Python puts them elsewhere than Big5-HKSCS
            line = "".join("?" if "\u3040" <= c <= "\u30ff" else c for c in line)
        lines.append(line.encode(codec, "replace").decode(codec))
    (tmp_path / "list").write_text("".join(text + "\n" for _, text in pairs), encoding="utf-8")
    (tmp_path / "log").write_bytes("".join(line + "\n" for line in lines).encode(codec))
    known = [(kind, word.encode()) for kind, word in pairs]
    want = {(k, one_spelling(pairs[hit[2]][1])) for k, line in enumerate(lines, 1) for hit in slow_scan.scan(known, line.encode()) if hit[3] == slow_scan.WHOLE}
    for told in ([], ["--charset", CHARSETS[codec]]):
        done = subprocess.run([PROGRAM, "--store", tmp_path / "store.db", "scan", "--no-findings", "--no-cache", "--all", "--format", "jsonl", *told, "--indicators",
                               tmp_path / "list", tmp_path / "log"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1, done.stderr.decode()
        rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
        found = {(row["line"], one_spelling(row["indicator"])) for row in rows}
        missed, false = sorted(want - found), sorted(found - want) if told else []
        for k, word in (missed + false)[:10]:
            print("missed" if (k, word) in missed else "false", word, repr(lines[k - 1]))
        assert not missed and not false
    assert len(want) > 100
