"""Checks data/starter/ against docs/formats/yagura-claims.md. Needs pytest and PyYAML only.

Run: python3 -m pytest tests/data
"""

import csv
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "data" / "starter"
SPEC = ROOT / "docs" / "formats" / "yagura-claims.md"

YAML_FILES = ["incidents.yaml", "landscape.yaml", "actors.yaml", "facts.yaml", "posture.yaml"]
CSV_FILES = {"npa-ransomware.csv": "statistics", "aliases.csv": "aliases"}
KINDS = ("incidents", "statistics", "aliases", "claims")

COMMON = {"asserted-by", "references", "date", "how-known", "confidence", "basis", "tags", "note"}
NESTED = {"asserted-by", "references", "how-known", "confidence", "note"}
SOURCE = {"name", "publisher", "address", "licence", "tlp", "published", "retrieved"}
KEYS = {
    "incidents": COMMON | {
        "key", "date-kind", "victim", "victim-ja", "sites", "parent", "parent-ja", "parent-country",
        "sector", "sector-label", "types", "actors", "entry", "reached-parent", "supply-stop",
        "impact", "summary"},
    "statistics": (COMMON - {"date"}) | {
        "series", "series-name", "geography", "subject", "period", "category-scheme", "category",
        "sector", "count", "total", "unit", "definition", "derived", "published"},
    "aliases": COMMON | {"name", "type", "relation", "of", "vendor"},
    "claims": COMMON | {"subject", "predicate", "object", "value", "unit"},
}
REQUIRED = {
    "incidents": {"key", "date", "victim", "types", "summary", "asserted-by", "how-known", "basis",
                  "references"},
    "statistics": {"series", "subject", "period", "category-scheme", "category", "count", "asserted-by",
                   "how-known"},
    "aliases": {"name", "type", "relation", "of", "asserted-by", "references"},
    "claims": {"subject", "predicate", "asserted-by", "how-known", "references"},
}
PARTS = {
    "actors": NESTED | {"name"},
    "entry": NESTED | {"at", "country", "organisation", "how"},
    "reached-parent": NESTED | {"value"},
    "supply-stop": NESTED | {"value", "organisations", "lines", "plants", "hours", "vehicles"},
    "impact": NESTED | {"measure", "value", "unit", "bound"},
}
HOW_KNOWN = {"claimed-by-attacker", "reported", "confirmed-by-victim", "assessed-by-analyst", "official",
             "derived"}
INCIDENT_TYPES = {"ransomware", "extortion", "data-breach", "espionage", "ddos", "intrusion", "theft",
                  "disruption"}
MEASURES = {"people", "records", "files", "bytes", "companies", "computers", "servers", "vehicles",
            "plants", "lines", "money"}
OBJECT_TYPES = {"intrusion-set", "malware", "identity", "location", "campaign", "report", "incident",
                "attack-pattern", "sector", "statistic"}
LATERAL = {"mitsubishi-electric-2019-06", "ntt-communications-2020-05",
           "kawasaki-heavy-industries-2020-06", "capcom-2020-11",
           "osaka-general-medical-center-2022-10"}
COUNTRIES = set("""
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split())
SECTIONS = set("ABCDEFGHIJKLMNOPQRSTU")
POINT = r"\d{4}(?:-H[12]|-Q[1-4]|-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
DATE = re.compile(rf"{POINT}(?:/{POINT})?")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LISTS_IN_CSV = {"references", "tags"}
NUMBERS_IN_CSV = {"count", "total", "confidence"}


class PlainLoader(yaml.SafeLoader):
    """Refuses a key that occurs twice."""


def mapping(loader, node):
    keys = [key.value for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"line {node.start_mark.line + 1}: a key occurs twice"
    return loader.construct_mapping(node, deep=True)


PlainLoader.add_constructor("tag:yaml.org,2002:map", mapping)


def load_yaml(name):
    return yaml.load((STARTER / name).read_text(encoding="utf-8"), Loader=PlainLoader)


def load_csv(name):
    lines = (STARTER / name).read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    head = re.fullmatch(r"# yagura-claims: 1 (\w+)\n", lines[0])
    assert head, "first line"
    source = {}
    for line in lines[1:first]:
        part = re.fullmatch(r"# source\.([a-z]+): (.+)\n", line)
        assert part, line
        source[part[1]] = part[2]
    records = []
    reader = csv.DictReader(lines[first:], strict=True)
    for row in reader:
        assert None not in row and None not in row.values(), f"row {reader.line_num}: number of cells"
        record = {}
        for column, cell in row.items():
            if not cell:
                continue
            if column in LISTS_IN_CSV:
                value = cell.split(";")
            elif column in NUMBERS_IN_CSV:
                value = float(cell) if "." in cell else int(cell)
            else:
                value = cell
            target = record
            *outer, last = column.split(".")
            for key in outer:
                target = target.setdefault(key, {})
            target[last] = value
        records.append(record)
    return {"yagura-claims": 1, "source": source, head[1]: records}


FILES = {name: load_yaml(name) for name in YAML_FILES} | {name: load_csv(name) for name in CSV_FILES}
RECORDS = [(f"{name}:{kind}:{i}", kind, record)
           for name, data in FILES.items() for kind in KINDS for i, record in enumerate(data.get(kind, []))]
INCIDENTS = FILES["incidents.yaml"]["incidents"]
CLAIMS = [record for _, kind, record in RECORDS if kind == "claims"]
NPA = FILES["npa-ransomware.csv"]["statistics"]
STATISTICS = NPA + FILES["landscape.yaml"]["statistics"]


def parts_of(record):
    """Yields (kind of part, part) of an incident."""
    for key in PARTS:
        value = record.get(key, [])
        for part in value if isinstance(value, list) else [value]:
            yield key, part


def all_mappings(record):
    yield record
    for _, part in parts_of(record):
        yield part


@pytest.mark.parametrize("name", list(FILES))
def test_top(name):
    data = FILES[name]
    assert next(iter(data)) == "yagura-claims" and data["yagura-claims"] == 1
    assert set(data) <= {"yagura-claims", "source", *KINDS}
    assert {"name", "publisher", "licence"} <= set(data["source"]) <= SOURCE
    if name in CSV_FILES:
        assert CSV_FILES[name] in data


@pytest.mark.parametrize("name", YAML_FILES)
def test_yaml_subset(name):
    text = (STARTER / name).read_text(encoding="utf-8")
    for token in yaml.scan(text):
        assert not isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)), token.start_mark
    # nothing may be read as a boolean, a null or a date by a program that guesses
    def walk(value):
        if isinstance(value, dict):
            for key, item in value.items():
                assert isinstance(key, str)
                walk(item)
        elif isinstance(value, list):
            assert value, "an empty list: leave the key out"
            for item in value:
                walk(item)
        else:
            assert type(value) in (str, int, float), value
            assert value != ""
    walk(FILES[name])


@pytest.mark.parametrize("where,kind,record", RECORDS, ids=[r[0] for r in RECORDS])
def test_record(where, kind, record):
    assert set(record) <= KEYS[kind], set(record) - KEYS[kind]
    required = REQUIRED[kind]
    tags = set(record.get("tags", []))
    if kind in ("statistics", "claims") and "no-address" in tags:
        required = required - {"references"}
    assert required <= set(record), required - set(record)
    for part_kind, part in parts_of(record):
        assert set(part) <= PARTS[part_kind], set(part) - PARTS[part_kind]
    for item in all_mappings(record):
        for address in item.get("references", []):
            assert re.fullmatch(r"https://[^\s;«»]+\.[^\s;]+", address), address
        assert item.get("how-known", "reported") in HOW_KNOWN
        assert 0 <= item.get("confidence", 0) <= 100
        for key in ("note", "summary", "series-name"):
            if key in item:
                assert set(item[key]) == {"en", "ja"}, key
                assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", item[key]["ja"])
                assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", item[key]["en"])
    for key in ("date", "period", "published"):
        if key in record:
            assert DATE.fullmatch(record[key]), record[key]
    assert record.get("basis", "derived") in {"page-read", "press-list", "eurepoc", "derived"}
    if "sector" in record:
        assert record["sector"] in SECTIONS


def test_incidents_are_66_with_unique_keys():
    assert len(INCIDENTS) == 66
    assert len({i["key"] for i in INCIDENTS}) == 66


@pytest.mark.parametrize("incident", INCIDENTS, ids=[i["key"] for i in INCIDENTS])
def test_incident(incident):
    assert SLUG.fullmatch(incident["key"])
    assert incident.get("date-kind", "occurred") in {"occurred", "discovered", "reported"}
    assert incident["types"] and set(incident["types"]) <= INCIDENT_TYPES
    assert set(incident.get("sites", [])) <= COUNTRIES
    if "parent-country" in incident or "parent-ja" in incident:
        assert "parent" in incident
    assert incident.get("parent-country", "JP") in COUNTRIES
    entry = incident.get("entry")
    if entry:
        assert entry["at"] in {"victim", "affiliate", "supplier", "unknown"}
        assert entry.get("country", "JP") in COUNTRIES
    if "reached-parent" in incident:
        assert incident["reached-parent"]["value"] in {"yes", "no", "not-documented"}
    for actor in incident.get("actors", []):
        assert actor["name"] and actor["how-known"] in HOW_KNOWN
    for item in incident.get("impact", []):
        assert item["measure"] in MEASURES and item["value"] > 0
        assert item.get("bound", "about") in {"at-least", "at-most", "about"}
        if item["measure"] in ("bytes", "money"):
            assert "unit" in item


def test_reached_parent_is_yes_in_exactly_the_documented_cases():
    reached = {i["key"] for i in INCIDENTS if i.get("reached-parent", {}).get("value") == "yes"}
    assert reached == LATERAL
    for incident in INCIDENTS:
        if incident["key"] in LATERAL:
            assert incident["entry"]["at"] in {"affiliate", "supplier"}
            assert incident["reached-parent"]["references"]


def test_supply_stop_of_kojima():
    stop = next(i for i in INCIDENTS if i["key"] == "kojima-industries-2022-02")["supply-stop"]
    assert (stop["lines"], stop["plants"], stop["vehicles"]) == (28, 14, 13000)
    assert stop["organisations"] == ["Toyota", "Hino", "Daihatsu"]


def test_contradicting_values_stay_apart():
    impact = {i["key"]: i.get("impact", []) for i in INCIDENTS}
    assert {"GB", "TB"} <= {x.get("unit") for x in impact["panasonic-canada-2022-02"]}
    assert len([x for x in impact["asahi-group-2025-09"] if x["measure"] == "plants"]) == 2


@pytest.mark.parametrize("cell", STATISTICS, ids=lambda c: "/".join(
    (c["series"], c["category-scheme"], c["category"], c["period"])))
def test_statistic(cell):
    assert cell["count"] >= 0
    if "total" in cell:
        assert cell["count"] <= cell["total"]
    if cell["category-scheme"] == "total":
        assert cell["category"] == "total" and cell["count"] == cell["total"]
    assert cell.get("geography", "JP") in COUNTRIES | {"EU"}
    for key in ("series", "subject", "category-scheme", "category"):
        assert SLUG.fullmatch(cell[key]), cell[key]
    derived = cell.get("derived")
    if derived:
        assert cell["how-known"] == "derived"
        if re.fullmatch(r"\d+(?:[+-]\d+)+", derived):
            assert sum(int(n) for n in re.findall(r"[+-]?\d+", derived)) == cell["count"]
        elif product := re.fullmatch(r"round\((0\.\d+)\*(\d+)\)", derived):
            assert round(float(product[1]) * int(product[2])) == cell["count"]
        else:
            assert derived == "from a printed share"


def totals(series):
    return {c["period"]: c["count"] for c in NPA
            if c["series"] == series and c["category-scheme"] == "total"}


def test_police_series_are_apart():
    plain, both = totals("npa-ransomware"), totals("npa-ransomware-and-no-ware")
    assert {c["series"] for c in NPA} == {"npa-ransomware", "npa-ransomware-and-no-ware"}
    assert (plain["2023-H1"], both["2023-H1"]) == (103, 112)
    assert (plain["2023-H2"], both["2023-H2"]) == (94, 115)
    assert (plain["2024-H1"], both["2024-H1"]) == (114, 128)
    definitions = {c["series"]: c["definition"] for c in NPA}
    assert len(set(definitions.values())) == 2
    cells = [(c["series"], c["period"], c["category-scheme"], c["category"]) for c in NPA]
    assert len(cells) == len(set(cells))


def test_114_occurs_twice():
    plain = totals("npa-ransomware")
    assert {period for period, count in plain.items() if count == 114} == {"2022-H1", "2024-H1"}


def test_parts_fit_their_total():
    plain = totals("npa-ransomware")
    for first, second, year in (("2021-H1", "2021-H2", "2021"), ("2022-H1", "2022-H2", "2022"),
                                ("2023-H1", "2023-H2", "2023"), ("2024-H1", "2024-H2", "2024"),
                                ("2025-H1", "2025-H2", "2025")):
        assert plain[first] + plain[second] == plain[year]
    groups = {}
    for c in NPA:
        if "total" in c and c["category-scheme"] != "total":
            groups.setdefault((c["series"], c["period"], c["category-scheme"], c["total"]), []).append(c["count"])
    for key, counts in groups.items():
        assert sum(counts) <= key[3], key


def test_the_two_shares_of_the_article():
    cell = {(c["category-scheme"], c["category"]): c for c in NPA
            if c["series"] == "npa-ransomware" and c["period"] == "2022-H1"}
    for category, count, printed in (("manufacturing", 37, 32.5), ("medical-welfare", 9, 7.9)):
        found = cell["industry", category]
        assert (found["count"], found["total"]) == (count, 114)
        assert round(100 * count / 114, 1) == printed


def test_twelve_statements_are_all_there():
    tags = {tag for claim in CLAIMS for tag in claim.get("tags", [])}
    assert {f"seed-fact-{n}" for n in range(1, 13)} <= tags
    assert not {t for t in tags if t.startswith("seed-fact-")} - {f"seed-fact-{n}" for n in range(1, 13)}
    seed = "https://infosecurity-magazine.com/news/japan-crosshairs-state-sponsored"
    for n in range(1, 13):
        assert any(f"seed-fact-{n}" in c.get("tags", []) and seed in c["references"] for c in CLAIMS), n


def test_retellings_contradict():
    said = {c["asserted-by"]: c["value"] for c in CLAIMS if c["predicate"] == "states-threatening"}
    assert "Russia" in said["Infosecurity Magazine"] and "Vietnam" not in said["Infosecurity Magazine"]
    assert "Vietnam" in said["Altus Intel"] and "Russia" not in said["Altus Intel"]


@pytest.mark.parametrize("claim", CLAIMS)
def test_claim(claim):
    assert ("object" in claim) != ("value" in claim)
    for side in ("subject", "object"):
        if side in claim:
            thing = claim[side]
            assert set(thing) == {"type", "name"} and thing["type"] in OBJECT_TYPES
            if thing["type"] == "location":
                assert thing["name"] in COUNTRIES
            if thing["type"] == "sector":
                assert thing["name"] in SECTIONS
            if thing["type"] == "incident":
                assert thing["name"] in {i["key"] for i in INCIDENTS}
            if thing["type"] == "statistic":
                assert thing["name"].count("/") >= 3 and DATE.fullmatch(thing["name"].split("/", 3)[3])
    assert f"`{claim['predicate']}`" in SPEC.read_text(encoding="utf-8"), "predicate not in the specification"


def test_every_actor_of_an_incident_has_a_claim():
    known = {c["subject"]["name"] for c in FILES["actors.yaml"]["claims"] if c["subject"]["type"] == "intrusion-set"}
    assert {a["name"] for i in INCIDENTS for a in i.get("actors", [])} <= known


def test_aliases():
    rows = FILES["aliases.csv"]["aliases"]
    for row in rows:
        assert row["type"] in {"intrusion-set", "malware", "campaign"}
        assert row["relation"] in {"also-known-as", "part-of", "overlaps"}
        assert row["name"] != row["of"]
    said = {(r["name"], r["relation"], r["of"]) for r in rows}
    assert ("Earth Tengshe", "part-of", "APT10") in said
    assert ("Bronze Riverside", "also-known-as", "Earth Tengshe") in said
    assert ("Bronze Riverside", "also-known-as", "APT10") in said
    assert ("OceanLotus", "also-known-as", "APT32") in said


def test_specification_names_every_key():
    text = SPEC.read_text(encoding="utf-8")
    for key in set().union(*KEYS.values(), *PARTS.values(), SOURCE, HOW_KNOWN, INCIDENT_TYPES, MEASURES, OBJECT_TYPES):
        assert f"`{key}`" in text, key


def test_examples_of_the_specification_are_well_formed():
    for block in re.findall(r"```yaml\n(.*?)```", SPEC.read_text(encoding="utf-8"), re.S):
        data = yaml.load(block, Loader=PlainLoader)
        for kind in KINDS:
            for record in data.get(kind, []):
                assert set(record) <= KEYS[kind]
