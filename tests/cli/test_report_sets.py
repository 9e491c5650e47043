"""yagura report over incident data sets: counts against a recount in Python, one source at a time, and the rules of what may
be printed."""
import collections
import csv
import io
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import urllib.parse

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
YAGURA = os.environ.get("YAGURA", str(ROOT / "build" / "yagura"))
sys.path.insert(0, str(ROOT / "tests" / "generate"))
import incidents  # noqa: E402

pytestmark = pytest.mark.skipif(not os.access(YAGURA, os.X_OK), reason=f"{YAGURA} is not built")
SECTIONS = {"Manufacturing": "C", "Construction": "F", "Education": "P", "Mining": "B", "Real Estate": "L"}
NAME = "generated incidents"


def run(*args):
    return subprocess.run([YAGURA, *map(str, args)], capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A store of 4,000 generated incidents, some with a parent of their own, some at organisations of a registry; and their
    rows."""
    folder = tmp_path_factory.mktemp("sets")
    incidents.write_with_parents(3, 4000, folder / "incidents.csv", folder / "groups.yaml")
    done = run("--store", folder / "store.db", "import", folder / "groups.yaml", folder / "incidents.csv")
    assert done.returncode == 0, done.stderr.decode()
    text = (folder / "incidents.csv").read_text(encoding="utf-8").split("---\n", 1)[1]
    return folder / "store.db", list(csv.DictReader(io.StringIO(text)))


def report(store, *args, form="json"):
    done = run("--store", store, "report", *args, "--format", form)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout) if form == "json" else done.stdout


OWNERS = {f"{name.title()} {what}": country for name, country in incidents.GROUPS for what in ("Holding", "Works")}


def named_parent(row):
    """The parent's country as the row has it, else as the group file has it; else nothing."""
    return row["parent_country"] or OWNERS.get(row["victim"], "")


def is_in(row, country, by):
    sites = row["country"].split()
    return country in sites if by == "site" else (named_parent(row) or " ".join(sites)) == country


def charted(document, prefix):
    """{(group, key): figure} of the charts whose id begins with the prefix."""
    figures = {figure["id"]: figure for figure in document["figures"]}
    return {(figures[name].get("group"), figures[name]["key"]): figures[name]
            for section in document["sections"] for chart in section["charts"] if chart["id"].startswith(prefix)
            for name in chart["figures"]}


@pytest.mark.parametrize("country", ["JP", "US", "KR"])
@pytest.mark.parametrize("by", ["site", "parent"])
def test_sectors_are_those_of_a_recount(table, country, by):
    store, rows = table
    mine = [row for row in rows if is_in(row, country, by)]
    known = [row for row in mine if row["sector"]]
    expected = collections.Counter(SECTIONS.get(row["sector"], row["sector"]) for row in known)
    charts = {"site": "chart-sectors", "parent": "chart-parents"}
    document = report(store, "--country", country, "--by", by, "--all")
    found = charted(document, charts[by])
    assert not charted(document, charts["site" if by == "parent" else "parent"])
    if by == "parent":
        check_parents(found, mine, expected)
        return
    assert {key: figure["numerator"] for (_, key), figure in found.items()} == expected
    for figure in found.values():
        assert (figure["denominator"], figure["unknown"]) == (len(known), len(mine) - len(known))
        assert figure["source"] == NAME
        assert figure["interval"]["method"] == "goodman"
        assert figure["interval"]["categories"] == len(expected)


def check_parents(found, mine, expected):
    """Counts, never shares; each with what it is made of."""
    named = [row for row in mine if named_parent(row)]
    rest = len(mine) - len(named)
    composition = {key: figure["numerator"] for (group, key), figure in found.items() if key in ("known", "assumed")}
    assert composition == {"known": len(named), "assumed": rest} and len(named) > 0 < rest
    found = {key: figure for (_, key), figure in found.items() if key not in composition}
    assert {key: figure["numerator"] for key, figure in found.items()} == expected
    for key, figure in found.items():
        assert figure["share"] is None and figure["interval"]["method"] == "garwood"
        assert f"{len(named)} with a named parent, {rest} counted at their site" in figure["group"]
        assert f"{len(named)} with a named parent, {rest} counted at their site" in figure["definition"]
        own = sum(SECTIONS.get(row["sector"], row["sector"]) == key for row in named)
        assert figure["note"] == f"{own} with a named parent, {figure['numerator'] - own} counted at their site."


def test_no_parent_is_named__no_count_by_parent(tmp_path):
    incidents.write(3, 500, tmp_path / "incidents.csv")
    assert run("--store", tmp_path / "s.db", "import", tmp_path / "incidents.csv").returncode == 0
    for by in ("both", "parent"):
        document = report(tmp_path / "s.db", "--country", "JP", "--by", by)
        assert not any("parent" in figure.get("group", "") for figure in document["figures"]), by
        assert "for no incident of this report is a parent named: generated incidents" in json.dumps(document)


# --- The list that stands beside a figure is the set that was counted ---

SHARED = pathlib.Path(os.environ.get("YAGURA_SHARED_DATA") or ROOT.parent / "shared" / "data")
REAL = [SHARED / "incidents" / name for name in ("vcdb-2020-03.json.zip", "cissm-2014-2023.csv", "eurepoc-1.1.csv")]
LISTED = [["--country", "JP"], ["--country", "US", "--period", "2019"], ["--country", "US", "--by", "parent"],
          ["--country", "CN", "--sector", "C"], ["--country", "DE", "--period", "2018-Q2/2021"], ["--sector", "Q"],
          ["--period", "2020-H1"], ["--compare", "JP", "US"], ["--compare", "2019", "2020"],
          ["--country", "KR", "--sector", "O", "--by", "parent", "--period", "2016/2021"]]


def listed(store, line):
    words = shlex.split(line)
    assert words[0] == "yagura" and words[1] == "incidents", line
    done = run("--store", store, *words[1:])
    assert done.returncode == 0, (line, done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def check_lists(store, scope):
    """Every printed command is run. What it lists: as many as the figures of its set have, known and unknown together."""
    document = report(store, *scope, "--all")
    checked, lists = 0, {}
    evidence = {entry["id"]: entry for entry in document["evidence"] if entry["kind"] == "query"}
    for entry in evidence.values():
        line = re.search(r"yagura incidents .*", entry["note"])[0]
        lists[line] = listed(store, line)
        n = int(re.search(r"\(([0-9,]+) incident", entry["statement"])[1].replace(",", ""))
        assert len(lists[line]) == n, (scope, line, len(lists[line]), entry["statement"])
        checked += 1
    figures = {figure["id"]: figure for figure in document["figures"]}
    for chart in (chart for section in document["sections"] for chart in section["charts"]):
        line = re.search(r"yagura incidents .*", chart.get("note", ""))
        mine = [figures[name] for name in chart["figures"]]
        if line is None:
            continue
        if line[0] not in lists:
            lists[line[0]] = listed(store, line[0])
        rows = lists[line[0]]
        by = re.search("--by (site|parent)", line[0])
        for figure in mine:
            if by and f"by={by[1]}" not in figure["query"]:
                continue
            if figure["share"] is not None or figure["denominator"]:
                assert figure["denominator"] + figure["unknown"] == len(rows), (scope, line[0], figure["id"])
                checked += 1
            if "-sector-" in figure["id"] and len(figure["key"]) == 1:
                assert figure["numerator"] == sum(row["sector"] == figure["key"] for row in rows), (scope, figure["id"])
        times = [figure for figure in mine if figure["id"].startswith("figure-time-") and (not by or f"by={by[1]}" in figure["query"])]
        if times:
            assert sum(figure["numerator"] for figure in times) + (times[0]["unknown"] or 0) == len(rows), (scope, line[0])
    return checked


@pytest.mark.parametrize("scope", LISTED, ids=" ".join)
def test_lists_are_the_sets_that_were_counted(table, scope):
    assert check_lists(table[0], scope) > 0


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    missing = [path.name for path in REAL if not path.is_file()]
    if missing:
        pytest.skip(f"no real data sets: {', '.join(missing)}")
    store = tmp_path_factory.mktemp("real") / "store.db"
    done = run("--store", store, "import", "--starter", *REAL)
    assert done.returncode == 0, done.stderr.decode()
    return store


@pytest.mark.parametrize("scope", LISTED, ids=" ".join)
def test_lists_of_real_data_sets(real, scope):
    assert check_lists(real, scope) > 0


def test_by_site_and_by_parent_stand_side_by_side(table):
    store, rows = table
    document = report(store, "--country", "JP")
    found = charted(document, "chart-sectors") | {key: figure for key, figure in charted(document, "chart-parents").items()
                                                  if key[1] not in ("known", "assumed")}
    groups = {group for group, _ in found}
    assert len(groups) == 2
    for by, word in (("site", "At sites in"), ("parent", "ultimate parent")):
        n = sum(is_in(row, "JP", by) for row in rows)
        assert any(word in group and f"({n} incidents" in group for group in groups), (by, n, groups)


def test_queries_say_what_was_counted(table):
    store, rows = table
    for figure in charted(report(store, "--country", "JP", "--period", "2020/2022"), "chart-sectors").values():
        top, bottom = figure["query"].split(" / ")
        asked = dict(urllib.parse.parse_qsl(top.removeprefix("incidents?")))
        assert asked["source"] == NAME and asked["country"] == "JP" and asked["period"] == "2020/2022"
        mine = [row for row in rows if is_in(row, "JP", asked["by"]) and "2020" <= row["date"][:4] <= "2022"]
        if "sector" in asked and not asked["sector"].startswith("label:"):
            assert figure["numerator"] == sum(SECTIONS.get(row["sector"]) == asked["sector"] for row in mine)
        assert dict(urllib.parse.parse_qsl(bottom.removeprefix("incidents?")))["sector"] == "known"
        assert figure["denominator"] == sum(bool(row["sector"]) for row in mine)


def test_years_and_the_period_that_cuts_them(table):
    store, rows = table
    found = charted(report(store, "--country", "US", "--by", "site", "--period", "2019-07/2023-06"), "chart-time")
    years = {key: figure["numerator"] for (_, key), figure in found.items()}
    mine = [row["date"] for row in rows if is_in(row, "US", "site")]
    # A date of a year only lies in no half of it.
    whole = [date for date in mine if (len(date) > 4 and "2019-07" <= date[:7] <= "2023-06") or date in ("2020", "2021", "2022")]
    assert years == collections.Counter(date[:4] for date in whole)
    notes = {key: figure.get("note", "") for (_, key), figure in found.items()}
    assert "Partial" in notes["2019"] and "Partial" in notes["2023"] and not notes["2021"]


@pytest.mark.parametrize("period", [None, "2019", "2016-H2/2021-03"])
def test_an_organisation_and_what_it_owned_in_a_period(table, period):
    """Registry, period and organisation at once: the holding and its works abroad, by whatever name the row says its parent."""
    store, rows = table
    scope = ["--organisation", "north0"] + (["--period", period] if period else [])
    document = report(store, *scope, "--all")
    bounds = {None: ("", "9999"), "2019": ("2019", "2019-99"), "2016-H2/2021-03": ("2016-07", "2021-03-99")}[period]
    mine = [row for row in rows if row["victim"] in ("North0 Holding", "North0 Works")]
    # A date of a year only lies in no half of it.
    mine = [row for row in mine if (len(row["date"]) > 4 and bounds[0] <= row["date"] <= bounds[1])
            or (len(row["date"]) == 4 and (bounds[0] <= row["date"] + "-01" and row["date"] + "-12-31" <= bounds[1]))]
    sectors = charted(document, "chart-sectors")
    known = [row for row in mine if row["sector"]]
    assert known and {key: figure["numerator"] for (_, key), figure in sectors.items()} == \
        collections.Counter(SECTIONS.get(row["sector"], row["sector"]) for row in known)
    assert all((f["denominator"], f["unknown"]) == (len(known), len(mine) - len(known)) for f in sectors.values())
    assert check_lists(store, scope) > 0


def dated_rows(folder, dates):
    rows = [f"k{n},{date},V{n},JP,{'Manufacturing' if n % 3 else 'Education'},ransomware,\n" for n, date in enumerate(dates)]
    (folder / "dated.csv").write_text(incidents.HEAD + "".join(rows), encoding="utf-8")
    assert run("--store", folder / "d.db", "import", folder / "dated.csv").returncode == 0
    return folder / "d.db"


def test_one_date_in_the_future__the_end_stays_incomplete(tmp_path):
    dates = [f"{year}-{n % 12 + 1:02}-10" for year in range(2018, 2024) for n in range(40)]
    plain, late = tmp_path / "plain", tmp_path / "late"
    for folder, more in ((plain, []), (late, ["2029-01-01"])):
        folder.mkdir()
        found = charted(report(dated_rows(folder, dates + more), "--country", "JP", "--by", "site", "--all"), "chart-time")
        notes = {key: "Incomplete" in (figure.get("note") or "") for (_, key), figure in found.items()}
        assert notes["2023"] and not notes["2022"], (folder.name, notes)


def test_the_trend_is_of_whole_years(tmp_path):
    """2017 begins in its second half, 2023 is the year that still runs: neither is compared."""
    dates = [f"2017-{n % 6 + 7:02}-10" for n in range(60)] + \
            [f"{year}-{n % 12 + 1:02}-10" for year in range(2018, 2024) for n in range(40)]
    text = json.dumps(report(dated_rows(tmp_path, dates), "--country", "JP", "--by", "site"))
    found = re.search(r"over (\d+) years \((\d+) to (\d+)\).*?sources tested \((\d+)\)", text)
    assert found and found.groups() == ("5", "2018", "2022", "1"), found
    assert "trend test" not in json.dumps(report(tmp_path / "d.db", "--country", "JP", "--period", "2019-07/2021"))


def test_rows_that_are_no_independent_cases__nothing_is_tested(tmp_path):
    """The same rows, once under a name of their own and once as the data set of which it is known."""
    rows = [f"k{n},{2015 + n % 7}-03-01,V{n},{'JP' if n < 280 else 'US'},"
            f"{'Manufacturing' if n % 280 < (140 if n < 280 else 30) else 'Education'},ransomware,\n" for n in range(2800)]
    said = {}
    for name in ("generated incidents", "CISSM Cyber Events"):
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        (folder / "i.csv").write_text(incidents.HEAD.replace("generated incidents", name) + "".join(rows), encoding="utf-8")
        assert run("--store", folder / "s.db", "import", folder / "i.csv").returncode == 0
        said[name] = json.dumps([report(folder / "s.db", "--country", "JP"), report(folder / "s.db", "--compare", "JP", "US")])
    assert all(word in said["generated incidents"] for word in ("Odds ratio", "trend test", "a larger share than elsewhere"))
    assert not any(word in said["CISSM Cyber Events"] for word in ("Odds ratio", "trend test", "a larger share than elsewhere"))
    assert "Rows are not independent cases" in said["CISSM Cyber Events"]


def test_the_last_period_is_incomplete(table):
    store, _ = table
    found = charted(report(store, "--country", "US", "--by", "site"), "chart-time")
    last = max(key for _, key in found)
    assert "Incomplete" in next(figure["note"] for (_, key), figure in found.items() if key == last)
    for figure in found.values():
        assert figure["interval"]["method"] == "garwood" and figure["share"] is None
        assert figure["interval"]["low"] <= figure["numerator"] <= figure["interval"]["high"]


def test_types_and_actors_and_the_sector_of_the_scope(table):
    store, rows = table
    document = report(store, "--country", "JP", "--by", "site", "--sector", "C", "--all")
    mine = [row for row in rows if is_in(row, "JP", "site") and row["sector"] == "Manufacturing"]
    kinds = {key: figure["numerator"] for (_, key), figure in charted(document, "chart-types").items()}
    assert kinds == collections.Counter(row["type"] for row in mine)
    named = {key: figure["numerator"] for (_, key), figure in charted(document, "chart-actors").items()}
    assert named == collections.Counter(row["actors"].replace(" ", "") for row in mine if row["actors"])


def test_the_world_and_a_sector_alone(table):
    store, rows = table
    found = charted(report(store, "--sector", "Education", "--all"), "chart-sites")
    counts = collections.Counter(site for row in rows if row["sector"] == "Education" for site in row["country"].split())
    assert {key: figure["numerator"] for (_, key), figure in found.items()} == counts
    everything = charted(report(store), "chart-sectors")
    assert next(iter(everything.values()))["denominator"] == sum(bool(row["sector"]) for row in rows)


def test_two_periods_side_by_side(table):
    store, rows = table
    document = report(store, "--country", "US", "--by", "site", "--compare", "2020", "2021")
    assert document["scope"]["compare"] == ["2020", "2021"]
    for (_, key), figure in charted(document, "chart-compare").items():
        year = figure["period"]
        mine = [row for row in rows if is_in(row, "US", "site") and row["date"].startswith(year)]
        assert figure["denominator"] == sum(bool(row["sector"]) for row in mine)
    assert all(len(pair) == 2 for pair in [document["scope"]["compare"]])


def test_two_countries__rows_of_both_are_in_neither(table):
    store, rows = table
    document = report(store, "--compare", "JP", "US")
    both = sum({"JP", "US"} <= set(row["country"].split()) for row in rows)
    found = charted(document, "chart-compare")
    sides = {"Japan": ("JP", "US"), "United States": ("US", "JP")}
    assert both > 0 and len(found) > 0
    for figure in document["figures"]:
        if not figure["id"].startswith("figure-compare-"):
            continue
        side = next((name for name in sides if figure["label"].endswith(name)), None)
        own, other = next(codes for name, codes in sides.items() if f"country={codes[0]}&not-country" in figure["query"])
        mine = [row for row in rows if own in row["country"].split() and other not in row["country"].split()]
        assert figure["denominator"] == sum(bool(row["sector"]) for row in mine), (side, figure["id"])
        assert figure["numerator"] == sum(SECTIONS.get(row["sector"]) == figure["key"] for row in mine)
    assert f"{both} incident" in json.dumps([chart["note"] for section in document["sections"] for chart in section["charts"]
                                             if chart["id"].startswith("chart-compare")])


@pytest.mark.parametrize("pair, said", [(("2022", "2022-H1"), "overlap"), (("2022-06/2023", "2023-01"), "overlap"),
                                        (("2022", "2022"), "twice the same"), (("2022-H1", "2022-01/2022-06"), "twice the same"),
                                        (("JP", "JP"), "twice the same"), (("JP", "Japan"), "twice the same"),
                                        (("JP", "2022"), "neither two countries nor two periods")], ids=str)
def test_sides_that_share_something_are_refused(table, pair, said):
    done = run("--store", table[0], "report", "--compare", *pair)
    assert done.returncode == 2 and done.stdout == b"" and said in done.stderr.decode(), done.stderr


def test_few_cases_show_nothing_and_no_word_of_more(tmp_path):
    head = incidents.HEAD
    rows = [f"k{n},2024-03-0{n % 9 + 1},V{n},{'NO' if n < 4 else 'SE' if n < 20 else 'FI'},Manufacturing,ransomware,\n"
            for n in range(60)]
    (tmp_path / "few.csv").write_text(head + "".join(rows), encoding="utf-8")
    assert run("--store", tmp_path / "s.db", "import", tmp_path / "few.csv").returncode == 0
    norway = report(tmp_path / "s.db", "--country", "NO")
    assert not charted(norway, "chart-sectors")
    assert "fewer than five incidents fall within this report" in json.dumps(norway)
    for figure in charted(report(tmp_path / "s.db", "--country", "SE"), "chart-sectors").values():
        assert figure["share"] is None and figure["interval"] is not None
        assert "16 of 16" not in figure["text"]
    assert "more often" not in json.dumps(report(tmp_path / "s.db", "--country", "SE"))


def test_a_large_difference_is_said_with_its_test(tmp_path):
    rows = [f"k{n},2024-03-01,V{n},{'JP' if n < 60 else 'US'},"
            f"{'Manufacturing' if n % 60 < (30 if n < 60 else 5) else 'Education'},ransomware,\n" for n in range(600)]
    (tmp_path / "big.csv").write_text(incidents.HEAD + "".join(rows), encoding="utf-8")
    assert run("--store", tmp_path / "s.db", "import", tmp_path / "big.csv").returncode == 0
    text = json.dumps(report(tmp_path / "s.db", "--country", "JP"))
    found = re.search(r"Manufacturing is hit more often here.*?Odds ratio ([0-9.]+) \(95 % interval ([0-9.]+) to", text)
    assert found and float(found[1]) == pytest.approx(30 / 30 / (45 / 495), abs=0.01) and float(found[2]) > 1


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("scope", [[], ["--country", "JP"], ["--sector", "C"], ["--compare", "JP", "DE"]])
def test_the_same_bytes_again_and_the_schema(table, lang, scope):
    jsonschema = pytest.importorskip("jsonschema")
    store, _ = table
    first, second = (run("--store", store, "--lang", lang, "report", *scope, "--format", "json").stdout for _ in range(2))
    assert first == second and "\u27ea".encode() not in first
    schema = json.loads((ROOT / "docs" / "schemas" / "report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(first))
    page = run("--store", store, "--lang", lang, "report", *scope).stdout
    assert page == run("--store", store, "--lang", lang, "report", *scope).stdout
    ids = re.findall(rb' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_wrong_scopes_are_wrong_usage(table):
    store, _ = table
    for args in (["--country", "ZZ"], ["--sector", "Technology"], ["--period", "2022-13"], ["--compare", "JP"],
                 ["--compare", "JP", "2022"], ["--compare", "JP", "JP"], ["JP"], ["--organisation", "Nobody Example"]):
        done = run("--store", store, "report", *args)
        assert done.returncode == 2 and done.stdout == b"", (args, done.stderr)
        assert done.stderr.count(b"\n") >= 1


def test_a_group_and_what_it_owned(tmp_path):
    """The demo group: incidents at affiliates in three countries, told with their evidence, in both languages."""
    done = run("demo", tmp_path / "tower")
    assert done.returncode == 0, done.stderr.decode()
    store = tmp_path / "tower" / "group.db"
    document = report(store, "--organisation", "kazamori")
    assert document["scope"]["organisation"].startswith("identity--")
    assert (document["scope"]["country"], document["scope"]["sector"]) == ("JP", "C")
    figures = {figure["id"]: figure for figure in document["figures"]}
    assert all(figure["evidence"] for figure in figures.values())
    abroad = figures["figure-abroad"]
    assert abroad["numerator"] == abroad["denominator"] == 3
    japanese = json.loads(run("--store", store, "--lang", "ja", "report", "--organisation", "kazamori", "--format", "json").stdout)
    assert "風守" in japanese["scope"]["organisation_name"] and "風守" in japanese["title"]
    assert len(japanese["figures"]) == len(document["figures"])


def test_ways_in_are_those_of_a_recount(tmp_path):
    """Unknown ways in are left out, and counted."""
    rows = [("JP", "VPN", "supplier"), ("JP", "VPN", "victim"), ("JP", "", ""), ("JP", "Email", "affiliate"),
            ("JP", "VPN", ""), ("JP", "VPN", "supplier"), ("JP", "unknown", "supplier"), ("US", "Email", "victim")]
    text = "".join(f"k{i},2022-01-0{i + 1},Firm {i},intrusion,{c},{way},{at}\n" for i, (c, way, at) in enumerate(rows))
    (tmp_path / "ways.csv").write_text(
        "yagura-map: 1\nkind: incidents\nsource: {name: ways, publisher: made, licence: CC0-1.0}\ncolumns:\n"
        "  key: key\n  date: date\n  victim: victim\n  types: type\n  country: country\n  entry-method: way\n"
        "  entered-at: at\n---\nkey,date,victim,type,country,way,at\n" + text, encoding="utf-8")
    store = tmp_path / "ways.db"
    done = run("--store", store, "import", tmp_path / "ways.csv")
    assert done.returncode == 0, done.stderr.decode()
    document = report(store, "--country", "JP", "--by", "site")
    ways = {key: figure for (_, key), figure in charted(document, "chart-entry").items()}
    mine = [[way] for country, way, _ in rows if country == "JP"]
    known = [way for way in mine if set(way) - {"", "unknown"}]
    for word in ("VPN", "Email"):
        figure = ways[word]
        assert (figure["numerator"], figure["denominator"]) == (sum(word in way for way in known), len(known))
        assert figure["unknown"] == len(mine) - len(known)
        assert figure["interval"]["method"] == "goodman"
        assert f"entry={word}" in figure["query"] and "entry=known" in figure["query"]
    said = {key: figure for (_, key), figure in charted(document, "chart-said").items()}
    assert (said["supplier"]["numerator"], said["supplier"]["denominator"], said["supplier"]["unknown"]) == (3, 5, 2)
    assert document["scope"]["as_of"] == "2022-01-08"
    (tmp_path / "report.json").write_text(json.dumps(document))
    assert run("--store", store, "verify", tmp_path / "report.json").returncode == 0
    figure = ways["VPN"]
    figure["numerator"] += 1
    (tmp_path / "wrong.json").write_text(json.dumps(document))
    assert run("--store", store, "verify", tmp_path / "wrong.json").returncode == 1
