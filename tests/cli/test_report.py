"""yagura report: the contract of the three formats, run through the program.

Needs build/yagura (or YAGURA) with the verbs import and report."""
import base64
import hashlib
import html
import html.parser
import json
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
YAGURA = os.environ.get("YAGURA", str(ROOT / "build" / "yagura"))
STARTER = ROOT / "data" / "starter"
SCHEMA = ROOT / "docs" / "schemas" / "report.schema.json"


def run(*args, **options):
    return subprocess.run([YAGURA, *map(str, args)], capture_output=True, timeout=300, **options)


def why_not():
    if not os.access(YAGURA, os.X_OK):
        return f"{YAGURA} is not built"
    for verb in ("import", "report"):
        if run(verb, "--help").returncode != 0:
            return f"the program has no verb {verb} yet"
    return None


pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


def fill(path):
    done = run("--store", path, "import", STARTER)
    assert done.returncode == 0, done.stderr.decode()
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("report") / "store.db")


def report(store, country="JP", form="json", lang="en"):
    done = run("--store", store, "--lang", lang, "report", "--country", country, "--format", form)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8")


def figures(document):
    return {figure["id"]: figure for figure in document["figures"]}


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("country", ["JP", "CA", "VN", "TV", "XK"])
def test_json_follows_the_schema(store, country, lang):
    jsonschema = pytest.importorskip("jsonschema")
    document = json.loads(report(store, country, "json", lang))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    assert document["scope"]["country"] == country
    assert document["scope"]["language"] == lang


def test_figures_of_the_first_half_of_2022(store):
    found = figures(json.loads(report(store)))
    made = found["figure-npa-ransomware-industry-manufacturing-2022-H1"]
    assert (made["numerator"], made["denominator"]) == (37, 114)
    assert made["text"] == "37 of 114 (32.5 %, 95 % interval 24.6 to 41.5)"
    assert made["share"] == pytest.approx(37 / 114, abs=1e-6)
    assert made["interval"]["low"] == pytest.approx(0.246, abs=5e-4)
    assert made["interval"]["high"] == pytest.approx(0.415, abs=5e-4)
    health = found["figure-npa-ransomware-industry-medical-welfare-2022-H1"]
    assert health["text"] == "9 of 114 (7.9 %, 95 % interval 4.2 to 14.3)"


def test_small_counts_show_no_share(store):
    for figure in json.loads(report(store))["figures"]:
        if figure["kind"] != "share":
            assert figure["share"] is None
            assert figure["interval"] is None or figure["interval"]["method"] == "garwood"
        elif figure["denominator"] < 5:
            assert figure["interval"] is None and figure["share"] is None
        elif figure["denominator"] < 30:
            assert figure["share"] is None and figure["interval"] is not None


def test_every_statement_leads_to_evidence_and_sources(store):
    document = json.loads(report(store))
    known = {evidence["id"] for evidence in document["evidence"]}
    used = set()
    for figure in document["figures"]:
        assert figure["evidence"], figure["id"]
        used.update(figure["evidence"])
    for section in document["sections"]:
        for paragraph in section["paragraphs"]:
            assert paragraph["evidence"] or paragraph["role"] == "note", paragraph["text"]
            used.update(paragraph["evidence"])
        for table in section["tables"]:
            for row in table["rows"]:
                for cell in row.get("cells", []):
                    used.update(cell["evidence"])
    assert used == known
    numbers = {source["n"] for source in document["sources"]}
    for evidence in document["evidence"]:
        assert evidence["sources"] and set(evidence["sources"]) <= numbers


def test_two_stores_give_the_same_bytes(store, tmp_path):
    other = fill(tmp_path / "other.db")
    for form in ("json", "html", "md"):
        assert report(store, "JP", form, "ja") == report(other, "JP", form, "ja")


def test_the_subset_and_the_alias_stand_side_by_side(store):
    text = report(store, "JP", "md")
    assert "Earth Tengshe is a part of APT10" in text
    assert "APT10 = Bronze Riverside: MITRE" in text


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.headings = [], [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs["href"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_html_is_one_file_that_asks_for_nothing(store, lang):
    page = Page()
    text = report(store, "JP", "html", lang)
    page.feed(text)
    assert not [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "base")]
    for tag, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "style")]
    assert ("html", {"lang": lang}) in page.tags
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, link
        else:
            assert re.match(r"https?://", link) and ".onion" not in link
    policy = [attrs["content"] for tag, attrs in page.tags
              if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy and policy[0].startswith("default-src 'none'; style-src 'sha256-")
    # Data, and at most one script: the one that the policy names by its digest.
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, flags=re.S)
    assert [json.loads(body)["schema"] for attrs, body in scripts if 'id="yagura-report"' in attrs] == ["yagura-report/1"]
    run_by_browser = [body for attrs, body in scripts if "application/json" not in attrs]
    named = re.findall(r"script-src 'sha256-([^']+)'", policy[0])
    assert named == [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in run_by_browser]
    assert len(named) <= 1 and "unsafe" not in policy[0]
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:]))
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")


def test_an_unknown_country_is_wrong_usage(store):
    done = run("--store", store, "report", "--country", "ZZ")
    assert done.returncode == 2
    assert done.stdout == b""


def test_names_of_one_actor_are_one_row_and_a_part_is_its_own(store):
    tables = [t for s in json.loads(report(store))["sections"] for t in s["tables"]]
    rows = next(t for t in tables if t["id"] == "table-actors")["rows"]
    names = {row["cells"][0]["text"]: row["cells"] for row in rows if "cells" in row}
    assert {"APT10", "Tick", "Earth Tengshe"} <= set(names)
    assert not {"Cicada", "menuPass", "BRONZE BUTLER"} & set(names)
    assert "sponsored by North Korea, according to" in names["TraderTraitor"][1]["text"]
    assert "= menuPass, according to MITRE" in names["APT10"][3]["text"]


# --- The article that the starter claims were made from ---

ARTICLE = "Infosecurity Magazine"
ARTICLE_PERIOD = ("--country", "JP", "--period", "2017-12/2023-06")


def claims_of_the_article():
    """{fact: [claim]} of data/starter/facts.yaml: what the article itself says."""
    yaml = pytest.importorskip("yaml")
    found = {}
    for claim in yaml.safe_load((STARTER / "facts.yaml").read_text(encoding="utf-8"))["claims"]:
        facts = [tag for tag in claim.get("tags", []) if tag.startswith("seed-fact-")]
        if claim["asserted-by"] == ARTICLE and facts and claim["predicate"] != "about":
            found.setdefault(int(facts[0].removeprefix("seed-fact-")), []).append(claim)
    return found


# What a reader must find of each fact, in both languages.
FACTS = {
    1: (["Japan and Its Global Business Footprint", "28 June 2023", "Rapid7", "Paul Prudhomme"],
        ["Japan and Its Global Business Footprint", "2023年6月28日", "Rapid7", "Paul Prudhomme"]),
    2: (["3 of 4: China, North Korea, Russia"], ["4か国中3か国：中国、北朝鮮、ロシア"]),
    3: (["Vietnam", "APT32", "sponsored by Vietnam"], ["ベトナム", "APT32"]),
    4: (["37 of 114 (32.5 %, 95 % interval 24.6 to 41.5)", "first half of 2022"], ["114件中37件", "2022年上半期"]),
    5: (["9 of 114 (7.9 %, 95 % interval 4.2 to 14.3)"], ["114件中9件"]),
    6: (["just-in-time production leaves hardly any stock"], ["ジャストインタイム"]),
    7: (["often begin at overseas subsidiaries or affiliates"], ["海外の子会社・関連会社から始まることが多い"]),
    8: (["Panasonic India", "October 2020", "Panasonic Canada", "February 2022"],
        ["Panasonic India", "2020年10月", "Panasonic Canada", "2022年2月"]),
    9: (["Nissan Canada Finance", "December 2017", "ransom demanded: yes"],
        ["Nissan Canada Finance", "2017年12月", "身代金の要求：あり"]),
    10: (["Earth Tengshe is a part of APT10", "second half of 2021", "Bronze Riverside"],
         ["Earth Tengshe", "2021年下半期", "Bronze Riverside"]),
    11: (["imitates the domains of: Japanese maker", "an official confirmed in 2019 that APT32"],
         ["日本のメーカー", "2019年、APT32の関与"]),
    12: (["tier 3 of 3", "June 2021", "National Security Strategy", "December 2022"],
         ["3段階中", "2021年6月", "国家安全保障戦略", "2022年12月"]),
}


def text_of(form, body):
    """What a person reads: tags and marks of Markdown taken out."""
    if form == "html":
        body = html.unescape(re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", body, flags=re.S))
    elif form == "md":
        body = re.sub(r"\\([\\`*_\[\]|~#>!])", r"\1", body.replace("<br>", " "))
    else:
        body = json.dumps(json.loads(body), ensure_ascii=False)
    return re.sub(r"\s+", " ", body)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_the_article_is_in_the_report_of_its_period(store, form, lang):
    done = run("--store", store, "--lang", lang, "report", *ARTICLE_PERIOD, "--format", form)
    assert done.returncode == 0, done.stderr.decode()
    body = done.stdout.decode("utf-8")
    text = text_of(form, body)
    missing = [(fact, words) for fact, both in FACTS.items() for words in both[lang == "ja"] if words not in text]
    assert not missing, missing
    assert "infosecurity-magazine.com/news/japan-crosshairs-state-sponsored" in body


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_statement_of_the_article_is_evidence_with_its_source(store, lang):
    done = run("--store", store, "--lang", lang, "report", *ARTICLE_PERIOD, "--format", "json")
    document = json.loads(done.stdout)
    addresses = {source["n"]: source.get("address", "") for source in document["sources"]}
    article = [evidence for evidence in document["evidence"] if evidence["asserted_by"] == ARTICLE
               and evidence["kind"] == "claim" and any("infosecurity-magazine.com" in addresses[n] for n in evidence["sources"])]
    expected = claims_of_the_article()
    assert sorted(expected) == list(range(1, 13))
    assert len({evidence["id"] for evidence in article}) >= sum(map(len, expected.values()))


def test_a_period_holds_back_what_came_later(store):
    document = json.loads(run("--store", store, "report", *ARTICLE_PERIOD, "--format", "json").stdout)
    for evidence in document["evidence"]:
        assert evidence.get("date", "2017")[:7] <= "2023-06" or evidence["kind"] == "statistic", evidence
    assert document["scope"]["period"] == "2017-12/2023-06"
    assert document["scope"]["as_of"][:7] <= "2023-09"


def world(store):
    done = run("--store", store, "report", "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_the_incidents_of_a_country_are_a_part_of_the_worlds(store):
    one, all_of_them = figures(json.loads(report(store))), figures(world(store))
    for name in ("figure-abroad", "figure-entered-abroad", "figure-entered-supplier"):
        mine, whole = one[name], all_of_them[name]
        assert mine["denominator"] <= whole["denominator"], name
        assert mine["denominator"] + (mine["unknown"] or 0) <= whole["denominator"] + (whole["unknown"] or 0)
    ways = [one["figure-entered-abroad"], one["figure-entered-supplier"]]
    assert len({(way["denominator"], way["unknown"]) for way in ways}) == 1


def test_statements_on_one_country_stay_there(store):
    assert "finance and crypto in Japan" in report(store, form="md")
    assert "finance and crypto in Japan" not in report(store, country="DE", form="md")


def test_a_heading_stands_over_rows(store):
    for country in ("JP", "VN", "DE"):
        lines = report(store, country=country, form="md").splitlines()
        for line, after in zip(lines, lines[1:]):
            if line.startswith("| **") and line.endswith("** |  |  |  |"):
                assert after.startswith("| ") and not after.startswith("| **"), line


def test_the_newest_incident_stands_first(store):
    text = report(store, form="md")
    rows = text[text.index("## Incidents told one by one"):].split("\n\n")[2].splitlines()[2:]
    years = [int(re.findall(r"\b(20\d\d)\b", row.split("|")[1])[0]) for row in rows]
    assert years == sorted(years, reverse=True) and len(years) > 5


def test_a_company_in_the_middle_answers_for_what_it_owns(tmp_path):
    """The American subsidiary of the demo group owns a Mexican one, which was hit."""
    folder = tmp_path / "tower"
    assert run("demo", folder).returncode == 0
    store = folder / "group.db"
    done = run("--store", store, "report", "--organisation", "kazamori-america", "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    listed = {e["statement"] for e in document["evidence"] if e["kind"] == "incident"}
    assert any("México" in text for text in listed), listed
    (tmp_path / "middle.json").write_text(done.stdout if isinstance(done.stdout, str) else done.stdout.decode())
    assert run("--store", store, "verify", tmp_path / "middle.json").returncode == 0


def test_the_demo_writes_the_report_of_its_group(tmp_path):
    folder = tmp_path / "tower"
    done = run("demo", folder)
    text = done.stdout if isinstance(done.stdout, str) else done.stdout.decode()
    for name in ("group.html", "group.ja.html"):
        assert str(folder / name) in text
        page = (folder / name).read_text(encoding="utf-8")
        assert "Kazamori" in page or "風守" in page
        assert "Toyota" not in page and "トヨタ" not in page
    again = run("demo", folder)
    assert again.returncode == 0
