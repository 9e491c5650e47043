"""yagura verify: a report is what the store says, and anybody's text is held against its statistics."""
import json
import pathlib
import random
import re
import shutil
import sqlite3

import incidents
import pytest
from conftest import ROOT, Yagura

FORMS = ["html", "md", "json"]
SCHEMA = ROOT / "docs" / "schemas" / "verify.schema.json"
CHANGES = 100


@pytest.fixture(scope="module")
def tower(tmp_path_factory):
    """The starter data and a generated incident data set; for reading only."""
    folder = tmp_path_factory.mktemp("verify")
    program = Yagura(folder / "store.db", folder)
    incidents.write(11, 900, folder / "incidents.csv")
    assert program("import", "--starter", folder / "incidents.csv", timeout=120).code == 0
    return program


def made(program, folder, form, *scope, lang="en"):
    path = folder / f"report.{lang}.{form}"
    done = program("report", *scope, "--lang", lang, "--format", form, "-o", path)
    assert done.code == 0, done
    return path


def verified(program, path, *more, **options):
    return program("verify", "--format", "json", *more, path, **options)


# --- Untouched reports ---

SCOPES = [["--country", "JP"], ["--country", "JP", "--by", "parent", "--all"], ["--country", "US", "--by", "site"],
          ["--sector", "C"], [], ["--country", "JP", "--period", "2022"], ["--compare", "JP", "US"],
          ["--compare", "2022", "2023"], ["--country", "TV"]]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: "-".join(scope) or "world")
def test_untouched_is_right(tower, tmp_path, form, lang, scope):
    done = verified(tower, made(tower, tmp_path, form, *scope, lang=lang))
    assert done.code == 0, done.out
    result = done.json
    assert result["right"] and result["differences"] == [] and result["form"] == form and result["language"] == lang
    checked = result["checked"]
    assert checked["evidence"] == checked["evidence_found"]
    assert checked["figures"] == checked["by_cell"] + checked["by_query"] + checked["by_building"]


def test_both_ways_of_counting_are_used(tower, tmp_path):
    checked = verified(tower, made(tower, tmp_path, "json", "--country", "JP")).json["checked"]
    assert checked["by_cell"] > 50 and checked["by_query"] > 20 and checked["evidence"] > 100


@pytest.mark.parametrize("form", FORMS)
def test_the_same_data_imported_again_is_right(tower, tmp_path, form):
    path = made(tower, tmp_path, form, "--country", "JP")
    again = Yagura(tmp_path / "again.db", tmp_path)
    assert again("import", tower.home / "incidents.csv", timeout=120).code == 0
    assert again("import", "--starter", timeout=120).code == 0
    assert again("import", "--starter", timeout=120).code == 0
    assert verified(again, path).code == 0


@pytest.mark.parametrize("form", ["html", "md"])
def test_line_ends_of_another_system_do_not_count(tower, tmp_path, form):
    path = made(tower, tmp_path, form, "--country", "JP")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert verified(tower, path).code == 0


# --- A store that says something else ---

def behind(program, path):
    """The evidence of a report by kind, and the source of its data set."""
    by_kind = {}
    for entry in json.loads(path.read_text())["evidence"]:
        by_kind.setdefault(entry["kind"], []).append(entry["id"])
    return by_kind


def change_statistic(database, chance, kinds):
    column, one = chance.choice(["count", "total"]), chance.choice(kinds["statistic"])
    if column == "total" and not database.execute(
            "SELECT 1 FROM statistic WHERE id=? AND total IS NOT NULL AND scheme<>'total'", (one,)).fetchone():
        column = "count"
    database.execute(f'UPDATE statistic SET "{column}"="{column}"+1 WHERE id=?', (one,))
    return one, f"{column} of {one}"


def test_a_hundred_counts_changed_by_one_are_found(tower, tmp_path):
    """Each time one number of one cell behind the report, up or down by 1: nothing smaller can go wrong with a table."""
    paths = {form: made(tower, tmp_path, form, "--country", "JP", "--all") for form in FORMS}
    behind_it = behind(tower, paths["json"])["statistic"]
    database = sqlite3.connect(tower.store)
    places = [(one, column, value) for one in behind_it for column in ("count", "total")
              for value, in database.execute(f'SELECT "{column}" FROM statistic WHERE id=?', (one,)) if value is not None]
    database.close()
    assert len(places) > CHANGES
    chance = random.Random(71)
    for number, (one, column, value) in enumerate(chance.sample(places, CHANGES)):
        other = value + (1 if value == 0 else chance.choice([-1, 1]))
        store = tmp_path / "changed.db"
        shutil.copy(tower.store, store)
        database = sqlite3.connect(store)
        assert database.execute(f'UPDATE statistic SET "{column}"=? WHERE id=?', (other, one)).rowcount == 1
        database.commit()
        database.close()
        form = FORMS[number % len(FORMS)]
        done = verified(tower, paths[form], store=store)
        what = f"{column} of {one} {value} -> {other}, {form}"
        assert done.code == 1, f"{what}: not found"
        differences = done.json["differences"]
        named = [d for d in differences if one in d["evidence"]]
        assert named and all(d["where"] or "line" in d for d in named), f"{what}: no place: {differences[:3]}"
        said = " ".join(d["stored"] + d["reported"] for d in named).replace(",", "")
        assert str(value) in said and str(other) in said, f"{what}: {named[:3]}"


def change_claim(database, chance, kinds):
    one = chance.choice(kinds["claim"])
    # Where a claim names a thing of the store, that counts, and not how a file wrote it.
    value, thing = database.execute("SELECT value, object FROM claim WHERE id=?", (one,)).fetchone()
    column = "value" if value and thing is None else "asserted_by"
    database.execute(f"UPDATE claim SET {column}=coalesce({column}, '')||'1' WHERE id=?", (one,))
    return one, f"{column} of {one}"


def change_told(database, chance, kinds):
    """An incident that is told by itself: its date, its victim, or all of it."""
    one = chance.choice(kinds["incident"])
    entity = "(SELECT eid FROM entity WHERE id=?)"
    what = chance.choice(["date", "victim", "row"])
    if what == "date":
        database.execute(f"UPDATE incident SET date='1999', from_us=0, to_us=1 WHERE eid={entity}", (one,))
    elif what == "victim":
        database.execute(f"UPDATE incident SET victim=victim||' 2' WHERE eid={entity}", (one,))
    else:
        database.execute(f"DELETE FROM incident WHERE eid={entity}", (one,))
    return one, f"{what} of {one}"


def change_counted(database, chance, kinds):
    """An incident that is only counted: its sector, its place, its date, or all of it."""
    rows = database.execute(
        "SELECT i.oid, i.sector, i.types FROM incident i JOIN incident_site USING(oid) WHERE country='JP'"
        " AND sid NOT IN (SELECT sid FROM document WHERE reader='yagura-claims') AND sector IS NOT NULL"
        " AND from_us<to_us ORDER BY i.oid").fetchall()
    oid, sector, _ = chance.choice(rows)
    what = chance.choice(["sector", "site", "row"])
    if what == "sector":
        database.execute("UPDATE incident SET sector=? WHERE oid=?", ("K" if sector != "K" else "C", oid))
    elif what == "site":
        database.execute("UPDATE incident SET sites='BR', parent_country=NULL WHERE oid=?", (oid,))
        database.execute("DELETE FROM owner WHERE oid=?", (oid,))
        database.execute("UPDATE OR REPLACE incident_site SET country='BR' WHERE oid=?", (oid,))
    else:
        database.execute("DELETE FROM incident_site WHERE oid=?", (oid,))
        database.execute("DELETE FROM incident WHERE oid=?", (oid,))
    return "incidents?source=", f"{what} of incident row {oid}"


def test_a_hundred_changes_of_the_store_are_found(tower, tmp_path):
    paths = {form: made(tower, tmp_path, form, "--country", "JP", "--all") for form in FORMS}
    kinds = behind(tower, paths["json"])
    chance = random.Random(20220630)
    ways = [change_statistic, change_claim, change_told, change_counted]
    for number in range(CHANGES):
        store = tmp_path / "changed.db"
        shutil.copy(tower.store, store)
        database = sqlite3.connect(store)
        named, what = ways[number % len(ways)](database, chance, kinds)
        database.commit()
        database.close()
        form = FORMS[number // len(ways) % len(FORMS)]
        done = verified(tower, paths[form], store=store)
        assert done.code == 1, f"{what}, {form}: not found"
        result = done.json
        assert not result["right"] and result["differences_n"] >= len(result["differences"]) > 0
        places = [d for d in result["differences"] if d["where"] or "line" in d]
        assert places, f"{what}, {form}: no place"
        evidence = " ".join(i for d in result["differences"] for i in d["evidence"])
        assert named in evidence, f"{what}, {form}: {result['differences'][:3]}"


# --- A file that says something else ---

def visible_digits(form, text):
    """Places of digits in what a reader sees."""
    if form == "html":
        hidden = [m.span() for m in re.finditer(r"(?s)<style>.*?</style>|<script.*?</script>|<[^>]*>", text)]
    elif form == "md":
        hidden = [m.span() for m in re.finditer(r"<!--.*?-->", text)]
    else:
        hidden = [m.span() for m in re.finditer(r'"schema":"[^"]*"|"scope":\{.*?\}', text)]
    masked = list(text)
    for start, end in hidden:
        masked[start:end] = " " * (end - start)
    return [i for i, c in enumerate(masked) if c in "0123456789"]


@pytest.mark.parametrize("form", FORMS)
def test_a_hundred_changed_digits_are_found(tower, tmp_path, form):
    path = made(tower, tmp_path, form, "--country", "JP")
    text = path.read_text()
    chance = random.Random(form)
    for place in chance.sample(visible_digits(form, text), CHANGES):
        # A zero in front would break the JSON: that is another kind of fault, with another exit code.
        first = form == "json" and text[place - 1] not in "0123456789."
        other = chance.choice([d for d in "0123456789" if d != text[place] and not (first and d == "0")])
        path.write_text(text[:place] + other + text[place + 1:])
        done = verified(tower, path)
        around = text[max(0, place - 60):place + 40]
        assert done.code == 1, f"{form}, byte {place}: {around!r}"
        differences = done.json["differences"]
        if form != "json":
            line = text.count("\n", 0, place) + 1
            assert any(abs(d.get("line", -9) - line) <= 2 for d in differences), (line, differences[:2], around)
        else:
            assert all(d["where"] for d in differences)


def test_the_number_is_named(tower, tmp_path):
    path = made(tower, tmp_path, "html", "--country", "JP")
    text = path.read_text()
    assert "37 of 114" in text
    path.write_text(text.replace("37 of 114", "31 of 114", 1))
    difference, = verified(tower, path).json["differences"]
    assert (difference["number_reported"], difference["number_stored"]) == ("31", "37")
    out = tower("verify", path).out
    assert "number  31 should be 37" in out and "line " in out and "statistic--" in out


def test_the_words_say_what_was_recomputed_and_what_only_rebuilt(tower, tmp_path):
    path = made(tower, tmp_path, "json", "--country", "JP")
    checked = verified(tower, path).json["checked"]
    out = tower("verify", path).out
    recomputed = checked["by_cell"] + checked["by_query"]
    assert checked["by_building"] > 0
    assert f"{recomputed} of {checked['figures']} figures recomputed independently" in out
    assert f"{checked['by_cell']} from cells of published tables, {checked['by_query']} from their queries" in out
    assert f"{checked['by_building']} only rebuilt" in out


def test_visible_and_hidden_text_are_both_looked_at(tower, tmp_path):
    path = made(tower, tmp_path, "html", "--country", "JP")
    text = path.read_text()
    start = text.index('id="yagura-report"')
    for changed in (text.replace("</main>", "<p>Manufacturing: 99 of 114</p></main>"),
                    text[:start] + text[start:].replace('"numerator":37', '"numerator":38', 1),
                    text.replace("<rect class=\"fill\" x=\"0\"", "<rect class=\"fill\" x=\"9\"", 1),
                    re.sub(r'href="https://[^"]*"', 'href="https://example.org/"', text, count=1),
                    text.replace("</body>", "<script>alert(1)</script></body>"),
                    text.replace("</html>", "</html><p>more")):
        assert changed != text
        path.write_text(changed)
        assert verified(tower, path).code == 1


def test_a_member_twice_is_looked_at_twice(tower, tmp_path):
    path = made(tower, tmp_path, "json", "--country", "JP")
    text = path.read_text()
    path.write_text(text.replace('"numerator":37', '"numerator":37,"numerator":38', 1))
    assert verified(tower, path).code == 1


def test_invented_evidence_and_figures_are_found(tower, tmp_path):
    path = made(tower, tmp_path, "json", "--country", "JP")
    document = json.loads(path.read_text())
    document["figures"][0]["evidence"] = ["claim--00000000-0000-4000-8000-000000000000"]
    document["evidence"].append({**document["evidence"][0], "id": "claim--00000000-0000-4000-8000-000000000000"})
    document["figures"].append({**document["figures"][0], "id": "figure-made-up"})
    path.write_text(json.dumps(document))
    result = verified(tower, path).json
    assert any("not in the store" in d["where"] for d in result["differences"])
    assert any("figure-made-up" in d["where"] for d in result["differences"])


# --- Files of another kind ---

@pytest.mark.parametrize("content", [
    b"", b" \n", b"hello", b"{}", b"[1]", b'{"schema": "yagura-report/1"}', b"{\"schema\": \"yagura-report/2\", \"scope\": {}}",
    b'{"schema": "yagura-report/1", "scope": {"language": "xx"}}',
    b'{"schema": "yagura-report/1", "scope": {"language": "en", "country": "ZZ"}}',
    b'{"schema": "yagura-report/1", "scope": {"language": "en", "period": "soon"}}',
    b'{"schema": "yagura-report/1", "scope": {"language": "en", "compare": [1, 2]}}',
    b"<!-- yagura-report/1 {} -->", b"<!-- yagura-report/1 {", b"<html></html>",
    b'<script type="application/json" id="yagura-report">{', b'<script type="application/json" id="yagura-report"></script>',
    b"{" * 5000, b'{"a":' * 3000 + b"1" + b"}" * 3000, b"\xff\xfe{\x00", bytes(range(256)) * 10,
], ids=repr)
def test_no_report_exits_3(tower, tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    done = tower("verify", path)
    assert done.code == 3 and done.out == "" and done.err.startswith("yagura verify: "), done


@pytest.mark.parametrize("form", FORMS)
def test_truncated_reports_never_pass(tower, tmp_path, form):
    path = made(tower, tmp_path, form, "--country", "JP")
    content = path.read_bytes()
    chance = random.Random(5)
    for size in [1, 10, 1000, *(chance.randrange(len(content)) for _ in range(12))]:
        path.write_bytes(content[:size])
        assert tower("verify", path).code in (1, 3)


def test_hostile_scopes_and_texts_stay_text(tower, tmp_path):
    path = made(tower, tmp_path, "json", "--country", "JP")
    document = json.loads(path.read_text())
    document["title"] = "\x1b[31mred\u202e<script>"
    document["figures"][0]["query"] = "incidents?source=%00\x1b"
    document["sections"] = {"deep": [[[]]], "id": 5}
    path.write_text(json.dumps(document))
    done = tower("verify", path)
    assert done.code == 1 and "\x1b" not in done.out and "\u202e" not in done.out


def test_usage(tower, tmp_path):
    assert tower("verify").code == 2
    assert tower("verify", "a", "b").code == 2
    assert tower("verify", "--text", "a", "b").code == 2
    assert tower("verify", "--format", "xml", "a").code == 2
    assert tower("verify", tmp_path / "none").code == 2
    assert tower("verify", tmp_path).code in (2, 3)


def test_standard_input_and_packed_files(tower, tmp_path):
    path = made(tower, tmp_path, "html", "--country", "JP")
    import gzip
    packed = tmp_path / "report.html.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert tower("verify", "-", stdin=path.read_bytes()).code == 0
    assert tower("verify", packed).code == 0


def test_output_follows_the_schema(tower, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text())
    path = made(tower, tmp_path, "html", "--country", "JP")
    jsonschema.validate(verified(tower, path).json, schema)
    path.write_text(path.read_text().replace("37 of 114", "31 of 114"))
    jsonschema.validate(verified(tower, path).json, schema)
    lines = tower("verify", "--format", "jsonl", path).lines
    assert lines == verified(tower, path).json["differences"]
    text = "In the first half of 2022 the police of Japan received 113 reports of ransomware."
    result = tower("verify", "--text", "-", "--format", "json", stdin=text.encode()).json
    jsonschema.validate(result, schema)
    assert tower("verify", "--text", "-", "--format", "jsonl", stdin=text.encode()).lines == result["numbers"]


# --- Numbers in anybody's text ---

YES, NO, OPEN = "confirmed", "contradicted", "not-known"
POLICE = "The National Police Agency of Japan counts ransomware reports. "
TEXTS = {
    # What was counted, told rightly
    "share": ("According to the police, manufacturers in Japan had 32.5% of the ransomware reports in the first half of "
              "2022.", {"32.5%": YES}),
    "counts": ("In the first half of 2022, Japanese police received 114 reports of ransomware damage. Of these, 37 of 114 "
               "(32.5 %) came from manufacturers and 9 of 114 from healthcare.",
               {"114": YES, "37 of 114": YES, "32.5 %": YES, "9 of 114": YES}),
    "words": ("Police in Japan say that nearly one third of the ransomware reports of the first half of 2022 came from "
              "manufacturing.", {"one third": YES}),
    "forms": (POLICE + "In H1 2022, manufacturing made up 32.5 percent and healthcare 7.9 per cent.",
              {"32.5 percent": YES, "7.9 per cent": YES}),
    "list": (POLICE + "January to June 2022: manufacturing (32.5 %), services (17.5 %), healthcare (7.9 %).",
             {"32.5 %": YES, "17.5 %": YES, "7.9 %": YES}),
    "year": ("Police statistics: 230 ransomware cases were reported in Japan in 2022, 75 of 230 from manufacturing.",
             {"230": YES, "75 of 230": YES}),
    "no-ware in": ("Japan's police recorded 112 ransomware reports in the first half of 2023, no-ware ransom included.",
                   {"112": YES}),
    "no-ware out": ("Japan's police recorded 103 reports of ransomware in the first half of 2023.", {"103": YES}),
    "2024": ("Japan's police recorded 114 reports of ransomware in the first half of 2024.", {"114": YES}),
    "vpn": ("Of the victims asked by police in Japan about ransomware in 2022, 63 of 102 were entered through VPN devices.",
            {"63 of 102": YES}),
    "full width": ("警察庁によると、２０２２年上半期のランサムウェア被害の報告は１１４件だった。", {"１１４": YES}),
    "japanese": ("警察庁の集計では、2022年上半期のランサムウェア被害は114件で、このうち製造業が37件（32.5％）、医療・福祉が9件（7.9%）を占めた。",
                 {"114": YES, "37": YES, "32.5％": YES, "9": YES, "7.9%": YES}),
    "era": ("令和4年上半期に警察庁へ報告されたランサムウェア被害は114件。", {"114": YES}),
    "thirds": ("2022年上半期の国内のランサムウェア被害のうち、製造業は約3割だった。", {"3割": YES}),
    "half of": ("警察庁によれば、2022年のランサムウェア被害230件のうち75件が製造業だった。", {"230件のうち75件": YES}),
    "html": ("<!doctype html><body><p>Police in Japan: in the first half of <b>2022</b> manufacturing had "
             "<em>32.5</em>&nbsp;% of the ransomware reports.</p><script>var x = '99 reports';</script></body>",
             {"32.5 %": YES}),
    "markdown": ("# Ransomware in Japan\n\nThe police say of the **first half of 2022**:\n\n- 114 ransomware reports in the "
                 "first half of 2022\n", {"114": YES}),
    # Retellings that went wrong
    "last year": ("In Japan manufacturers took 32.5% of ransomware attacks in the first half of 2022, while healthcare took "
                  "7.9% in the same period last year.", {"32.5%": YES, "7.9%": NO}),
    "last year ja": ("2022年上半期のランサムウェア被害は製造業が32.5%を占め、医療は前年同期に7.9%だった。",
                     {"32.5%": YES, "7.9%": NO}),
    "above all": ("Police: Nearly 114 % of the victims of ransomware in Japan in the first half of 2023 were small and "
                  "medium-sized companies.", {"114 %": NO}),
    "six": ("The number of ransomware cases reported to police in Japan was 6 cases in the first half of 2023.", {"6": NO}),
    "wrong half": ("The National Police Agency of Japan received 114 ransomware reports in the first half of 2023.",
                   {"114": NO}),
    "wrong digit": (POLICE + "In the first half of 2022 healthcare made up 9.7 % of them.", {"9.7 %": NO}),
    "wrong count": ("Japan's police counted 73 ransomware cases in manufacturing in the first half of 2022.", {"73": NO}),
    "wrong whole": (POLICE + "In the first half of 2022, 37 of 141 came from manufacturing.", {"37 of 141": NO}),
    "swapped": (POLICE + "In the first half of 2022 healthcare had 32.5 %.", {"32.5 %": NO}),
    "most": (POLICE + "In the first half of 2022 manufacturing made up two thirds.", {"two thirds": NO}),
    "wrong ja": ("警察庁によると、2022年上半期のランサムウェア被害の報告は141件だった。", {"141": NO}),
    "wrong share ja": ("警察庁によると、2022年上半期のランサムウェア被害では医療・福祉が9.7%を占めた。", {"9.7%": NO}),
    "wrong year ja": ("警察庁の2021年の集計では、ランサムウェア被害のうち製造業は37件だった。", {"37": NO}),
    # Right or wrong, the store cannot say
    "world": ("Worldwide, 41.2 % of ransomware attacks hit manufacturing in the first half of 2022.", {"41.2 %": OPEN}),
    "other country": ("German police: 41.2 % of ransomware attacks hit manufacturing in the first half of 2022.",
                      {"41.2 %": OPEN}),
    "other source": ("A survey of 300 companies in Japan found that 60 % of manufacturers met ransomware in the first half of "
                     "2022.", {"60 %": OPEN}),
    "other topic": ("Japan's police counted 41.2 % of phishing cases in manufacturing in the first half of 2022.",
                    {"41.2 %": OPEN}),
    "no period": ("Japan's police say that manufacturers had 41.2 % of ransomware reports.", {"41.2 %": OPEN}),
    "no category": (POLICE + "In the first half of 2022 some 41.2 % paid.", {"41.2 %": OPEN}),
    "other category": (POLICE + "In the first half of 2022 finance had 41.2 %.", {"41.2 %": OPEN}),
    "two categories": (POLICE + "In the first half of 2022 automotive and manufacturing together had 41.2 %.",
                       {"41.2 %": OPEN}),
    "change": ("Japan's police: ransomware reports rose by 87 % to 114 in the first half of 2022.", {"87 %": OPEN}),
    "of these": ("Japan's police received ransomware reports in the first half of 2022. Of these, 12 cases led to arrests.",
                 {"12": OPEN}),
    "nobody": ("A blog: 41.2 % of ransomware attacks hit manufacturing in Japan in the first half of 2022.", {"41.2 %": OPEN}),
    "other ja": ("世界では2022年上半期のランサムウェア攻撃の41.2％が製造業を狙った。", {"41.2％": OPEN}),
    "arrests ja": ("警察庁によると、2022年上半期のサイバー犯罪の検挙は5,000件だった。", {"5,000": OPEN}),
}


def numbers_of(program, text):
    done = program("verify", "--text", "-", "--format", "json", stdin=text.encode())
    assert done.code in (0, 1), done
    return done, {n["number"]: n for n in done.json["numbers"]}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(tower, name):
    text, expected = TEXTS[name]
    done, numbers = numbers_of(tower, text)
    for number, verdict in expected.items():
        assert number in numbers, f"{number} was not seen: {list(numbers)}"
        assert numbers[number]["verdict"] == verdict, numbers[number]
        if verdict != OPEN:
            assert numbers[number]["evidence"] and numbers[number]["why"] and numbers[number]["stored"]
    wrong = {n for n, f in numbers.items() if f["verdict"] == NO}
    assert wrong == {n for n, verdict in expected.items() if verdict == NO}
    assert done.code == (1 if wrong else 0)


def test_a_right_number_without_its_whole_gets_a_note(tower):
    """The sentence of the article that everything began with: what is not said is who counted, and where."""
    text = ("Manufacturing suffered 32.5 % of all ransomware attacks in Japan in the first half of 2022, far ahead of "
            "healthcare with 7.9 %.")
    done, numbers = numbers_of(tower, text)
    assert done.code == 0
    assert numbers["32.5 %"]["verdict"] == numbers["7.9 %"]["verdict"] == YES
    assert "reports to the police" in numbers["32.5 %"]["note"] and "not all attacks" in numbers["32.5 %"]["note"]
    assert "JP" in numbers["32.5 %"]["note"] and "medical and welfare" in numbers["7.9 %"]["note"]


def test_places_are_lines_and_characters(tower):
    text = "警察庁の集計。\n\n　2022年上半期のランサムウェア被害は114件だった。\n"
    _, numbers = numbers_of(tower, text)
    assert (numbers["114"]["line"], numbers["114"]["column"]) == (3, 2 + len("2022年上半期のランサムウェア被害は"))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("form", ["html", "md"])
def test_an_own_report_contradicts_nothing_but_the_retellings_it_quotes(tower, tmp_path, form, lang):
    path = made(tower, tmp_path, form, "--country", "JP", lang=lang)
    result = tower("verify", "--text", path, "--format", "json").json
    assert result["confirmed"] > 50
    for number in result["numbers"]:
        if number["verdict"] == NO:
            assert "tellerreport" in number["sentence"] or number["number"] == "6", number


def test_documents_of_the_project_contradict_nothing(tower):
    for path in [ROOT / "README.md", ROOT / "README.ja.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        assert tower("verify", "--text", path).code == 0, path


@pytest.mark.parametrize("content", [
    b"", b"\x00" * 100, b"\xff\xfe\x80", b"9" * 100000, b"1,000,000,000,000,000,000 reports", b"<" * 1000, b"&#x;" * 1000,
    b"1.2.3.4.5 % of of of 114 of", b"0 of 0 reports", b"114 of 0 ransomware in 2022 police manufacturing",
    "件" .encode() * 1000, b"99999999999999999999 % of ransomware manufacturing in 2022 police Japan",
    b"first half of first half of 2022" * 100,
], ids=lambda content: repr(content[:24]))
def test_odd_texts_are_read(tower, content):
    done = tower("verify", "--text", "-", stdin=content)
    assert done.code in (0, 1) and done.err == ""
