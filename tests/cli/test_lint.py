"""yagura lint: each kind of finding from a small feed, what must not be found beside it, the formats of the output, and
the real press reports against the alarms that a person judged."""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import PROGRAM, ROOT, schema

quick = pytest.mark.asan
LINK = "https://www.ransomware.live/id/"


def report(victim, date="2024-03-05", domain="", country="JP", url="https://n.example/a", **more):
    return {"date": date, "victim": victim, "domain": domain, "country": country, "summary": "", "title": "t", "url": url,
            **more}


def post(victim, **more):
    return {"victim": victim, "group": "tower", "discovered": "2024-03-05", **more}


@pytest.fixture
def lint(yagura, tmp_path):
    """Findings of a list of records, as [(kind, record, other record or None)], after checks of form."""
    def run(*records, **more):
        path = tmp_path / "feed.json"
        text = json.dumps(list(records), indent=1, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        done = yagura("lint", "--format", "jsonl", "--today", "2026-01-01", path, **more)
        for finding in done.lines:
            schema("lint-finding").validate(finding)
            raw = text.encode()
            assert raw[finding["offset"]:finding["offset"] + 1] == b"{"
            assert finding["line"] == raw[:finding["offset"]].count(b"\n") + 1
        assert done.code == (1 if done.lines else 0)
        run.lines = done.lines
        return [(line["kind"], line["record"], line.get("other", {}).get("record")) for line in done.lines]
    return run


def test_sound_feed__nothing_and_exit_code_0(lint):
    assert lint(report("Aoba", domain="aoba.example", url="https://n.example/2024/03/06/x", added="2024-03-06"),
                report("Umi", domain="umi.io", country="DE"), report("Yama", domain="yama.co.uk", country="GB")) == []


@quick
@pytest.mark.parametrize("one, other", [
    (report("Aoba", domain="aoba.example"), report("Umi", "2024-05-04", domain="www.aoba.example")),
    (report("Aoba Kogyo, Inc."), report("AOBA KOGYO", "2024-03-05")),
    (report("Blaine County School District (BCSD)"), report("Blaine County School District", "2024-03-07")),
    (report("Aoba Kogyo Hospital"), report("Aoba Kogio Hospital")),
    (report("City of Sheboygan", domain="sheboyganwi.example"), report("Sheboygan", domain="sheboygawi.example")),
])
def test_near_duplicate__found_in_either_order(lint, one, other):
    assert lint(one, other) in ([("near-duplicate", 2, 1)], [("near-duplicate", 1, 2)])
    assert lint(other, one) in ([("near-duplicate", 2, 1)], [("near-duplicate", 1, 2)])


@pytest.mark.parametrize("one, other", [
    (report("Aoba", domain="aoba.example"), report("Aoba", "2024-05-05", domain="aoba.example")),  # 61 days
    (report("Aoba Kogyo"), report("Aoba Kogyo", country="DE")),
    (report("Police", domain="gov.br", country="BR"), report("Ministry", domain="gov.br", country="BR")),
    (report("Rock County (WI)"), report("Rock County (MN)")),
    (report("School District 12"), report("School District 13")),
    (report("Clark County School District"), report("Blaine County School District")),
    (report("Unknown"), report("Unknown")),
])
def test_near_duplicate__not_found(lint, one, other):
    assert lint(one, other) == []


def test_near_duplicate__three_of_one__two_findings(lint):
    found = lint(*(report("Aoba Kogyo", f"2024-03-0{day}", domain="aoba.example") for day in (1, 2, 3)))
    assert found == [("near-duplicate", 2, 1), ("near-duplicate", 3, 2)]


def test_near_duplicate__sources_are_never_compared(yagura, tmp_path):
    (tmp_path / "press.json").write_text(json.dumps([report("Aoba Kogyo")]))
    (tmp_path / "posts.json").write_text(json.dumps([post("Aoba Kogyo")]))
    assert yagura("lint", tmp_path / "press.json", tmp_path / "posts.json").code == 0
    (tmp_path / "more.json").write_text(json.dumps([report("Aoba Kogyo", "2024-03-06")]))
    done = yagura("lint", "--format", "jsonl", tmp_path / "press.json", tmp_path / "more.json")
    assert [line["kind"] for line in done.lines] == ["near-duplicate"]
    assert done.lines[0]["other"]["file"].endswith("press.json")


def test_joined_post__one_post_two_incidents(lint):
    joined = {"ransomware": {"group": "tower", "permalink": LINK + "QW9iYUB0b3dlcg=="}}
    assert lint(report("Aoba", "2023-03-05", **joined), report("Aoba", "2024-03-04", **joined)) == [("joined-post", 2, 1)]
    assert lint.lines[0]["what"] == "Aoba@tower"


def test_joined_post__posts_that_come_again_do_not_count(lint):
    assert lint(post("Aoba"), post("Aoba", discovered="2024-08-08")) == []


@pytest.mark.parametrize("domain, country, grade", [
    ("aoba.de", "FR", "wrong"), ("aoba.co.uk", "US", "wrong"), ("res.com.sg", "JP", "wrong"), ("x.gov.co", "JP", "wrong"),
    ("x.re", "FR", "check"), ("x.ax", "FI", "check"), ("x.fr", "RE", None), ("x.fr", "GP", None), ("x.fr", "DE", "wrong"),
    ("aoba.id", "DE", None), ("aoba.co.id", "DE", "wrong"),
    ("aoba.fr", "FR", None), ("aoba.uk", "GB", None), ("aoba.io", "DE", None), ("aoba.co", "JP", None), ("aoba.tv", "JP", None),
    ("aoba.me", "JP", None), ("aoba.ai", "JP", None), ("aoba.eu", "DE", None), ("aoba.com", "JP", None), ("aoba.de", "", None),
])
def test_domain_country(lint, domain, country, grade):
    found = lint(report("Aoba", domain=domain, country=country))
    assert found == ([("domain-country", 1, None)] if grade else [])
    assert not grade or lint.lines[0]["grade"] == grade


@quick
@pytest.mark.parametrize("date, url, grade", [
    ("2023-05-11", "https://n.example/2024/05/x", "wrong"),
    ("2023-05-11", "https://n.example/2024/05/12/x", "wrong"),
    ("2023-02-12", "https://n.example/2025/02/12/x", "wrong"),
    ("2023-05-11", "https://n.example/2024/08/12/x", "check"),
    ("2023-05-11", "https://n.example/2024-05-01-x", "wrong-less"),  # the other year would lie behind the link
    ("2023-05-11", "https://n.example/2023-05-10-x", "wrong"),
    ("2023-05-11", "https://n.example/2022/05/11/x", "wrong"),
    ("2023-05-11", "https://n.example/2023/05/x", None),
    ("2023-05-11", "https://n.example/2024/03/11/x", None),
    ("2023-05-11", "https://n.example/x?d=2022-01-01", None),
])
def test_link_date(lint, date, url, grade):
    found = lint(report("Aoba", date, url=url))
    assert found == ([("link-date", 1, None)] if grade else [])
    assert not grade or lint.lines[0]["grade"] == {"wrong-less": "check"}.get(grade, grade)


def test_link_date__entered_before(lint):
    assert lint(report("Aoba", "2025-01-29", added="2025-01-27")) == [("link-date", 1, None)]
    assert lint.lines[0]["field"] == "added"
    assert lint(report("Aoba", "2025-01-29", added="2025-01-29")) == []


@pytest.mark.parametrize("date, found", [("2026-01-02", 0), ("2026-01-03", 1), ("2999-01-01", 1), ("1999-12-31", 1),
                                         ("2000-01-01", 0), ("soon", 1), ("2024-13-01", 1)])
def test_date(lint, date, found):
    assert lint(report("Aoba", date)) == [("date", 1, None)] * found


@pytest.mark.parametrize("country, found", [("SGN", 1), ("EU", 1), ("QQ", 1), ("JP", 0), ("JPN", 0), ("Nippon Land", 0), ("", 0)])
def test_country_code(lint, country, found):
    assert lint(report("Aoba", country=country)) == [("country-code", 1, None)] * found


@pytest.mark.parametrize("label, found", [
    ("Not Found", 1), ("Unknown", 1), ("n/a", 1), ("tower", 1), ("TOWER", 1), ("12", 1), ("4,500", 1), ("2024-03-05", 1),
    ("https://x.example", 1), ("Japan", 1), ("delisted", 1), ("Real Estate is not on the list of sectors", 1),
    ("Manufacturing", 0), ("Business Services", 0), ("Technology", 0), ("541", 0), ("31-33", 0), ("Energy", 0), ("", 0),
])
def test_sector(lint, label, found):
    assert lint(post("Aoba", activity=label)) == [("sector", 1, None)] * found


def test_sector__one_finding_a_value_with_its_count(lint):
    assert lint(*(post(f"V{n}", activity="Not Found") for n in range(3))) == [("sector", 1, None)]
    assert lint.lines[0]["count"] == 3


def test_length(lint):
    assert lint(report("A" * 101)) == [("length", 1, None)]
    assert lint(report("あ" * 100)) == []
    assert lint(post("A" * 90)) == [("length", 1, None)]
    assert lint(report("A" * 90)) == []


@quick
def test_rejected__with_offset_and_reason(yagura, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text('[{"victim": "Aoba", "date": "2024-03-05", "url": "", "title": ""},\n{"victim": tru}]')
    done = yagura("lint", "--format", "jsonl", path)
    assert done.code == 1
    assert [(line["kind"], line["record"], line["line"]) for line in done.lines] == [("rejected", 2, 2)]


def test_kind__only_that(yagura, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([report("Aoba", domain="aoba.de"), report("Umi", country="QQ")]))
    assert [line["kind"] for line in yagura("lint", "--kind", "country-code", "--format", "jsonl", path).lines] == [
        "country-code"]
    assert yagura("lint", "--kind", "sector", path).code == 0
    assert yagura("lint", "--kind", "sectors", path).code == 2


@quick
def test_formats__say_the_same(yagura, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([report("Aoba", domain="aoba.de"), report("Aoba", "2024-03-06")]))
    lines = yagura("lint", "--format", "jsonl", path).lines
    assert yagura("lint", "--format", "json", path).json == lines
    table = list(csv.DictReader(io.StringIO(yagura("lint", "--format", "csv", path).out)))
    assert [row["kind"] for row in table] == [line["kind"] for line in lines] == ["near-duplicate", "domain-country"]
    assert [row["why"] for row in table] == [line["why"] for line in lines]
    text = yagura("lint", path)
    assert text.code == 1 and "2 findings in 2 incidents of 1 file" in text.out
    assert all(line["why"] in text.out and line["advice"] in text.out for line in lines)


@quick
def test_hostile_text__is_shown_as_text(yagura, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([report("Ao\x1b[31mba\u202e", domain="aoba.de"), report("Ao\x1b[31mba\u202e")]))
    for form in ("text", "json", "jsonl", "csv"):
        done = yagura("lint", "--format", form, path)
        assert done.code == 1
        assert b"\x1b" not in done.raw and (form == "csv" or "\u202e" not in done.out)


@quick
def test_hostile_posts__are_safe_in_incidents(yagura, tmp_path):
    path = tmp_path / "posts.json"
    path.write_text(json.dumps([post("Ao\x1b]0;x\x07ba\n\u202e@x", group="to\x1b[2Jwer", activity="S\x1b[1m",
                                     country="\x1b[5m", description="see http://abc.onion/ \x1b[0m",
                                     url="http://abc.onion/p")]))
    assert yagura("import", path).code == 0
    for form in ("text", "json", "jsonl", "csv"):
        done = yagura("incidents", "--format", form)
        assert done.code == 0 and b"\x1b" not in done.raw and b"\x07" not in done.raw
        assert "onion" not in done.out
    shown = yagura("show", "--type", "incident", "Aoba")
    assert b"\x1b" not in shown.raw


@quick
@pytest.mark.parametrize("content, code", [(b"", 3), (b"hello\n", 3), (b"{}", 3), (b"\x00\x01\x02", 3),
                                           (b'{"type":"bundle","id":"bundle--1","objects":[]}', 3)])
def test_unusable__exit_code_3(yagura, tmp_path, content, code):
    (tmp_path / "x").write_bytes(content)
    done = yagura("lint", tmp_path / "x")
    assert done.code == code and done.out == "" and "yagura lint: " in done.err


def test_wrong_usage__exit_code_2(yagura, tmp_path):
    assert yagura("lint").code == 2
    assert yagura("lint", tmp_path / "not-there").code == 2
    assert yagura("lint", "--today", "soon", tmp_path).code == 2


def test_folder__unknown_files_are_passed_over(yagura, tmp_path):
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps([report("Aoba", domain="aoba.de")]))
    (folder / "b.txt").write_text("nothing of use\n")
    done = yagura("lint", folder)
    assert done.code == 1 and "FILE" not in done.out.splitlines()[0] and "1 file passed over" in done.err


@quick
def test_other_formats__are_looked_at_too(yagura):
    done = yagura("lint", "--format", "jsonl", ROOT / "data" / "starter")
    assert done.code in (0, 1)
    assert not [line for line in done.lines if line["kind"] in ("date", "country-code", "sector", "length", "rejected")]


def test_press_reports__bars_of_the_evaluation_hold(shared):
    done = subprocess.run([sys.executable, ROOT / "tools" / "evaluate-lint"], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "YAGURA": os.fspath(PROGRAM), "YAGURA_SHARED_DATA": os.fspath(shared)})
    assert done.returncode == 0, done.stdout


def test_judged_alarms__hold_no_text_of_the_publisher():
    for line in (ROOT / "tests" / "data" / "lint-press.csv").read_text().splitlines():
        assert line.startswith("#") or pathlib.PurePath(line).name == line and line.count(",") == 4


def test_near_duplicate__another_country_between_them_hides_nothing(lint):
    assert lint(report("Aoba Kogyo"), report("Aoba Kogyo", "2024-03-06", country="DE"),
                report("Aoba Kogyo", "2024-03-07")) == [("near-duplicate", 3, 1)]
    assert lint.lines[0]["why"].startswith("the same name")
    assert lint(report("Aoba Kogyo"), report("Aoba Kogyo", "2024-03-06", country="")) == [("near-duplicate", 2, 1)]


@pytest.mark.parametrize("one, other, grade", [
    (report("Aoba Kogyo"), report("Aoba Kogyo", "2024-03-12", url="https://n.example/b"), "wrong"),
    (report("Aoba Kogyo"), report("Aoba Kogyo", "2024-03-13", url="https://n.example/b"), "check"),
    (report("Aoba Kogyo"), report("Aoba Kogyo", "2024-04-13"), "wrong"),  # the same link
    (report("Aoba Kogyo", "2024-03"), report("Aoba Kogyo", "2024-03", url="https://n.example/b"), "check"),
])
def test_near_duplicate__grade(lint, one, other, grade):
    assert len(lint(one, other)) == 1
    assert lint.lines[0]["grade"] == grade


def test_near_duplicate__a_victim_hit_often_is_one_finding(lint):
    assert len(lint(*(report("Ministry of Aoba", f"2024-03-{day:02}", url=f"https://n.example/{day}") for day in range(1, 11)))) == 9
    assert lint(*(report("Ministry of Aoba", f"2024-03-{day:02}", url=f"https://n.example/{day}") for day in range(1, 12))) == [
        ("near-duplicate", 2, None)]
    assert lint.lines[0]["count"] == 10 and lint.lines[0]["why"].startswith("11 records")


def test_link_date__an_older_link_beside_others_is_background(yagura, tmp_path):
    path = tmp_path / "claims.yaml"
    claims = """yagura-claims: 1
source: {name: Test}
incidents:
  - {key: a, date: "2024-03-05", victim: Aoba, types: [ransomware], how-known: reported, asserted-by: x,
     summary: {en: S., ja: S。}, references: [%s]}
"""
    for links, found in (("https://n.example/2023/01/02/a", 1),
                         ("https://n.example/2023/01/02/a, https://n.example/2024/03/06/b", 0)):
        path.write_text(claims % links)
        assert [line["kind"] for line in yagura("lint", "--kind", "link-date", "--format", "jsonl", path).lines] == ["link-date"] * found


@quick
@pytest.mark.parametrize("victim, found", [("SociÃ©tÃ© Aoba", 1), ("Soci\ufffdt\ufffd", 1), ("PronÃ Æ Ã x", 1), ("Aobaâ€™s", 1),
                                           ("São João", 0), ("SÃO JOÃO", 0), ("Société Âme", 0), ("青葉", 0)])
def test_encoding(lint, victim, found):
    assert lint(report(victim)) == [("encoding", 1, None)] * found


def test_map__tables_by_it(yagura, tmp_path):
    (tmp_path / "map.yaml").write_text("""yagura-map: 1
kind: incidents
source: {name: Register}
columns: {victim: Name, date: Day, country: Land, sector: Branch, types: {constant: ransomware}}
""")
    (tmp_path / "table.csv").write_text("Name,Day,Land,Branch\nAoba Kogyo,2024-03-05,JP,Not Found\nAoba Kogyo,2024-03-06,JP,12\n")
    done = yagura("lint", "--map", tmp_path / "map.yaml", "--format", "jsonl", tmp_path / "table.csv")
    assert [(line["kind"], line["line"]) for line in done.lines if line["kind"] != "rejected"] == [
        ("near-duplicate", 3), ("sector", 2), ("sector", 3)], done
    assert yagura("lint", "--map", tmp_path / "none.yaml", tmp_path / "table.csv").code == 2


@pytest.mark.parametrize("path, found", [
    ("doj-indictment-hackers-APT%2010/", 1), ("2015/fireeye-APT%20-30-asia-report", 1), ("a.html%20https://m.example/b-c-d", 1),
    ("Data%20Breach%20Notice.pdf", 0), ("2025-04-11%20Notice%20to%20Consumers.pdf", 0), ("some-news-of-today", 0),
    ("x?q=a-b-c%20d", 0), ("Data%20Breach", 0)])
def test_broken_link(lint, path, found):
    assert lint(report("Aoba", "2025-04-11", url="https://n.example/" + path)) == [("broken-link", 1, None)] * found
