#!/usr/bin/env python3
"""Seeded STIX objects, hostile in form and valid in content, for the property "what goes in comes out".

A text is written by hand, not by json.dumps: the same string comes with and without escapes, numbers in every form
that JSON allows, white space everywhere. `python3 tests/generate/stix.py SEED COUNT` prints a bundle.
"""
import json
import random
import sys
import uuid

TYPES = ["intrusion-set", "malware", "tool", "campaign", "threat-actor", "attack-pattern", "identity", "location",
         "report", "note", "vulnerability", "indicator", "x-mitre-tactic", "x-unknown-thing", "ipv4-addr", "grouping"]
KEYS = ["name", "description", "x_list", "x_", "", " ", "a b", "a.b", "$ref", "__proto__", "é", "鍵", "\U0001f511",
        "quote\"d", "back\\slash", "new\nline", "tab\t", "\u0000", "\u202e", "1", "-", "objects", "X_MITRE", "labels",
        "aliases", "external_references", "x" * 300]
NUMBERS = ["0", "-0", "1", "-1", "0.0", "-0.0", "1e5", "1E+5", "1e-5", "2.50", "9007199254740993",
           "18446744073709551615", "-9223372036854775808", "18446744073709551616", "-9223372036854775809",
           "123456789012345678901234567890", "1.7976931348623157e308", "5e-324", "1e-400",
           "0.1000000000000000055511151231257827", "3.141592653589793238462643383279"]
RANGES = [(0x20, 0x7e), (0x20, 0x7e), (0xa0, 0x2af), (0x370, 0x52f), (0x5d0, 0x6ff), (0xe01, 0xe5b), (0x3040, 0x30ff),
          (0x4e00, 0x9fff), (0xac00, 0xd7a3), (0xe000, 0xf8ff), (0xfdd0, 0xfdef), (0xff01, 0xffff), (0x10000, 0x10fff),
          (0x1f300, 0x1faff), (0x20000, 0x2ffff), (0x30000, 0x3ffff), (0xe0000, 0xe01ef), (0xf0000, 0xfffff),
          (0x100000, 0x10ffff)]
ODD = ["", "\u0000", "\x1b[31m", "\x7f", "\u0080", "\u009b", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffd", "\uffff",
       "\U0001f3f4\U000e0067", "e\u0301", "\u3099", "<script>", "</script>", "{", "[{", "\"},{", "\\", "\\u0041", "null"]


class Number(str):
    """A number as it is to be written."""


def number(rng):
    if rng.random() < 0.7:
        return Number(rng.choice(NUMBERS))
    return Number(f"{rng.choice(['', '-'])}{rng.getrandbits(rng.randint(1, 80))}")


def string(rng, longest=40):
    if rng.random() < 0.2:
        return rng.choice(ODD)
    low, high = rng.choice(RANGES)
    text = "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(0, longest)))
    return text + rng.choice(ODD) if rng.random() < 0.1 else text


def value(rng, depth):
    kind = rng.random()
    if depth <= 0 or kind < 0.5:
        return rng.choice([string(rng), string(rng), number(rng), True, False, None])
    if kind < 0.75:
        return [value(rng, depth - 1) for _ in range(rng.choice([0, 1, 2, 5]))]
    return {rng.choice(KEYS) + rng.choice(["", "", string(rng, 5)]): value(rng, depth - 1)
            for _ in range(rng.choice([0, 1, 3]))}


def nested(levels):
    """`levels` arrays and objects inside each other."""
    inner = "x"
    for level in range(levels):
        inner = [inner] if level % 2 else {"x": inner}
    return inner


def time(rng):
    return (f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:00:00"
            + rng.choice(["Z", ".5Z", ".000001Z", ".123Z"]))


def stix_object(rng, kind=None, own_id=None):
    kind = kind or rng.choice(TYPES)
    members = [("type", kind), ("id", own_id or f"{kind}--{uuid.UUID(int=rng.getrandbits(128), version=4)}"),
               ("created", time(rng)), ("modified", time(rng)), ("name", string(rng))]
    taken = {key for key, _ in members}
    for _ in range(rng.randint(0, 8)):
        key = rng.choice(KEYS) if rng.random() < 0.5 else "x_" + string(rng, 8)
        # The same key twice is legal JSON; for what the reader looks at it would only blur the test.
        if key not in taken:
            members.append((key, value(rng, rng.randint(0, 6))))
    if rng.random() < 0.05:
        members.append(("x_deep", nested(rng.randint(10, 62))))
    rng.shuffle(members)
    return members


def space(rng):
    return rng.choice(["", "", "", " ", "\n", "\t", "\r\n", "  \n"])


def write_string(text, rng):
    out = ['"']
    for character in text:
        code = ord(character)
        if character in '"\\':
            out.append("\\" + character)
        elif code < 0x20 or rng.random() < 0.08:
            units = character.encode("utf-16-be")
            digits = "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
            short = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", "/": "\\/"}.get(character)
            out.append(short if short and rng.random() < 0.5 else digits if rng.random() < 0.5 or code < 0x20
                       else digits.replace("\\u", "\0").upper().replace("\0", "\\u"))
        else:
            out.append(character)
    return "".join(out) + '"'


def write_value(content, rng):
    if isinstance(content, Number):
        return str(content)
    if isinstance(content, str):
        return write_string(content, rng)
    if isinstance(content, dict):
        return write_members(list(content.items()), rng)
    if isinstance(content, list):
        inner = ",".join(space(rng) + write_value(item, rng) + space(rng) for item in content)
        return "[" + (inner or space(rng)) + "]"
    return json.dumps(content)


def write_members(members, rng):
    inner = ",".join(space(rng) + write_string(key, rng) + space(rng) + ":" + space(rng) + write_value(item, rng)
                     + space(rng) for key, item in members)
    return "{" + (inner or space(rng)) + "}"


def write_object(members, rng):
    """Reader and test look for "type" and "id" as they stand: those two keys are written plainly."""
    inner = ",".join(space(rng) + (json.dumps(key) if key in ("type", "id") else write_string(key, rng)) + ":"
                     + write_value(item, rng) + space(rng) for key, item in members)
    return "{" + inner + "}"


def texts(seed, count):
    """`count` JSON texts; some objects come in several versions, some twice."""
    rng, found, before = random.Random(seed), [], []
    while len(found) < count:
        if before and rng.random() < 0.1:
            kind, own_id = rng.choice(before)
            members = stix_object(rng, kind, own_id)
        elif found and rng.random() < 0.03:
            found.append(rng.choice(found))
            continue
        else:
            members = stix_object(rng)
        before.append((dict(members)["type"], dict(members)["id"]))
        found.append(write_object(members, rng))
    return found


def bundle_text(objects, seed=0):
    rng = random.Random(seed)
    return ('{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":['
            + ",".join(space(rng) + text + space(rng) for text in objects) + "]}")


HEAD = '{"type":"tool","id":"tool--00000000-0000-4000-8000-%012d","x":'
# What no reader may take: text, and where in it the fault stands (None: the reader may choose).
REFUSED = [
    ("1e400}", None), ("-1e400}", None), ('"\\ud800"}', None), ('"\\udc00"}', None), ('"\\x41"}', None),
    ('"\\u00g0"}', None), ("01}", None), ("+1}", None), (".5}", None), ("1.}", None), ("NaN}", None),
    ("Infinity}", None), ("0x10}", None), ("'x'}", None), ("tru}", None), ("[1,]}", None), ("[1 2]}", None),
    ('{"a":1,}}', None), ('{a:1}}', None), ("/* c */ 1}", None), ('"tab\there"}', None), ('"nul\0here"}', None),
    (json.dumps(nested(64)) + "}", None), ("}", None), ('"a" "b"}', None),
]


def refused():
    return [HEAD % n + tail for n, (tail, _) in enumerate(REFUSED)]


if __name__ == "__main__":
    print(bundle_text(texts(int(sys.argv[1]), int(sys.argv[2]))))
