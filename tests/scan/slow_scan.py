#!/usr/bin/env python3
"""What `yagura scan` must see in a log: docs/formats/sightings.md with regular expressions, as slow as it comes.

    slow_scan.py INDICATORS LOG      INDICATORS: lines of TYPE, tab, value

prints a line for each sighting: start, end, number of the indicator (its line, from 0), "whole" or "host", "raw" or "decoded".
It was written from that page alone and shares no code with the program. UTS 46 is ICU's, called by ctypes.
"""

import bisect
import ctypes
import ctypes.util
import ipaddress
import itertools
import re
import sys
import unicodedata

WHOLE, HOST = 0, 1

# --- Section 1: views -------------------------------------------------------------------------------------------------

STRETCH = re.compile(rb'[^\x00-\x20\x7f"<>]{1,65536}')
HEX = rb"[0-9A-Fa-f]"
UNIT = (rb"\\u([Dd][89ABab]" + HEX * 2 + rb")\\u([Dd][C-Fc-f]" + HEX * 2 + rb")"
        rb"|\\u(?![Dd][89A-Fa-f])(" + HEX * 4 + rb")")
ESCAPE = re.compile(UNIT + rb"|\\x(" + HEX * 2 + rb")|\\([/\\=])|\\([bfnrt])")
ESCAPE_AGAIN = re.compile(UNIT + rb"|\\(/)")
PERCENT = re.compile(rb"%(" + HEX * 2 + rb")")
WORD = rb"(\.|dot|@|at|://|:/|:|/)"
DEFANGED = re.compile(rb"\[" + WORD + rb"\]|\(" + WORD + rb"\)|\{" + WORD + rb"\}", re.I)


def unit(match):
    """The character of one of the first three groups, in UTF-8."""
    high, low, single = match.group(1, 2, 3)
    if single is not None:
        return chr(int(single, 16)).encode()
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00).encode()


def escaped(match):
    byte, kept, _ = match.group(4, 5, 6)
    if match.group(1) or match.group(3):
        return unit(match)
    if byte is not None:
        return bytes([int(byte, 16)])
    return kept if kept is not None else b" "


def escaped_again(match):
    return match.group(4) or unit(match)


def percent(match):
    return bytes([int(match.group(1), 16)])


def defanged(match):
    word = next(group for group in match.groups() if group).lower()
    return {b"dot": b".", b"at": b"@"}.get(word, word)


STEPS = [(ESCAPE, escaped), (ESCAPE_AGAIN, escaped_again), (PERCENT, percent), (PERCENT, percent), (DEFANGED, defanged)]


def rewrite(text, source, pattern, meaning):
    out, places, done = bytearray(), [], 0
    for match in pattern.finditer(text):
        out += text[done:match.start()]
        places += source[done:match.start()]
        put = meaning(match)
        out += put
        places += [source[match.start()]] * len(put)
        done = match.end()
    return bytes(out + text[done:]), places + source[done:]


def decode(text, source):
    for pattern, meaning in STEPS:
        text, source = rewrite(text, source, pattern, meaning)
    return text, source


def decoded_view(record):
    """The text, where in the record each of its bytes comes from, and the stretches as (start, end) of the text."""
    out, places, stretches, done = bytearray(), [], [], 0
    for match in STRETCH.finditer(record):
        out += record[done:match.start()]
        places += range(done, match.start())
        text, source = decode(match.group(), list(range(match.start(), match.end())))
        stretches.append((len(out), len(out) + len(text)))
        out += text
        places += source
        done = match.end()
    return bytes(out + record[done:]), places + list(range(done, len(record) + 1)), stretches


class IdnaInfo(ctypes.Structure):
    _fields_ = [("size", ctypes.c_int16), ("different", ctypes.c_int8), ("b3", ctypes.c_int8), ("errors", ctypes.c_uint32),
                ("i2", ctypes.c_int32), ("i3", ctypes.c_int32)]


def load_idna():
    """ICU's UTS 46: non-transitional (0x10), with the rules for bidi (4) and joiners (8)."""
    path = ctypes.util.find_library("icuuc")
    version = re.search(r"\.so\.(\d+)", path).group(1)
    icu = ctypes.CDLL(path)
    status = ctypes.c_int(0)
    opened = getattr(icu, "uidna_openUTS46_" + version)
    opened.restype = ctypes.c_void_p
    idna = ctypes.c_void_p(opened(ctypes.c_uint32(0x10 | 4 | 8), ctypes.byref(status)))
    convert = getattr(icu, "uidna_nameToASCII_UTF8_" + version)

    def to_ascii(name):
        result = ctypes.create_string_buffer(4096)
        info, status = IdnaInfo(size=ctypes.sizeof(IdnaInfo)), ctypes.c_int(0)
        n = convert(idna, name, len(name), result, 4096, ctypes.byref(info), ctypes.byref(status))
        return result.raw[:n] if status.value <= 0 and info.errors == 0 and n > 0 else None

    return to_ascii


to_ascii = load_idna()
CHARACTER = re.compile(
    rb"[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]")


def is_sign(c):
    if len(c) == 1:
        return False
    category = unicodedata.category(c.decode())
    return category[0] in "LM" or category == "Nd"


def is_letter(c):
    return is_sign(c) or re.fullmatch(rb"[A-Za-z0-9]", c) is not None


def a_labels(run):
    """run: characters with their places. Its A-labels with places, or None."""
    while run and run[0][0] in (b".", b"-", b"_"):
        run = run[1:]
    while run and run[-1][0] in (b".", b"-", b"_"):
        run = run[:-1]
    name = b"".join(c for c, _ in run)
    if b"." not in name or not any(is_sign(c) for c, _ in run) or len(name) > 1024:
        return None
    ascii_name = to_ascii(name)
    if ascii_name is None or ascii_name.count(b".") != name.count(b".") or max(ascii_name) > 0x7F:
        return None
    labels, dots = [run[0][1]], []
    for k, (c, place) in enumerate(run):
        if c == b".":
            dots.append(place)
            labels.append(run[k + 1][1])
    text, source, label = b"", [], 0
    for c in ascii_name:
        text += bytes([c])
        source.append(dots[label] if c == ord(".") else labels[label])
        label += c == ord(".")
    return text, source


def names_view(text):
    """The text after step 4, and where in the text each byte comes from."""
    items = [(m.group(), m.start()) for m in CHARACTER.finditer(text)]
    as_they_were = list(items)
    for k, (c, place) in enumerate(items):
        if c in (b"\xe3\x80\x82", b"\xef\xbc\x8e", b"\xef\xbd\xa1") and 0 < k < len(items) - 1:
            if is_letter(items[k - 1][0]) and is_letter(items[k + 1][0]):
                items[k] = (b".", place)
    out, places, k = b"", [], 0
    while k < len(items):
        end = k
        while end < len(items) and (is_letter(items[end][0]) or items[end][0] in (b".", b"-", b"_")):
            end += 1
        run, before = items[k:max(end, k + 1)], as_they_were[k:max(end, k + 1)]
        k += len(run)
        front, tail, converted = run, [], a_labels(run)
        if converted is None and any(is_sign(c) for c, _ in run):
            front = before
        if converted is not None:
            inner = [i for i, (c, _) in enumerate(run) if c not in (b".", b"-", b"_")]
            front, tail = run[:inner[0]], run[inner[-1] + 1:]
        for c, place in front:
            out += c
            places += [place] * len(c)
        if converted is not None:
            out += converted[0]
            places += converted[1]
        for c, place in tail:
            out += c
            places += [place] * len(c)
    return out, places + [len(text)]


# --- Section 2: tokens ------------------------------------------------------------------------------------------------

RUN = re.compile(rb"[A-Za-z0-9._-]+")
TRIMMED = re.compile(rb"[._-]*?((?:_(?=[A-Za-z]))?[A-Za-z0-9](?:.*[A-Za-z0-9])?)[._-]*", re.S)
QUAD = re.compile(rb"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
COLONS = re.compile(rb"[0-9A-Fa-f:.]+")
MAIL = re.compile(rb"([A-Za-z0-9._%+-]*)@(?=([A-Za-z0-9._-]*))")
DIGEST = re.compile(rb"[A-Za-z0-9]+")
DIGESTS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
BLANK = rb"\x00-\x20\x7f"


def tokens(text):
    for run in RUN.finditer(text):
        inner = TRIMMED.fullmatch(run.group())
        if inner:
            yield run.start() + inner.start(1), run.start() + inner.end(1)


def ipv4(text):
    if not QUAD.fullmatch(text) or any(int(part) > 255 for part in text.split(b".")):
        return None
    return ipaddress.IPv4Address(text.decode())


def ipv4_places(text):
    for start, end in tokens(text):
        if re.search(rb"[A-Za-z]", text[start:end]):
            continue
        for piece in re.finditer(rb"[^-_]+", text[start:end]):
            address = ipv4(piece.group())
            if address:
                yield start + piece.start(), start + piece.end(), address


def ipv6(text):
    try:
        return ipaddress.IPv6Address(text.decode())
    except ValueError:
        return None


def ipv6_places(text):
    for run in COLONS.finditer(text):
        start, end = run.span()
        if re.match(rb"[A-Za-z0-9_]", text[end:]):
            continue
        if re.search(rb"[A-Za-z0-9_]\Z", text[:start]):
            colon = text.find(b":", start, end)
            start = end if colon < 0 else colon + 1
        if re.search(rb"\.\Z|(?<!:):\Z", text[start:end]):
            end -= 1
        if re.match(rb":(?!:)", text[start:end]):
            start += 1
        address = ipv6(text[start:end])
        if address is not None:
            yield start, end, address


def network_of(value):
    return ipaddress.ip_network(value.decode(), strict=False)


class Indicator:
    def __init__(self, number, kind, value):
        self.number, self.kind, self.value = number, kind, value
        if kind in ("ipv4-addr", "ipv6-addr"):
            self.network = network_of(value)
        elif kind == "url":
            self.cut_url()
        elif kind == "file-name":
            self.pattern = file_pattern(value)
        elif kind == "windows-registry-key":
            self.pattern = key_pattern(value)

    def cut_url(self):
        match = re.fullmatch(rb"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?([^#]*)(?:#.*)?", self.value, re.S)
        host, port, rest = match.groups()
        self.host = ipv6(host[1:-1]) if host.startswith(b"[") else host.lower()
        self.port = {80: 0, 443: 0}.get(int(port or 0), int(port or 0))
        decoded = decoded_view(rest)[0]
        self.rest = decoded if decoded.startswith(b"/") else b"/" + decoded


# --- File names and registry keys -------------------------------------------------------------------------------------

def file_pattern(name):
    before = rb'(?:\A|(?<=[' + BLANK + rb'/\\"\'=:,;(\[<>|]))' if b"." in name else rb'(?<=[/\\"\'=])'
    return re.compile(before + rb"(?=(" + re.escape(name) + rb')(?:\Z|[' + BLANK + rb'"\',;)\]><|:&?]|\\"))', re.I)


SLASH = rb"\\{1,2}"
SID = rb"S-[0-9-]+(?:_Classes)?"


def hive(names, registry=None):
    way = rb"(?<![A-Za-z0-9_])(?:" + rb"|".join(names) + rb")"
    if registry:
        way = rb"(?:" + way + rb"|(?<=\\)REGISTRY" + SLASH + registry + rb")"
    return way + rb":?" + SLASH


USERS = hive([rb"HKU", rb"HKEY_USERS"], rb"USER")
HIVES = [("machine", hive([rb"HKLM", rb"HKEY_LOCAL_MACHINE"], rb"MACHINE")),
         ("user", rb"(?:" + hive([rb"HKCU", rb"HKEY_CURRENT_USER"]) + rb"|" + USERS + SID + SLASH + rb")"),
         ("users", USERS),
         ("classes", hive([rb"HKCR", rb"HKEY_CLASSES_ROOT"])),
         ("config", hive([rb"HKCC", rb"HKEY_CURRENT_CONFIG"]))]


def key_pattern(key):
    key = key.rstrip(b"\\")
    found = [(m.start(), k, m.end()) for k, (_, way) in enumerate(HIVES) for m in [re.search(way, key, re.I)] if m]
    _, k, end = min(found)
    tail = SLASH.join(re.escape(part) for part in re.split(rb"\\{1,2}", key[end:]))
    return re.compile(rb"(?=(" + HIVES[k][1] + tail + rb")(?![A-Za-z0-9_-]|\.+[A-Za-z0-9_-]))", re.I)


# --- Section 3: URLs --------------------------------------------------------------------------------------------------

END = rb'(?:\Z|\.?[' + BLANK + rb'"\'<>|,;)\]}\\^#`]|\.\Z)'
PORT = re.compile(rb":([1-9][0-9]{0,4})(?![0-9])")


def url_hits(indicators, text, start, end, host):
    """URLs at the host text[start:end] of a decoded stretch: (number, kind, start, end)."""
    mine = [i for i in indicators if i.kind == "url" and i.host == host]
    if not mine:
        return
    port, at = 0, end
    match = PORT.match(text, end)
    if match and int(match.group(1)) <= 65535:
        port, at = {80: 0, 443: 0}.get(int(match.group(1)), int(match.group(1))), match.end()
    ends = [m.start() for m in itertools.islice(re.finditer(rb"(?=" + END + rb")", text[at + 1:]), 64)]
    found = False
    for i in mine:
        if i.port != port:
            continue
        rest = i.rest[1:] if text[at:at + 1] == b"?" and i.rest.startswith(b"/?") else i.rest
        if text.startswith(rest, at) and at + len(rest) - (at + 1) in ends:
            found = True
            yield i.number, WHOLE, start, at + len(rest)
        elif i.rest == b"/" and text[:start].endswith(b"://") and re.match(END, text[at:]):
            found = True
            yield i.number, WHOLE, start, at
    if not found and text[at:at + 1] not in (b"/", b"?"):
        yield min(i.number for i in mine), HOST, start, at


# --- All --------------------------------------------------------------------------------------------------------------

def token_hits(indicators, text):
    for start, end in tokens(text):
        token = text[start:end].lower()
        for i in indicators:
            name = i.value.lower()
            if (i.kind in ("domain-name", "host-name") and token == name) or \
                    (i.kind == "domain-name" and token.endswith(b"." + name)):
                yield i.number, start, end
    for start, end, address in ipv4_places(text):
        yield from address_hits(indicators, "ipv4-addr", address, start, end)
    for start, end, address in ipv6_places(text):
        yield from address_hits(indicators, "ipv6-addr", address, start, end)
        if address.ipv4_mapped:
            quad = re.search(rb"[0-9]+\.[0-9.]*\Z", text[start:end])
            yield from address_hits(indicators, "ipv4-addr", address.ipv4_mapped, start + quad.start() if quad else start, end)
    for run in DIGEST.finditer(text):
        for i in indicators:
            if DIGESTS.get(i.kind) == len(run.group()) and i.value.lower() == run.group().lower():
                yield i.number, run.start(), run.end()
    for match in MAIL.finditer(text):
        local, behind = match.group(1).lstrip(b"."), match.group(2).rstrip(b"._-")
        address = local + b"@" + behind
        start = match.start(1) + len(match.group(1)) - len(local)
        for i in indicators:
            if i.kind == "email-addr" and i.value.lower() == address.lower():
                yield i.number, start, start + len(address)


def address_hits(indicators, kind, address, start, end):
    for i in indicators:
        if i.kind == kind and address in i.network:
            yield i.number, start, end


def value_hits(indicators, text):
    for i in indicators:
        if i.kind in ("file-name", "windows-registry-key"):
            for match in i.pattern.finditer(text):
                yield i.number, match.start(1), match.end(1)


def host_places(text):
    for start, end in tokens(text):
        yield start, end, text[start:end].lower()
    for start, end, address in ipv6_places(text):
        if text[start - 1:start] == b"[" and text[end:end + 1] == b"]":
            yield start - 1, end + 1, address


def scan(indicators, block):
    """indicators: (type, value) pairs. Gives sorted (start, end, number, kind, is_decoded)."""
    known = [Indicator(number, kind, value) for number, (kind, value) in enumerate(indicators)]
    hits = []
    for number, start, end in [*token_hits(known, block), *value_hits(known, block)]:
        hits.append((start, number, WHOLE, False, end))
    text, source, stretches = decoded_view(block)
    for number, start, end in [*token_hits(known, text), *value_hits(known, text)]:
        hits.append((source[start], number, WHOLE, True, source[end]))
    named, places = names_view(text)
    for number, start, end in token_hits(known, named):
        if known[number].kind in ("domain-name", "host-name", "email-addr"):
            hits.append((source[places[start]], number, WHOLE, True, source[places[end]]))
    hosts = list(host_places(text))
    hosts += [(places[start], places[end], host) for start, end, host in host_places(named)]
    for start, end, host in hosts:
        begin, stop = stretches[bisect.bisect_right(stretches, (start, len(text))) - 1]
        for number, kind, first, last in url_hits(known, text[begin:stop], start - begin, end - begin, host):
            hits.append((source[begin + first], number, kind, True, source[begin + last]))
    kept = {}
    for hit in sorted(hits):
        kept.setdefault(hit[:2], hit)
    return [(start, end, number, kind, decoded) for start, number, kind, decoded, end in sorted(kept.values())]


def main():
    with open(sys.argv[1], "rb") as f:
        pairs = [line.rstrip(b"\r\n").split(b"\t", 1) for line in f]
    with open(sys.argv[2], "rb") as f:
        block = f.read()
    for start, end, number, kind, decoded in scan([(kind.decode(), value) for kind, value in pairs], block):
        print(start, end, number, ["whole", "host"][kind], ["raw", "decoded"][decoded])


if __name__ == "__main__":
    main()
