"""`yagura scan` tells STIX patterns with the record that tests/scan/slow_patterns.py says: made-up patterns and logs.

The seed of what differs is printed; SLOW_PATTERNS_SEEDS (default 200) and SLOW_PATTERNS_FIRST name others.
"""
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import slow_patterns  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("YAGURA") or pathlib.Path(__file__).resolve().parents[2] / "build" / "yagura")
SEEDS = int(os.environ.get("SLOW_PATTERNS_SEEDS") or 200)
FIRST = int(os.environ.get("SLOW_PATTERNS_FIRST") or 1)
PATTERNS, RECORDS, EPOCH = 24, 6, 1_700_000_000

NAMES = ["login.example.com", "www.example.com", "evil.example", "a.b.evil.example", "update-srv.example.net"]
ADDRESSES = ["192.0.2.7", "192.0.2.200", "198.51.100.23", "203.0.113.99", "10.1.2.3"]
AGENTS = ["Mozilla/5.0 (X11)", "curl/8.0", "evil-agent"]
URIS = ["/", "/gate.php?id=7", "/a/b.js", "/update/evil.bin"]
IMAGES = ["C:\\Windows\\System32\\cmd.exe", "C:\\Users\\eve\\dropper.exe", "C:\\Windows\\powershell.exe"]
COMMANDS = ["cmd.exe /c whoami", "powershell -enc AAAA", "\"C:\\Users\\eve\\dropper.exe\" /quiet", "rundll32 évil.dll,Run"]
NUMBERS = [53, 80, 443, 8080, 8443, 4, 1000]
PATHS = {
    "network-traffic": {"dst_port": NUMBERS, "src_port": NUMBERS, "src_byte_count": NUMBERS, "dst_ref.value": ADDRESSES + NAMES,
                        "src_ref.value": ADDRESSES, "dst_ref.type": ["ipv4-addr", "domain-name"], "protocols[*]": ["tcp", "udp", "dns", "http"],
                        "extensions.'http-request-ext'.request_value": URIS,
                        "extensions.'http-request-ext'.request_header.'User-Agent'": AGENTS},
    "domain-name": {"value": NAMES, "resolves_to_refs[*].value": ADDRESSES, "resolves_to_refs[0].value": ADDRESSES},
    "ipv4-addr": {"value": ADDRESSES},
    "url": {"value": [f"http://{name}{uri}" for name in NAMES[:3] for uri in URIS]},
    "process": {"command_line": COMMANDS, "pid": NUMBERS, "name": ["cmd.exe", "dropper.exe"], "parent_ref.name": ["cmd.exe"],
                "parent_ref.command_line": COMMANDS, "image_ref.parent_directory_ref.path": ["C:\\Windows", "C:\\Users\\eve"]},
    "file": {"name": ["cmd.exe", "dropper.exe", "powershell.exe"], "parent_directory_ref.path": ["C:\\Windows\\System32"]},
}


# Logs -----------------------------------------------------------------------------------------------------------------

def record(chance):
    ts = EPOCH + chance.randint(0, 9)
    if chance.random() < 0.3:
        image, parent = chance.sample(IMAGES, 2)
        return {"ts": ts, "EventID": 1, "Channel": "Sysmon", "Computer": "pc-7", "Image": image, "CommandLine": chance.choice(COMMANDS),
                "ProcessId": chance.choice(NUMBERS), "ParentImage": parent, "ParentCommandLine": chance.choice(COMMANDS),
                "ParentProcessId": chance.choice(NUMBERS)}
    source, destination = chance.sample(ADDRESSES, 2)
    one = {"ts": ts, "uid": "C1", "id.orig_h": source, "id.orig_p": chance.choice(NUMBERS), "id.resp_h": destination,
           "id.resp_p": chance.choice(NUMBERS), "proto": chance.choice(["tcp", "udp"])}
    kind = chance.choice(["conn", "dns", "http"])
    if kind == "conn":
        one.update({"service": "ssl", "orig_bytes": chance.choice(NUMBERS), "resp_bytes": 7})
    elif kind == "dns":
        one.update({"query": chance.choice(NAMES), "answers": chance.sample(ADDRESSES + NAMES[:1], chance.randint(0, 2))})
        one["answers"] = [answer for answer in one["answers"] if answer != one["query"]]
    else:
        one.update({"method": "GET", "host": chance.choice(NAMES), "uri": chance.choice(URIS), "user_agent": chance.choice(AGENTS)})
    return one


def written(chance, one):
    """JSON with escapes where nobody needs them."""
    rate = chance.choice([0, 0, 0.02, 0.2])

    def sign(c):
        if chance.random() < rate:
            return f"\\u{ord(c):04x}"
        return "\\/" if c == "/" and rate > 0 else json.dumps(c, ensure_ascii=rate > 0)[1:-1]

    def value(this):
        if isinstance(this, dict):
            return "{" + ",".join(f"{json.dumps(name)}:{value(part)}" for name, part in this.items()) + "}"
        if isinstance(this, list):
            return "[" + ",".join(map(value, this)) + "]"
        return '"' + "".join(map(sign, this)) + '"' if isinstance(this, str) else str(this)

    return value(one)


def log_of(chance, records):
    """Lines, or an array or an object around one, as much as possible on one line; and where in it each record begins."""
    head, between, tail = chance.choice([("", "\n", "\n")] * 2 + [("[", ",", "]"), ('{"Records":[', ",", "]}\n"), ("[\n", ",\n", "\n]\n")])
    log, starts = head, {}
    for n, one in enumerate(records):
        starts[len(log.encode())] = n
        log += written(chance, one) + (between if n + 1 < len(records) else tail)
    return log, starts


# Patterns -------------------------------------------------------------------------------------------------------------

def some(chance, text):
    """LIKE and MATCHES of it: parts for signs that stand for any."""
    if chance.random() < 0.5:
        at = sorted(chance.sample(range(len(text) + 1), 2))
        return "LIKE", chance.choice(["%", ""]) + text[at[0]:at[1]].replace(text[at[0]], chance.choice(["_", text[at[0]]]), 1) + chance.choice(["%", ""])
    at = sorted(chance.sample(range(len(text) + 1), 2))
    part = "".join(c if c.isalnum() else "\\" + c for c in text[at[0]:at[1]])
    return "MATCHES", chance.choice(["^.*", "", "(?i)", "[a-z/]?"]) + (part or "x") + chance.choice(["", "", "$", "+", "[0-9]*", "|evil"])


def comparison_of(chance, kind):
    path = chance.choice(list(PATHS[kind]))
    value = chance.choice(PATHS[kind][path])
    negated = chance.random() < 0.15
    roll = chance.random()
    if roll < 0.06:
        return "test", kind, path, "EXISTS", negated, None
    if isinstance(value, int):
        operator = chance.choice(["=", "!=", "<", "<=", ">", ">=", "IN"])
        return "test", kind, path, operator, negated, [value, chance.choice(NUMBERS)] if operator == "IN" else value
    if roll < 0.2 and slow_patterns.is_address(value):
        return "test", kind, path, "ISSUBSET", negated, f"{value}/{chance.choice([8, 16, 24, 25, 31, 32])}"
    if roll < 0.6:
        return "test", kind, path, *(lambda pair: (pair[0], negated, pair[1]))(some(chance, value))
    operator = chance.choice(["=", "=", "!=", "<", ">=", "IN"])
    return "test", kind, path, operator, negated, [value, "x"] if operator == "IN" else value


def comparison(chance, kind, depth=2):
    if depth == 0 or chance.random() < 0.5:
        return comparison_of(chance, kind)
    if chance.random() < 0.5:
        return "and", comparison(chance, kind, depth - 1), comparison(chance, kind, depth - 1)
    return "or", comparison(chance, kind, depth - 1), comparison(chance, chance.choice([kind, kind, chance.choice(list(PATHS))]), 0)


def pattern(chance, depth=2):
    roll = chance.random()
    if depth == 0 or roll < 0.35:
        return "observed", comparison(chance, chance.choice(list(PATHS)))
    if roll < 0.7:
        return chance.choice(["and", "or", "followed"]), pattern(chance, depth - 1), pattern(chance, depth - 1)
    inner = pattern(chance, depth - 1)
    if roll < 0.8:
        return "within", inner, chance.randint(1, 5)
    if roll < 0.9:
        return "repeats", inner, chance.randint(1, 3)
    start = EPOCH + chance.randint(0, 5)
    return "start", inner, start, start + chance.randint(1, 9)


def quoted(value):
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'" if isinstance(value, str) else str(value)


def compared(one):
    if one[0] != "test":
        return f"({compared(one[1])} {one[0].upper()} {compared(one[2])})"
    _, kind, path, operator, negated, value = one
    if operator == "EXISTS":
        return f"{'NOT ' if negated else ''}EXISTS {kind}:{path}"
    literal = f"({', '.join(map(quoted, value))})" if operator == "IN" else quoted(value)
    return f"{kind}:{path} {'NOT ' if negated else ''}{operator} {literal}"


def text(one):
    def moment(seconds):
        return "t'" + datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") + "'"
    kind = one[0]
    if kind == "observed":
        return f"[{compared(one[1])}]"
    if kind in ("and", "or", "followed"):
        return f"({text(one[1])} {'FOLLOWEDBY' if kind == 'followed' else kind.upper()} {text(one[2])})"
    if kind == "start":
        return f"({text(one[1])}) START {moment(one[2])} STOP {moment(one[3])}"
    return f"({text(one[1])}) {'WITHIN' if kind == 'within' else 'REPEATS'} {one[2]} {'SECONDS' if kind == 'within' else 'TIMES'}"


def is_plain(one):
    """Nothing but equalities: these become indicators, which tests/scan/test_slow_scan.py holds."""
    if one[0] == "observed":
        return is_plain(one[1])
    if one[0] == "test":
        return one[3] in ("=", "IN") and not one[4] and not any(isinstance(value, int) for value in (one[5] if one[3] == "IN" else [one[5]]))
    return one[0] == "or" and is_plain(one[1]) and is_plain(one[2])


def unquoted(one):
    """The tree as the evaluator has it: steps of paths without quotes."""
    if one[0] == "test":
        return (*one[:2], one[2].replace("'", ""), *one[3:])
    return tuple(unquoted(part) if isinstance(part, tuple) else part for part in one)


# Both -----------------------------------------------------------------------------------------------------------------

def bundle(texts):
    return {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": [
        {"type": "indicator", "spec_version": "2.1", "id": f"indicator--00000000-0000-4000-8000-{n:012}", "pattern": one, "pattern_type": "stix",
         "created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z", "valid_from": "2020-01-01T00:00:00Z"} for n, one in enumerate(texts)]}


def scan(folder, *words):
    done = subprocess.run([PROGRAM, "--store", folder / "none.db", "scan", "--no-cache", "--no-findings", "--all", "--format", "jsonl",
                           "--indicators", folder / "patterns.json", *words, folder / "log"], capture_output=True, text=True,
                          env={**os.environ, "XDG_DATA_HOME": str(folder)}, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.mark.parametrize("part", range(4))
def test_patterns_are_told_as_the_standard_says(part, tmp_path):
    told = 0
    for seed in range(FIRST + part, FIRST + SEEDS, 4):
        chance = random.Random(seed)
        records = [record(chance) for _ in range(RECORDS)]
        patterns = {}
        while len(patterns) < PATTERNS:
            one = pattern(chance)
            if not is_plain(one):
                patterns[text(one)] = unquoted(one)
        (tmp_path / "patterns.json").write_text(json.dumps(bundle(list(patterns))), encoding="utf-8")
        log, starts = log_of(chance, records)
        (tmp_path / "log").write_text(log, encoding="utf-8")
        rows, err = scan(tmp_path)
        found = {}
        for row in rows:
            if row["type"] == "stix-pattern":
                found.setdefault(row["indicator"], []).append((row["time"], starts[row["offset"]]))
        for words, tree in patterns.items():
            expected = slow_patterns.first_match(tree, records)
            first = min(found.get(words, [(None, None)]), key=lambda one: one[1:] if tree[0] == "observed" else one)[1]
            assert first == expected, f"seed {seed}: {words}\n{(tmp_path / 'log').read_text()}\n{err}"
            told += expected is not None
    assert told > SEEDS / 4 * PATTERNS / 10
