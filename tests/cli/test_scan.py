"""yagura scan: logs of every form, packed, in UTF-16, followed, interrupted and resumed, hostile; what comes out, in every
form, with any number of threads. What counts as a sighting is tested against docs/formats/sightings.md in tests/scan; the
names and addresses are those of documentation (RFC 2606, 5737, 3849)."""
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

import jsonschema
import pytest
from conftest import PROGRAM, ROOT, dump, environment

pytestmark = pytest.mark.asan
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "scan.schema.json").read_text())
KEYS = {"time", "file", "offset", "line", "indicator", "type", "field", "role", "actor", "actor_source", "organisation", "count"}
ADDRESS, NAME, MAIL = "203.0.113.77", "evil.example.net", "phisher@post.example.org"
DIGEST = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
URL = "http://drop.example.org/get/file.php?id=7"
INDICATORS = "\n".join([ADDRESS, NAME, MAIL, DIGEST, URL, "2001:db8:bad::1", "198.51.100.64/26"]) + "\n"
LINE = f"2024-05-01T10:20:30Z web1 app[7]: answer from {ADDRESS} for www.{NAME}\n"


@pytest.fixture
def indicators(tmp_path):
    path = tmp_path / "indicators.txt"
    path.write_text(INDICATORS)
    return path


@pytest.fixture
def scan(yagura, indicators, tmp_path):
    """Runs a scan with the indicators above, without findings unless asked; gives its sightings, checked."""
    def run(*arguments, code=None, form="jsonl", keep=False, own=True, **more):
        words = (["--indicators", indicators] if own else []) + ([] if keep else ["--no-findings"])
        run.done = done = yagura("scan", *words, "--format", form, *arguments, cwd=tmp_path, **more)
        found = done.lines if form == "jsonl" else done.json if form == "json" else []
        for one in found[:20]:
            jsonschema.validate(one, SCHEMA)
            assert KEYS <= set(one)
        if code is None and form in ("json", "jsonl"):
            assert done.code == (1 if found else 0), done
        elif code is not None:
            assert done.code == code, done
        return found
    return run


def places(found):
    return [(one["file"], one["offset"], one["line"], one["indicator"]) for one in found]


# Forms of logs --------------------------------------------------------------------------------------------------------

FORMS = {
    "zeek-json": ('{"_path":"dns","ts":1714558830.25,"id.orig_h":"192.0.2.9","id.orig_p":5353,"id.resp_h":"192.0.2.53",'
                  f'"query":"a.{NAME}","answers":["{ADDRESS}"]}}\n',
                  [(NAME, "query", "query"), (ADDRESS, "answers[0]", "answer")], "2024-05-01T10:20:30.250Z", "192.0.2.9"),
    "zeek-json without uid": ('{"ts":1714558830.25,"id.orig_h":"192.0.2.9","id.resp_h":"192.0.2.53","host":"' + NAME + '"}\n',
                              [(NAME, "host", "host")], "2024-05-01T10:20:30.250Z", "192.0.2.9"),
    "zeek-tsv": ("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
                 "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\n"
                 "#types\ttime\tstring\taddr\tport\taddr\tport\n"
                 f"1714558830.25\tC1\t192.0.2.9\t5000\t{ADDRESS}\t443\n",
                 [(ADDRESS, "id.resp_h", "destination")], "2024-05-01T10:20:30.250Z", "192.0.2.9"),
    "eve": ('{"timestamp":"2024-05-01T12:20:30.250000+0200","event_type":"tls","src_ip":"192.0.2.9","src_port":5000,'
            f'"dest_ip":"{ADDRESS}","dest_port":443,"tls":{{"sni":"{NAME}"}}}}\n',
            [(ADDRESS, "dest_ip", "destination"), (NAME, "tls.sni", "host")], "2024-05-01T10:20:30.250Z", "192.0.2.9"),
    "cef": (f"CEF:0|Vendor|Gate|1.0|7|Connection|5|rt=1714558830250 src=192.0.2.9 dst={ADDRESS} dhost={NAME}\n",
            [(ADDRESS, "dst", "destination"), (NAME, "dhost", "destination")], "2024-05-01T10:20:30.250Z", "192.0.2.9"),
    "leef": (f"LEEF:1.0|Vendor|Gate|1.0|7|devTime=2024-05-01T10:20:30Z\tsrc=192.0.2.9\tdst={ADDRESS}\n",
             [(ADDRESS, "dst", "destination")], "2024-05-01T10:20:30Z", "192.0.2.9"),
    "syslog": (f"<34>1 2024-05-01T10:20:30.250Z gate1 app 7 - - refused {ADDRESS} port 22\n",
               [(ADDRESS, None, None)], "2024-05-01T10:20:30.250Z", "gate1"),
    "csv": (f"time,src_ip,host,sha256\n2024-05-01T10:20:30Z,192.0.2.9,{NAME},{DIGEST}\n",
            [(NAME, "host", None), (DIGEST, "sha256", "hash")], "2024-05-01T10:20:30Z", "192.0.2.9"),
    "combined": (f'{ADDRESS} - - [01/May/2024:10:20:30 +0000] "GET /x HTTP/1.1" 200 5 "http://{NAME}/" "curl/8.5.0.0"\n',
                 [(ADDRESS, None, "source"), (NAME, None, "referrer")], "2024-05-01T10:20:30Z", None),
    "w3c": ("#Software: x\n#Fields: date time c-ip cs-host cs-uri-stem cs-uri-query\n"
            "2024-05-01 10:20:30 192.0.2.9 drop.example.org /get/file.php id=7\n",
            [(URL, None, "url")], "2024-05-01T10:20:30Z", "192.0.2.9"),
    "squid": (f"1714558830.250 12 192.0.2.9 TCP_MISS/200 100 GET {URL} - HIER_DIRECT/{ADDRESS} text/html\n",
              [(URL, None, "url"), (ADDRESS, None, None)], "2024-05-01T10:20:30.250Z", "192.0.2.9"),
    "json": (f'{{"when":"2024-05-01T10:20:30Z","mail":{{"from":"{MAIL}"}},"list":[1,"{DIGEST}"]}}\n',
             [(MAIL, "mail.from", "sender"), (DIGEST, "list[1]", None)], None, None),
    "key-value": (f"time=2024-05-01T10:20:30Z src=192.0.2.9 dst={ADDRESS} action=drop\n",
                  [(ADDRESS, "dst", "destination")], "2024-05-01T10:20:30Z", "192.0.2.9"),
    "text": (f"somebody wrote: look at hxxp://drop.example[.]org/get/file.php?id=7 and [2001:db8:bad::1]\n",
             [(URL, None, None), ("2001:db8:bad::1", None, None)], None, None),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_gives_field_role_time_and_machine(form, scan, tmp_path):
    text, expected, when, machine = FORMS[form]
    (tmp_path / "log").write_text(text)
    found = scan("--all", "log")
    assert sorted(one["indicator"] for one in found) == sorted(value for value, _, _ in expected), found
    for one in found:
        field, role = next((field, role) for value, field, role in expected if value == one["indicator"])
        assert field in (None, one["field"]), one
        assert role in (None, one["role"]), one
        assert when in (None, one["time"]), one
        assert machine in (None, one.get("machine")), one
        assert text.encode()[:one["offset"]].count(b"\n") + 1 == one["line"]


def test_a_url_in_two_fields_is_found_and_its_host_alone_is_not(scan, tmp_path):
    http = {"_path": "http", "ts": 1, "id.orig_h": "192.0.2.9", "id.resp_h": "192.0.2.80", "host": "drop.example.org"}
    lines = [{**http, "uri": "/get/file.php?id=7"}, {**http, "uri": "/get/file.php?id=70"}, {**http, "uri": "/"},
             {**http, "host": "xdrop.example.org", "uri": "/get/file.php?id=7"}]
    (tmp_path / "log").write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    found = scan("log")
    assert [(one["line"], one["indicator"], one["type"]) for one in found] == [(1, URL, "url")]


def test_versions_are_no_sightings_and_are_counted(scan, tmp_path):
    (tmp_path / "v.txt").write_text("124.0.0.0\n")
    (tmp_path / "log").write_text(
        '{"_path":"http","ts":1,"id.orig_h":"192.0.2.9","user_agent":"Mozilla/5.0 Chrome/124.0.0.0 Safari/537.36"}\n'
        '{"_path":"http","ts":2,"id.orig_h":"124.0.0.0","user_agent":"x"}\n')
    found = scan("--indicators", "v.txt", "log")
    assert [(one["line"], one["role"]) for one in found] == [(2, "source")]
    assert "1 version that looks like an address" in scan.done.err


# Packing, character sets, archives ------------------------------------------------------------------------------------

PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress,
          "zst": lambda data: subprocess.run(["zstd", "-qc"], input=data, capture_output=True, check=True).stdout}


@pytest.mark.parametrize("form", sorted(PACKED))
def test_packed_logs_give_what_plain_ones_give(form, scan, tmp_path):
    data = ("nothing\n" * 50000 + LINE + "nothing\n" * 50000 + LINE).encode()
    (tmp_path / "plain").write_bytes(data)
    (tmp_path / "packed").write_bytes(PACKED[form](data))
    plain = places(scan("--all", "plain"))
    assert len(plain) == 4
    assert [place[1:] for place in places(scan("--all", "packed"))] == [place[1:] for place in plain]
    standard = places(scan("--all", "-", stdin=PACKED[form](data)))
    assert standard == [("-", *place[1:]) for place in plain]


def test_members_of_archives_have_names(scan, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("one.log", LINE)
        file.writestr("deep/two.log", "x\n" + LINE)
    with tarfile.open(tmp_path / "b.tgz", "w:gz") as file:
        info = tarfile.TarInfo("three.log")
        info.size = len(LINE)
        file.addfile(info, io.BytesIO(LINE.encode()))
    found = scan("a.zip", "b.tgz")
    assert [(one["file"], one["line"]) for one in found if one["indicator"] == NAME] == [
        ("a.zip!one.log", 1), ("a.zip!deep/two.log", 2), ("b.tgz!three.log", 1)]


@pytest.mark.parametrize("charset, mark", [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"")])
def test_utf16_is_read_and_offsets_are_those_of_the_file(charset, mark, scan, tmp_path):
    text = "月見 log \U0001f600\n" + LINE + "end\n"
    data = mark + text.encode(charset)
    (tmp_path / "log").write_bytes(data)
    found = scan("log")
    assert {one["indicator"] for one in found} == {ADDRESS, NAME}
    for one in found:
        assert data[one["offset"]:].decode(charset).startswith(LINE)
        assert one["line"] == 2 and one["time"] == "2024-05-01T10:20:30Z"


def test_folders_are_walked_in_the_order_of_names(scan, tmp_path):
    for name in ("b.log", "a/2.log", "a/10.log", ".hidden"):
        path = tmp_path / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LINE)
    files = [one["file"] for one in scan("logs") if one["indicator"] == NAME]
    assert files == ["logs/a/10.log", "logs/a/2.log", "logs/b.log"]


# Threads, repeats -----------------------------------------------------------------------------------------------------

def test_output_is_the_same_with_any_number_of_threads(scan, tmp_path):
    draw = random.Random(5)
    for number in range(12):
        lines = [draw.choice([LINE, "x" * draw.randrange(200) + "\n", f"{NAME} seen {draw.random()}\n"])
                 for _ in range(draw.choice([10, 15000]))]
        data = "".join(lines).encode()
        (tmp_path / f"{number:02}.log").write_bytes(data if number % 3 else gzip.compress(data, 1))
    names = [f"{number:02}.log" for number in range(12)]
    for more in ((), ("--all",)):
        first = None
        for threads in (1, 2, 5):
            scan("--threads", str(threads), *more, *names, form="csv", code=1)
            first = first or scan.done.out
            assert scan.done.out == first, threads


def test_repeats_are_counted_with_first_and_last_time(scan, tmp_path):
    (tmp_path / "log").write_text("".join(
        f"2024-05-0{day}T00:00:00Z {host} app: from {ADDRESS}\n" for day in (3, 1, 2) for host in ("web1", "web1", "web2")))
    found = scan("log")
    assert [(one["machine"], one["count"], one["time"], one["last"], one["line"]) for one in found] == [
        ("web1", 6, "2024-05-01T00:00:00Z", "2024-05-03T00:00:00Z", 1),
        ("web2", 3, "2024-05-01T00:00:00Z", "2024-05-03T00:00:00Z", 3)]
    assert len(scan("--all", "log")) == 9
    assert {one["count"] for one in scan("--all", "log")} == {1}


# Output ---------------------------------------------------------------------------------------------------------------

def test_json_csv_and_table_say_the_same(scan, tmp_path):
    (tmp_path / "log").write_text(LINE)
    found = scan("log")
    assert scan("log", form="json") == found
    scan("log", form="csv", code=1)
    table = list(csv.DictReader(io.StringIO(scan.done.out)))
    assert [(row["indicator"], row["line"], row["count"]) for row in table] == [
        (one["indicator"], str(one["line"]), str(one["count"])) for one in found]
    scan("log", form="text", code=1)
    assert all(one["indicator"] in scan.done.out for one in found) and "log:1" in scan.done.out
    assert "2 sightings in 2 rows; " in scan.done.err and "7 indicators" in scan.done.err
    scan("log", form="text", code=1, env={"LANG": "ja_JP.UTF-8"})
    assert "インジケーター" in scan.done.out and "該当" in scan.done.err


def test_limit_prints_so_many_and_counts_the_rest(scan, tmp_path):
    (tmp_path / "log").write_text(LINE)
    assert len(scan("--limit", "1", "log")) == 1
    assert "1 more" in scan.done.err


def test_hostile_text_reaches_no_terminal_and_no_formula(scan, tmp_path):
    name = "a\x1b]0;x\x07\n.log"
    (tmp_path / name).write_text(f'{{"ts":1,"=cmd|x":"{NAME}","id.orig_h":"\\u001b[31m"}}\n')
    for form in ("text", "jsonl", "csv"):
        scan(name, form=form, code=1)
        assert "\x1b" not in scan.done.out and "\x07" not in scan.done.out and "\x1b" not in scan.done.err
    assert '"=cmd' not in scan.done.out and ",=cmd" not in scan.done.out


# What indicators know ---------------------------------------------------------------------------------------------------

def stix(value, **more):
    return {"type": "indicator", "spec_version": "2.1", "id": "indicator--00000000-0000-4000-8000-000000000001",
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", "pattern_type": "stix",
            "pattern": f"[domain-name:value = '{value}']", **more}


def test_validity_is_honoured_unless_expired_is_asked_for(scan, tmp_path):
    bundle = {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000002", "objects": [
        stix("old.example.org", valid_from="2024-02-01T00:00:00Z", valid_until="2024-03-01T00:00:00Z")]}
    (tmp_path / "feed.json").write_text(json.dumps(bundle))
    (tmp_path / "log").write_text("".join(f"2024-0{month}-01T00:00:00Z h a: old.example.org\n" for month in (1, 2, 3)))
    feed = ("--indicators", "feed.json")
    assert [one["line"] for one in scan(*feed, "--all", "log", own=False)] == [2]
    assert "2 hits lie outside" in scan.done.err
    assert [one["line"] for one in scan(*feed, "--all", "--expired", "log", own=False)] == [1, 2, 3]


GROUP = """
yagura-group: 1
group: Aoba Group
source: {name: Aoba security team}
organisations:
  - id: aoba
    names: {en: Aoba Corporation, ja: 株式会社青葉}
    domains: [aoba.example]
  - id: aoba-india
    names: {en: Aoba India}
    parents: [{id: aoba, relation: subsidiary-of, share: 74, since: "2018-04-01"}]
    networks: ["192.0.2.0/28", "2001:db8:1::/48"]
    host-rules: ["^blr[0-9]+"]
"""


def test_patterns_over_time_sets_and_networks_of_records(scan, tmp_path):
    both = "([domain-name:value = 'evil.example.net'] FOLLOWEDBY [ipv4-addr:value ISSUBSET '203.0.113.0/24'])"
    patterns = [f"{both} WITHIN 10 SECONDS", f"{both} WITHIN 9 SECONDS",
                "[network-traffic:dst_port IN (25, 465) AND network-traffic:dst_ref.value LIKE '198.51.100.%']",
                "[domain-name:value MATCHES '^evil[.]' "]
    objects = [{"type": "indicator", "spec_version": "2.1", "id": f"indicator--00000000-0000-4000-8000-{n:012}", "pattern": pattern,
                "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", "valid_from": "2024-01-01T00:00:00Z",
                "pattern_type": "stix"} for n, pattern in enumerate(patterns)]
    (tmp_path / "patterns.json").write_text(json.dumps(
        {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": objects}))
    events = [(0, NAME, "192.0.2.7", 443), (10, "www.example.com", ADDRESS, 443), (20, "www.example.com", "198.51.100.9", 25)]
    (tmp_path / "eve.json").write_text("".join(json.dumps(
        {"timestamp": f"2024-05-01T10:20:{second:02}.000000+0000", "event_type": "tls", "src_ip": "192.0.2.1", "dest_ip": address,
         "dest_port": port, "proto": "TCP", "tls": {"sni": name}}) + "\n" for second, name, address, port in events))
    found = scan("--indicators", "patterns.json", "eve.json", own=False)
    assert sorted((one["line"], one["indicator"], one["type"]) for one in found) == [
        (2, patterns[0], "stix-pattern"), (3, patterns[2], "stix-pattern")]
    assert "3 STIX patterns were asked" in scan.done.err  # with the one that no record met
    assert "column 39" in scan.done.err  # of what cannot be read


def test_a_group_file_places_machines(scan, tmp_path):
    (tmp_path / "group.yaml").write_text(GROUP)
    (tmp_path / "log").write_text("".join(
        f'{{"_path":"conn","ts":1,"id.orig_h":"{machine}","id.resp_h":"{ADDRESS}"}}\n'
        for machine in ("192.0.2.9", "192.0.2.99", "2001:db8:1::5"))
        + "".join(f"2024-05-01T00:00:00Z {host} sshd: from {ADDRESS}\n" for host in ("blr7", "gate.aoba.example")))
    found = scan("--group", "group.yaml", "--all", "log")
    assert [(one["line"], one["organisation"], one.get("parent"), one.get("placed_by")) for one in found] == [
        (1, "Aoba India", "Aoba Corporation", "network"), (2, None, None, None),
        (3, "Aoba India", "Aoba Corporation", "network"), (4, "Aoba India", "Aoba Corporation", "host-rule"),
        (5, "Aoba Corporation", None, "domain")]


def test_services_by_syslog_are_placed_at_the_client_and_said_once(scan, tmp_path):
    (tmp_path / "group.yaml").write_text(GROUP.replace("[aoba.example]", "[aoba.example]\n    networks: [203.0.113.128/25]"))
    dns, gate = "May  1 10:00:00 dns1.aoba.example", "May  1 10:00:00 gate.aoba.example"
    (tmp_path / "log").write_text(f"""\
{dns} named[12]: client @0x7f8 192.0.2.1#5353 (www.{NAME}): query: www.{NAME} IN A +E(0) (203.0.113.130)
{dns} dnsmasq[5]: query[A] www.{NAME} from 192.0.2.2
{dns} unbound: [1:0] info: 192.0.2.3 www.{NAME}. A IN
{gate} %ASA-6-302013: Built outbound TCP connection 1 for outside:{ADDRESS}/443 ({ADDRESS}/443) to inside:192.0.2.4/51000 (203.0.113.130/51000)
{gate} squid[3]: 1714557606.123 120 192.0.2.5 TCP_MISS/200 1234 GET http://{NAME}/x - DIRECT/198.51.100.1 text/html
{gate} sshd[3]: Failed password for bob from {ADDRESS} port 22
""")
    found = scan("--group", "group.yaml", "--all", "log")
    assert [(one["line"], one["machine"], one["role"], one["organisation"]) for one in found] == [
        (1, "192.0.2.1", "query", "Aoba India"), (2, "192.0.2.2", "query", "Aoba India"),
        (3, "192.0.2.3", "query", "Aoba India"), (4, "192.0.2.4", "destination", "Aoba India"),
        (5, "192.0.2.5", "host", "Aoba India"), (6, "gate.aoba.example", "source", "Aoba Corporation")]


# The store --------------------------------------------------------------------------------------------------------------

def kept(store):
    """All that the store holds, but for when the scan began that told a sighting last (scan_us)."""
    tables = dump(store)
    assert all(row[12] > 1.7e15 for row in tables["sighting"])
    return {**tables, "sighting": [row[:12] + row[13:] for row in tables["sighting"]]}


def test_sightings_become_findings_and_a_second_scan_changes_nothing(yagura, scan, tmp_path):
    (tmp_path / "log").write_text(LINE + LINE.replace("web1", "web2"))
    found = scan("log", keep=True)
    assert len(found) == 4 and "2 new" in scan.done.err
    first = kept(yagura.store)
    scan("log", keep=True, code=1)
    assert "0 new, 2 known" in scan.done.err
    assert kept(yagura.store) == first
    listed = yagura("findings", "list", "--kind", "indicator", "--format", "jsonl")
    assert len(listed.lines) == 2


def test_the_stores_indicators_are_taken_and_its_map_places(yagura, scan, indicators, tmp_path):
    (tmp_path / "group.yaml").write_text(GROUP)
    (tmp_path / "log").write_text(f"2024-05-01T00:00:00Z blr7 sshd: from {ADDRESS}\n")
    yagura.counts(indicators)
    assert yagura("group", "load", tmp_path / "group.yaml").code == 0
    # Addresses of documentation are not what an import calls fit to alert on.
    found = scan("--all-indicators", "log", own=False, keep=True)
    assert [(one["indicator"], one["organisation"], one["parent"]) for one in found] == [
        (ADDRESS, "Aoba India", "Aoba Corporation")]


# Following, stopping, resuming --------------------------------------------------------------------------------------------

class Live:
    """A scan that is under way."""

    def __init__(self, tmp_path, indicators, *arguments, stdin=subprocess.PIPE):
        self.process = subprocess.Popen(
            [os.fspath(PROGRAM), "scan", "--indicators", os.fspath(indicators), "--no-findings", "--format", "jsonl", *arguments],
            stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment(HOME=tmp_path))
        os.set_blocking(self.process.stdout.fileno(), False)
        self.raw = b""

    def wait_for(self, n, seconds=10):
        """The first n sightings, and how long they took."""
        begin = time.monotonic()
        while self.raw.count(b"\n") < n and time.monotonic() - begin < seconds:
            self.raw += self.process.stdout.read() or b""
            time.sleep(0.02)
        found = [json.loads(line) for line in self.raw.splitlines()]
        assert len(found) >= n, (found, self.process.poll())
        return found, time.monotonic() - begin

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        os.set_blocking(self.process.stdout.fileno(), True)
        out, err = self.process.communicate(timeout=20)
        self.raw += out
        return [json.loads(line) for line in self.raw.splitlines()], err.decode()


@pytest.fixture
def live(tmp_path, indicators):
    started = []

    def run(*arguments, **more):
        started.append(Live(tmp_path, indicators, *arguments, **more))
        return started[-1]
    yield run
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


def test_a_file_is_followed_through_growth_rotation_and_truncation(live, tmp_path):
    log = tmp_path / "log"
    log.write_text("start\n")
    run = live("--follow", "log")

    def add(text):
        with log.open("a") as file:
            file.write(text)
    add(f"a {NAME}\n")
    assert run.wait_for(1)[0][0]["line"] == 2
    add(f"half a line with {ADDRESS[:6]}")
    time.sleep(0.6)
    assert run.wait_for(1)[0][1:] == []
    add(ADDRESS[6:] + "\n")
    found, took = run.wait_for(2)
    assert (found[1]["indicator"], found[1]["line"]) == (ADDRESS, 3)
    log.rename(tmp_path / "log.1")
    with (tmp_path / "log.1").open("a") as file:
        file.write(f"late {NAME}\n")
    log.write_text(f"new file {MAIL}\n")
    found, _ = run.wait_for(4)
    assert [(one["indicator"], one["line"]) for one in found[2:]] == [(NAME, 4), (MAIL, 1)]
    with log.open("r+") as file:
        file.truncate(0)
    time.sleep(0.6)
    add(f"x\ny {ADDRESS}\n")
    found, _ = run.wait_for(5)
    assert (found[4]["indicator"], found[4]["line"]) == (ADDRESS, 2)
    found, err = run.stop()
    assert run.process.returncode == 1 and len(found) == 5
    assert f"--resume '{log.stat().st_size}:2:log'" in err


def test_standard_input_is_followed_within_a_second(live):
    run = live("--follow", "-")
    for n in range(1, 4):
        run.process.stdin.write(LINE.encode())
        run.process.stdin.flush()
        found, took = run.wait_for(2 * n)
        assert took < 3
    run.process.stdin.close()
    run.process.stdin = None
    assert run.process.wait(timeout=10) == 1


def test_interrupted_and_resumed_across_files_nothing_is_lost(live, scan, tmp_path):
    (tmp_path / "a.log").write_text(LINE * 3)
    os.mkfifo(tmp_path / "b.log")
    (tmp_path / "c.log").write_text(LINE)
    run = live("--all", "a.log", "b.log", "c.log")
    with (tmp_path / "b.log").open("w") as pipe:
        pipe.write("x\n")
        pipe.flush()
        time.sleep(1)
        found, err = run.stop()
    assert run.process.returncode == 1
    assert [one["file"] for one in found] == ["a.log"] * 6
    word = err.split("--resume '")[1].split("'")[0]
    assert word.endswith("b.log") and "interrupted" in err
    (tmp_path / "b.log").unlink()
    (tmp_path / "b.log").write_text("x\n" + LINE)
    rest = scan("--all", "--resume", word, "a.log", "b.log", "c.log")
    assert [(one["file"], one["line"]) for one in rest] == [("b.log", 2)] * 2 + [("c.log", 1)] * 2


@pytest.mark.parametrize("form", ["plain", "gz", "utf-16", "tar"])
def test_resuming_at_a_record_gives_the_rest(form, scan, tmp_path):
    texts = ["".join(draw.choice(["nothing at all\n", LINE]) for _ in range(600)) for draw in map(random.Random, (1, 2, 3))]
    names = ["log"]
    if form == "tar":
        names = ["log.tar"]
        with tarfile.open(tmp_path / "log.tar", "w") as file:
            for number, text in enumerate(texts):
                info = tarfile.TarInfo(f"{number}.log")
                info.size = len(text)
                file.addfile(info, io.BytesIO(text.encode()))
    else:
        data = texts[0].encode("utf-16" if form == "utf-16" else "utf-8")
        (tmp_path / "log").write_bytes(gzip.compress(data) if form == "gz" else data)
    found = scan("--all", *names)
    for at in range(0, len(found), len(found) // 5):
        one = found[at]
        if found[at - 1]["line"] == one["line"]:
            continue
        member = int(one["file"].split("!")[1][0]) if form == "tar" else 0
        word = f"{one['offset']}:{one['line'] - 1}:{f'{member}:' if member else ''}{names[0]}"
        assert scan("--all", "--resume", word, *names) == found[at:], word


def test_killed_it_keeps_what_was_written_before(yagura, indicators, tmp_path):
    log = tmp_path / "log"
    log.write_text(LINE)
    process = yagura.start("scan", "--indicators", indicators, "--follow", "log", cwd=tmp_path)

    def findings():
        done = yagura("findings", "list", "--kind", "indicator", "--format", "jsonl")
        return {row["subject"] if "subject" in row else row["name"] for row in done.lines}
    begin = time.monotonic()
    while time.monotonic() - begin < 20 and not (yagura.store.exists() and len(findings()) == 2):
        time.sleep(0.3)
    process.kill()
    process.communicate()
    assert findings() == {ADDRESS, NAME}


# Hostile ----------------------------------------------------------------------------------------------------------------

def test_lines_of_more_sightings_than_are_held__nobody_waits_for_ever(scan, tmp_path):
    """Two files of one line each, whose sightings are more than wait at once."""
    (tmp_path / "many.txt").write_text("many.example.com\n", encoding="utf-8")
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_bytes(b"many.example.com " * 400_000)
    found = scan("--indicators", "many.txt", "--no-cache", "--threads", "2", "a.log", "b.log", own=False, timeout=60)
    assert [one["count"] for one in found] == [400_000, 400_000]


def test_patterns_alone_are_looked_for(scan, tmp_path):
    pattern = {"type": "indicator", "spec_version": "2.1", "id": "indicator--2b9c1a44-0f35-4d0e-8c63-5d6f7a8b9c0d",
               "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z", "valid_from": "2020-01-01T00:00:00Z",
               "pattern_type": "stix", "pattern": "[domain-name:value = 'q.example.com' AND domain-name:value != 'z'] REPEATS 3 TIMES"}
    (tmp_path / "patterns.json").write_text(json.dumps({"type": "bundle", "id": "bundle--3c0d2b55-1f46-4e1f-9d74-6e7f8b9c0d1e", "objects": [pattern]}),
                                            encoding="utf-8")
    (tmp_path / "dns.log").write_text('{"ts":1700000000.5,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","query":"q.example.com"}\n' * 3, encoding="utf-8")
    found = scan("--indicators", "patterns.json", "dns.log", own=False)
    assert [one["type"] for one in found] == ["stix-pattern"]


def test_giant_line_nul_bytes_and_invalid_utf8(scan, tmp_path):
    giant = b"x" * (6 << 20) + b" " + NAME.encode() + b" " + b"y" * (3 << 20) + b" " + ADDRESS.encode()
    (tmp_path / "log").write_bytes(b"first " + NAME.encode() + b"\n" + giant + b"\n\x00\xff\xfe\x80" + NAME.encode() + b"\xc0\n")
    found = scan("--all", "log")
    assert [(one["line"], one["indicator"]) for one in found] == [(1, NAME), (2, NAME), (2, ADDRESS), (3, NAME)]
    assert "1 record is longer" in scan.done.err


def test_one_json_document_of_many_lines_takes_linear_time(scan, tmp_path):
    """Twelve megabytes that are one record: bounded pieces, each read once."""
    lines = [f'    "name{number}.example.org",\n' for number in range(400000)]
    lines[200000] = f'    "{NAME}",\n'
    for head in ('{\n  "list": [\n', "[\n", '[{"a": {\n'):
        (tmp_path / "log").write_text(head + "".join(lines) + '    "end"]\n')
        found = scan("log", timeout=20)
        assert [(one["indicator"], one["seen"]) for one in found] == [(NAME, NAME)]


@pytest.mark.parametrize("form", ["gz", "xz", "zst"])
def test_what_begins_with_zeros_is_no_empty_archive(form, scan, tmp_path):
    (tmp_path / "log").write_bytes(PACKED[form](bytes(2048) + LINE.encode()))
    assert len(scan("log")) == 2


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_bomb_is_bounded_and_the_rest_is_found(form, scan, tmp_path):
    (tmp_path / "bomb").write_bytes(PACKED[form](bytes(300 << 20)))
    (tmp_path / "log").write_text(LINE)
    found = scan("bomb", "log", code=4)
    assert {one["file"] for one in found} == {"log"} and "expands" in scan.done.err


@pytest.mark.parametrize("form", ["gz", "xz", "zst"])
def test_what_stands_before_damage_is_found(form, scan, tmp_path):
    packed = PACKED[form]((LINE + "".join(str(random.Random(n).random()) for n in range(20000)) + "\n").encode())
    (tmp_path / "cut").write_bytes(packed[:len(packed) * 3 // 4])
    found = scan("cut", code=1)
    assert {one["indicator"] for one in found} == {ADDRESS, NAME} and "damaged" in scan.done.err


def test_a_log_that_claims_to_be_eve_and_is_not(scan, tmp_path):
    (tmp_path / "log").write_text('{"timestamp":"x","event_type":"dns","dest_ip":{"a":[[[[[[\n' * 20
                                  + f'{{"event_type": {NAME}\n' + f"plain {ADDRESS}\n")
    assert [one["indicator"] for one in scan("log")] == [NAME, ADDRESS]


# Usage ------------------------------------------------------------------------------------------------------------------

def test_patterns_alone_are_looked_for_and_a_bad_one_is_named(scan, tmp_path):
    pattern = ("([domain-name:value = 'login.example.com'] FOLLOWEDBY [network-traffic:dst_ref.value = '203.0.113.77' AND "
               "network-traffic:dst_port = 8443]) WITHIN 60 SECONDS")
    (tmp_path / "dns.log").write_text('{"_path":"dns","ts":1714558800.0,"uid":"C1","id.orig_h":"192.0.2.9","id.resp_h":'
                                      '"192.0.2.53","query":"login.example.com"}\n')
    (tmp_path / "conn.log").write_text('{"_path":"conn","ts":1714558812.0,"uid":"C2","id.orig_h":"192.0.2.9","id.resp_h":'
                                       '"203.0.113.77","id.resp_p":8443}\n')
    for words, n in ((pattern, 1), (pattern.replace("60", "11"), 0), (pattern.replace("60", "sixty"), None)):
        (tmp_path / "p.json").write_text(json.dumps({"type": "bundle", "id": "bundle--4b1f2f0e-6f0c-4d0c-9a55-0d2f7a1f0b11", "objects": [
            {"type": "indicator", "spec_version": "2.1", "id": "indicator--0c1d8a52-3a57-4d0e-8b1c-5f6f0e1a2b3c",
             "created": "2023-11-01T00:00:00Z", "modified": "2023-11-01T00:00:00Z", "valid_from": "2023-11-01T00:00:00Z",
             "pattern_type": "stix", "pattern": words}]}))
        found = scan("--indicators", "p.json", "dns.log", "conn.log", own=False, code=3 if n is None else n)
        if n is None:
            assert "a number of seconds" in scan.done.err
        else:
            assert [(one["type"], one["file"], one["machine"]) for one in found] == n * [("stix-pattern", "conn.log", "192.0.2.9")]
            assert "1 STIX pattern was asked" in scan.done.err and "0 indicators" not in scan.done.err


def test_json_is_whole_or_nothing_when_nothing_can_be_read(scan, tmp_path):
    scan("not-there", form="csv", code=2)
    for arguments in (["not-there"], ["--indicators", "not-there", "."]):
        scan(*arguments, form="text", code=2)
        done = scan.done
        assert done.out == ""
        scan("--format", "json", *arguments, form="text", code=2)
        assert scan.done.out.strip() in ("", "[]")


def test_event_logs_and_unread_files_of_indicators_are_said(scan, tmp_path):
    (tmp_path / "a.evtx").write_bytes(b"ElfFile\0" + bytes(4088))
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "a.txt").write_text(INDICATORS)
    (tmp_path / "list" / "b.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n\0\1\2\n")
    assert scan("--indicators", "list", "a.evtx", own=False) == []
    assert "1 file is a Windows event log (.evtx)" in scan.done.err
    assert "1 file of no known format was passed over" in scan.done.err


def test_exit_codes(scan, yagura, tmp_path):
    (tmp_path / "clean").write_text("nothing\n")
    (tmp_path / "log").write_text(LINE)
    (tmp_path / "rubbish.txt").write_text("this is no indicator\n")
    assert scan("clean", code=0) == []
    scan("nowhere", code=2)
    assert len(scan("log", "nowhere", code=2)) == 2
    scan("--threads", "0", "log", code=2)
    scan("--confidence", "101", "log", code=2)
    scan("--resume", "x", "log", code=2)
    scan("--resume", "0:0:other", "log", code=2)
    scan("--limit", "x", "log", code=2)
    scan("--format", "xml", "log", code=2)
    scan("--group", "nowhere.yaml", "log", code=2)
    scan("--indicators", "nowhere.txt", "log", code=2)
    scan("--indicators", "rubbish.txt", "log", own=False, code=3)
    done = yagura("scan", "log", store=tmp_path / "none.db", cwd=tmp_path)
    assert done.code == 2 and "--indicators" in done.err


def test_a_reader_that_goes_away_ends_it(yagura, indicators, tmp_path):
    (tmp_path / "log").write_text(LINE * 100000)
    process = subprocess.Popen([os.fspath(PROGRAM), "scan", "--indicators", os.fspath(indicators), "--all", "--format",
                                "jsonl", "log"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
                               env=environment(HOME=tmp_path))
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=20) == 5


def test_a_packed_file_of_which_nothing_comes_out_is_unreadable(yagura, tmp_path):
    (tmp_path / "indicators.txt").write_text("203.0.113.77\n")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"hello")[:5])
    words = ["scan", "--no-findings", "--indicators", tmp_path / "indicators.txt", tmp_path / "cut.gz"]
    done = yagura(*words)
    assert done.code == 3 and "cut.gz: compressed data is damaged or cut off" in done.err
    (tmp_path / "log").write_text("from 203.0.113.77 to here\n")
    assert yagura(*words, tmp_path / "log").code == 1


def test_names_that_every_windows_has_are_filtered_and_can_be_kept(scan, tmp_path):
    """By a built-in warning list: bare names and whole keys, not paths, not keys below, not what is only like them."""
    own = ["csrss.exe", "netapi32.dll", r"HKLM\Software\Microsoft\Windows\CurrentVersion", r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\Run"]
    kept = ["csrss32.exe", "evil-loader.exe", r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run\EvilLoader"]
    rows = "".join(f'{{"type":"{"filename" if "HK" not in value else "regkey"}","category":"Artifacts dropped","to_ids":true,"value":{json.dumps(value)},'
                   f'"uuid":"5f70bf18-0860-4700-9e94-{k:012}","timestamp":"1700000000"}},' for k, value in enumerate([*own, *kept])).rstrip(",")
    (tmp_path / "event.json").write_text(f'{{"Event":{{"uuid":"5f70bf18-0860-4700-9e94-8b04aed3b821","info":"x","date":"2023-11-01","timestamp":"1700000000","Attribute":[{rows}]}}}}')
    logged = [r"C:\Windows\System32\csrss.exe", r"C:\Windows\netapi32.dll", r"HKLM\Software\Microsoft\Windows\CurrentVersion\Explorer",
              r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run\OneDrive", r"C:\x\csrss32.exe", r"C:\x\evil-loader.exe", r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run\EvilLoader"]
    (tmp_path / "log").write_text("".join(json.dumps({"Image": line}) + "\n" for line in logged))
    lines = {row["line"] for row in scan("--indicators", "event.json", "log", own=False)}
    assert lines == {5, 6, 7}
    assert "left out: 4 filtered by the warning list of names that every Windows has" in scan.done.err
    lines = {row["line"] for row in scan("--indicators", "event.json", "--windows-names", "log", own=False)}
    assert lines == {1, 2, 3, 4, 5, 6, 7} and "every Windows" not in scan.done.err


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_what_is_packed_in_packed_files_is_read(scan, tmp_path):
    line = LINE.encode()
    inner = zipped(("x.log", line), ("y.log.xz", lzma.compress(line)))
    (tmp_path / "all.tar.gz").write_bytes(gzip.compress(tarred(
        ("a.log.gz", gzip.compress(line)), ("b.log", line), ("in.zip", inner), ("nothing.gz", gzip.compress(b"")))))
    (tmp_path / "twice.gz").write_bytes(gzip.compress(gzip.compress(line)))
    found = scan("all.tar.gz", "twice.gz")
    assert {one["file"] for one in found} == {"all.tar.gz!a.log.gz", "all.tar.gz!b.log", "all.tar.gz!in.zip!x.log",
                                              "all.tar.gz!in.zip!y.log.xz", "twice.gz"}
    deep = line
    for _ in range(6):
        deep = gzip.compress(deep)
    (tmp_path / "deep.gz").write_bytes(deep)
    assert scan("deep.gz") == [] and "packed more than" in scan.done.err
    (tmp_path / "bomb.zip").write_bytes(zipped(("a.log", line), ("b.gz", gzip.compress(gzip.compress(bytes(400 << 20))))))
    found = scan("bomb.zip", code=4)
    assert {one["file"] for one in found} == {"bomb.zip!a.log"} and "expands more than" in scan.done.err


def test_a_member_that_cannot_be_read_costs_the_others_nothing(scan, tmp_path):
    line = LINE.encode()
    good = zipped(("a.log", line), ("b.log", line), ("c.log", line))
    second = good.index(b"b.log")
    flipped, locked, odd = bytearray(good), bytearray(good), bytearray(good)
    flipped[second + 5 + 3] ^= 1
    locked[second - 30 + 6] |= 1
    odd[second - 30 + 8] = 99
    rubbish = zipped(("a.log", line), ("b.log.gz", b"\x1f\x8b rubbish"), ("b.zip", b"PK\x03\x04 rubbish"), ("c.log", line))
    for name, data, word in (("flipped", flipped, "damaged"), ("locked", locked, "encrypted"), ("odd", odd, "damaged"),
                             ("rubbish", rubbish, "cannot be read")):
        (tmp_path / f"{name}.zip").write_bytes(bytes(data))
        found = scan(f"{name}.zip")
        assert {f"{name}.zip!a.log", f"{name}.zip!c.log"} <= {one["file"] for one in found}
        assert f"{name}.zip!b" in scan.done.err and word in scan.done.err


def test_zstd_with_frames_to_be_skipped(scan, tmp_path):
    packed = subprocess.run(["zstd", "-q", "-c"], input=LINE.encode(), stdout=subprocess.PIPE, check=True).stdout
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    (tmp_path / "p.zst").write_bytes(skipped + b"\x5f" + skipped[1:] + packed + skipped + packed)
    assert [one["count"] for one in scan("p.zst")] == [2, 2]
    (tmp_path / "odd.zst").write_bytes(skipped[:4] + b"\xff\xff\xff\x7f" + packed)
    scan("odd.zst", code=3)


def test_a_folder_that_cannot_be_read_costs_the_others_nothing(scan, tmp_path):
    logs = tmp_path / "logs"
    (logs / "deep").joinpath(*["d"] * 40).mkdir(parents=True)
    (logs / "a.log").write_text(LINE)
    found = scan("logs", code=4)
    assert [one["file"] for one in found] == ["logs/a.log"] * 2 and "nested more than 32 deep" in scan.done.err
    if os.geteuid() != 0:
        (logs / "private").mkdir(mode=0)
        found = scan("logs", code=5)
        assert [one["file"] for one in found] == ["logs/a.log"] * 2 and "logs/private: cannot read the folder" in scan.done.err


@pytest.mark.parametrize("form", ["plain", "gzip", "utf16"])
def test_interrupted_in_a_long_record_nothing_is_told_twice(scan, indicators, tmp_path, form):
    """The word for --resume says how far into the record the scan came, and names the file whatever its name is."""
    part = f"from {ADDRESS} " + "x" * 2000 + " "
    text = LINE * 3 + part * 30000 + "\n" + LINE * 3
    name = "odd\nname %41 \x1b[2J.log"
    data = text.encode("utf-16" if form == "utf16" else "utf-8")
    (tmp_path / name).write_bytes(gzip.compress(data, 1) if form == "gzip" else data)
    command = [os.fspath(PROGRAM), "scan", "--indicators", os.fspath(indicators), "--no-findings", "--all", "--format",
               "jsonl", "--threads", "2", name]
    with open(tmp_path / "told", "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, cwd=tmp_path, env=environment(HOME=tmp_path))
        while process.poll() is None and os.path.getsize(tmp_path / "told") < 100000:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=60)[1]
    told = (tmp_path / "told").read_bytes()
    if b"--resume" not in err:
        assert told.count(b"\n") == 30000 + 12
        pytest.skip("it was at its end before it saw the signal")
    line = [one for one in err.decode().splitlines() if "--resume" in one][-1]
    word = line.split("--resume ")[1].strip("'")
    assert "odd%0Aname %2541 %1B[2J.log" in word
    scan("--all", "--resume", word, name, code=1)
    assert told.count(b"\n") + len(scan.done.lines) == 30000 + 12, word


def test_a_piece_of_a_long_record_names_no_machine_by_half_a_word(scan, tmp_path):
    (tmp_path / "long.log").write_text(f"from {ADDRESS} x " * 200000 + "\n")
    assert {one.get("machine") for one in scan("long.log")} <= {None, "from"}


# What is said at the end -------------------------------------------------------------------------------------------------

def test_the_sum_says_what_the_rows_count(scan, tmp_path):
    (tmp_path / "log").write_text(LINE * 2 + f"2024-05-01T10:20:30Z web1 app[7]: version {ADDRESS} started\n")
    found = scan("log")
    assert sorted(one["count"] for one in found) == [2, 2]
    assert "4 sightings in 2 rows; " in scan.done.err and "1 version " in scan.done.err
    assert len(scan("--all", "log")) == 4 and "4 sightings in 4 rows; " in scan.done.err
    scan("log", env={"LANG": "ja_JP.UTF-8"})
    assert "該当 4 件 (2 行)" in scan.done.err
    pattern = f"[domain-name:value = 'www.{NAME}'] FOLLOWEDBY [ipv4-addr:value = '{ADDRESS}']"
    (tmp_path / "p.json").write_text(json.dumps(stix("x", pattern=pattern)))
    (tmp_path / "log").write_text(json.dumps({"ts": 1700000000, "query": "www." + NAME}) + "\n" + json.dumps({"ts": 1700000001, "id.resp_h": ADDRESS}) + "\n")
    found = scan("--indicators", "p.json", "log", own=False)
    assert [one["count"] for one in found] == [1] and "1 sighting in 1 row; " in scan.done.err


def test_false_alarms_are_in_no_sum_but_their_own(yagura, scan, indicators, tmp_path):
    (tmp_path / "log").write_text(LINE * 3)
    scan("log", keep=True)
    row = [one for one in yagura("findings", "list", "--format", "jsonl").lines if ADDRESS in json.dumps(one)][0]
    assert yagura("findings", "set", "false-alarm", row["id"]).code == 0
    assert [one["count"] for one in scan("log", keep=True)] == [3]
    assert "3 sightings in 1 row; " in scan.done.err and "3 sightings are recorded and not shown" in scan.done.err


@pytest.mark.parametrize("follow", [[], ["--follow"]])
def test_resuming_beyond_the_end_reads_nothing_and_says_so(follow, scan, tmp_path):
    (tmp_path / "a.log").write_text(LINE)
    (tmp_path / "b.log").write_text(LINE)
    assert scan("--resume", "99999999:5:a.log", *follow, "a.log", code=3) == []
    assert "a.log: is shorter than where --resume wants to go on" in scan.done.err
    if not follow:
        assert {one["file"] for one in scan("--resume", "99999999:5:a.log", "a.log", "b.log")} == {"b.log"}
        assert "1 file could not be read" in scan.done.err


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_without_a_sighting_is_not_clean(number, status, live, tmp_path):
    (tmp_path / "a.log").write_text("x\n")
    os.mkfifo(tmp_path / "b.log")
    run = live("a.log", "b.log")
    with (tmp_path / "b.log").open("w") as pipe:
        pipe.write("x\n")
        pipe.flush()
        time.sleep(0.5)
        assert run.stop(number)[0] == []
    assert run.process.returncode == status
    run = live("--follow", "a.log")
    time.sleep(0.5)
    assert run.stop(number)[0] == [] and run.process.returncode == 0


def test_tlp_white_is_clear(scan, tmp_path):
    rows = "value,tlp\n" + f"{ADDRESS},clear\n{NAME},green\n"
    (tmp_path / "list.csv").write_text(rows)
    (tmp_path / "log").write_text(LINE)
    for word in ("clear", "white"):
        assert [one["indicator"] for one in scan("--tlp", word, "--indicators", "list.csv", "log", own=False)] == [ADDRESS]


def test_a_list_of_which_all_is_left_out_says_why(scan, tmp_path):
    (tmp_path / "log").write_text(LINE)
    (tmp_path / "empty.txt").write_text("d41d8cd98f00b204e9800998ecf8427e\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n")
    scan("--indicators", "empty.txt", "log", own=False, code=3)
    assert "left out: 2 digests of empty data" in scan.done.err and "was read" not in scan.done.err
    (tmp_path / "bad.txt").write_text(f"{ADDRESS}\n" * 100 + "".join(f"this is no indicator {n}\n" for n in range(30)))
    scan("--indicators", "bad.txt", "log", own=False)
    assert scan.done.err.count("bad.txt: byte ") == 3 and "and 27 more rows of indicators that could not be read" in scan.done.err
