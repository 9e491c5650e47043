"""Findings: what scans put in, what a person decides, and lists for other programs that no hostile name can bend."""
import base64
import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess

import jsonschema
import pytest
from conftest import PROGRAM, ROOT

PUT = PROGRAM.parent / "tests" / "watch" / "put-findings"
NOW = 1_790_000_000  # 2026-09-21
LABEL = r"[a-z0-9_-]{1,63}"
HOST = re.compile(rf"{LABEL}(\.{LABEL})+")


def sighting(host, registrable=None, *, brand="Aoba Motors", organisation="", kind="typo", token="aoba", start=0, end=4,
             score=3.0, signs="keyword", shared=False, stream="web", seen=""):
    return "\t".join(map(str, (host, registrable or host, brand, organisation, kind, token, start, end, score, signs,
                               int(shared), stream, seen)))


@pytest.fixture
def put(yagura):
    def run(*lines, now=NOW, store=None):
        done = subprocess.run([PUT, store or yagura.store, str(now)], input="\n".join(lines).encode() + b"\n", timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


def listed(yagura, *options):
    return {f["name"]: f for f in yagura("findings", *options, "--format", "jsonl").lines}


BASIS = (
    sighting("www.aoba-moters.example", "aoba-moters.example", start=4, end=15, score=4.2, seen="2026-03-01T10:00:00Z"),
    sighting("aoba-moters.example", score=4.1, end=11, seen="2026-03-02T10:00:00Z"),
    sighting("aoba.co.jp.xk3f.example", "xk3f.example", kind="embedded-suffix", score=6.5, seen="2026-04-01T00:00:00Z"),
    sighting("aoba-login.duckdns.org", kind="combo", shared=True, seen="2026-05-01T00:00:00Z"),
)


def test_list__sightings__one_finding_a_registrable_name(yagura, put):
    counts = put(*BASIS, sighting("bad name.example"))
    assert counts == {"sightings": 4, "rejected": 1, "fresh": 3, "known": 0, "false_alarms": 0, "returned": 0}
    found = listed(yagura)
    assert list(found) == ["aoba-login.duckdns.org", "xk3f.example", "aoba-moters.example"]
    one = found["aoba-moters.example"]
    assert one["hosts_count"] == 2 and one["host"] == "www.aoba-moters.example" and one["span"] == [4, 15]
    assert (one["first_seen"], one["last_seen"]) == ("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z")
    assert one["state"] == "new" and "decided" not in one
    again = put(*BASIS, now=NOW + 86400)
    assert again["fresh"] == 0 and again["known"] == 3
    assert listed(yagura) == found, "the same scan again changes nothing"


def test_list_and_show__schema(yagura, put):
    schema = json.loads((ROOT / "docs" / "schemas" / "finding.schema.json").read_text())
    put(*BASIS, sighting("learned.example", brand="", kind="learned", signs=""))
    yagura("findings", "set", "watched", "learned.example", "--note", "see ticket")
    for found in [*yagura("findings", "--format", "json").json, *yagura("findings", "show", "learned.example", "--format", "json").json]:
        jsonschema.validate(found, schema)
        assert set(found) <= set(schema["properties"])


def test_list__filters(yagura, put):
    put(*BASIS, sighting("fjord.example", brand="Fjord", kind="exact", seen="2026-06-01T00:00:00Z"))
    yagura("findings", "set", "watched", "fjord.example")
    assert list(listed(yagura, "--brand", "Fjord")) == ["fjord.example"]
    assert list(listed(yagura, "--state", "watched,gone")) == ["fjord.example"]
    assert list(listed(yagura, "--kind", "combo")) == ["aoba-login.duckdns.org"]
    assert list(listed(yagura, "--kind", "indicator")) == []
    assert list(listed(yagura, "--since", "2026-05")) == ["fjord.example", "aoba-login.duckdns.org"]
    assert list(listed(yagura, "--sort", "score", "--limit", "1")) == ["xk3f.example"]
    assert list(listed(yagura, "--sort", "name"))[0] == "aoba-login.duckdns.org"
    assert yagura("findings", "--limit", "1").out.endswith("1 of 4 findings\n")
    assert "1 of 4 findings" in yagura("findings", "--limit", "1", "--format", "csv").err
    assert yagura("findings").out.endswith("4 findings\n")
    for wrong in (["--state", "open"], ["--since", "yesterday"], ["--limit", "0"], ["--organisation", "Nobody"],
                  ["--format", "stix"]):
        assert yagura("findings", *wrong).code == 2, wrong
    for words in (["list", "x"], ["export", "x"], ["allow", "x"], ["show"], ["set"], ["set", "new"], ["set", "open", "x"],
                  ["nothing"], ["show", "not-there.example"], ["set", "gone", "not-there.example"]):
        assert yagura("findings", *words).code == 2, words


def test_list__unknown_words__named_and_mended(yagura, put, group):
    assert "names scan" in yagura("findings", "--brand", "nobody").err, "a store without findings knows no brands"
    put(*BASIS, sighting("fjord.example", brand="Fjörd Füel"), sighting("kaze.example", brand="風守駆動"))
    assert list(listed(yagura, "--brand", "FJÖRD")) == list(listed(yagura, "--brand", "füel")) == ["fjord.example"]
    assert list(listed(yagura, "--brand", "風守")) == ["kaze.example"]
    assert len(listed(yagura, "--brand", "aoba")) == 3
    done = yagura("findings", "--brand", "Aobaa")
    assert done.code == 2 and "Aoba Motors (3)" in done.err and "Fjörd Füel (1)" in done.err
    done = yagura("findings", "--kind", "homoglif")
    assert done.code == 2 and "did you mean homoglyph?" in done.err
    done = yagura("findings", "--kind", "zzzzzzzzzzzz")
    assert done.code == 2 and "embedded-suffix" in done.err
    done = yagura("findings", "--organisation", "Midori Part")
    assert done.code == 2 and 'did you mean "Midori Parts"?' in done.err


def test_export__reader_goes_away__no_message(yagura, put):
    put(*(sighting(f"aoba-{n}-{'x' * 50}.example") for n in range(8000)))
    for words in (["export", "--format", "rpz"], ["export", "--format", "csv"], ["list", "--format", "jsonl"]):
        process = subprocess.Popen([PROGRAM, "--store", yagura.store, "findings", *words], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b"", words
        assert process.wait(timeout=20) in (0, 5)
        process.stderr.close()


def test_list_and_csv__what_imitates_beside_the_registrable_name(yagura, put):
    put(*BASIS, sighting("www.xn--hhr55riq7cz6a.example", "xn--hhr55riq7cz6a.example", kind="idn", score=-2.138))
    text = yagura("findings").out
    assert "xk3f.example (aoba.co.jp.xk3f.example)" in text and "www.風守駆動.example" in text
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(export(yagura, "csv").out, newline=""))}
    idn = rows["xn--hhr55riq7cz6a.example"]
    assert idn["unicode"] == "www.風守駆動.example" and float(idn["score"]) == -2.138
    assert idn["shared_hosting"] == "false" and rows["aoba-login.duckdns.org"]["shared_hosting"] == "true"
    assert rows["xk3f.example"]["unicode"] == "" and rows["xk3f.example"]["host"] == "aoba.co.jp.xk3f.example"


def test_show__name_id_host_defanged__the_same_finding(yagura, put):
    put(*BASIS)
    whole = yagura("findings", "show", "aoba-moters.example", "--format", "json").json
    assert [h["host"] for h in whole[0]["hosts"]] == ["www.aoba-moters.example", "aoba-moters.example"]
    assert [h["state"] for h in whole[0]["history"]] == ["new"]
    for word in ("AOBA-moters[.]example", "www.aoba-moters.example", whole[0]["id"], whole[0]["id"][9:17],
                 "hxxp://aoba-moters[.]example/", "https://user@www.aoba-moters.example:8443/pay?x=1", "aoba-moters.example/pay"):
        assert yagura("findings", "show", word, "--format", "json").json == whole, word
    text = yagura("findings", "show", "aoba-moters.example").out
    assert "imitates Aoba Motors" in text and "www.aoba-moters.example" in text


def test_show__idn__as_people_see_it(yagura, put):
    put(sighting("www.xn--hhr55riq7cz6a.example", "xn--hhr55riq7cz6a.example", kind="idn"), sighting("xn--a.example", kind="idn"))
    assert "looks like www.風守駆動.example\n" in yagura("findings", "show", "xn--hhr55riq7cz6a.example").out
    assert yagura("findings", "show", "xn--a.example").code == 0


def test_set__decision__outlives_scans_and_is_undone_by_another(yagura, put):
    put(*BASIS)
    assert yagura("findings", "set", "false-alarm", "aoba-moters.example", "--note", "a reseller").code == 0
    assert put(*BASIS, now=NOW + 10 * 86400)["false_alarms"] == 1
    one = listed(yagura)["aoba-moters.example"]
    assert one["state"] == "false-alarm" and one["note"] == "a reseller"
    assert yagura("findings", "allow").out == "aoba-moters.example  # false-alarm: a reseller\n"
    assert yagura("findings", "allow", "--format", "json").json == [
        {"name": "aoba-moters.example", "reason": "false-alarm", "note": "a reseller"}]
    yagura("findings", "set", "new", "aoba-moters.example")
    assert yagura("findings", "allow").out == ""
    history = yagura("findings", "show", "aoba-moters.example", "--format", "json").json[0]["history"]
    assert [(h["state"], h["by"]) for h in history] == [("new", "scan"), ("false-alarm", "person"), ("new", "person")]


def test_set__false_alarm_where_others_may_imitate__only_the_hosts(yagura, put):
    put(sighting("aoba.sharepoint.com", "sharepoint.com"), sighting("aoba.co.jp.xk3f.example", "xk3f.example"),
        sighting("aoba-2.co.jp.xk3f.example", "xk3f.example", score=2.0), sighting("aoba-x.messagelabs.com", "messagelabs.com", end=18),
        sighting("www.aoba-y.duckdns.org", "aoba-y.duckdns.org", start=4, end=10, shared=True))
    done = yagura("findings", "set", "false-alarm", "aoba.sharepoint.com")
    assert "leave out aoba.sharepoint.com, not the rest of sharepoint.com" in done.err
    assert yagura("findings", "allow").out == "aoba.sharepoint.com  # false-alarm\n"
    done = yagura("findings", "set", "new", "aoba.sharepoint.com")
    assert "look at it again" in done.err and yagura("findings", "allow").out == ""
    done = yagura("findings", "set", "false-alarm", "xk3f.example", "messagelabs.com", "aoba-y.duckdns.org")
    assert "1 more host names" in done.err and "all names under it" in done.err
    assert [n["name"] for n in yagura("findings", "allow", "--format", "jsonl").lines] == [
        "aoba-2.co.jp.xk3f.example", "aoba-x.messagelabs.com", "aoba-y.duckdns.org", "aoba.co.jp.xk3f.example"]


def test_set__one_word_wrong__nothing_is_set(yagura, put):
    put(*BASIS)
    assert yagura("findings", "set", "reported", "xk3f.example", "not-there.example").code == 2
    assert listed(yagura, "--state", "reported") == {}


def test_set__gone__new_again_when_seen_later(yagura, put):
    put(*BASIS)
    yagura("findings", "set", "gone", "xk3f.example")
    old = sighting("aoba.co.jp.xk3f.example", "xk3f.example", seen="2026-04-05T00:00:00Z")
    assert put(old)["returned"] == 0
    assert listed(yagura)["xk3f.example"]["state"] == "gone"
    assert put(sighting("aoba.co.jp.xk3f.example", "xk3f.example", seen="2099-01-01T00:00:00Z"), now=4_100_000_000)["returned"] == 1
    assert listed(yagura)["xk3f.example"]["state"] == "new"


GROUP = """yagura-group: 1
group: "Aoba (fictitious)"
source: {name: "aoba map", publisher: "test", licence: "CC0-1.0"}
organisations:
  - id: aoba
    names: {en: "Aoba Motors"}
    kind: parent
    country: "JP"
    domains: [aoba.example, shop.aoba-fans.example]
    brands: [Kazemori]
  - id: midori
    names: {en: "Midori Parts"}
    kind: subsidiary
    country: "JP"
    domains: [midori.example]
    parents:
      - {id: aoba, relation: subsidiary-of, share: 100, since: "2015", until: "2019-12-31"}
"""


def organisation(yagura, key):
    return yagura("group", "show", key, "--format", "json").json["id"]


@pytest.fixture
def group(yagura, tmp_path):
    path = tmp_path / "group.yaml"
    path.write_text(GROUP, encoding="utf-8")
    assert yagura("group", "load", path).code == 0


def test_organisation__whose_the_brand_was_that_day(yagura, put, group):
    aoba, midori = organisation(yagura, "aoba"), organisation(yagura, "midori")
    put(sighting("aoba-pay.example", organisation=aoba, seen="2026-01-01T00:00:00Z"),
        sighting("midori-then.example", brand="Midori Parts", organisation=midori, seen="2018-01-01T00:00:00Z"),
        sighting("midori-now.example", brand="Midori Parts", organisation=midori, seen="2026-01-01T00:00:00Z"),
        sighting("other.example", brand="Other"))
    assert set(listed(yagura, "--organisation", "aoba")) == {"aoba-pay.example", "midori-then.example"}
    assert set(listed(yagura, "--organisation", "midori")) == {"midori-then.example", "midori-now.example"}
    assert [n["name"] for n in yagura("findings", "allow", "--format", "jsonl").lines] == [
        "aoba.example", "midori.example", "shop.aoba-fans.example"]


def test_allow__map_of_somebody_else__takes_no_name_out(yagura, tmp_path):
    path = tmp_path / "theirs.yaml"
    path.write_text(GROUP, encoding="utf-8")
    assert yagura("import", path).code == 0
    assert yagura("findings", "allow").out == ""


def test_report__names_of_the_group__counted_and_verified(yagura, put, group, tmp_path):
    aoba, midori = organisation(yagura, "aoba"), organisation(yagura, "midori")
    put(sighting("aoba-pay.example", organisation=aoba, seen="2026-01-01T00:00:00Z"),
        sighting("aoba-bank.example", organisation=aoba, kind="combo", seen="2026-02-01T00:00:00Z"),
        sighting("midori-then.example", brand="Midori <b>Parts", organisation=midori, seen="2018-01-01T00:00:00Z"),
        sighting("midori-now.example", brand="Midori Parts", organisation=midori, seen="2026-01-01T00:00:00Z"))
    yagura("findings", "set", "reported", "aoba-bank.example")
    document = yagura("report", "--organisation", "aoba", "--format", "json").json
    jsonschema.validate(document, json.loads((ROOT / "docs" / "schemas" / "report.schema.json").read_text()))
    counts = {f["key"]: f["numerator"] for f in document["figures"] if f["id"].startswith("figure-names-")}
    assert counts == {"new": 2, "reported": 1, "typo": 2, "combo": 1, "Aoba Motors": 2, "Midori <b>Parts": 1, "open": 3}
    judgement = json.dumps(document["sections"][0], ensure_ascii=False)
    assert "3 look-alike names" in judgement and "2 wait for a person" in judgement
    section = next(s for s in document["sections"] if s["id"] == "look-alike-names")
    assert "aoba-pay[.]example" in json.dumps(section) and "aoba-pay.example" not in json.dumps(section)
    assert "midori-now" not in json.dumps(section)
    assert "3 names are known to imitate a brand of Aoba Motors: 2 new, 0 watched, 1 reported" in json.dumps(section)
    rows = [f["row"] for f in document["figures"] if f["id"].startswith("figure-names-brand")]
    assert "Kazemori (Aoba Motors)" in rows
    for language in ("en", "ja"):
        for form in ("html", "md", "json"):
            path = tmp_path / f"report.{language}.{form}"
            assert yagura("--lang", language, "report", "--organisation", "aoba", "--format", form, "-o", path).code == 0
            assert yagura("verify", path).code == 0, (language, form)
            if form == "html":
                page = path.read_text(encoding="utf-8")
                assert "<code>yagura findings export</code>" in page and "`" not in page.split("<main", 1)[1].split("<script")[0]
            assert "«" not in path.read_text(encoding="utf-8")
            assert b"Midori <b>" not in path.read_bytes() or form == "json"
    for figure in document["figures"]:
        if figure["id"].startswith("figure-names-"):
            figure["numerator"] += 1
            path.write_text(json.dumps(document), encoding="utf-8")
            done = yagura("verify", path)
            assert done.code == 1 and "by its query" in done.out, figure["id"]
            figure["numerator"] -= 1
    put(sighting("aoba-new.example", organisation=aoba, seen="2026-03-01T00:00:00Z"))
    assert yagura("verify", tmp_path / "report.en.html").code == 1, "the store says something else now"


# --- Exports ---

def export(yagura, form, *options):
    done = yagura("findings", "export", "--format", form, *options)
    assert done.code == 0, done.err
    return done


def zone_names(text):
    """Owner names of a response policy zone, by a parser that takes nothing but what the zone may hold."""
    names = set()
    head = re.match(r"((?:;[^\n]*\n)*)(?:\$ORIGIN [a-z0-9.-]+\.\n)?\$TTL 300\n@ IN SOA localhost\. root\.localhost\. "
                    r"\( \d+ 3600 600 604800 300 \)\n@ IN NS localhost\.\n", text)
    assert head
    for line in text[head.end():].splitlines():
        owner = re.fullmatch(r"((?:\*\.)?(?:" + LABEL + r"\.)+" + LABEL + r") CNAME \.", line)
        assert owner, line
        names.add(owner.group(1))
    return names


def dataset_names(text):
    return {base64.b64decode(line, validate=True).decode("ascii") for line in text.splitlines()}


def zeek_names(text):
    lines = text.splitlines()
    assert lines[0] == "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc"
    rows = [line.split("\t") for line in lines[1:]]
    assert all(len(row) == 4 and row[1:3] == ["Intel::DOMAIN", "yagura"] for row in rows)
    assert all(re.fullmatch(r"[\x20-\x7e]+", row[3]) for row in rows)
    return {row[0] for row in rows}


RULE = re.compile(r'alert (dns|tls) any any -> any any \(msg:"YAGURA look-alike name \([a-zA-Z0-9 ._-]*\): ([a-z0-9._-]+)"; '
                  r'(dns\.query|tls\.sni); (dotprefix; )?content:"\.?([a-z0-9._-]+)"; nocase; (startswith; )?endswith; '
                  r"classtype:bad-unknown; sid:(\d+); rev:1;\)")


def rule_names(text):
    names, numbers = set(), []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        rule = RULE.fullmatch(line)
        assert rule, line
        assert rule.group(2) == rule.group(5) and bool(rule.group(4)) != bool(rule.group(6))
        names.add(rule.group(2))
        numbers.append(int(rule.group(7)))
    assert len(numbers) == len(set(numbers)) == 2 * len(names)
    assert all(1_000_000 <= n < 2_000_000 for n in numbers)
    return names


def test_export__registrations_whole_others_by_host(yagura, put):
    put(*BASIS)
    zone = export(yagura, "rpz").out
    assert zone_names(zone) == {"aoba-moters.example", "*.aoba-moters.example", "aoba.co.jp.xk3f.example", "aoba-login.duckdns.org"}
    assert zone_names(export(yagura, "rpz", "--whole").out) == {
        "aoba-moters.example", "*.aoba-moters.example", "xk3f.example", "*.xk3f.example", "aoba-login.duckdns.org"}
    hosts = {"aoba-moters.example", "aoba.co.jp.xk3f.example", "aoba-login.duckdns.org"}
    assert dataset_names(export(yagura, "suricata").out) == hosts
    assert zeek_names(export(yagura, "zeek").out) == hosts
    assert rule_names(export(yagura, "suricata-rules").out) == hosts


def test_export__states__chosen(yagura, put):
    put(*BASIS)
    yagura("findings", "set", "false-alarm", "xk3f.example")
    yagura("findings", "set", "gone", "aoba-login.duckdns.org")
    assert dataset_names(export(yagura, "suricata").out) == {"aoba-moters.example"}
    assert dataset_names(export(yagura, "suricata", "--state", "gone").out) == {"aoba-login.duckdns.org"}
    rows = list(csv.DictReader(io.StringIO(export(yagura, "csv").out, newline="")))
    assert [row["name"] for row in rows] == ["aoba-moters.example"]
    assert "no finding matches" in export(yagura, "rpz", "--state", "watched").err


def test_export__guard__never_what_others_need(yagura, put, group, tmp_path):
    names = ("duckdns.org", "co.jp", "google.com", "cloudfront.net", "aoba.example", "aoba-fans.example", "popular.example")
    put(*(sighting(name, stream="registrations") for name in names), sighting("aoba-x.example"),
        sighting("www.aoba.example", "aoba.example"))
    allow = tmp_path / "top.csv"
    allow.write_text("rank,domain\n1,Popular.example  # by rank\n", encoding="ascii")
    done = export(yagura, "rpz", "--allow", allow)
    assert zone_names(done.out) == {"aoba-x.example", "*.aoba-x.example"}
    assert "left out" in done.err
    stix = json.loads(export(yagura, "stix", "--allow", allow).out)
    assert [o["value"] for o in stix["objects"] if o["type"] == "domain-name"] == ["aoba-x.example"]
    assert [o["pattern"] for o in stix["objects"] if o["type"] == "indicator"] == ["[domain-name:value = 'aoba-x.example']"]


def test_export__learned_and_ordinary_names__only_after_a_decision(yagura, put):
    learned = dict(brand="", kind="learned", token="", signs="learned")
    put(sighting("account.messagelabs.com", "messagelabs.com", **learned), sighting("portal-x7.example", **learned),
        sighting("bare-co-jp.example", brand="", kind="embedded-suffix", token=""),
        sighting("messagelabs.com", kind="wrong-tld", stream="registrations"), sighting("aoba-x.example"))
    done = export(yagura, "suricata")
    assert dataset_names(done.out) == {"aoba-x.example"}
    assert "3 findings left out" in done.err and "--learned" in done.err
    assert "messagelabs.com: an ordinary name" in done.err
    stix = json.loads(export(yagura, "stix").out)
    assert [o["value"] for o in stix["objects"] if o["type"] == "domain-name"] == ["aoba-x.example"]
    assert dataset_names(export(yagura, "suricata", "--learned").out) == {
        "aoba-x.example", "bare-co-jp.example", "portal-x7.example"}, "an ordinary name is none, whatever is asked for"
    yagura("findings", "set", "watched", "portal-x7.example")
    yagura("findings", "set", "reported", "messagelabs.com")
    assert {"portal-x7.example", "messagelabs.com"} <= dataset_names(export(yagura, "suricata").out)
    assert len(export(yagura, "csv").out.splitlines()) == 6, "a table lists all"


def test_export__brand_list__official_domains_never(yagura, put, tmp_path):
    brands = tmp_path / "brands.yaml"
    brands.write_text("brands:\n  - label: Kawa\n    domains: [kawa-bank.example]\n", encoding="utf-8")
    put(sighting("login.kawa-bank.example", "kawa-bank.example", stream="registrations"), sighting("aoba-x.example"))
    assert dataset_names(export(yagura, "suricata").out) == {"aoba-x.example", "kawa-bank.example"}
    done = export(yagura, "suricata", "--brands", brands)
    assert dataset_names(done.out) == {"aoba-x.example"} and "kawa-bank.example: it is official" in done.err
    brands.write_bytes(b"\x89PNG\r\n")
    assert yagura("findings", "export", "--format", "rpz", "--brands", brands).code == 3


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", b'{"names": ["a.example"]}', b"good.example\nbad name\n",
                                     b"1,good.example\nx,bad.example\n"])
def test_export__allow_list_that_is_none__refused(yagura, put, tmp_path, content):
    put(*BASIS)
    path = tmp_path / "allow"
    path.write_bytes(content)
    done = yagura("findings", "export", "--format", "rpz", "--allow", path)
    assert done.code == 3 and "is no host name" in done.err and done.out == ""


def test_export__allow_list__idn_and_case(yagura, put, tmp_path):
    put(sighting("xn--hhr55riq7cz6a.example", kind="idn"), sighting("aoba-x.example"))
    path = tmp_path / "allow"
    path.write_text("\ufeff風守駆動.EXAMPLE\n*.other.example\n", encoding="utf-8")
    assert dataset_names(export(yagura, "suricata", "--allow", path).out) == {"aoba-x.example"}


HOSTILE = [
    "a.example\nevil.example CNAME .", "a.example CNAME 192.0.2.1 ;", "a\".example", "a;b.example", "a b.example", "a\tb.example",
    "$INCLUDE.example", "@.example", "*.example.net", "(.example", "a\\.example", "a\x00b.example", "A.example", ".example", "example.",
    "a..example", "青葉.example", "a" * 64 + ".example", ".".join(["a" * 63] * 3 + ["a" * 62]), "localhost", "192.0.2.7",
    "=cmd.example", "<script>.example", "a'.example", "a\x1b[31m.example", "\u202ea.example", "com", "..", "-", "(empty)",
]
GOOD = ["xn--80ak6aa92e.example", "a_b.example", "-a.example", ".".join(["b" * 60] * 3), "0.example"]
BRANDS = ['=HYPERLINK("x")', 'a";b', "a\tb\nc", "(empty)", "-", "青葉", "a\\b", "x" * 500, "a\x00b", "'; DROP TABLE finding; --", "<b>"]


def insert(store, names, brands):
    """Rows as no scan would write them: the exports trust nothing that is in the store."""
    with sqlite3.connect(store) as db:
        for n, name in enumerate(names):
            brand = brands[n % len(brands)]
            number = f"00000000-0000-5000-8000-{n:012d}"
            cursor = db.execute(
                "INSERT INTO finding(id, kind, subject, subject_type, brand, how, token, signs, explanation, host, span_start,"
                " span_end, distance, score, shared, stream, file, offset, first_us, last_us, hosts, more, state)"
                " VALUES(?, 'name', ?, 'domain-name', ?, ?, ?, ?, ?, ?, 0, 1, 1, 2, ?, ?, ?, 0, ?, ?, 1, 0, 'new')",
                (f"finding--{number}", name, brand, brand[:40], brand, brand, brand, name, n % 3 == 0, ["web", "registrations"][n % 2],
                 brand, NOW * 1_000_000, NOW * 1_000_000))
            db.execute("INSERT INTO finding_detail(fid, value, how, score, span_start, span_end, distance, first_us, last_us, offset)"
                       " VALUES(?, ?, ?, 2, 0, 1, 1, ?, ?, 0)", (cursor.lastrowid, name, brand[:40], NOW * 1_000_000, NOW * 1_000_000))
    db.close()


@pytest.fixture
def hostile(yagura, put):
    put(sighting("first.example"))
    insert(yagura.store, HOSTILE + GOOD, BRANDS)
    return yagura


def test_export__hostile_names__only_sound_ones_come_out(hostile):
    want = {"first.example", *GOOD}
    whole = zone_names(export(hostile, "rpz", "--zone", "rpz.example").out)
    assert {name.removeprefix("*.") for name in whole} == want
    assert dataset_names(export(hostile, "suricata").out) == want
    assert zeek_names(export(hostile, "zeek").out) == want
    assert rule_names(export(hostile, "suricata-rules").out) == want
    stix = json.loads(export(hostile, "stix").out)
    assert {o["value"] for o in stix["objects"] if o["type"] == "domain-name"} == want


def test_export__hostile_names__csv_has_every_row_and_no_formula(hostile):
    rows = list(csv.reader(io.StringIO(export(hostile, "csv").out, newline="")))
    assert len(rows) == 1 + 1 + len(HOSTILE) + len(GOOD)
    assert all(len(row) == len(rows[0]) for row in rows)
    for cell in (cell for row in rows for cell in row):
        # A number may begin with a minus sign; nothing else that a spreadsheet would run stands at the start.
        assert not re.match(r"[=+@\t\r\n]|-(?!\d+(\.\d+)?$)", cell), cell


def test_csv__control_characters_of_members_and_notes__are_shown(yagura, put):
    member = "a.zip!\x1b[31mevil\n.txt\u202e"
    put(sighting("aoba-moters.example"))
    with sqlite3.connect(yagura.store) as db:
        db.execute("UPDATE finding SET file = ?", (member,))
    db.close()
    assert yagura("findings", "set", "watched", "aoba-moters.example", "--note", "line\nline\x1b]0;x\x07\x9b").code == 0
    for out in (yagura("findings", "--format", "csv").out, export(yagura, "csv").out):
        rows = list(csv.reader(io.StringIO(out, newline="")))
        assert len(out.splitlines()) == len(rows) == 2 and not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", out)
        row = dict(zip(rows[0], rows[1]))
        assert row["note"] == "line line\\x1b]0;x\\x07\\x9b" and row["file"] == "a.zip!\\x1b[31mevil .txt\\u202e"


def test_set__note_that_is_no_utf8__is_usage(yagura, put):
    put(*BASIS)
    done = yagura("findings", "set", "watched", "xk3f.example", "--note", b"\xff\xfe")
    assert done.code == 2 and "UTF-8" in done.err
    assert listed(yagura, "--state", "watched") == {}


def test_list__hostile_names__nothing_reaches_the_terminal(hostile):
    for words in (["list"], ["show", "a;b.example"], ["show", "00000000"], ["allow"]):
        done = hostile("findings", *words)
        assert done.code == 0 and not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", done.out)
    assert len(hostile("findings", "--format", "jsonl").lines) == 1 + len(HOSTILE) + len(GOOD)


@pytest.mark.skipif(shutil.which("named-checkzone") is None, reason="named-checkzone (bind9-utils) is absent")
@pytest.mark.parametrize("options, zone", [(["--zone", "rpz.example"], "rpz.example"), ([], "a.zone.of.the.configuration.example")])
def test_export__rpz__name_server_takes_it(hostile, tmp_path, options, zone):
    path = tmp_path / "zone"
    export(hostile, "rpz", *options, "-o", path)
    done = subprocess.run(["named-checkzone", "-D", "-o", tmp_path / "out", zone, path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    records = [line for line in (tmp_path / "out").read_text().splitlines() if not line.startswith(";")]
    assert all(re.search(r"\sIN\s+(SOA|NS|CNAME)\s", line) for line in records)
    assert sum(re.search(r"\sIN\s+CNAME\s", line) is not None for line in records) == len(zone_names(path.read_text()))


def test_export__zone_name_of_the_user__checked(hostile):
    for zone in ("a b.example", "a.example\n@ A 192.0.2.1", "Example.org", "x"):
        assert hostile("findings", "export", "--format", "rpz", "--zone", zone).code == 2


def test_export__stix__validator_and_same_ids(yagura, put, tmp_path):
    put(*BASIS)
    yagura("findings", "set", "gone", "xk3f.example", "--note", "no answer")
    path = tmp_path / "bundle.json"
    text = export(yagura, "stix", "--state", "new,gone").out
    path.write_text(text, encoding="utf-8")
    objects = json.loads(text)["objects"]
    assert len({o["id"] for o in objects}) == len(objects)
    known = {o["id"] for o in objects}
    for o in objects:
        for reference in [o.get("sighting_of_ref"), o.get("source_ref"), o.get("target_ref"), *o.get("object_refs", []),
                          *o.get("observed_data_refs", [])]:
            assert reference is None or reference in known
    assert [o["type"] for o in objects if o["type"] == "sighting"] == ["sighting"] * 3
    brand = next(o for o in objects if o["type"] == "identity" and o["name"] == "Aoba Motors")
    assert sum(o["type"] == "relationship" and o["target_ref"] == brand["id"] for o in objects) == 3
    # The id of a name is that of the specification: other programs give the same (namespace 00abedb4-...).
    assert next(o["id"] for o in objects if o.get("value") == "aoba-moters.example") == "domain-name--08e34945-2b8f-5f17-bcbd-a2ab65ada9c0"
    other = tmp_path / "other.db"
    put(*BASIS, store=other)
    there = json.loads(yagura("findings", "export", "--format", "stix", store=other).out)["objects"]
    assert {o["id"] for o in there} == known
    done = subprocess.run([ROOT / "tools" / "stix-validator", "--version", "2.1", path], capture_output=True, text=True,
                          timeout=300)
    if done.returncode == 77:
        pytest.skip(done.stderr)
    assert done.returncode == 0 and "STIX JSON: Valid" in done.stdout, done.stdout


def test_export__output_file__whole_or_not_at_all(yagura, put, tmp_path):
    put(*BASIS)
    path = tmp_path / "zone"
    assert yagura("findings", "export", "--format", "rpz", "--zone", "bad zone", "-o", path).code == 2
    assert not path.exists() and list(tmp_path.glob("zone*")) == []
    assert export(yagura, "rpz", "-o", path).out == ""
    assert "aoba-moters.example CNAME ." in path.read_text()


def test_demo__invented_log__findings_in_the_report_of_the_group(yagura, tmp_path):
    folder = tmp_path / "tower"
    done = yagura("demo", folder)
    assert done.code == 0, done.err
    found = {f["name"]: f for f in yagura("findings", "list", "--kind", "name", "--format", "jsonl", store=folder / "group.db").lines}
    assert {"x7k2q.example", "v9rt4.example", "kazamorl.example", "fjordgir-support.example"} <= set(found)
    assert not set(found) & {"kazamori.example", "fjordgir.example", "weather.example", "news-site.example", "packages.example"}
    assert found["kazamorl.example"]["hosts_count"] == 3 and found["kazamorl.example"]["first_seen"] == "2024-01-11T02:40:05Z"
    assert {f["file"] for f in found.values()} == {"names.jsonl"}
    for page in ("group.html", "group.ja.html"):
        assert "x7k2q[.]example" in (folder / page).read_text(encoding="utf-8")
        assert yagura("verify", folder / page, store=folder / "group.db").code == 0


def test_scan__chain__scan_set_scan_export(yagura, group, tmp_path):
    """names scan finds, a person decides, the next scan obeys, the list for resolvers has the rest."""
    names = tmp_path / "hosts.txt"
    names.write_text("login.aoba.co.jp.x7k2q.example\naoba-motors-login.example\nwww.aoba.example\nmidori-parts.co.jp.v9rt4.example\n")
    assert yagura("names", "scan", "--threshold", "-5", names).code == 1
    found = listed(yagura)
    assert {"x7k2q.example", "v9rt4.example"} <= set(found) and "aoba.example" not in found
    assert found["x7k2q.example"]["organisation"] == organisation(yagura, "aoba")
    yagura("findings", "set", "false-alarm", "v9rt4.example")
    yagura("findings", "set", "gone", "x7k2q.example")
    def lasting():
        return {name: (f["state"], f["hosts_count"], f["first_seen"], f["score"]) for name, f in listed(yagura).items()}
    before = lasting()
    assert "allow list" in yagura("names", "scan", "--threshold", "-5", names).err
    assert lasting() == before, "the same day, the same file: nothing is new"
    assert "v9rt4" not in export(yagura, "rpz").out and "x7k2q" not in export(yagura, "rpz").out
    assert "x7k2q.example CNAME ." in export(yagura, "rpz", "--state", "gone", "--whole").out


def test_report__many_names__lists_are_cut_and_say_so(yagura, put, group, tmp_path):
    aoba = organisation(yagura, "aoba")
    put(*(sighting(f"aoba-{n}.example", organisation=aoba, brand=f"Brand {n % 14}", score=n / 10, seen=f"2026-01-{n % 28 + 1:02d}T00:00:00Z")
          for n in range(40)))
    path = tmp_path / "many.json"
    assert yagura("report", "--organisation", "aoba", "--format", "json", "-o", path).code == 0
    document = json.loads(path.read_text(encoding="utf-8"))
    tables = {t["id"]: t for s in document["sections"] if s["id"] == "look-alike-names" for t in s["tables"]}
    highest, newest = tables["table-names-highest"], tables["table-names-newest"]
    assert len(highest["rows"]) == 15 and "25 more" in highest["note"] and len(newest["rows"]) == 10
    assert sum(f["id"].startswith("figure-names-brand") for f in document["figures"]) == 12
    assert yagura("verify", path).code == 0
