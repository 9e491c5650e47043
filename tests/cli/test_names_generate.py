"""yagura names generate: properties of the names, the forms of the output, wrong options; and --resolve against a name
server on loopback that truncates, delays, lies, fails and answers for names that nobody has."""
import csv
import io
import json
import re
import signal
import struct
import time

import dns_server
import jsonschema
import pytest
from conftest import ROOT
from dns_server import A, CNAME, MX, NOERROR, NS, REFUSED, SERVFAIL, Server, address, mx, name_bytes, record

quick = pytest.mark.asan
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "made-name.schema.json").read_text())
CHECK = jsonschema.Draft202012Validator(SCHEMA)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")


@pytest.fixture
def made(yagura):
    """Names of a domain as {name: row}, after checks of form."""
    def run(*arguments, **more):
        done = yagura("names", "generate", "--format", "jsonl", *arguments, **more)
        assert done.code == 0, done
        rows = done.lines
        for row in rows[:100] + rows[100::997]:
            CHECK.validate(row)
        for row in rows:
            assert all(LABEL.match(label) for label in row["name"].split(".")), row
            assert len(row["name"]) <= 253
        names = {row["name"]: row for row in rows}
        assert len(names) == len(rows), "a name twice"
        return names
    return run


# What is made --------------------------------------------------------------------------------------------------------

@quick
def test_generate__each_kind__has_its_example(made):
    names = made("example.co.jp", "--tlds", "com,ne.jp,top")
    for name, kind in [
            ("example.ne.jp", "wrong-tld"), ("example.top", "wrong-tld"), ("exampleco.jp", "dot"), ("example-co-jp.com", "dot"),
            ("wwwexample.co.jp", "www"), ("exarnple.co.jp", "homoglyph"), ("examp1e.co.jp", "homoglyph"),
            ("exmple.co.jp", "omission"), ("exxample.co.jp", "repetition"), ("examlpe.co.jp", "transposition"),
            ("wxample.co.jp", "keyboard"), ("exomple.co.jp", "vowel"), ("exam-ple.co.jp", "hyphen"),
            ("examples.co.jp", "plural"), ("exaeple.co.jp", "bitsquat"), ("exam.ple.co.jp", "subdomain"),
            ("example-login.co.jp", "combo"), ("cardexample.co.jp", "combo"), ("example.duckdns.org", "shared-host"),
            ("exam7ple.co.jp", "addition"), ("ex7mple.co.jp", "replacement"), ("ex77ple.co.jp", "double"),
            ("xamplee.co.jp", "move"), ("example.co.jp.top", "embedded-suffix"), ("exarnp1e.co.jp", "mixed")]:
        assert names.get(name, {}).get("kind") == kind, (name, names.get(name))
    assert "example.co.jp" not in names


def test_generate__words_and_numbers__are_exchanged(made):
    names = made("one4you.com", "--kind", "sound")
    assert {"14you.com", "onefouryou.com", "oneforyou.com", "one4u.com"} <= set(names)
    assert "reciever.com" in made("receiver.com", "--kind", "misspelling")
    assert {"lady.com", "ladie.com"} <= set(made("ladies.com", "--kind", "plural"))


@quick
def test_generate__idn_rules__hold(made):
    com = made("example.com", "--kind", "idn")
    assert any(row["unicode"] == "exämple.com" for row in com.values())
    assert all(name.startswith("xn--") for name in com)
    jp = made("example.jp", "--kind", "idn,mixed")
    for row in jp.values():  # Japanese signs and ASCII only
        assert not re.search("[\u00c0-\u024f\u0370-\u052f]", row["unicode"]), row


@quick
def test_generate__japanese_domain__signs_and_romaji(made):
    names = made("アマゾン.jp")
    unicode = {row["unicode"]: row["kind"] for row in names.values()}
    assert unicode["アマゾソ.jp"] == "idn"
    assert unicode["amazon.jp"] == "sound"
    assert unicode["アマゾ.jp"] == "omission"
    assert "アマゾン.jp" not in unicode


@quick
def test_generate__any_form_of_the_domain__is_the_registrable_name(made):
    plain = made("example.com", "--kind", "omission")
    assert plain == made("https://www.Example.COM:443/path", "--kind", "omission")


@quick
def test_generate__two_domains__the_other_one_is_no_imitation(made):
    assert "example.net" in made("example.com", "--kind", "wrong-tld")
    both = made("example.com", "example.net", "--kind", "wrong-tld")
    assert "example.net" not in both and "example.com" not in both and "example.org" in both


@quick
def test_generate__domain_of_20_letters__does_not_explode(yagura):
    done = yagura("names", "generate", "--format", "csv", "bcdefghjkmnpqrstvwxyz"[:20] + ".com", timeout=120)
    assert done.code == 0
    assert 20_000 < len(done.out.splitlines()) < 200_000
    assert "cut" not in done.err


def test_generate__limit__gives_the_best(made, yagura):
    everything = list(made("aoba-motors.com").values())
    best = list(made("aoba-motors.com", "--limit", "25").values())
    assert best == everything[:25]
    for kind in {row["kind"] for row in everything}:
        for registrable in (True, False):
            ranks = [row["rank"] for row in everything if row["kind"] == kind and row["registrable"] == registrable]
            assert ranks == sorted(ranks, reverse=True), kind


@pytest.mark.parametrize("domain", ["aoba-motors.com", "mizuhashi.com", "mizuhashi.co.jp", "kitahama-bank.net"])
def test_generate__first_thirty__are_what_somebody_should_register(made, domain):
    label, suffix = domain.split(".", 1)
    rows = list(made(domain, "--limit", "30").values())
    kinds = [row["kind"] for row in rows]
    for kind in ("wrong-tld", "homoglyph", "combo", "omission", "repetition", "transposition", "hyphen", "keyboard", "www", "dot"):
        assert kind in kinds, kind
    assert "shared-host" not in kinds and "subdomain" not in kinds and kinds.count("mixed") <= 1
    assert all(kinds.count(kind) <= 6 for kind in kinds)
    names = [row["name"] for row in rows]
    assert f"{label}-login.{suffix}" in names
    assert any(name in names for name in (f"{label}.jp", f"{label}.com", f"{label}.net"))
    assert all(row["name"].count(".") == 1 or row["name"].endswith((".co.jp", ".ne.jp", ".co.uk")) for row in rows)


def test_generate__what_nobody_can_register__comes_last(made):
    rows = list(made("mizuhashi.co.jp").values())
    first = [row["registrable"] for row in rows].index(False)
    assert first > 1000 and not any(row["registrable"] for row in rows[first:])
    for row in rows:
        if row["kind"] in ("shared-host", "subdomain") or row["name"].startswith("mizuhashi.co.jp."):
            assert not row["registrable"], row
        elif row["name"].count(".") == 1:
            assert row["registrable"], row
    assert {row["kind"] for row in made("mizuhashi.co.jp", "--kind", "shared-host").values()} == {"shared-host"}


def test_generate__twice__the_same_order(yagura):
    words = ("names", "generate", "aoba-motors.com", "mizuhashi.co.jp", "--format", "csv", "--limit", "3000")
    assert yagura(*words).out == yagura(*words).out


@quick
def test_generate__idn_domain__is_shown_in_unicode(made):
    names = made("水橋精機.jp")
    assert sum("xn--" in row["unicode"] for row in names.values()) == 0
    unicode = {row["unicode"]: row["kind"] for row in names.values()}
    assert unicode["水橋精機.com"] == "wrong-tld" and unicode["水橋精機jp.com"] == "dot"
    assert unicode["www水橋精機.jp"] == "www" and unicode["水橋精機.duckdns.org"] == "shared-host"


def test_generate__in_japanese__every_explanation_is(yagura):
    done = yagura("--lang", "ja", "names", "generate", "mizuhashi.com", "--format", "jsonl", "--limit", "400")
    for row in done.lines:
        own_words = re.sub("`[^`]*`|「[^」]*」|[(][.][^)]*[)]", "", row["explanation"])
        assert re.search("[ぁ-ん]", own_words) and not re.search("[A-Za-z]{4,}", own_words), row


@quick
def test_generate__formats__say_the_same(yagura):
    words = ["names", "generate", "example.com", "--kind", "omission"]
    lines = yagura(*words, "--format", "jsonl").lines
    assert yagura(*words, "--format", "json").json == lines
    rows = list(csv.DictReader(io.StringIO(yagura(*words, "--format", "csv").out)))
    assert [row["name"] for row in rows] == [line["name"] for line in lines]
    assert [float(row["score"]) for row in rows] == pytest.approx([line["score"] for line in lines], abs=0.006)
    text = yagura(*words).out
    assert text.splitlines()[0].split() == ["NAME", "UNICODE", "KIND", "RANK", "SCORE", "WHY"]
    assert all(line["name"] in text for line in lines)


@quick
def test_generate__own_words__are_combined(made, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("# ours\nKaigo\n\n" + "x" * 300 + "\n")
    names = made("example.com", "--kind", "combo", "--words", words)
    assert set(names) == {"kaigo-example.com", "kaigoexample.com", "example-kaigo.com", "examplekaigo.com"}


def test_generate__tlds_all__real_suffixes_only(made):
    names = made("example.co.jp", "--tlds", "all", "--kind", "wrong-tld")
    assert {"example.museum", "example.or.jp", "example.co.uk", "example.xn--p1ai"} <= set(names)
    assert len(names) > 1400
    assert made("example.co.jp", "--tlds", "none", "--kind", "wrong-tld") == {}


@quick
@pytest.mark.parametrize("words, code, said", [
    ([], 2, "name a domain"),
    (["co.jp"], 3, "suffix"),
    (["bad-.com"], 3, "no domain"),
    (["mizuhashi"], 3, "such as mizuhashi.com"),
    (["example.com", "--tlds", "com,nosuch"], 2, "nosuch is no public suffix"),
    (["example.com", "--tlds", "com,nte"], 2, "did you mean net?"),
    (["example.com", "--kind", "omission,nothing"], 2, "there are wrong-tld"),
    (["example.com", "--limit", "0"], 2, "--limit"),
    (["example.com", "--tlds", "com,ex ample"], 2, "no public suffix"),
    (["example.com", "--server", "127.0.0.1"], 2, "--resolve"),
    (["example.com", "--resolve", "--rate", "0"], 2, "--rate"),
    (["example.com", "--resolve", "--server", "nonsense", "--kind", "omission"], 2, "server"),
    (["\x1b[31m.com"], 3, "no domain"),
    (["example.com", "--words", "/nonexistent"], 2, "--words"),
    (["192.0.2.1"], 2, "address"), (["example.com", "http://192.0.2.1/x"], 2, "address"), (["2001:db8::1"], 2, "address"),
])
def test_generate__wrong_use__says_what_to_do(yagura, words, code, said):
    done = yagura("names", "generate", *words)
    assert done.code == code, done
    assert said in done.err and not done.out


# --resolve -----------------------------------------------------------------------------------------------------------

def only(kind, *records):
    """Records for one type of question, NODATA for the others."""
    return lambda q: q.reply(records if q.type == kind else ())


def loop(q):
    """A CNAME whose name points to itself."""
    return q.reply([record(None, q.type, b"\xc0" + bytes([12 + len(q.question) + 12]))] if q.type != A else
                   [struct.pack(">H", 0xC000 | 12 + len(q.question)) + struct.pack(">HHIH", A, 1, 60, 4) + b"\1\2\3\4"])


RULES = {
    # everything
    "xample.com": lambda q: q.reply({A: [address("192.0.2.1"), address("192.0.2.2")], 28: [address("2001:db8::1")],
                                     MX: [mx(20, "second.example.net"), mx(5, "first.example.net")],
                                     NS: [record(None, NS, name_bytes("ns1.example.net"))]}.get(q.type, [])),
    "eample.com": lambda q: q.reply(code=SERVFAIL),
    # fails first
    "exmple.com": lambda q: q.reply(code=SERVFAIL) if q.number < 3 else only(A, address("192.0.2.3"))(q),
    # truncated: the answer is only had by TCP
    "examle.com": lambda q: only(A, *[address(f"198.51.100.{i}") for i in range(40)])(q) if q.over_tcp
    else q.reply(truncated=True),
    # others answer before: wrong number, wrong question, nonsense
    "exampe.com": lambda q: [q.reply([address("203.0.113.66")], number=q.id ^ 1),
                             q.reply([address("203.0.113.67")], question=name_bytes("other.example") + q.question[-4:]),
                             b"\0", q.reply([address("192.0.2.4")] if q.type == A else [])],
    "exampl.com": loop,
    "exaple.com": lambda q: None,
    # an address of somebody else
    "eexample.com": only(A, address("203.0.113.68", owner="bank.example.net")),
    # an alias, in the wrong order
    "exxample.com": lambda q: q.reply([address("192.0.2.9", owner="host.example.net"),
                                       record(None, CNAME, name_bytes("host.example.net"))] if q.type == A else []),
    "exaample.com": lambda q: q.reply(),
    "exammple.com": lambda q: (time.sleep(0.3), only(A, address("192.0.2.5"))(q))[1],
    # a name server whose name would act on a terminal
    "exampple.com": only(NS, record(None, NS, name_bytes([b"\x1b[2J<script>", b"example"]))),
    "examplle.com": lambda q: q.reply(code=REFUSED),
    # a record that ends behind the message
    "examplee.com": lambda q: q.reply([address("192.0.2.7")])[:-2],
}
WANTED = {
    "xample.com": "exists", "eample.com": "broken", "exmple.com": "exists", "examle.com": "exists",
    "exampe.com": "exists", "exampl.com": "unanswered", "exaple.com": "unanswered", "eexample.com": "exists",
    "exxample.com": "exists", "exaample.com": "exists", "exammple.com": "exists", "exampple.com": "exists",
    "examplle.com": "unanswered", "examplee.com": "unanswered",
}


@quick
def test_resolve__odd_servers__each_name_has_its_status(made):
    with Server(RULES) as server:
        rows = made("example.com", "--kind", "omission,repetition,plural", "--tlds", "none", "--resolve", "--server",
                    f"127.0.0.1:{server.port}", "--rate", "2000")
    assert {name: rows[name]["status"] for name in WANTED} == WANTED
    assert rows["examples.com"]["status"] == "absent"
    full = rows["xample.com"]
    assert full["a"] == ["192.0.2.1", "192.0.2.2"] and full["aaaa"] == ["2001:db8::1"]
    assert full["mx"] == ["first.example.net", "second.example.net"] and full["ns"] == ["ns1.example.net"]
    assert len(rows["examle.com"]["a"]) == 16
    assert rows["exampe.com"]["a"] == ["192.0.2.4"]
    assert rows["eexample.com"]["a"] == []
    assert rows["exxample.com"]["a"] == ["192.0.2.9"]
    # A failing server is asked three times, an absent name once.
    assert server.counts[("eample.com", A)] == 3 and server.counts[("examples.com", A)] == 1


def test_resolve__twice__the_same_results(made):
    with Server(RULES) as server:
        words = ["example.com", "--kind", "repetition", "--resolve", "--server", f"127.0.0.1:{server.port}",
                 "--rate", "2000"]
        first = made(*words)
        server.counts.clear()
        assert made(*words) == first


@quick
def test_resolve__hostile_records__are_text_in_every_form(yagura):
    with Server(RULES) as server:
        for form in ("text", "csv", "jsonl"):
            done = yagura("names", "generate", "example.com", "--kind", "repetition", "--resolve", "--format", form,
                          "--server", f"127.0.0.1:{server.port}", "--rate", "2000")
            assert done.code == 0
            assert "\x1b" not in done.out and "<script>" not in done.out.replace("<script>", "", 0 if form == "jsonl" else 9)
            assert "script" in done.out


@quick
def test_resolve__answers_for_every_name__are_found_out(made):
    def answer(q):
        if q.name.endswith(".ws"):
            if q.name == "example.ws" and q.type == NS:
                return q.reply([record(None, NS, name_bytes("ns.example.net"))])
            return q.reply([address("192.0.2.66")] if q.type == A else [])
        return q.reply(code=3)
    with Server({}, answer) as server:
        rows = made("example.com", "--kind", "wrong-tld,embedded-suffix", "--tlds", "ws,top", "--resolve", "--server",
                    f"127.0.0.1:{server.port}", "--rate", "2000")
    assert rows["example.ws"]["status"] == "exists"  # has name servers of its own
    assert rows["example-com.ws"]["status"] == "wildcard"
    assert rows["example.top"]["status"] == "absent"


@pytest.mark.parametrize("code", [None, 2, 5])  # silence, SERVFAIL, REFUSED
def test_resolve__no_answer_to_the_probe__is_unclear(made, code):
    def answer(q):
        if q.name == "example.ws" and q.type == NS:
            return q.reply([record(None, NS, name_bytes("ns.example.net"))])
        if q.name in ("example.ws", "example-com.ws"):
            return q.reply([address("192.0.2.66")] if q.type == A else [])
        if q.name.endswith(".ws") and len(q.name) == 23:
            return None if code is None else q.reply(code=code)
        return q.reply(code=3)
    with Server({}, answer) as server:
        rows = made("example.com", "--kind", "wrong-tld,embedded-suffix", "--tlds", "ws", "--resolve", "--registered", "--server",
                    f"127.0.0.1:{server.port}", "--rate", "2000")
    assert {name: row["status"] for name, row in rows.items()} == {"example.ws": "exists", "example-com.ws": "unclear"}


def test_resolve__registered__leaves_the_others_out(made):
    with Server(RULES) as server:
        rows = made("example.com", "--kind", "omission", "--resolve", "--registered", "--server",
                    f"127.0.0.1:{server.port}", "--rate", "2000")
    assert set(rows) == {"xample.com", "eample.com", "exmple.com", "examle.com", "exampe.com"}


def test_resolve__rate__is_kept(made):
    with Server({}) as server:
        began = time.monotonic()
        rows = made("example.com", "--kind", "keyboard", "--limit", "60", "--resolve", "--server",
                    f"127.0.0.1:{server.port}", "--rate", "60")
        took = time.monotonic() - began
    assert len(rows) == 60 and len(server.queries) == 60
    assert took > 0.8, took
    times = [query[0] for query in server.queries]
    assert max(sum(1 for t in times if s <= t < s + 0.5) for s in times) <= 30 + 8


def test_resolve__no_server_there__fails(yagura):
    with Server({}) as server:
        port = server.port
    done = yagura("names", "generate", "example.com", "--kind", "omission", "--resolve", "--server", f"127.0.0.1:{port}",
                  "--rate", "2000")
    assert done.code == 5 and not done.out
    assert f"127.0.0.1:{port}" in done.err and "no answer to any question" in done.err


@quick
def test_resolve__interrupted__keeps_what_was_found(yagura):
    def answer(q):
        return q.reply([address("192.0.2.1")] if q.type == A else []) if len(server.queries) < 60 else None
    with Server({}, answer) as server:
        process = yagura.start("names", "generate", "example.com", "--kind", "keyboard", "--resolve", "--format", "jsonl",
                               "--server", f"127.0.0.1:{server.port}", "--rate", "200")
        deadline = time.monotonic() + 20
        while len(server.queries) < 70 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    rows = [json.loads(line) for line in out.splitlines()]
    by_status = {status: sum(row["status"] == status for row in rows) for status in {row["status"] for row in rows}}
    assert process.returncode == 0
    assert by_status.get("exists", 0) + by_status.get("wildcard", 0) >= 8, by_status
    assert by_status.get("not-asked", 0) > 50, by_status
    assert b"stopped" in err


def test_resolve__progress__tells_rate_and_time_left(yagura):
    with Server({}) as server:
        done = yagura("names", "generate", "example.com", "--kind", "keyboard", "--limit", "100", "--resolve", "--format",
                      "jsonl", "--server", f"127.0.0.1:{server.port}", "--rate", "100", env={"TERM": "dumb"})
    assert "100 names asked: 0 exist, 100 absent" in done.err


def test_generate__without_resolve__asks_nobody(made):
    with Server({}) as server:
        made("example.com", "--kind", "omission")
    assert server.queries == [] and NOERROR == 0 and dns_server.NXDOMAIN == 3
