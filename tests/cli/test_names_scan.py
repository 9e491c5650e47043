"""yagura names scan: every form of input, every packing and damage, what comes out, exit codes, and the same with any number
of threads. What makes a name a look-alike is tested in tests/match; here stand names that any judge must find."""
import bz2
import csv
import gzip
import io
import json
import lzma
import os
import random
import signal
import subprocess
import tarfile
import time
import zipfile

import pytest
import yaml
from conftest import PROGRAM, ROOT, SHARED, environment, schema

pytestmark = pytest.mark.asan
BRANDS = [{"label": "Kazamori", "domains": ["kazamori.example"], "tokens": ["kazamoridrive", "風守駆動"]},
          {"label": "月見銀行", "domains": ["tsukimibank.example"], "tokens": ["tsukimibank", "ツキミバンク"]}]
A, B, C = "kazamoridrive-login.com", "www.tsukimibank.co.jp.qx81.cn", "my.kazarnoridrive-login.co.jp.qx82.cn"
OWN = "www.kazamori.example"
PLAIN = "weather.example.org"
# Where the line of a stream lies is a matter of its training; these tests are about everything else.
LOW = ("--threshold", "0")


@pytest.fixture
def brands(tmp_path):
    path = tmp_path / "brands.json"
    path.write_text(json.dumps(BRANDS, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def scan(yagura, brands):
    """Runs a scan of bytes (or of paths) and gives its hits, checked against the schema."""
    def run(data=b"", *arguments, form="jsonl", code=None, **more):
        done = yagura("names", "scan", "--brands", brands, "--threshold", "0", "--format", form, *arguments,
                      stdin=data if isinstance(data, bytes) else data.encode(), **more)
        hits = done.lines if form == "jsonl" else []
        for hit in hits:
            schema("name-hit").validate(hit)
            assert hit["name"].endswith(hit["registrable"])
            assert 0 <= hit["span"][0] <= hit["span"][1] <= len(hit["name"])
        if code == "any":
            assert done.code == 1 if hits else done.code in (0, 3), done.err
        elif code is None and form == "jsonl":
            assert done.code == (1 if hits else 0), done.err
        elif code is not None:
            assert done.code == code, done.err
        run.done = done
        return hits
    return run


def names(hits):
    return [hit["name"] for hit in hits]


TEXT = f"{A}\n{PLAIN}\n{B}\n{OWN}\n"


# Forms ----------------------------------------------------------------------------------------------------------------

def test_lines__hits_with_line_offset_and_span(scan):
    hits = scan(TEXT)
    assert names(hits) == [A, B]
    assert [hit["line"] for hit in hits] == [1, 3]
    assert [hit["offset"] for hit in hits] == [0, TEXT.index(B)]
    assert [hit["brand"] for hit in hits] == ["Kazamori", "月見銀行"]
    assert A[slice(*hits[0]["span"])] == "kazamoridrive" and hits[0]["token"] == "kazamoridrive"
    assert hits[1]["kind"] in ("embedded-suffix", "subdomain") and hits[0]["file"] == "-"
    assert all(hit["explanation"] and "\n" not in hit["explanation"] for hit in hits)


@pytest.mark.parametrize("text", [
    f"\ufeff{A}\n", f"{A}\r\n", f"{A.upper()}\n", f"*.{A}\n", f"{A}.\n", f"https://{A}:8443/path?q=a,b#c\n", f"  {A}  \n", f'"{A}",\n',
    f"0.0.0.0 {A} # comment\n", f"{A}. 86400 in ns ns1.example.net.\n", f"# {B}\n; {B}\n\n{A}", f"{A},12,x\n", f"http://user@{A}/\n",
])
def test_lines__a_name_in_any_dress__is_found_once(scan, text):
    assert names(scan(text)) == [A]


def test_lines__what_is_no_name__is_counted(scan):
    hits = scan("192.0.2.7\nlocalhost\n" + "a" * 64 + ".com\n" + ".".join(["abcdefgh"] * 29) + ".com\n..\n" + A + "\n")
    assert names(hits) == [A] and "6 names read" in scan.done.err and "5 of them no host names" in scan.done.err


def test_idn__as_a_label_and_in_unicode__is_the_same_hit(scan):
    word = "風守駆動-login.com"
    label = "xn--" + "風守駆動-login".encode("punycode").decode() + ".com"
    one, other = scan(f"{word}\n"), scan(f"{label.upper()}\n")
    assert names(one) == names(other) == [label] and one[0]["kind"] == other[0]["kind"] == "idn"


CERTSTREAM = {"message_type": "certificate_update", "data": {"leaf_cert": {"all_domains": ["*." + A, PLAIN, B]}, "seen": 1700000000.25}}


@pytest.mark.parametrize("records, expected, when", [
    ([CERTSTREAM], [A, B], "2023-11-14T22:13:20.250Z"),
    ([{"id": "1", "dns_names": [A, PLAIN], "not_before": "2024-01-02T03:04:05Z"}], [A], "2024-01-02T03:04:05Z"),
    ([{"name_value": f"{A}\n*.{B}", "common_name": PLAIN}], [A, B], None),
    ([{"ts": 1700000000.5, "query": A, "answers": [PLAIN]}], [A], "2023-11-14T22:13:20.500Z"),
    ([{"server_name": A}], [A], None),
    ([{"san.dns": [A, B]}], [A, B], None),
    ([{"san": {"dns": [A]}}], [A], None),
    ([{"timestamp": "2024-04-07T22:24:37.251547+0100", "dns": {"rrname": A}}], [A], "2024-04-07T21:24:37.251547Z"),
    ([{"dns": {"version": 3, "queries": [{"rrname": A}, {"rrname": B}]}}], [A, B], None),
    ([{"tls": {"sni": A, "subjectaltname": ["DNS:" + B]}}], [A, B], None),
    ([{"http": {"hostname": A, "url": "/x"}}], [A], None),
    ([{"rrname": A + ".", "rrtype": "A", "time_first": 1700000000}], [A], "2023-11-14T22:13:20Z"),
    ([{"@timestamp": "2024-01-02T03:04:05.000Z", "dns": {"question": {"name": A}}}], [A], "2024-01-02T03:04:05Z"),
    ([{"url": f"http://{A}/x"}], [A], None),
    ([{"host": {"name": B}, "domain": A}], [A], None),
])
def test_json__forms_of_the_field__one_line_or_an_array(scan, records, expected, when):
    for text in ("\n".join(map(json.dumps, records)) + "\n", json.dumps(records), json.dumps(records, indent=2)):
        hits = scan(text, "--all")
        assert names(hits) == expected
        assert {hit.get("time") for hit in hits} == {when}


def test_json__column__is_a_path_through_arrays(scan):
    text = json.dumps({"query": B, "a": {"b.c": [{"d": A}]}}) + "\n"
    assert names(scan(text, "--column", "a.b.c.d")) == [A]  # a key may hold a point itself
    assert names(scan(text, "--column", "a.b.c")) == []
    text = json.dumps({"query": B, "a": {"b": [{"d": [A]}]}}) + "\n"
    assert names(scan(text, "--column", "a.b.d")) == names(scan(text, "--column", "a.b[].d")) == [A]


def test_json__list_of_a_warning_list__is_read(scan):
    assert names(scan(json.dumps({"name": "x", "list": [A, PLAIN, B]}, indent=1))) == [A, B]


def test_json__bad_records__are_counted_with_offset_and_cost_nobody_else(scan):
    text = '{"query":"' + A + '"}\n{"query": bad}\n' + "[" * 100 + "\n" + '{"query":"' + B + '"}\n'
    assert names(scan(text)) == [A, B]
    assert "2 records rejected" in scan.done.err and f"byte {text.index('bad')}" in scan.done.err


ZEEK = ("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
        "#fields\tts\tuid\t{field}\n#types\ttime\tstring\tstring\n1700000000.5\tC1\t{value}\n1700000001.5\tC2\t-\n#close\t2024\n")


def test_zeek__logs_one_behind_the_other__each_by_its_own_head(scan):
    text = ZEEK.format(field="query", value=A) + ZEEK.replace("ts\tuid\t{field}", "{field}\tts\tuid").replace(
        "1700000000.5\tC1\t{value}", "{value}\t1700000000.5\tC1").format(field="server_name", value=B) + ZEEK.format(
        field="san.dns", value=f"{PLAIN},{C}")
    hits = scan(text)
    assert names(hits) == [A, B, C]
    assert {hit["time"] for hit in hits} == {"2023-11-14T22:13:20.500Z"}


def test_zeek__without_names__says_which_columns_are_meant(scan):
    scan(ZEEK.format(field="id.orig_h", value="192.0.2.1"), code=3)
    assert "--column" in scan.done.err
    scan(ZEEK.format(field="id.orig_h", value="192.0.2.1"), "--column", "id.orig", code=2)
    assert "did you mean --column id.orig_h" in scan.done.err


def test_csv__by_usual_name_by_name_by_number_and_by_content(scan):
    table = f'date,URL,description\n2022/01/04 07:09:00,http://{A}/x,"a, b"\n2022/01/04 09:10:00,"https://{B}/a,b",c\n'
    hits = scan(table)
    assert names(hits) == [A, B] and [hit["time"] for hit in hits] == ["2022-01-04T07:09:00Z", "2022-01-04T09:10:00Z"]
    assert hits[0]["line"] == 2 and hits[0]["offset"] == table.index("2022/01/04 07")
    other = f"when;who;where\n1;{B};{A}\n"
    assert names(scan(other, "--column", "where")) == names(scan(other, "--column", "3")) == [A]
    assert names(scan(other, "--column", "WHO")) == [B]
    assert names(scan(f"1,{PLAIN}\n2,{A}\n")) == [A]
    assert names(scan(f"1\t{PLAIN}\n2\t{A}\n", "--input", "csv")) == [A]


@pytest.mark.parametrize("column, words", [("wheree", "did you mean --column where"), ("9", "there are when, who, where")])
def test_csv__column_that_is_not_there__is_usage(scan, column, words):
    scan(f"when;who;where\n1;{B};{A}\n", "--column", column, code=2)
    assert words in scan.done.err


def test_csv__line_break_in_quotes_and_a_stray_quote__cost_one_row(scan):
    table = f'id,domain\n"1\n2",{A}\n3,"x\n4,{B}\n'
    assert set(names(scan(table))) == {A, B}


# Sets of characters, packing, damage ----------------------------------------------------------------------------------

TABLE = f"日付,ドメイン,備考\r\n2022/01/04,{A},偽サイト、注意してください\r\n2022/01/05,{B},偽のサイトです。見ないこと\r\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc-jp"])
def test_charset__of_a_table__is_seen(scan, charset):
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(charset, "")
    data = (mark + TABLE).encode(charset)
    hits = scan(data)
    assert names(hits) == [A, B] and [hit["line"] for hit in hits] == [2, 3]
    if charset in ("cp932", "euc-jp"):
        assert [hit["offset"] for hit in hits] == [data.index(b"2022/01/04"), data.index(b"2022/01/05")]
        assert "not UTF-8" in scan.done.err


def zipped(*members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(mode, *members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


DATA = TEXT.encode()


@pytest.mark.parametrize("data, times", [
    (gzip.compress(DATA), 1), (gzip.compress(DATA[:9]) + gzip.compress(DATA[9:]), 1), (gzip.compress(DATA) + bytes(512), 1),
    (bz2.compress(DATA), 1), (lzma.compress(DATA), 1), (zipped(("a.txt", DATA), ("b/c.csv", b"id,domain\n1," + A.encode())), 2),
    (tarred("w", ("a", DATA), ("b", DATA)), 2), (tarred("w:gz", ("a", DATA), ("b", DATA)), 2), (tarred("w:xz", ("a", DATA)), 1),
])
def test_packed__by_content(scan, data, times):
    hits = scan(data, "--all")
    assert names(hits).count(A) == times


def test_packed__members_are_named(scan):
    assert [hit["file"] for hit in scan(zipped(("x/a.txt", DATA)), "--all")] == ["-!x/a.txt"] * 2


@pytest.mark.parametrize("cut", [-1, -9, -12])
def test_gzip__cut_off__gives_what_came_before_and_says_so(scan, cut):
    hits = scan(gzip.compress(DATA * 50)[:cut], "--all")
    assert len(hits) >= 90 and "damaged or cut off" in scan.done.err


def test_gzip__cut_in_the_middle__no_half_name_is_judged(scan):
    data = "".join(f"{random.Random(i).randbytes(6).hex()}.{A}\n" for i in range(5000)).encode()
    packed = gzip.compress(data)
    hits = scan(packed[:len(packed) // 2], "--all")
    assert 1000 < len(hits) < 5000 and {name.split(".", 1)[1] for name in names(hits)} == {A}


def test_gzip__every_cut__never_fails_otherwise(scan):
    packed = gzip.compress(DATA)
    for cut in range(1, len(packed)):
        if not scan(packed[:cut], "--all", code="any"):  # the first line is a hit: nothing could be read
            assert scan.done.code == 3, (cut, scan.done.err)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: zipped(("a.txt", data))])
def test_packed__cut_before_the_first_record__is_unreadable(scan, tmp_path, pack):
    cut = tmp_path / "cut"
    cut.write_bytes(pack(random.Random(1).randbytes(3000).hex().encode() + b".example\n" + DATA)[:900])
    assert scan(b"", cut, code=3) == [] and len(scan.done.err.splitlines()) == 1, scan.done.err
    good = tmp_path / "good"
    good.write_text(PLAIN)
    assert scan(b"", cut, good, code=0) == [] and "1 of 2 files could not be used" in scan.done.err
    good.write_bytes(DATA)
    assert names(scan(b"", cut, good, code=1)) == [A, B] and f"{cut}" in scan.done.err


@pytest.mark.parametrize("data, code", [
    (b"", 0), (gzip.compress(b""), 0), (b"\xfd7zXZ\0junkjunk", 3), (bytes(range(256)) * 100 + bytes(4000), 3), (b"\n\n", 0),
    (b"\x89PNG\r\n\x1a\n" + bytes(2000), 3), (b"{", 3), (b"[", 0), (b'{"a":\n', 3),
])
def test_nothing_or_the_wrong_kind__is_no_crash(scan, data, code):
    assert scan(data, code=code) == []


def test_nul_bytes_and_long_lines__cost_their_lines_only(scan):
    data = b"bad\0" + A.encode() + b"\n" + b"x" * 3_000_000 + b"\n" + b"y" * 70_000 + b"\n" + B.encode() + b"\n"
    assert names(scan(data)) == [B]
    assert "2 records rejected" in scan.done.err


def test_hostile_text__never_reaches_the_terminal(scan, yagura, brands):
    data = f"\x1b[31m{A}\x1b[0m\n\x1b]0;{A}\x07\n{A}\u202e\n\x9b{A}\n{A}\n"
    for form in ("text", "csv", "json", "jsonl"):
        scan(data, "--all", form=form)
        assert not any(c in scan.done.out for c in "\x1b\x07\x9b\u202e")
    path = yagura.home / "\x1b[31mlist.txt"
    path.write_text(A)
    done = yagura("names", "scan", "--brands", brands, *LOW, path)
    assert "\x1b" not in done.out + done.err and done.code == 1


# What is told ---------------------------------------------------------------------------------------------------------

def test_registrable__once_with_the_number_of_hosts_and_the_best_hit(scan):
    text = f"a.{A}\nb.{A}\nb.{A}\n{A}\n"
    hits = scan(text)
    assert len(hits) == 1 and hits[0]["hosts"] == 3 and hits[0]["registrable"] == A
    every = scan(text, "--all")
    assert len(every) == 4 and all("hosts" not in hit for hit in every)
    assert hits[0]["score"] == max(hit["score"] for hit in every)


def test_formats__say_the_same(scan):
    hits = scan(TEXT)
    scan(TEXT, form="json", code=1)
    assert json.loads(scan.done.out) == hits
    scan(TEXT, form="csv", code=1)
    rows = list(csv.DictReader(io.StringIO(scan.done.out)))
    assert [row["name"] for row in rows] == names(hits)
    assert [[int(row["start"]), int(row["end"])] for row in rows] == [hit["span"] for hit in hits]
    assert [row["signs"].split() for row in rows] == [hit["signs"] for hit in hits]
    scan(TEXT, form="text", code=1)
    assert all(name in scan.done.out for name in names(hits)) and "SCORE" in scan.done.out
    scan(PLAIN, form="json", code=0)
    assert json.loads(scan.done.out) == []
    scan(PLAIN, form="text", code=0)
    assert scan.done.out == ""


def test_language__of_the_explanation(yagura, brands):
    told = [yagura("--lang", lang, "names", "scan", "--brands", brands, *LOW, "--format", "jsonl", stdin=A.encode()).lines[0]["explanation"]
            for lang in ("en", "ja")]
    assert told[0].isascii() and not told[1].isascii()


def test_threshold_and_stream__move_the_line(scan, yagura, brands):
    assert names(scan(TEXT, "--threshold", "1000")) == []
    assert names(scan(TEXT, "--threshold", "-50"))[:1] == [A]
    for stream in ("web", "registrations"):
        done = yagura("names", "scan", "--brands", brands, "--stream", stream, "--format", "jsonl", stdin=f"{B}\n{PLAIN}\n".encode())
        assert names(done.lines) == [B]
    scan(TEXT, "--threshold", "high", code=2)


def test_own_domains_of_any_brand__are_never_told(scan):
    assert scan("tsukimibank.kazamori.example\nkazamoridrive.tsukimibank.example\n", "--threshold", "-50") == []


def test_allow__name_and_what_is_under_it_or_only_that(scan, tmp_path):
    allow = tmp_path / "allow.txt"
    allow.write_text(f"# ours\n{A}  # a reseller\n*.tsukimibank.co.jp.qx81.cn\n")
    hits = scan(f"{A}\nx.{A}\nx{A}\n{B}\ntsukimibank.co.jp.qx81.cn\n", "--allow", allow, "--all")
    assert names(hits) == ["x" + A, "tsukimibank.co.jp.qx81.cn"] and "3 left out by the allow list" in scan.done.err
    for charset in ("utf-16", "utf-8-sig"):
        allow.write_text(f"# ours\r\n{A}\r\n", encoding=charset)
        assert names(scan(TEXT, "--allow", allow)) == [B]
    allow.write_text("fine.example.org\nno host\n")
    scan(TEXT, "--allow", allow, code=3)
    assert "line 2" in scan.done.err


def test_suffixes__a_newer_list_is_used(scan, tmp_path):
    path = tmp_path / "suffixes.dat"
    path.write_text("// ===BEGIN ICANN DOMAINS===\ncom\nqx81.com\n// ===END ICANN DOMAINS===\n")
    host = "tsukimibank.co.jp.abc.qx81.com"
    assert scan(host)[0]["registrable"] == "qx81.com"
    assert scan(host, "--suffixes", path)[0]["registrable"] == "abc.qx81.com"
    path.write_text("")
    scan(host, "--suffixes", path, code=3)


def test_no_hit__is_0_and_wrong_usage_is_2(scan, yagura, brands):
    scan(PLAIN, code=0)
    scan(TEXT, "--threads", "0", code=2)
    scan(b"", "nowhere.txt", code=2)
    (yagura.home / "empty").mkdir()
    scan(b"", yagura.home / "empty", code=2)
    assert "folder" in scan.done.err
    assert yagura("names", "scan", stdin=DATA).code == 2
    assert "--brands FILE" in yagura("names", "scan", stdin=DATA).err
    assert yagura("names", "scam").code == 2 and "names scan" in yagura("names", "scam").err


def test_missing_file_behind_a_good_one__what_was_found_is_told(scan, tmp_path):
    good = tmp_path / "good.txt"
    good.write_bytes(DATA)
    assert names(scan(b"", good, tmp_path / "bad.txt", code=2)) == [A, B]


def test_unreadable_file_before_a_good_one__costs_only_itself(scan, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.dat"
    good.write_bytes(DATA)
    bad.write_bytes(bytes(100))
    assert names(scan(b"", bad, good, code=1)) == [A, B]
    assert "bad.dat: byte 0: is no text" in scan.done.err and "1 of 2 files could not be used" in scan.done.err
    assert names(scan(b"", tmp_path / "not-there", good, code=2)) == [A, B]
    assert scan.done.err.count("not-there") == 1
    assert scan(b"", bad, bad, code=3) == []
    good.write_text(PLAIN)
    assert scan(b"", bad, good, code=0) == []
    # What a column that is not there costs, in some of many files.
    table = tmp_path / "table.csv"
    table.write_text(f"id,where\n1,{A}\n")
    good.write_text("id,what\n1,x.example\n")
    assert names(scan(b"", "--column", "where", good, table, code=2)) == [A]


@pytest.mark.parametrize("pack", [lambda *m: zipped(*m), lambda *m: tarred("w:gz", *m)])
def test_unreadable_member__those_behind_it_are_read(scan, pack):
    data = pack(("a.txt", DATA), ("inner.zip", zipped(("x", DATA))), ("b.dat", bytes(300_000)), ("c.txt", DATA))
    hits = scan(data, "--all")
    assert [hit["file"] for hit in hits] == ["-!a.txt"] * 2 + ["-!inner.zip!x"] * 2 + ["-!c.txt"] * 2
    assert [hit["line"] for hit in hits[:2]] == [hit["line"] for hit in hits[2:4]] == [hit["line"] for hit in hits[4:]]
    assert "b.dat: byte 0: is no text" in scan.done.err and "1 of 4 files could not be used" in scan.done.err


def test_unreadable_members__many__ten_are_told_and_all_are_counted(scan):
    data = zipped(*((f"{n}.dat", bytes(100)) for n in range(50)), ("z.txt", DATA))
    assert names(scan(data, "--threads", "3")) == [A, B]
    assert scan.done.err.count("is no text") == 10 and "50 of 51 files" in scan.done.err


@pytest.mark.parametrize("first", ['"query","rrname":"x"}}', '{"domain":"a.com","x":1e999}', '{"domain":"\\ud800.com"}', '[{"a":'])
def test_json_lines__first_line_cut_or_refused__costs_only_itself(scan, first):
    record = '{"timestamp":"2024-01-02T03:04:05Z","event_type":"dns","dns":{"rrname":"x%d.' + A + '"}}\n'
    assert len(scan(first + "\n" + "".join(record % n for n in range(1000)), "--all")) == 1000
    assert "1 record rejected" in scan.done.err


def test_utf16__only_its_mark__is_empty(scan):
    assert scan(b"\xff\xfe", code=0) == [] and scan(b"\xfe\xff", code=0) == []


# Brands ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("text", [
    json.dumps(BRANDS), json.dumps({"brands": BRANDS}), json.dumps(BRANDS, indent="\t", ensure_ascii=True),
    yaml.safe_dump({"brands": BRANDS}, allow_unicode=True), yaml.safe_dump(BRANDS, allow_unicode=True),
])
def test_brands__yaml_and_json__with_and_without_the_key(yagura, tmp_path, text):
    schema("brand-list").validate(json.loads(text) if text[0] in "[{" else yaml.safe_load(text))
    path = tmp_path / "list"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        path.write_bytes(data)
        assert names(yagura("names", "scan", "--brands", path, *LOW, "--format", "jsonl", stdin=DATA).lines) == [A, B]


def test_brands__too_many_tokens__are_refused_at_once(yagura, tmp_path):
    path = tmp_path / "list.yaml"
    path.write_text("brands:\n" + "".join(f"  - label: b{n}\n    tokens: [{', '.join(f't{n}x{k}' for k in range(500))}]\n" for n in range(1000)))
    done = yagura("names", "scan", "--brands", path, stdin=DATA)
    assert done.code == 4 and "line 1602: more than 400000 tokens" in done.err


@pytest.mark.parametrize("text, words", [
    ("", "empty"), ("[]", "empty"), ("brands: []", "empty"), ("- label: X\n  tokens: [x]\n  domans: [a.example]\n", "did you mean \"domains\""),
    ("- label: X\n  tokens: [x]\n  domans: [a.example]\n", "line 3, column 3"), ("- tokens: [x]\n", "without label"), ("- label: X\n", "neither domains nor tokens"),
    ("- label: X\n  domains: ['*.x.example']\n", "without \"*.\""), ("- label: X\n  domains: [x y]\n", "no host name"), ("brand:\n- label: X\n", "brand"),
    ("just text", "list of brands"), ('[{"label": "X", "tokens": ["x"],}]', "byte 31"), ("- label: X\n  tokens: {a: b}\n", "list of texts"),
    ("- label: &a X\n  tokens: [*a]\n", "line 1"), ("- label: " + "X" * 201 + "\n  tokens: [x]\n", "201 bytes"), ("a\0b", "NUL"),
])
def test_brands__faults__have_a_place_and_exit_3(yagura, tmp_path, text, words):
    path = tmp_path / "list.yaml"
    path.write_text(text)
    done = yagura("names", "scan", "--brands", path, *LOW, stdin=DATA)
    assert done.code == 3 and words in done.err and "list.yaml" in done.err and done.out == ""


def test_brands__many_faults__are_all_told(yagura, tmp_path):
    path = tmp_path / "list.yaml"
    path.write_text("".join(f"- label: B{i}\n  token: [x]\n" for i in range(150)))
    done = yagura("names", "scan", "--brands", path, *LOW, stdin=DATA)
    assert done.err.count('did you mean "tokens"') >= 100 and done.code == 3


GROUP = """yagura-group: 1
group: "Kazamori Group (fictitious)"
source: {name: "A test"}
organisations:
  - id: kazamori
    names: {en: ["Kazamoridrive Works Co., Ltd."], ja: ["月見風守駆動株式会社"]}
    brands: [Kazamoridrive]
    domains: [kazamori.example]
  - id: tsukimi
    names: {en: "Tsukimibank Holdings, Inc."}
    domains: [tsukimibank.example]
    parents: [{id: kazamori, relation: subsidiary-of, share: 100, since: "2001"}]
"""


def test_group__file_and_store__the_same_brands(yagura, tmp_path):
    path = tmp_path / "group.yaml"
    path.write_text(GROUP)
    text = f"{A}\n{B}\n{PLAIN}\n月見風守駆動.com\n".encode()
    of_file = yagura("names", "scan", "--group", path, *LOW, "--format", "jsonl", stdin=text)
    assert [hit["brand"] for hit in of_file.lines] == ["Kazamoridrive Works Co., Ltd.", "Tsukimibank Holdings, Inc.", "Kazamoridrive Works Co., Ltd."]
    assert not any("organisation" in hit for hit in of_file.lines)
    assert yagura("group", "load", path).code == 0
    of_store = yagura("names", "scan", *LOW, "--no-findings", "--format", "jsonl", stdin=text)
    lines = of_store.lines
    assert all(hit.pop("organisation").startswith("identity--") for hit in lines)
    assert lines == of_file.lines and of_store.code == 1


def test_group__with_errors__is_not_used(yagura, tmp_path):
    path = tmp_path / "group.yaml"
    path.write_text(GROUP.replace("share: 100", "share: 400"))
    done = yagura("names", "scan", "--group", path, *LOW, stdin=DATA)
    assert done.code == 3 and "group.yaml" in done.err


def test_store__without_a_group__says_what_to_do(yagura, tmp_path):
    yagura.counts("--starter")
    done = yagura("names", "scan", stdin=DATA)
    assert done.code == 2 and "yagura group load" in done.err


def test_findings__of_the_group_or_of_a_named_store__else_nothing_is_touched(yagura, brands, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    arguments = [word for word in yagura.command("names", "scan", "--brands", brands, *LOW)]
    del arguments[1:3]
    done = subprocess.run(arguments, input=DATA, capture_output=True, env=environment(HOME=home), timeout=60)
    assert done.returncode == 1 and list(home.iterdir()) == [] and not yagura.store.exists()
    assert yagura("names", "scan", "--brands", brands, *LOW, "--no-findings", stdin=DATA).code == 1 and not yagura.store.exists()
    first = yagura("names", "scan", "--brands", brands, *LOW, stdin=DATA)
    assert first.code == 1 and "2 new" in first.err
    again = yagura("names", "scan", "--brands", brands, *LOW, stdin=DATA)
    assert again.out == first.out and "0 new, 2 known" in again.err
    found = yagura("findings", "--format", "jsonl").lines
    assert sorted(finding["name"] for finding in found) == sorted([A, "qx81.cn"])


def test_findings__false_alarm__is_not_told_again(yagura, brands):
    yagura("names", "scan", "--brands", brands, *LOW, stdin=DATA)
    identifier = [finding["id"] for finding in yagura("findings", "--format", "jsonl").lines if finding["name"] == A][0]
    assert yagura("findings", "set", "false-alarm", identifier).code == 0
    again = yagura("names", "scan", "--brands", brands, *LOW, "--format", "jsonl", stdin=DATA)
    assert names(again.lines) == [B] and "1 left out" in again.err


def test_learned__labels_of_confirmed_cases__are_known_to_the_next_scan(yagura, brands, tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("date,URL,description\n" + "".join(
        f"2024/01/{day:02} 07:09:00,http://vqxkardlogin{'abcd'[day % 4]}.zq-tsukvbnk.q{day}z.example.org/,X\n".replace(
            "example.org", f"qx{day}.cn") for day in range(1, 13)))
    assert yagura("names", "learn", cases).code in (0, 1)
    scan = ["names", "scan", "--brands", brands, *LOW, "--format", "jsonl"]
    done = yagura(*scan, "--on", "2024-01-20", stdin=b"a.zq-tsukvbnk.other.top\n")
    assert [hit["kind"] for hit in done.lines] == ["learned"] and done.lines[0]["learned"]
    late = yagura(*scan, stdin=b"a.zq-tsukvbnk.other.top\n")
    assert late.lines == [] and "older than the window" in late.err


def test_learned__a_store_that_cannot_be_read__is_told_and_passed_over(yagura, brands, tmp_path):
    (tmp_path / "yagura").mkdir()
    (tmp_path / "yagura" / "yagura.db").write_bytes(b"no store at all" * 100)
    done = subprocess.run([PROGRAM, "names", "scan", "--brands", brands, *LOW, "--format", "jsonl"], input=DATA,
                          capture_output=True, env=environment(XDG_DATA_HOME=tmp_path), timeout=60)
    assert done.returncode == 1 and b"without what was learned" in done.stderr


# Threads, streams -----------------------------------------------------------------------------------------------------

def many(n, seed=7):
    rng = random.Random(seed)
    for i in range(n):
        word = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789-", k=rng.randint(3, 20))).strip("-")
        yield f"{word}.{rng.choice([A, B, PLAIN, 'example.net', 'example.org'])}" if i % 50 == 0 else f"{word}x.example.com"


@pytest.mark.parametrize("wrap", [
    lambda rows: "\n".join(rows) + "\n",
    lambda rows: "id,domain\n" + "".join(f'{i},"{row}"\n' for i, row in enumerate(rows)),
    lambda rows: "".join(json.dumps({"query": row, "ts": 1700000000 + i}) + "\n" for i, row in enumerate(rows)),
    lambda rows: json.dumps(list(rows)),
    lambda rows: json.dumps([{"query": row} for row in rows], indent=1),
    lambda rows: "#fields\tts\tquery\n" + "".join(f"{1700000000 + i}\t{row}\n" for i, row in enumerate(rows)),
])
def test_threads__any_number__the_same_bytes(scan, tmp_path, wrap):
    path = tmp_path / "many.gz"
    text = wrap(list(many(60000)))
    path.write_bytes(gzip.compress(text.encode(), 1))
    told = []
    for threads in ("1", "4", "7"):
        hits = scan(b"", path, "--all", "--threads", threads, timeout=300)
        told.append(scan.done.out)
        assert "60000 names read" in scan.done.err, scan.done.err
    assert told[0] == told[1] == told[2] and len(hits) > 400
    for hit in hits[::37]:
        assert text[:hit["offset"]].count("\n") + 1 == hit["line"]
        assert hit["name"] in text[hit["offset"]:hit["offset"] + 300]


def test_pipe__a_hit_is_told_while_the_pipe_is_open_and_an_interrupt_keeps_what_was_found(yagura, brands):
    arguments = yagura.command("names", "scan", "--brands", brands, *LOW, "--all", "--format", "jsonl")
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(A.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["name"] == A
        process.stdin.write(B.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["name"] == B
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read().decode()
        assert process.wait(30) == 1 and out == b"" and "interrupted" in err


def test_pipe__interrupt__prints_the_table_of_what_was_found(yagura, brands):
    arguments = yagura.command("names", "scan", "--brands", brands, *LOW)
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(A.encode() + b"\n")
        process.stdin.flush()
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
        assert process.returncode == 1 and A.encode() in out


def found_within(yagura, wanted, seconds=30):
    """The findings as soon as there are so many."""
    end = time.monotonic() + seconds
    while True:
        found = yagura("findings", "--format", "jsonl").lines if yagura.store.exists() else []
        if len(found) >= wanted or time.monotonic() > end:
            return found
        time.sleep(0.1)


def test_pipe__held_open__others_read_and_decide_beside_it(yagura, brands):
    """More hosts than one batch, and more than a few seconds: the store is never locked while the stream lives."""
    arguments = yagura.command("names", "scan", "--brands", brands, *LOW, "--format", "jsonl")
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        process.stdin.write("".join(f"a{i}.{A}\n" for i in range(60000)).encode() + f"{B}\n".encode())
        process.stdin.flush()
        found = found_within(yagura, 2)
        assert sorted(finding["name"] for finding in found) == sorted([A, "qx81.cn"])
        assert yagura("findings", "--limit", "1", timeout=10).code in (0, 1)
        assert yagura("findings", "set", "false-alarm", found[0]["id"], timeout=10).code == 0
        process.stdin.write(f"{A}\n{B}\n{C}\n".encode())
        process.stdin.flush()
        assert len(found_within(yagura, 3)) == 3
        assert process.poll() is None
        process.stdin.close()
        err = process.stderr.read().decode()
        assert process.wait(30) == 1 and "3 new, 0 known" in err
    states = {finding["id"]: finding["state"] for finding in yagura("findings", "--format", "jsonl").lines}
    assert states[found[0]["id"]] == "false-alarm" and len(states) == 3


def test_pipe__killed__loses_the_last_batch_at_most(yagura, brands):
    arguments = yagura.command("names", "scan", "--brands", brands, *LOW, "--format", "jsonl")
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        process.stdin.write(f"{A}\n".encode())
        process.stdin.flush()
        assert len(found_within(yagura, 1)) == 1
        process.stdin.write(f"{B}\n".encode())
        process.stdin.flush()
        process.kill()
    assert A in [finding["name"] for finding in yagura("findings", "--format", "jsonl").lines]
    yagura("names", "scan", "--brands", brands, *LOW, stdin=f"{A}\n{B}\n".encode())
    assert len(yagura("findings", "--format", "jsonl").lines) == 2


def test_output__closed_early__ends_with_5(yagura, brands, tmp_path):
    path = tmp_path / "many.txt"
    path.write_text("".join(f"a{i}.{A}\n" for i in range(60000)))
    arguments = yagura.command("names", "scan", "--brands", brands, *LOW, "--all", "--format", "jsonl", path)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        process.stderr.read()
        assert process.wait(60) == 5


# Real data ------------------------------------------------------------------------------------------------------------

def test_real__phishing_hosts_far_more_often_than_ordinary_ones(yagura):
    phishing, benign, watched = (SHARED / "phishurl-list" / "2022", SHARED / "benign-domains" / "web-hosts.txt",
                                 SHARED / "brands" / "watched-brands.json")
    if not (phishing.is_dir() and benign.is_file() and watched.is_file()):
        pytest.skip("no lists of real hosts in the folder of shared data")
    schema("brand-list").validate(json.loads(watched.read_text()))
    found = []
    for paths in (sorted(phishing.glob("*.csv"))[:2], [benign]):
        done = yagura("names", "scan", "--brands", watched, "--all", "--format", "jsonl", *paths, timeout=300)
        names_read = int(done.err.split(" names read")[0].split()[-1])
        found.append(len(done.lines) / names_read)
    assert found[0] > 0.15 and found[1] < 0.005


# Files as people hand them over ---------------------------------------------------------------------------------------

SHORT = "風守駆動-login.com\nexample.org\nツキミバンク.com\n"


@pytest.mark.parametrize("charset", ["cp932", "euc-jp"])
def test_charset__of_a_short_list__is_seen_by_line(scan, charset):
    data = SHORT.encode(charset)
    expected = names(scan(SHORT))
    hits = scan(data)
    assert len(expected) == 2 and names(hits) == expected and "not UTF-8" in scan.done.err
    assert [hit["offset"] for hit in hits] == [0, data.index("ツキミ".encode(charset))]
    mixed = data + SHORT.encode()  # two sets in one file
    assert names(scan(mixed, "--all")) == expected * 2


def test_charset__of_no_known_set__is_told(scan):
    scan(b"\xff\xfe\xfd\xfc.com\n\x81\n"[2:] + A.encode() + b"\n")
    assert "not UTF-8" in scan.done.err


@pytest.mark.parametrize("text", [
    "kazamoridrive-login[.]com", "hxxps://kazamoridrive-login[.]com/a", "kazamoridrive-login(.)com", "kazamoridrive-login[dot]com",
    "hxxp[://]kazamoridrive-login[.]com/", "Seen today: hxxp://kazamoridrive-login[.]com/x, be careful",
    "a,b\nx,hxxp://kazamoridrive-login[.]com/x\n", '{"domain": "kazamoridrive-login[.]com"}',
])
def test_defanged__is_read(scan, text):
    assert names(scan(text + "\n", *(["--column", "2"] if text.startswith("a,") else []))) == [A]


LOGS = [
    f"1286536309.450    112 192.0.2.1 TCP_MISS/200 1234 GET http://{A}/a?b=c - DIRECT/192.0.2.2 text/html",
    f"1286536310.450    112 192.0.2.1 TCP_TUNNEL/200 1234 CONNECT {A}:443 - HIER_DIRECT/192.0.2.2 -",
    f"Nov 23 10:00:00 mail postfix/smtp[123]: 4F: to=<a@{A}>, relay=mx.example.net[192.0.2.1]:25, status=sent (250 ok)",
    f"Nov 23 10:00:00 mail postfix/smtp[123]: 4F: to=<a@example.net>, relay={A}[192.0.2.1]:25, status=sent (250 ok)",
    f"<34>1 2026-11-23T10:00:00.003Z host app 12 - - denied host={A} user=x",
    f'192.0.2.9 - - [23/Nov/2026:10:00:00 +0000] "GET /i.html HTTP/1.1" 200 12 "https://{A}/x" "Mozilla/5.0 (X11)"',
    f'crawler.example.net - - [23/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 12 "https://{A}/x" "Mozilla/5.0 (X11)"',
    f'{A}:443 192.0.2.9 - - [23/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "Mozilla/5.0"',
    f"23-Nov-2026 10:00:00.000 client @0x7f 192.0.2.1#53 ({A}): query: {A} IN A +E(0)K (192.0.2.53)",
    f"Nov 23 10:00:00 ns dnsmasq[7]: query[A] {A} from 192.0.2.1", f"- {A}",
]


@pytest.mark.parametrize("line", LOGS)
def test_log__names_are_taken_out_of_free_text__once_a_line(scan, line):
    hits = scan(f"{line}\n{line}\n", "--all")
    assert names(hits) == [A, A] and [hit["line"] for hit in hits] == [1, 2]


def test_log__local_parts_and_files_are_no_names(scan):
    assert scan("mail from kazamoridrive.login@example.net with /srv/kazamoridrive.com and kazamoridrive.exe\n", "--input", "lines") == []


def noise(n):
    return b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(n)


@pytest.mark.parametrize("data, words", [
    (noise(20000), "no text"), (b"<!DOCTYPE html>\n<html><body>" + B.encode(), "HTML"), (b"yagura-group: 1\ngroup: x\n", "--group"),
    (b"# x\nbrands:\n  - label: x\n", "--brands"), (b"no names here\n" * 5, "nothing of it was usable"),
    (b"some words\n" * 300 + PLAIN.encode() + b"\n", "nearly nothing of it was usable"), (b"%PDF-1.7\n", "PDF"),
])
def test_wrong_kind_of_file__is_3_and_says_what(scan, data, words):
    scan(data, code=3)
    assert words in scan.done.err and "--input" in scan.done.err or "no text" in scan.done.err


def test_addresses_only__are_no_wrong_kind(scan):
    scan("192.0.2.1\n2001:db8::1\n1.2.0.192.in-addr.arpa\n", code=0)


def test_wrong_kind_among_others__costs_nobody_else(scan, tmp_path):
    (tmp_path / "in").mkdir()
    for name, data in (("a.png", noise(9000)), ("b.txt", DATA), (".hidden", DATA), ("c.html", b"<html>")):
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "deep").mkdir()
    (tmp_path / "in" / "deep" / "d.gz").write_bytes(gzip.compress(DATA))
    hits = scan(b"", "--all", tmp_path / "in")
    assert [hit["file"].rsplit("/", 1)[1] for hit in hits] == ["b.txt"] * 2 + ["d.gz"] * 2
    assert "2 of 4 files could not be used" in scan.done.err and "a.png" in scan.done.err and "c.html" in scan.done.err


def test_names_of_operators_and_services__are_no_look_alikes(scan):
    text = (f"1.0.{A}.in-addr.arpa\nx.{A}.ip6.arpa\nkazamoridrive._domainkey.example.org\n{A}._report._dmarc.example.org\n"
            "www-kazamoridrive-com.a-0001.a-msedge.net\n")
    assert scan(text) == []
    assert names(scan(f"_dmarc.{A}\n_sip._tcp.{A}\n", "--all")) == ["_dmarc." + A, "_sip._tcp." + A]


def test_json__hits_of_one_document__have_their_own_line_and_offset(scan):
    text = json.dumps({"note": "a\nb", "list": [PLAIN, A, "x", B]}, indent=1, ensure_ascii=False)
    hits = scan(text)
    assert [hit["offset"] for hit in hits] == [text.index(f'"{A}'), text.index(f'"{B}')]
    assert [hit["line"] for hit in hits] == [text[:hit["offset"]].count("\n") + 1 for hit in hits]


def test_own_tenants_of_services__are_own__their_landlord_is_no_token(yagura, tmp_path):
    brands = tmp_path / "b.json"
    brands.write_text(json.dumps([{"label": "Kazamori", "domains": ["kazamori.example", "kazamori.slack.com"]}]))
    text = "kazamori.slack.com\nfiles.kazamori.slack.com\nslack-login.com\nacme.slack.com\nkazamori2.slack.com\n"
    done = yagura("names", "scan", "--brands", brands, *LOW, "--all", "--format", "jsonl", stdin=text.encode())
    assert names(done.lines) == ["kazamori2.slack.com"]


# How it is asked and answered -----------------------------------------------------------------------------------------

def test_nothing_ran__no_summary(scan):
    for arguments in (["--threads", "0"], ["nowhere.txt"]):
        scan(TEXT, *arguments, code=2)
        assert "names read" not in scan.done.err and scan.done.err.count("\n") == 1


@pytest.mark.parametrize("words, of", [(["scan", "--limit", "5"], "generate"), (["scan", "--forget"], "learn"),
                                       (["generate", "--stream", "web", "example.com"], "scan"), (["learn", "--rate", "5"], "generate")])
def test_option_of_another_command__is_usage(yagura, words, of):
    done = yagura("names", *words)
    assert done.code == 2 and f"is no option of `names {words[0]}`, but of {of}" in done.err and done.out == ""


def test_group_and_brands__are_both_used(scan, tmp_path):
    group = tmp_path / "group.yaml"
    group.write_text('yagura-group: 1\ngroup: "Aoba"\nsource: {name: "t"}\norganisations:\n'
                     '  - id: aoba\n    names: {en: "Aobamotors Corporation"}\n    domains: [aobamotors.example]\n')
    hits = scan(f"{A}\naobamotors-login.com\n", "--group", group)
    assert {hit["brand"] for hit in hits} == {"Kazamori", "Aobamotors Corporation"}


def test_nothing_kept__is_said(yagura, brands):
    done = subprocess.run([yagura.command()[0], "names", "scan", "--brands", brands, *LOW], input=TEXT.encode(), capture_output=True,
                          env=environment(HOME=yagura.home))
    assert done.returncode == 1 and b"nothing was kept" in done.stderr


def test_reader_that_goes_away__is_quiet(yagura, brands, tmp_path):
    many = tmp_path / "many.txt"
    many.write_text("".join(f"a{i}.{A}\n" for i in range(50000)))
    run = subprocess.Popen([yagura.command()[0], "names", "scan", "--brands", brands, *LOW, "--all", "--format", "jsonl", many],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(HOME=yagura.home))
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr.read() == b"" and run.wait(60) == 5


def test_table__is_100_columns_wide_in_a_pipe(scan):
    scan(TEXT + C, form="text", code=1)
    lines = scan.done.out.splitlines()
    assert max(map(len, lines)) <= 100 and len(lines) > 4
