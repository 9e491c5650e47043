"""yagura scan with STIX patterns as people get them wrong, and over several logs in any order."""
import itertools
import json

import pytest

pytestmark = pytest.mark.asan
DNS = '{"_path":"dns","ts":1700000000.0,"uid":"C1","id.orig_h":"192.0.2.40","id.resp_h":"192.0.2.53","query":"login.example.com"}\n'


def indicator(pattern, number=0):
    return {"type": "indicator", "spec_version": "2.1", "id": f"indicator--00000000-0000-4000-8000-{number:012}", "pattern": pattern,
            "created": "2023-01-01T00:00:00Z", "modified": "2023-01-01T00:00:00Z", "valid_from": "2023-01-01T00:00:00Z",
            "pattern_type": "stix"}


@pytest.fixture
def scan(yagura, tmp_path):
    """Scans for the patterns; gives the sightings."""
    def run(patterns, *arguments, code=None, **more):
        (tmp_path / "p.json").write_text(json.dumps({
            "type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000",
            "objects": [indicator(pattern, n) for n, pattern in enumerate(patterns)]}), encoding="utf-8")
        run.done = done = yagura("scan", "--indicators", "p.json", "--no-findings", "--no-cache", "--format", "jsonl", *arguments,
                                 cwd=tmp_path, **more)
        assert done.code == ((1 if done.out else 0) if code is None else code), done
        return done.lines if done.code in (0, 1) else []
    return run


@pytest.mark.parametrize("pattern, missing", [
    ("[domain-nmae:value = 'login.example.com']", "domain-nmae:value (did you mean domain-name:value?)"),
    ("[network-traffic:dst_ref.value = '198.51.100.23' AND network-traffic:dst_prt = 8443]",
     "network-traffic:dst_prt (did you mean network-traffic:dst_port?)"),
    ("[artifact:payload_bin = 'x']", "artifact:payload_bin"),
    ("[domain-name:value = 'login.example.com'] FOLLOWEDBY [x-tool:id = 3]", "x-tool:id"),
])
def test_what_no_log_has_is_said_and_is_nothing_to_look_for(pattern, missing, scan, tmp_path):
    (tmp_path / "dns.log").write_text(DNS)
    scan([pattern], "dns.log", code=3)
    assert f"1 pattern asks for what no log has: {missing}\n" in scan.done.err


def test_what_no_log_has_beside_others_is_said_and_the_others_are_looked_for(scan, tmp_path):
    (tmp_path / "dns.log").write_text(DNS)
    good, half = "[domain-name:value LIKE '%.example.com']", "[domain-nmae:value = 'x'] OR [domain-name:value LIKE 'login.%']"
    found = scan(["[file:nam = 'x']", good, half], "dns.log")
    assert sorted(one["indicator"] for one in found) == sorted([good, half])
    err = scan.done.err
    assert "1 STIX pattern asks for what no log has, and can never match: file:nam (did you mean file:name?)\n" in err
    assert "1 STIX pattern asks among other things for what no log has: domain-nmae:value" in err
    assert "2 STIX patterns were asked" in err
    scan(["[file:nam = 'x']", good], "dns.log", "--lang", "ja")
    assert "決して一致しません: file:nam" in scan.done.err


def query(second, machine):
    return DNS.replace("1700000000.0", f"{1700000000 + second}.0").replace("192.0.2.40", f"192.0.2.{machine}")


def test_a_match_over_time_is_told_alike_whichever_file_is_read_first(scan, tmp_path):
    """The earliest match that is complete, at its latest record."""
    logs = {"a.log": [(40, 1), (7, 2)], "b.log": [(3, 3), (50, 4)], "c.log": [(5, 5)]}
    for name, records in logs.items():
        (tmp_path / name).write_text("".join(query(*record) for record in records))
    patterns = ["[domain-name:value = 'login.example.com'] REPEATS 3 TIMES WITHIN 3600 SECONDS",
                "[network-traffic:src_ref.value = '192.0.2.5'] FOLLOWEDBY [domain-name:value LIKE 'login.%']"]
    for threads in ("1", "3"):
        for order in itertools.permutations(logs):
            found = scan(patterns, "--threads", threads, *order)
            assert sorted((one["indicator"], one["file"], one["line"], one["machine"], one["time"]) for one in found) == sorted(
                (pattern, "a.log", 2, "192.0.2.2", "2023-11-14T22:13:27Z") for pattern in patterns), order


def test_single_records_are_told_before_the_end_and_the_rest_once(scan, tmp_path):
    (tmp_path / "a.log").write_text(query(0, 1) + query(1, 1))
    both = ["[domain-name:value LIKE 'login.%']", "[domain-name:value LIKE 'login.%'] AND [domain-name:value LIKE '%.com']"]
    found = scan(both, "--all", "a.log")
    assert [(one["indicator"], one["line"]) for one in found] == [(both[0], 1), (both[0], 2), (both[1], 2)]


@pytest.mark.parametrize("pattern, cure, at", [
    ("[ipv4-addr:value='203.0.113.66' AND network-traffic:dst_port=443]", "write [...] AND [...]: no object is both", "AND network"),
    ("[domain-name:value MATCHES '(']", "this is no regular expression (U_REGEX_MISMATCHED_PAREN): \"(\"", "'('"),
    ("[ipv4-addr:value ISSUBSET '203.0.113.0/40']", "write an address or network (198.51.100.0/24, 2001:db8::/32)", "'203.0.113.0/40'"),
    ("[domain-name:value = '" + "日本" * 40 + "' OR x]", '":" behind the object type was awaited here', "]"),
])
def test_a_bad_pattern_is_told_with_its_cure_and_place(pattern, cure, at, scan, yagura, tmp_path):
    (tmp_path / "dns.log").write_text(DNS)
    scan([pattern], "dns.log", code=3)
    first, shown, caret = scan.done.err.splitlines()[-3:]
    assert "; p.json: byte " in first and f": STIX pattern: {cure}" in first and ", at byte " in first
    wide = sum(ord(c) > 0x2000 for c in shown[:shown.index(at, shown.index("AND n") if "AND n" in at else 0)])
    assert caret.strip() == "^" and len(caret) - 1 == shown.index(at) + wide
    assert yagura("import", "p.json", cwd=tmp_path).code == 0
    rejected = yagura("sources", "--rejected", cwd=tmp_path).out
    kept = yagura("sources", "--rejected", "--format", "jsonl", cwd=tmp_path).lines
    if "regular" not in cure and "network (" not in cure:  # those are read, and fail when they are compiled
        assert cure in rejected and "…" not in rejected and kept[0]["detail"].endswith("^")
