"""yagura report: known indicators seen in the group's logs. Counted here from the rows that `scan` put into the store, by other code than
the program's two; names, addresses and actors are invented (RFC 2606, 5737)."""
import collections
import csv
import datetime
import io
import json
import sqlite3

import jsonschema
import pytest
from conftest import ROOT

GROUP = """yagura-group: 1
group: "Aoba (fictitious)"
source: {name: "aoba map", publisher: "test", licence: "CC0-1.0"}
organisations:
  - {id: aoba, names: {en: "Aoba <b>Motors", ja: "株式会社青葉"}, kind: parent, country: "JP", networks: ["192.0.2.0/28"]}
  - id: india
    names: {en: "Aoba India"}
    kind: subsidiary
    country: "IN"
    networks: ["192.0.2.16/28"]
    parents: [{id: aoba, relation: subsidiary-of, share: 74, since: "2015"}]
  - id: pune
    names: {en: "Aoba Pune"}
    kind: subsidiary
    country: "IN"
    networks: ["192.0.2.32/28"]
    parents: [{id: india, relation: subsidiary-of, share: 100, since: "2016"}]
  - id: midori
    names: {en: "Midori Parts"}
    kind: subsidiary
    country: "JP"
    networks: ["192.0.2.48/28"]
    parents: [{id: aoba, relation: subsidiary-of, share: 100, since: "2015", until: "2024-03-05"}]
"""
HERON = "intrusion-set--11111111-1111-4111-8111-111111111111"
NAMES = {"login.evil.example": HERON, "cdn.heron.example": HERON, "odd.example": None, "fake.example": None}
ADDRESS = {"aoba": "192.0.2.5", "india": "192.0.2.20", "pune": "192.0.2.40", "midori": "192.0.2.50", None: "198.51.100.9"}
# Where, on which day of March 2024, what, how often.
SEEN = [("india", 1, "login.evil.example", 3), ("pune", 1, "login.evil.example", 1), ("pune", 2, "cdn.heron.example", 2), ("midori", 4, "odd.example", 2),
        ("midori", 8, "odd.example", 5), ("aoba", 9, "fake.example", 4), ("aoba", 9, "login.evil.example", 1), (None, 9, "odd.example", 7)]
INSIDE = [row for row in SEEN if row[0] and not (row[0] == "midori" and row[1] > 5) and row[2] != "fake.example"]


def feeds():
    """A publisher's events, one of an actor; and the actor."""
    actor = {"type": "intrusion-set", "spec_version": "2.1", "id": HERON, "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z",
             "name": "Grey <i>Heron (invented)"}
    yield {"type": "bundle", "id": "bundle--11111111-1111-4111-8111-111111111111", "objects": [actor]}
    for number, who in enumerate((HERON, None), 1):
        yield {"Event": {"uuid": f"{number:08d}-1111-4111-8111-111111111111", "info": "invented", "date": "2024-01-01", "Orgc": {"name": "Test lab"},
                         "Tag": [{"name": f'misp-galaxy:threat-actor="{actor["name"]}"'}] if who else [],
                         "Attribute": [{"uuid": f"{number:08d}-{n:04d}-4111-8111-111111111111", "type": "domain", "value": name, "to_ids": True,
                                        "category": "Network activity"} for n, (name, of) in enumerate(NAMES.items()) if of == who]}}


def log(rows):
    lines = []
    for where, day, name, times in rows:
        for n in range(times):
            second = datetime.datetime(2024, 3, day, 10, 0, n, tzinfo=datetime.timezone.utc).timestamp()
            lines.append(json.dumps({"_path": "dns", "ts": second, "id.orig_h": ADDRESS[where], "query": name}))
    return "\n".join(lines) + "\n"


@pytest.fixture
def seen(yagura, tmp_path):
    for name, text in (("group.yaml", GROUP), ("dns.log", log(SEEN)), *((f"feed{n}.json", json.dumps(feed)) for n, feed in enumerate(feeds()))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert yagura("group", "load", tmp_path / "group.yaml").code == 0
    yagura.counts(*sorted(tmp_path.glob("feed*.json")))
    assert yagura("scan", "dns.log", cwd=tmp_path).code == 1
    assert yagura("findings", "set", "false-alarm", "fake.example").code == 0
    return yagura


def document(yagura, *options):
    done = yagura("report", "--format", "json", *options)
    assert done.code == 0, done.err
    jsonschema.validate(done.json, json.loads((ROOT / "docs" / "schemas" / "report.schema.json").read_text()))
    return done.json


def figures(report):
    return {f["id"].removeprefix("figure-sightings-"): f for f in report["figures"] if f["id"].startswith("figure-sightings-")}


def numbers(report):
    return {key: f["numerator"] for key, f in figures(report).items()}


def section(report):
    return next(s for s in report["sections"] if s["id"] == "sightings")


def cells(report, table):
    found = next(t for t in section(report)["tables"] if t["id"] == table)
    return [[cell["text"] for cell in row["cells"]] for row in found["rows"]]


def wanted(rows):
    """What the figures of all, actors and days must say of these rows."""
    out = {"all-indicators": len({name for _, _, name, _ in rows}), "all-sightings": sum(times for *_, times in rows),
           "all-machines": len({where for where, *_ in rows}), "all-organisations": len({where for where, *_ in rows}),
           "all-days": len({day for _, day, *_ in rows})}
    days = collections.Counter()
    for _, day, _, times in rows:
        days[f"day-2024-03-{day:02d}"] += times
    heron = [row for row in rows if NAMES[row[2]]]
    return {**out, **days, "actor-indicators-Grey--i-Heron--invented-": len({name for _, _, name, _ in heron}),
            "actor-sightings-Grey--i-Heron--invented-": sum(times for *_, times in heron)}


def test_counts__who_where_when__without_false_alarms_and_what_was_sold(seen):
    report = document(seen, "--organisation", "aoba")
    told = numbers(report)
    for key, n in wanted(INSIDE).items():
        assert told[key] == n, key
    assert told["state-indicators-new"] == 3 and told["false-alarms"] == 1 and told["nowhere"] == 7
    text = json.dumps(section(report), ensure_ascii=False)
    assert "3 known indicators were seen at Aoba <b>Motors: 9 sightings on 4 machines of 4 organisations (1 March 2024 to 9 March 2024)" in text
    assert "one indicator was a false alarm and is not counted" in text and "fake" not in text
    assert "lower bounds" in text and "7 sightings on machines that no organisation of the map could be named for" in text
    assert "login[.]evil[.]example" in text and "login.evil.example" not in text
    assert cells(report, "table-sightings-actors") == [
        ["Grey <i>Heron (invented)", "none named", cells(report, "table-sightings-actors")[0][2], "2", "7", "3", "9 March 2024"],
        ["Nobody named", "", "", "1", "2", "1", "4 March 2024"]]
    places = {row[0]: row[1:] for row in cells(report, "table-sightings-organisations")}
    assert places["Aoba Pune"] == ["Aoba India\nAoba <b>Motors", "2", "3", "1", "2 March 2024"]
    assert places["Midori Parts"] == ["Aoba <b>Motors", "1", "2", "1", "4 March 2024"], "after the sale it is another's"
    first = cells(report, "table-sightings-indicators")[0]
    assert first == ["login[.]evil[.]example\ndomain name", "Grey <i>Heron (invented)", "Aoba <b>Motors\n192.0.2.5", "query", "dns.log\nline 18",
                     "5\n9 March 2024", "new"]
    judgement = json.dumps(report["sections"][0], ensure_ascii=False)
    assert "3 known indicators were seen in logs of 4 organisations of Aoba <b>Motors, last on 9 March 2024. Sources name one actor" in judgement
    measures = next(s for s in report["sections"] if s["id"] == "measures")
    assert "yagura findings list --kind indicator --organisation" in json.dumps(measures) and "--state new" in json.dumps(measures)


def test_scope_and_period__the_same_rows_cut(seen, tmp_path):
    india = numbers(document(seen, "--organisation", "india"))
    assert (india["all-sightings"], india["all-organisations"], india["all-indicators"]) == (6, 2, 2)
    early = document(seen, "--organisation", "aoba", "--period", "2024-03-02/2024-03-04")
    rows = [row for row in INSIDE if 2 <= row[1] <= 4]
    for key, n in wanted(rows).items():
        assert numbers(early)[key] == n, key
    assert all("period=2024-03-02%2F2024-03-04" in f["query"] for f in figures(early).values())
    nothing = section(document(seen, "--organisation", "aoba", "--period", "2023"))
    assert not nothing["tables"] and "That none are known does not mean that none were there" in json.dumps(nothing)
    assert "sightings" not in [s["id"] for s in document(seen, "--country", "JP")["sections"]]
    for options in (["--period", "2024-03-02/2024-03-04"], ["--compare", "2024-03-01", "2024-03-02"]):
        path = tmp_path / "cut.html"
        assert seen("report", "--organisation", "aoba", *options, "-o", path).code == 0
        assert seen("verify", path).code == 0, options


def test_every_form_in_both_languages__verified_and_harmless(seen, tmp_path):
    for language in ("en", "ja"):
        for form in ("html", "md", "json"):
            path = tmp_path / f"report.{language}.{form}"
            assert seen("--lang", language, "report", "--organisation", "aoba", "--format", form, "-o", path).code == 0
            done = seen("verify", path)
            assert done.code == 0, (language, form, done.out)
            text = path.read_text(encoding="utf-8")
            assert "⟪" not in text and "«" not in text and "evil[.]example" in text.replace("\\[.\\]", "[.]")
            assert form == "json" or ("<b>Motors" not in text and "<i>Heron" not in text)
    rows = list(csv.DictReader(io.StringIO(seen("report", "--organisation", "aoba", "--format", "csv").out)))
    told = {row["id"]: row["numerator"] for row in rows}
    assert told["figure-sightings-all-sightings"] == "9" and told["figure-sightings-day-2024-03-04"] == "2"
    bundle = seen("report", "--organisation", "aoba", "--format", "stix").json
    assert HERON in next(o for o in bundle["objects"] if o["type"] == "report")["object_refs"]


def test_verify__each_figure_changed_by_one__found_by_its_query(seen, tmp_path):
    report, path = document(seen, "--organisation", "aoba"), tmp_path / "changed.json"
    for key, figure in figures(report).items():
        figure["numerator"] += 1
        path.write_text(json.dumps(report), encoding="utf-8")
        done = seen("verify", path)
        assert done.code == 1 and f"figure-sightings-{key}: by its query" in done.out, key
        figure["numerator"] -= 1
    path.write_text(json.dumps(report), encoding="utf-8")
    assert seen("verify", path).code == 0


@pytest.mark.parametrize("change", [
    "UPDATE sighting SET count=count+1 WHERE machine='192.0.2.20'",
    "UPDATE finding SET state='closed' WHERE subject='odd.example'",
    "UPDATE finding SET state='new' WHERE subject='fake.example'",
    "UPDATE sighting SET machine='another' WHERE day=(SELECT min(day) FROM sighting) AND machine='192.0.2.40'",
    "UPDATE sighting SET day=day+1 WHERE day=(SELECT min(day) FROM sighting)",
    "UPDATE sighting SET organisation=NULL WHERE machine='192.0.2.20'",
])
def test_verify__store_changed__the_report_fails(seen, tmp_path, change):
    path = tmp_path / "report.json"
    assert seen("report", "--organisation", "aoba", "--format", "json", "-o", path).code == 0
    with sqlite3.connect(seen.store) as store:
        assert store.execute(change).rowcount > 0
    store.close()
    done = seen("verify", path)
    assert done.code == 1 and "by its query" in done.out, done.out


def test_states_of_findings__counted_each(seen):
    assert seen("findings", "set", "acknowledged", "odd.example").code == 0
    report = document(seen, "--organisation", "aoba")
    told = numbers(report)
    assert (told["state-indicators-new"], told["state-indicators-acknowledged"]) == (2, 1)
    assert "By state of the indicators: 2 new and 1 acknowledged." in json.dumps(section(report))
    assert cells(report, "table-sightings-indicators")[-1][-1] == "acknowledged"


def test_demo__invented_log__sightings_in_the_report_of_the_group(yagura, tmp_path):
    folder = tmp_path / "tower"
    assert yagura("demo", folder).code == 0
    report = yagura("report", "--organisation", "kazamori", "--format", "json", store=folder / "group.db").json
    told = numbers(report)
    assert (told["all-indicators"], told["all-sightings"], told["all-organisations"]) == (6, 13, 5)
    assert "Harbour Lamp (fictitious)" in json.dumps(report["sections"][0]) and "sensor.jsonl" in json.dumps(section(report))
    for page in ("group.html", "group.ja.html"):
        assert "beacon" not in (folder / page).read_text(encoding="utf-8") and "harbour-lamp[.]example" in (folder / page).read_text(encoding="utf-8")
        assert yagura("verify", folder / page, store=folder / "group.db").code == 0
