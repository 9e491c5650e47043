"""Findings of indicators: what `yagura scan` puts in, counted again here from the records that the test itself wrote; what a
person decides about it; and exports. Names and addresses are those of documentation (RFC 2606, 5737, 3849)."""
import base64
import csv
import datetime
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import uuid
import zipfile

import jsonschema
import pytest
from conftest import ROOT, Yagura, bundle, schema, stix_id, stix_object, write

GROUP = """yagura-group: 1
group: "Aoba (fictitious)"
source: {name: "aoba map", publisher: "test", licence: "CC0-1.0"}
organisations:
  - id: aoba
    names: {en: "Aoba Motors", ja: "青葉自動車"}
    kind: parent
    country: "JP"
    domains: [aoba.example]
    networks: ["192.0.2.0/28"]
  - id: midori
    names: {en: "Midori Parts", ja: "緑部品"}
    kind: subsidiary
    country: "JP"
    domains: [midori.example]
    networks: ["192.0.2.16/28"]
    parents:
      - {id: aoba, relation: subsidiary-of, share: 100, since: "2015", until: "2024-05-10"}
  - id: kaze
    names: {en: "Kaze Drive"}
    kind: parent
    country: "DE"
    networks: ["192.0.2.32/28"]
"""
CLAIMS = """yagura-claims: 1
source: {name: "Actor list", publisher: "test", licence: "CC0-1.0"}
claims:
  - subject: {type: intrusion-set, name: "Blue Heron"}
    predicate: sponsored-by
    object: {type: location, name: "VN"}
    asserted-by: "Example CERT"
    how-known: assessed-by-analyst
"""
DIGEST = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
PATTERN = "[network-traffic:dst_ref.value = '198.51.100.9' AND network-traffic:dst_port = 4444]"
HERON = [("ip-dst", "203.0.113.77"), ("domain", "evil.example.org"), ("url", "http://drop.example.net/get/x?a=1&b='2"), ("sha256", DIGEST)]
NOBODY = [("hostname", "c2.example.com"), ("email-src", "phisher@post.example.org"), ("regkey", "HKLM\\Software\\Evil\\Run"),
          ("filename", "dropper-x7.exe"), ("ip-dst", "2001:db8:bad::1"), ("ip-dst", "198.51.100.64/26")]


def event(number, values, tags):
    attributes = [{"type": kind, "value": value, "to_ids": True, "category": "Network activity",
                   "uuid": f"00000000-0000-4000-8000-{number:06d}{n:06d}"} for n, (kind, value) in enumerate(values)]
    return {"Event": {"uuid": f"5a5a5a5a-0000-4000-8000-{number:012d}", "info": f"Operation {number}", "date": "2024-01-02",
                      "Orgc": {"name": "Example CERT"}, "Tag": [{"name": tag} for tag in tags], "Attribute": attributes}}


# (time, machine, indicator, what stands in the record, role in zeek)
SEEN = [
    ("2024-05-01T10:00:00", "192.0.2.3", "203.0.113.77", "203.0.113.77", "id.resp_h"),
    ("2024-05-01T11:00:00", "192.0.2.3", "203.0.113.77", "203.0.113.77", "id.resp_h"),
    ("2024-05-02T10:00:00", "192.0.2.20", "203.0.113.77", "203.0.113.77", "id.resp_h"),
    ("2024-05-20T10:00:00", "192.0.2.20", "203.0.113.77", "203.0.113.77", "id.resp_h"),  # Midori has left the group
    ("2024-05-02T12:00:00", "192.0.2.33", "evil.example.org", "www.evil.example.org", "query"),
    ("2024-05-02T12:00:01", "192.0.2.34", "evil.example.org", "EVIL.example.org", "query"),
    ("2024-05-03T12:00:00", "192.0.2.4", "c2.example.com", "c2.example.com", "query"),
    ("2024-05-03T12:00:00", "192.0.2.4", "2001:db8:bad::1", "2001:db8:bad:0::1", "id.resp_h"),
    ("2024-05-03T12:00:00", "192.0.2.5", "198.51.100.64/26", "198.51.100.70", "id.resp_h"),
    ("2024-05-03T12:00:00", "192.0.2.21", DIGEST, DIGEST.upper(), "sha256"),
    ("2024-05-03T12:00:00", "192.0.2.21", "phisher@post.example.org", "phisher@post.example.org", "from"),
    ("2024-05-03T12:00:00", "192.0.2.21", "HKEY_LOCAL_MACHINE\\Software\\Evil\\Run", "HKLM\\Software\\Evil\\Run", "key"),
    ("2024-05-03T12:00:00", "192.0.2.21", "dropper-x7.exe", "C:\\Users\\x\\dropper-x7.exe", "image"),
    ("2024-05-04T12:00:00", "198.18.0.9", "c2.example.com", "c2.example.com", "query"),  # nobody's machine
]
BY_URL = ("2024-05-04T12:00:00", "192.0.2.33", "http://drop.example.net/get/x?a=1&b='2")
BY_PATTERN = ("2024-05-05T12:00:00", "192.0.2.3", PATTERN)
PLACES = {range(0, 16): "Aoba Motors", range(16, 32): "Midori Parts", range(32, 48): "Kaze Drive"}
ACTOR = {value: "Blue Heron" for _, value in HERON}


def seconds(time):
    return int(datetime.datetime.fromisoformat(time + "+00:00").timestamp())


def record(time, machine, value, field, **more):
    return json.dumps({"_path": "log", "ts": seconds(time), "id.orig_h": machine, "id.orig_p": 5000, field: value, **more},
                      separators=(",", ":")) + "\n"


def write_log(path, seen=SEEN, more=True):
    lines = [record(time, machine, value, field) for time, machine, _, value, field in seen]
    if more:
        lines.append(record(BY_URL[0], BY_URL[1], "drop.example.net", "host", _path="http", uri="/get/x?a=1&b='2"))
        lines.append(record(BY_PATTERN[0], BY_PATTERN[1], "198.51.100.9", "id.resp_h", _path="conn", **{"id.resp_p": 4444}))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def place(machine):
    head, last = machine.rsplit(".", 1)
    return next((name for numbers, name in PLACES.items() if head == "192.0.2" and int(last) in numbers), None)


def truth(where=None):
    """(indicator, actor, organisation, machine, day) of every sighting."""
    rows = [(row[2], row[1], row[0]) for row in SEEN] + [(BY_URL[2], *BY_URL[1::-1]), (BY_PATTERN[2], *BY_PATTERN[1::-1])]
    found = [(value, ACTOR.get(value, ""), place(machine), machine, time[:10]) for value, machine, time in rows]
    return [row for row in found if where is None or where(*row)]


def in_aoba(value, actor, organisation, machine, day):
    """Midori belonged to it until 2024-05-10, inclusive."""
    return organisation == "Aoba Motors" or (organisation == "Midori Parts" and day <= "2024-05-10")


def sums(rows, column):
    """{key: (indicators, sightings, machines, first day, last day)}"""
    keys = {row[column] for row in rows}
    return {key: (len({row[:2] for row in rows if row[column] == key}), sum(row[column] == key for row in rows),
                  len({row[3] for row in rows if row[column] == key}), min(row[4] for row in rows if row[column] == key),
                  max(row[4] for row in rows if row[column] == key)) for key in keys}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A store in which one scan put sixteen sightings."""
    folder = tmp_path_factory.mktemp("base")
    program = Yagura(folder / "store.db", folder)
    write(folder / "heron.json", event(1, HERON, ['misp-galaxy:threat-actor="Blue Heron"', "tlp:amber"]))
    write(folder / "nobody.json", event(2, NOBODY, ["tlp:clear"]))
    write(folder / "actors.json", bundle(stix_object(1, name="Blue Heron", aliases=["Blue Heron", "Aogiri"], created="2020-01-01T00:00:00.000Z",
                                                     modified="2020-01-01T00:00:00.000Z"),
                                         {"type": "indicator", "spec_version": "2.1", "id": stix_id("indicator", 2), "pattern": PATTERN,
                                          "pattern_type": "stix", "valid_from": "2020-01-01T00:00:00Z", "created": "2020-01-01T00:00:00Z",
                                          "modified": "2020-01-01T00:00:00Z", "confidence": 80, "name": "Rare port"}))
    (folder / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    (folder / "group.yaml").write_text(GROUP, encoding="utf-8")
    for name in ("actors.json", "claims.yaml", "heron.json", "nobody.json"):
        done = program("import", name, cwd=folder)
        assert done.code == 0, done
    assert program("group", "load", folder / "group.yaml").code == 0
    done = program("scan", write_log(folder / "conn.log").name, cwd=folder)
    assert done.code == 1, done
    return program


@pytest.fixture
def tower(base, tmp_path):
    """A copy of it."""
    for path in base.home.glob("store.db*"):
        shutil.copy(path, tmp_path)
    yield Yagura(tmp_path / "store.db", tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


def listed(program, *options):
    return {(f["value"], f.get("actor", "")): f for f in program("findings", "--kind", "indicator", *options, "--format", "jsonl").lines}


def states(program):
    return {f["name"]: f["state"] for f in listed(program).values()}


# List -----------------------------------------------------------------------------------------------------------------

def test_list__every_sighting__as_the_log_has_it(base):
    found = listed(base)
    assert set(found) == {row[:2] for row in truth()}
    for key, one in found.items():
        rows = [row for row in truth() if row[:2] == key]
        assert one["count"] == len(rows) and one["machines"] == len({row[3] for row in rows}), one
        assert one["days"] == len({row[4] for row in rows})
        assert {o["name"] for o in one["organisations"]} == {row[2] for row in rows} - {None}
        assert (one["first_seen"][:10], one["last_seen"][:10]) == (min(row[4] for row in rows), max(row[4] for row in rows))
        last, line = max((row[0], number) for number, row in enumerate([*SEEN, BY_URL, BY_PATTERN], 1) if row[2] == key[0])
        row = [*SEEN, BY_URL, BY_PATTERN][line - 1]
        assert (one["last_seen"], one["machine"], one["file"], one["line"]) == (last + "Z", row[1], "conn.log", line)
        if len(row) == 5:
            assert (one["field"], one["record_kind"]) == (row[4], "log") and one["role"]
            seen = one["seen"].replace("\\\\", "\\")  # as it stands in the record
            assert seen and row[3].endswith(seen)
        assert one["name"] == one["value"] and not set(one) & {"brand", "kind", "score", "token", "host", "span", "distance", "signs"}
        schema("finding").validate(one)
        assert set(one) <= set(schema("finding").schema["properties"])
    one = found["203.0.113.77", "Blue Heron"]
    assert one["actor"] == "Blue Heron" and one["actor_country"] == "VN" and one["tlp"] == "amber" and one["indicator_type"] == "ipv4-addr"
    assert one["actor_id"] == stix_id("intrusion-set", 1) and "Example CERT" in one["actor_source"]
    assert one["country_source"] in ("Actor list", "Example CERT") and one["source"].startswith("Example CERT")
    assert found[PATTERN, ""]["confidence"] == 80


def test_list__text__one_table_and_both_kinds(tower):
    text = tower("findings").out
    head, *rows = text.splitlines()
    assert head.split() == ["STATE", "INDICATOR", "TYPE", "ACTOR", "WHERE", "SEEN", "MACHINES", "FIRST", "LAST"]
    row = next(row for row in rows if "203.0.113.77" in row)
    assert re.fullmatch(r"new +203\.0\.113\.77 +ipv4-addr +Blue Heron +Aoba Motors, Midori Parts +4 +2 +2024-05-01 +2024-05-20", row)
    assert rows[-1] == f"{len({row[:2] for row in truth()})} findings"
    japanese = tower("--lang", "ja", "findings").out
    assert "インジケーター" in japanese.splitlines()[0] and "青葉自動車、緑部品" in japanese
    hosts = tower.home / "hosts.txt"
    hosts.write_text("login.aoba.co.jp.x7k2q.example\naoba-motors-login.example\n")
    assert tower("names", "scan", "--threshold", "-5", hosts).code == 1
    both = tower("findings").out
    names, sights = both.split("\n\n")
    assert "IMITATES" in names and "x7k2q.example" in names and "INDICATOR" in sights and "x7k2q" not in sights
    assert "203.0.113.77" in sights and both.endswith(" findings\n")
    assert "IMITATES" not in tower("findings", "--kind", "indicator").out
    rows = list(csv.DictReader(io.StringIO(tower("findings", "--format", "csv").out, newline="")))
    assert {row["type"] for row in rows} == {"name", "indicator"}
    one = next(row for row in rows if row["name"] == "203.0.113.77")
    assert (one["count"], one["machines"], one["days"], one["tlp"], one["actor_country"]) == ("4", "2", "3", "amber", "VN")
    assert len(one["organisations"].split()) == 2
    assert (one["actor"], one["machine"], one["role"], one["field"], one["seen"], one["line"], one["last_seen"]) == (
        "Blue Heron", "192.0.2.20", "destination", "id.resp_h", "203.0.113.77", "4", "2024-05-20T10:00:00Z")
    assert one["score"] == one["brand"] == one["host"] == one["kind"] == one["distance"] == ""
    assert all(row["count"] == "" for row in rows if row["type"] == "name")


@pytest.mark.parametrize("options, where", [
    ([], None),
    (["--organisation", "Aoba Motors"], in_aoba),
    (["--organisation", "midori"], lambda v, a, o, m, d: o == "Midori Parts"),
    (["--since", "2024-05-03"], lambda v, a, o, m, d: d >= "2024-05-03"),
    (["--actor", "blue-HERON"], lambda v, a, o, m, d: a),
    (["--actor", "Aogiri", "--organisation", "Kaze Drive"], lambda v, a, o, m, d: a and o == "Kaze Drive"),
], ids=["all", "group", "member", "since", "actor", "alias"])
def test_filters__rows_and_sums__counted_from_the_log(base, options, where):
    rows = truth(where)
    found = listed(base, *options)
    assert {key: f["count"] for key, f in found.items()} == {key: n for key, (_, n, *_) in
                                                              sums([(row[:2], *row[1:]) for row in rows], 0).items()}
    for by, column in (("actor", 1), ("organisation", 2), ("day", 4)):
        told = base("findings", "list", "--by", by, *options, "--format", "jsonl").lines
        want = sums(rows, column)
        assert {one[by] or (None if by == "organisation" else ""):
                (one["indicators"], one["count"], one["machines"], one["first_seen"][:10], one["last_seen"][:10])
                for one in told} == want, by
        keys = [one["count"] for one in told] if by != "day" else [one["day"] for one in told]
        assert keys == sorted(keys, reverse=by != "day")


def test_sums__forms(base):
    for by in ("actor", "organisation", "day"):
        lines = base("findings", "--by", by, "--format", "jsonl").lines
        assert base("findings", "--by", by, "--format", "json").json == lines
        rows = list(csv.DictReader(io.StringIO(base("findings", "--by", by, "--format", "csv").out, newline="")))
        assert [int(row["count"]) for row in rows] == [one["count"] for one in lines]
        assert [row[by] for row in rows] == [one[by] or "" for one in lines]
        text = base("findings", "--by", by).out.splitlines()
        assert len(text) == 1 + len(lines) and text[0].split()[:3] == [by.upper(), "INDICATORS", "SEEN"]
        for one in lines:
            jsonschema.validate(one, json.loads((ROOT / "docs" / "schemas" / "finding-sum.schema.json").read_text()))
    assert "不明" in base("--lang", "ja", "findings", "--by", "organisation").out
    assert len(base("findings", "--by", "day", "--limit", "1", "--format", "jsonl").lines) == 1


def test_sums__states(tower):
    assert tower("findings", "close", "203.0.113.77").code == 0
    told = {one["actor"]: one["count"] for one in tower("findings", "--by", "actor", "--state", "new", "--format", "jsonl").lines}
    assert told["Blue Heron"] == sum(bool(row[1]) and row[0] != "203.0.113.77" for row in truth())


def test_wrong_words__named_and_mended(base):
    for options, message in ((["--actor", "Blue Hern"], 'did you mean "Blue Heron"?'), (["--actor", "zzzz"], "Blue Heron (4)"),
                             (["--organisation", "Midori Part"], 'did you mean "Midori Parts"?'),
                             (["--kind", "name", "--actor", "Blue Heron"], "of indicators"), (["--kind", "indicator", "--brand", "x"], "--actor"),
                             (["--kind", "name", "--by", "day"], "not names"), (["--by", "week"], "week"), (["--state", "open"], "acknowledged"),
                             (["lst"], "did you mean `yagura findings list`?"), (["zzzzzzz"], "none of list, show")):
        done = base("findings", *options)
        assert done.code == 2 and message in done.err, (options, done.err)


def test_scan__csv__has_what_jsonl_has(tower):
    log = write_log(tower.home / "conn.log")
    lines = tower("scan", log, "--format", "jsonl").lines
    rows = list(csv.DictReader(io.StringIO(tower("scan", log, "--format", "csv").out, newline="")))
    for key in ("placed_mark", "actor_id", "organisation_key", "organisation_id", "placed_by", "machine"):
        assert [row[key] for row in rows] == [line.get(key, "") for line in lines], key
        assert any(key in line for line in lines), key


# Show -----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("word", ["203.0.113[.]77", "hxxp://drop[.]example[.]net/get/x?a=1&b='2", "WWW.evil[.]example.org", DIGEST.upper(),
                                  "hklm\\software\\evil\\run", "HKLM\\Software\\Evil\\Run", PATTERN, "phisher[at]post.example.org",
                                  "2001:db8:bad:0:0::1", "198.51.100.64/26", "dropper-x7.exe"])
def test_show__defanged_or_in_another_form(base, word):
    done = base("findings", "show", word, "--format", "json")
    if word.startswith("hklm") or word.startswith("WWW"):
        assert done.code == 2, "a key is compared as it is written, and a name below a domain is another name"
        return
    (one,) = done.json
    assert one["sightings"] and sum(s["count"] for s in one["sightings"]) == one["count"]
    schema("finding").validate(one)


def test_show__text_and_json(base):
    text = base("findings", "show", "203.0.113.77").out
    for piece in ("actor       Blue Heron", "sponsor     Vietnam, says", "TLP:AMBER", "4 times on 2 machines, 2024-05-01 to 2024-05-20",
                  "Aoba Motors, Midori Parts", "2024-05-01T10:00:00Z – 2024-05-01T11:00:00Z  Aoba Motors  192.0.2.3  destination (id.resp_h)  conn.log:1  x2",
                  "2024-05-02T10:00:00Z  Midori Parts  192.0.2.20", "new (by scan)"):
        assert piece in text, piece
    japanese = base("--lang", "ja", "findings", "show", "203.0.113.77").out
    assert "ベトナム" in japanese and "青葉自動車" in japanese and "«" not in japanese
    (one,) = base("findings", "show", "203.0.113.77", "--format", "json").json
    assert [(s["day"], s["organisation"]["name"], s["machine"], s["count"], s["line"]) for s in one["sightings"]] == [
        ("2024-05-20", "Midori Parts", "192.0.2.20", 1, 4), ("2024-05-02", "Midori Parts", "192.0.2.20", 1, 3),
        ("2024-05-01", "Aoba Motors", "192.0.2.3", 2, 1)]
    assert base("findings", "show", one["id"][9:20], "--format", "json").json == [one]
    seen = {f["name"] for f in base("findings", "show", "192.0.2.21", "--format", "json").json}
    assert seen == {row[0] for row in truth() if row[3] == "192.0.2.21"}, "a machine gives what was seen on it"


# Decisions ------------------------------------------------------------------------------------------------------------

def test_ack_and_close__with_note_and_history(tower):
    done = tower("findings", "ack", "203.0.113[.]77", "hxxp://drop[.]example[.]net/get/x?a=1&b='2", "--note", "ticket 7")
    assert done.code == 0 and "acknowledged, was new" in done.err
    assert {name for name, state in states(tower).items() if state == "acknowledged"} == {"203.0.113.77", BY_URL[2]}
    assert tower("findings", "close", listed(tower)["203.0.113.77", "Blue Heron"]["id"][9:17], "--note", "cleaned").code == 0
    (one,) = tower("findings", "show", "203.0.113.77", "--format", "json").json
    assert [(h["state"], h["by"], h.get("note")) for h in one["history"]] == [
        ("new", "scan", None), ("acknowledged", "person", "ticket 7"), ("closed", "person", "cleaned")]
    for words in (["ack"], ["close"], ["ack", "192.0.2.3"], ["ack", "203.0.113.77", "nobody.example"],
                  ["ack", "203.0.113.77", "--actor", "Blue Heron"], ["list", "x"]):
        assert tower("findings", *words).code == 2, words
    assert states(tower)["203.0.113.77"] == "closed", "one word wrong: nothing is set"


def test_ack__all_that_match__only_with_yes(tower):
    done = tower("findings", "ack", "--actor", "aogiri")
    assert done.code == 2 and "4 findings would become acknowledged" in done.err and "--yes" in done.err
    assert set(states(tower).values()) == {"new"}
    tower("findings", "set", "false-alarm", DIGEST)
    done = tower("findings", "ack", "--actor", "aogiri", "--yes", "--note", "one case")
    assert done.code == 0 and "3 findings: acknowledged" in done.err
    told = states(tower)
    assert told[DIGEST] == "false-alarm" and told["c2.example.com"] == "new"
    assert sum(state == "acknowledged" for state in told.values()) == 3
    rows = [row for row in truth() if row[0] != DIGEST]
    seen = {row[0] for row in rows if row[2] == "Midori Parts"}
    only = {value for value in seen if all(row[2] == "Midori Parts" for row in rows if row[0] == value)}
    assert only and seen - only, "both kinds are there"
    assert "without those that were seen elsewhere, too (--everywhere)" in tower("findings", "close", "--organisation", "midori").err
    done = tower("findings", "close", "--organisation", "midori", "--yes")
    assert f"{len(only)} finding" in done.err and f"{len(seen - only)} more finding was seen elsewhere, too" in done.err
    assert {name for name, state in states(tower).items() if state == "closed"} == only
    done = tower("findings", "close", "--organisation", "midori", "--yes", "--everywhere")
    assert f"{len(seen - only)} finding" in done.err and "elsewhere" not in done.err
    assert {name for name, state in states(tower).items() if state == "closed"} == seen
    assert "0 findings" in tower("findings", "close", "--organisation", "midori", "--yes").err


def test_closed__seen_later__new_again(tower):
    def rescan(time):
        return tower("scan", write_log(tower.home / "later.log", [(time, *SEEN[0][1:])], more=False))
    assert tower("findings", "close", "203.0.113.77", "evil.example.org").code == 0
    tower("findings", "ack", "c2.example.com")
    assert "1 back" not in rescan("2024-06-01T00:00:00").err and states(tower)["203.0.113.77"] == "closed", "seen before it was closed"
    with sqlite3.connect(tower.store) as db:
        db.execute("UPDATE finding SET state_us = ? WHERE state = 'closed'", (seconds("2024-06-01T12:00:00") * 1_000_000,))
    db.close()
    rescan("2024-06-01T11:59:59")
    assert states(tower)["203.0.113.77"] == "closed", "before that moment"
    assert "1 back" in rescan("2024-06-01T12:00:01").err, "later on the same day"
    told = states(tower)
    assert (told["203.0.113.77"], told["evil.example.org"], told["c2.example.com"]) == ("new", "closed", "acknowledged")
    (one,) = tower("findings", "show", "203.0.113.77", "--format", "json").json
    assert one["history"][-1]["note"] == "was closed, and was seen again" and one["history"][-1]["by"] == "scan"


def test_closed__scanned_again__stays_closed(tower):
    """Also what a clock that is ahead says: closing it undoes no known sighting."""
    ahead = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%S")
    log = write_log(tower.home / "ahead.log", [(ahead, *SEEN[0][1:])], more=False)
    undated = tower.home / "undated.log"
    undated.write_text('{"_path":"log","id.orig_h":"192.0.2.3","id.resp_h":"203.0.113.77"}\n', encoding="utf-8")
    assert tower("scan", log, undated).code == 1
    assert tower("findings", "close", "203.0.113.77").code == 0
    assert "1 back" not in tower("scan", log, undated).err
    assert states(tower)["203.0.113.77"] == "closed"


@pytest.mark.parametrize("machine, back", [("192.0.2.40", True), ("192.0.2.4", False), ("198.18.0.7", True), ("192.0.2.21", False)])
def test_closed__earlier_sighting_elsewhere__new_again(tower, machine, back):
    """Seen at Aoba and Midori before; a machine of theirs is nothing new, one of Kaze is, and so is one of nobody."""
    assert tower("findings", "close", "203.0.113.77").code == 0
    log = write_log(tower.home / "elsewhere.log", [("2024-04-01T00:00:00", machine, *SEEN[0][2:])], more=False)
    assert ("1 back" in tower("scan", log).err) is back
    assert states(tower)["203.0.113.77"] == ("new" if back else "closed")
    if back:
        (one,) = tower("findings", "show", "203.0.113.77", "--format", "json").json
        assert one["history"][-1]["note"] == "was closed, and was seen where it was not before"
        assert tower("findings", "close", "203.0.113.77").code == 0
        assert "1 back" not in tower("scan", log).err, "no more than once"
    tower("findings", "set", "false-alarm", "203.0.113.77")
    other = write_log(tower.home / "other.log", [("2024-04-01T00:00:00", "198.18.0.99", *SEEN[0][2:])], more=False)
    tower("scan", other)
    assert states(tower)["203.0.113.77"] == "false-alarm"


def test_false_alarm__recorded_counted_and_not_printed(tower):
    log = write_log(tower.home / "again.log", [(time.replace("2024", "2023"), *rest) for time, *rest in SEEN])
    done = tower("findings", "set", "false-alarm", "203.0.113.77", "--note", "our own sensor")
    assert "scans count it, and show it no more" in done.err
    done = tower("scan", log, "--format", "jsonl")
    assert done.code == 1 and "203.0.113.77" not in done.out and "evil.example.org" in done.out
    assert "(1 of them false alarms, 0 back)" in done.err and "4 sightings are recorded and not shown" in done.err
    assert listed(tower)["203.0.113.77", "Blue Heron"]["count"] == 8, "a second file counts"
    only = write_log(tower.home / "only.log", SEEN[:2], more=False)
    assert tower("scan", only).code == 0, "nothing is left to tell"
    assert "203.0.113.77" not in tower("findings", "allow").out, "no name that name scans leave out"
    assert "scans show it again" in tower("findings", "set", "new", "203.0.113.77").err
    assert tower("scan", only).code == 1


# The same content under other names ----------------------------------------------------------------------------------

def counts(program):
    return {key: f["count"] for key, f in listed(program).items()}


def test_same_content__any_path_or_packing__counts_once(tower):
    before = counts(tower)
    other = tower.home / "elsewhere"
    other.mkdir()
    log = write_log(tower.home / "conn.log")
    shutil.copy(log, other / "conn.log.1")
    (other / "conn.log.2.gz").write_bytes(gzip.compress(log.read_bytes()))
    (other / "link.log").symlink_to(log)
    with zipfile.ZipFile(other / "logs.zip", "w") as packed:
        packed.write(log, "a/conn.log")
    for path in (log, "./conn.log", other / "conn.log.1", other / "conn.log.2.gz", other / "link.log", other / "logs.zip"):
        assert tower("scan", path, cwd=tower.home).code == 1
        assert counts(tower) == before, path
    (one,) = tower("findings", "show", "evil.example.org", "--format", "json").json
    assert {row["file"] for row in one["sightings"]} == {str(other / "logs.zip") + "!a/conn.log"}, "where it was last"


def test_same_content__twice_in_one_scan__counts_once(base, tmp_path):
    program = Yagura(tmp_path / "store.db", tmp_path)
    for name in ("actors.json", "claims.yaml", "heron.json", "nobody.json"):
        program("import", base.home / name)
    program("group", "load", base.home / "group.yaml")
    log = write_log(tmp_path / "conn.log")
    shutil.copy(log, tmp_path / "copy.log")
    short = write_log(tmp_path / "short.log", [("2024-07-01T00:00:00", *SEEN[0][1:])], more=False)
    assert program("scan", log, tmp_path / "copy.log", "./conn.log", short, "./short.log", cwd=tmp_path).code == 1
    want = counts(base)
    want["203.0.113.77", "Blue Heron"] += 1
    assert counts(program) == want


def test_grown_log__counts_what_is_new(tower):
    log = tower.home / "grows.log"
    lines = [record(f"2024-08-01T00:{n:02}:00", "192.0.2.7", "203.0.113.77", "id.resp_h") for n in range(40)]
    before = counts(tower)["203.0.113.77", "Blue Heron"]
    for n in (2, 3, 20, 40, 40):  # two lines are too short for a fingerprint
        log.write_text("".join(lines[:n]), encoding="utf-8")
        tower("scan", log)
        assert counts(tower)["203.0.113.77", "Blue Heron"] == before + n
    log.rename(tower.home / "grows.log.1")
    log.write_text("".join(lines[20:]).replace("192.0.2.7", "192.0.2.8"), encoding="utf-8")
    tower("scan", log, tower.home / "grows.log.1")
    assert counts(tower)["203.0.113.77", "Blue Heron"] == before + 60, "another log at the old path"


def test_long_heading__files_of_one_kind__count_each(tower):
    head = ",".join(["time", "machine", "query", *(f"an unused column {n}" for n in range(80))]) + "\n"
    before = counts(tower)["c2.example.com", ""]
    for name in ("a.csv", "b.csv"):
        rows = [f"2024-09-01T00:{n:02}:00Z,{name}{n},c2.example.com" + "," * 80 + "\n" for n in range(10)]
        (tower.home / name).write_text(head + "".join(rows), encoding="utf-8")
    tower("scan", tower.home / "a.csv", tower.home / "b.csv")
    assert counts(tower)["c2.example.com", ""] == before + 20


def test_store_of_version_5__rows_go_on_under_the_content(tower):
    with sqlite3.connect(tower.store) as db:
        db.execute("UPDATE sighting SET file = path")
        db.execute("ALTER TABLE sighting DROP COLUMN path")
        db.execute("PRAGMA user_version = 5")
    db.close()
    log = write_log(tower.home / "conn.log")
    tower("scan", "conn.log", cwd=tower.home)
    shutil.copy(log, tower.home / "copy.log")
    tower("scan", "copy.log", cwd=tower.home)
    assert sum(counts(tower).values()) == len(truth())


# Exports --------------------------------------------------------------------------------------------------------------

SCO_NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
CONTRIBUTES = {"domain-name": ["value"], "ipv4-addr": ["value"], "ipv6-addr": ["value"], "url": ["value"], "email-addr": ["value"],
               "file": ["hashes", "name"], "windows-registry-key": ["key"]}


def exported(program, form, *options):
    done = program("findings", "export", "--format", form, *options)
    assert done.code == 0, done.err
    return done


def test_export__stix__sightings_observed_data_actor_and_marking(tower):
    objects = json.loads(exported(tower, "stix").out)["objects"]
    known = {o["id"]: o for o in objects}
    assert len(known) == len(objects)
    for o in objects:
        for key, value in o.items():
            for reference in value if key.endswith("_refs") else [value] if key.endswith("_ref") else []:
                assert reference in known, (o["id"], key)
        if o["type"] in CONTRIBUTES:
            members = {key: o[key] for key in CONTRIBUTES[o["type"]] if key in o}
            name = json.dumps(members, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            assert o["id"] == f"{o['type']}--{uuid.uuid5(SCO_NAMESPACE, name)}", "the id that every program gives to it"
    indicators = {o["name"]: o for o in objects if o["type"] == "indicator"}
    assert {name: o["pattern"] for name, o in indicators.items()} == {
        "203.0.113.77": "[ipv4-addr:value = '203.0.113.77']", "evil.example.org": "[domain-name:value = 'evil.example.org']",
        BY_URL[2]: "[url:value = 'http://drop.example.net/get/x?a=1&b=\\'2']", DIGEST: f"[file:hashes.'SHA-256' = '{DIGEST}']",
        "c2.example.com": "[domain-name:value = 'c2.example.com']", "phisher@post.example.org": "[email-addr:value = 'phisher@post.example.org']",
        "HKEY_LOCAL_MACHINE\\Software\\Evil\\Run": "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\Evil\\\\Run']",
        "dropper-x7.exe": "[file:name = 'dropper-x7.exe']", "2001:db8:bad::1": "[ipv6-addr:value = '2001:db8:bad::1']",
        "198.51.100.64/26": "[ipv4-addr:value ISSUBSET '198.51.100.64/26']", PATTERN: PATTERN}
    told = {}
    for o in objects:
        if o["type"] == "sighting":
            where = known[o["where_sighted_refs"][0]]["name"] if "where_sighted_refs" in o else None
            observed = known[o["observed_data_refs"][0]] if "observed_data_refs" in o else None
            told[known[o["sighting_of_ref"]]["name"], where] = (o["count"], o["first_seen"][:10], o["last_seen"][:10])
            assert observed is None or observed["number_observed"] == o["count"]
    want = {}
    for value, _, organisation, _, day in truth():
        n, first, last = want.get((value, organisation), (0, day, day))
        want[value, organisation] = (n + 1, min(first, day), max(last, day))
    assert told == want
    assert {o["value"] for o in objects if o["type"] == "domain-name"} == {"www.evil.example.org", "evil.example.org", "c2.example.com"}
    assert {o["value"] for o in objects if o["type"] == "ipv4-addr"} == {"203.0.113.77", "198.51.100.70"} | {row[3] for row in truth()}, \
        "of a network the address, and the machines"
    machines = {}
    for value, _, organisation, machine, _ in truth():
        machines.setdefault((value, organisation), set()).add(machine)
    for o in objects:
        if o["type"] == "sighting":
            where = known[o["where_sighted_refs"][0]]["name"] if "where_sighted_refs" in o else None
            refs = [known[ref] for ref in known[o["observed_data_refs"][0]]["object_refs"]]
            assert {ref["value"] for ref in refs if ref["type"] == "ipv4-addr"} >= machines[known[o["sighting_of_ref"]]["name"], where]
            assert len(refs) > len(machines[known[o["sighting_of_ref"]]["name"], where]) or known[o["sighting_of_ref"]]["name"] == PATTERN
    relations = [(known[o["source_ref"]]["name"], known[o["target_ref"]]["name"], o["description"]) for o in objects
                 if o["type"] == "relationship" and o["relationship_type"] == "indicates"]
    assert {(source, target) for source, target, _ in relations} == {(value, "Blue Heron") for _, value in HERON}
    assert all("VN" in description for *_, description in relations)
    assert known[stix_id("intrusion-set", 1)]["type"] == "intrusion-set", "the store's own object"
    amber, clear = (f"marking-definition--{number}" for number in ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "94868c89-83c2-464b-929b-a1a8aa3c8487"))
    assert indicators["203.0.113.77"]["object_marking_refs"] == [amber] and indicators["c2.example.com"]["object_marking_refs"] == [clear]
    assert "object_marking_refs" not in indicators[PATTERN] and indicators[PATTERN]["confidence"] == 80
    path = tower.home / "bundle.json"
    assert exported(tower, "stix", "-o", path).out == ""
    done = subprocess.run([ROOT / "tools" / "stix-validator", "--version", "2.1", path], capture_output=True, text=True, timeout=300)
    if done.returncode == 77:
        pytest.skip(done.stderr)
    assert done.returncode == 0 and "STIX JSON: Valid" in done.stdout, done.stdout


def test_export__stix__only_what_is_asked_for(tower):
    def sightings(*options):
        objects = json.loads(exported(tower, "stix", *options).out)["objects"]
        known = {o["id"]: o for o in objects}
        return {(known[o["sighting_of_ref"]]["name"], known[o["where_sighted_refs"][0]]["name"]): o["count"] for o in objects
                if o["type"] == "sighting" and "where_sighted_refs" in o}
    want = {}
    for row in truth(in_aoba):
        want[row[0], row[2]] = want.get((row[0], row[2]), 0) + 1
    assert sightings("--organisation", "aoba") == want
    tower("findings", "close", "203.0.113.77")
    assert "203.0.113.77" not in {name for name, _ in sightings()}
    tower("findings", "set", "false-alarm", "evil.example.org")
    (alarm,) = [o for o in json.loads(exported(tower, "stix", "--state", "false-alarm").out)["objects"] if o["type"] == "indicator"]
    assert alarm["revoked"] is True and alarm["indicator_types"] == ["benign"]


def test_export__stix__url_without_scheme__has_one(tower):
    (tower.home / "ioc.txt").write_text("c3.example.com/only/path\n")
    assert tower("import", tower.home / "ioc.txt").code == 0
    log = tower.home / "url.log"
    log.write_text("2024-05-01T10:20:30Z web1 app[7]: got c3.example.com/only/path\n")
    assert tower("scan", log).code == 1
    objects = json.loads(exported(tower, "stix", "--since", "2024-05-01").out)["objects"]
    assert "http://c3.example.com/only/path" in {o["value"] for o in objects if o["type"] == "url"}
    assert ("[url:value = 'http://c3.example.com/only/path' OR url:value = 'https://c3.example.com/only/path']"
            in {o["pattern"] for o in objects if o["type"] == "indicator"})


RULE = re.compile(r'alert (ip any any <> (\S+) any|(dns|tls) any any -> any any) \(msg:"YAGURA indicator \([A-Za-z0-9 ._-]+\): [a-zA-Z0-9 ._-]+"; '
                  r'((dns\.query|tls\.sni); (dotprefix; )?content:"\.?([a-z0-9._-]+)"; nocase; (startswith; )?endswith; )?'
                  r"classtype:bad-unknown; sid:(\d+); rev:1;\)")


def test_export__lists__network_types_behind_the_guard(tower):
    done = exported(tower, "suricata")
    assert done.out == "" and "no finding matches" not in exported(tower, "csv").err, "without --kind: look-alike names alone"
    rows = [line.split("\t") for line in exported(tower, "zeek", "--kind", "indicator").out.splitlines()[1:]]
    assert {(row[0], row[1]) for row in rows} == {
        ("203.0.113.77", "Intel::ADDR"), ("2001:db8:bad::1", "Intel::ADDR"), ("198.51.100.64/26", "Intel::SUBNET"),
        ("evil.example.org", "Intel::DOMAIN"), ("c2.example.com", "Intel::DOMAIN"), ("phisher@post.example.org", "Intel::EMAIL"),
        ("drop.example.net/get/x?a=1&b='2", "Intel::URL")}
    done = exported(tower, "suricata", "--kind", "indicator")
    assert {base64.b64decode(line).decode() for line in done.out.splitlines()} == {"evil.example.org", "c2.example.com"}
    assert "no form for" in done.err
    rules = [RULE.fullmatch(line) for line in exported(tower, "suricata-rules", "--actor", "Blue Heron").out.splitlines() if line[0] != "#"]
    assert all(rules) and [rule.group(2) or rule.group(7) for rule in rules] == ["203.0.113.77"] + ["evil.example.org"] * 2
    zone = exported(tower, "rpz", "--kind", "indicator").out.splitlines()
    assert set(zone[5:]) == {"32.77.113.0.203.rpz-ip CNAME .", "26.64.100.51.198.rpz-ip CNAME .", "128.1.zz.bad.db8.2001.rpz-ip CNAME .",
                             "evil.example.org CNAME .", "*.evil.example.org CNAME .", "c2.example.com CNAME ."}
    if shutil.which("named-checkzone"):
        path = tower.home / "zone"
        exported(tower, "rpz", "--kind", "indicator", "--zone", "rpz.example", "-o", path)
        assert subprocess.run(["named-checkzone", "rpz.example", path], capture_output=True, timeout=60).returncode == 0


HOSTILE = [("ipv4-addr", "192.0.2.17"), ("ipv4-addr", "192.0.0.0/16"), ("ipv4-addr", "10.1.2.3"), ("ipv4-addr", "11.0.0.0/8"),
           ("ipv4-addr", "1.2.3.4\nevil"), ("ipv6-addr", "fe80::1"), ("ipv6-addr", "x"), ("domain-name", "mail.aoba.example"),
           ("domain-name", "example"), ("domain-name", "co.jp"), ("domain-name", "google.com"), ("domain-name", "a\"; b.example.net"),
           ("host-name", "aoba.example"), ("url", "http://u:p@www.midori.example:8080/x"), ("url", "http://a.example.net/\tb"),
           ("url", "http://a.example.net/\x1b[31m"), ("email-addr", "ceo@aoba.example"), ("email-addr", "a\nb@post.example.net"),
           ("domain-name", "-"), ("stix-pattern", "[x"), ("md5", "\u202e"), ("file-name", "=cmd|'/C calc'!A0")]


def test_export__hostile_or_own_values__never_in_a_list(tower):
    with sqlite3.connect(tower.store) as db:
        for n, (kind, value) in enumerate(HOSTILE):
            cursor = db.execute(
                "INSERT INTO finding(id, kind, subject, subject_type, brand, how, host, span_start, span_end, distance, score, shared, offset,"
                " first_us, last_us, hosts, more, state) VALUES(?, 'indicator', ?, ?, ?, 'x', 'h', 0, 0, 0, 0, 0, 0, ?, ?, 1, 0, 'watched')",
                (f"finding--00000000-0000-5000-8000-{n:012d}", value, kind, f"actor \"{n};\n\t<b>", 10**15, 10**15))
            db.execute("INSERT INTO sighting(fid, day, machine, role, file, count, first_us, last_us, offset, line, scan_us)"
                       " VALUES(?, 11574, 'm', 'x', 'f', 1, ?, ?, 0, 1, 0)", (cursor.lastrowid, 10**15, 10**15))
    db.close()
    for form in ("rpz", "suricata", "zeek", "suricata-rules"):
        assert exported(tower, form, "--kind", "indicator", "--state", "watched").out.count("\n") == {
            "rpz": 5, "suricata": 0, "zeek": 1, "suricata-rules": 1}[form], form
    rows = list(csv.reader(io.StringIO(exported(tower, "csv", "--state", "watched").out, newline="")))
    assert len(rows) == 1 + len(HOSTILE) and all(len(row) == len(rows[0]) for row in rows)
    assert not any(re.match(r"[=+@\t\r\n]", cell) for row in rows for cell in row)
    json.loads(exported(tower, "stix", "--state", "watched").out)
    for words in (["list"], ["show", "00000000"], ["list", "--by", "actor"]):
        done = tower("findings", *words)
        assert done.code == 0 and not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", done.out), words
