"""Search and show: names in every spelling and script, ambiguity, forms of output, hostile names."""
import json
import re

import pytest

import stix
from conftest import RAW_CONTROLS, ROOT, Yagura, bundle, schema, stix_id, stix_object, write

quick = pytest.mark.asan


def numbered(number):
    return [{"source_name": "mitre-attack", "external_id": number}]


GROUPS = [
    stix_object(1, name="OceanLotus", aliases=["OceanLotus", "APT32", "オーシャンロータス", "海莲花", "SeaLotus"],
                description="Espionage from the sea; it read mail in Hanoi and 大阪府.",
                external_references=numbered("G9001")),
    stix_object(2, name="APT 10", aliases=["menuPass", "Stone Panda", "ＣＶＮＸ"], description="Cloud Hopper.",
                external_references=numbered("G9002")),
    stix_object(3, name="Æther Bär", aliases=["Straße", "İstanbul", "Cafe\u0301 Noir"], description="Ünïcödé."),
    stix_object(4, name="Twin", description="the first"), stix_object(5, name="twin", description="the second"),
    stix_object(6, "malware", name="Twin", is_family=True, description="software"),
    stix_object(7, name="Gone Fox", revoked=True, aliases=["Fox"]),
    stix_object(8, name="New Fox", aliases=["Fox"]),
    stix_object(9, "attack-pattern", name="Old Trick", x_mitre_deprecated=True,
                external_references=numbered("T9009")),
    stix_object(10, "attack-pattern", name="Phishing", external_references=numbered("T9566"),
                kill_chain_phases=[{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}]),
    stix_object(11, "tool", name="Plain Tool", external_references=numbered("S9011")),
    stix_object(12, name="大阪タワー", description="The tower of 大阪 and 東京."),
    stix_object(13, name="한국 그룹", aliases=["กลุ่ม"]),
    stix_object(20, "relationship", relationship_type="uses", source_ref=stix_id("intrusion-set", 1),
                target_ref=stix_id("attack-pattern", 10), confidence=80),
    stix_object(21, "relationship", relationship_type="uses", source_ref=stix_id("intrusion-set", 1),
                target_ref=stix_id("attack-pattern", 9)),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    program = Yagura(folder / "store.db", folder)
    program.counts("--source", "Fixture", write(folder / "groups.json", bundle(*GROUPS)))
    return program


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The built-in claims: incidents, statistics, statements."""
    folder = tmp_path_factory.mktemp("demo")
    program = Yagura(folder / "tower" / "yagura.db", folder)
    assert program("demo", folder / "tower", timeout=120).code == 0
    return program


def found(program, *arguments):
    done = program("search", "--format=jsonl", *arguments)
    assert done.code == 0
    return [row["name"] or row["id"] for row in done.lines]


def shown(program, *arguments):
    done = program("show", "--format=json", *arguments)
    assert done.code == 0, done
    return done.json["name"]


# Indicators ----------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("listed")
    program = Yagura(folder / "store.db", folder)
    for name, day in (("One", "2024-01-02"), ("Two", "2024-02-03")):
        program.counts("--source", name, write(folder / f"{name}.csv", "ioc,date,comment\n" + "".join(
            f"{value},{day},by {name}\n" for value in ("evil.example.com", "1.2.3.4", "http://evil.com/A", "e" * 64))))
    return program


@quick
@pytest.mark.parametrize("query, kind, value", [
    ("evil.example.com", "domain-name", "evil.example.com"), ("EVIL[.]example[.]com", "domain-name", "evil.example.com"),
    ("1[.]2.3.4", "ipv4-addr", "1.2.3.4"), ("hxxp://evil[.]com/A", "url", "http://evil.com/A"),
    ("E" * 64, "sha256", "e" * 64)])
def test_indicators_can_be_asked_for(listed, query, kind, value):
    done = listed("show", "--format=json", query)
    assert done.code == 0
    schema("indicator").validate(done.json)
    assert (done.json["type"], done.json["value"], done.json["query"]) == (kind, value, query)
    assert [row["source"] for row in done.json["statements"]] == ["One", "Two"]
    assert done.json["statements"][1]["context"] == "by Two" and done.json["statements"][0]["first_seen"] == "2024-01-02"
    for verb in ("show", "search"):
        done = listed(verb, query)
        assert done.code == 0 and value in done.out and "by One" in done.out and not done.err
    assert listed("show", "9.9.9.9").code == 2 and listed("search", "9.9.9.9").out == ""


# Search --------------------------------------------------------------------------------------------------------------

@quick
@pytest.mark.parametrize("text, name", [
    ("oceanlotus", "OceanLotus"), ("lotus", "OceanLotus"), ("eanlo", "OceanLotus"), ("OCEAN", "OceanLotus"),
    ("オーシャンロータス", "OceanLotus"), ("オーシャン", "OceanLotus"), ("ロータス", "OceanLotus"), ("ャン", "OceanLotus"),
    ("ｵｰｼｬﾝﾛｰﾀｽ", "OceanLotus"), ("海莲花", "OceanLotus"), ("海莲", "OceanLotus"), ("莲花", "OceanLotus"),
    ("莲", "OceanLotus"), ("hanoi", "OceanLotus"), ("espio", "OceanLotus"), ("sea hanoi", "OceanLotus"),
    ("大阪府", "OceanLotus"), ("apt10", "APT 10"), ("APT-10", "APT 10"), ("ＡＰＴ１０", "APT 10"), ("apt 10", "APT 10"),
    ("cvnx", "APT 10"), ("panda", "APT 10"), ("hopper", "APT 10"), ("strasse", "Æther Bär"), ("BÄR", "Æther Bär"),
    ("café", "Æther Bär"), ("cafe\u0301 noir", "Æther Bär"), ("ünïcödé", "Æther Bär"), ("타워", None),
    ("大阪タワー", "大阪タワー"), ("東京", "大阪タワー"), ("タワー", "大阪タワー"), ("한국", "한국 그룹"), ("กลุ่ม", "한국 그룹"),
    ("g9001", "OceanLotus"), ("T9566", "Phishing"), ("s9011", "Plain Tool"), ("ocean hopper", None), ("阪大", None),
    ("zzzz", None),
])
def test_search_finds(small, text, name):
    names = found(small, text)
    assert (names == []) if name is None else (name in names), names


@quick
def test_two_characters_find_all_that_hold_them(small):
    assert set(found(small, "大阪")) == {"OceanLotus", "大阪タワー"}
    assert found(small, "大阪")[0] == "大阪タワー", "names before descriptions"


@quick
def test_search_filters_and_limits(small):
    assert found(small, "twin", "--type", "malware") == ["Twin"] and len(found(small, "twin")) == 3
    assert found(small, "twin", "--type", "no-such-type") == []
    assert len(found(small, "--limit", "2", "twin")) == 2
    assert found(small, "fox")[0] == "New Fox", "what is revoked comes last"
    rows = small("search", "fox", "--format=json").json
    assert [row["revoked"] for row in rows] == [False, True]
    assert "revoked" in small("search", "fox").out and "deprecated" in small("search", "trick").out


@quick
@pytest.mark.parametrize("text", ["\"", "'", "*", "a*", "AND", "OR NOT", "NEAR(a b)", "name:lotus", "^lotus", "(", ")",
                                  "--", "-", "%", "_", ";", "\\", "{}", "…", "!!", "、", "\u200b", "a" * 5000, "大" * 500,
                                  "lotus OR 1=1", "😀", "\U000e0041", "é" * 300, "' OR 1=1 --"])
def test_search_text_is_never_a_query_language(small, text):
    done = small("search", "--format=json", "--", text)
    assert done.code == 0 and isinstance(done.json, list)
    assert small("show", "--", text).code == 2


@quick
def test_nothing_found_says_so(small):
    done = small("search", "zzzz")
    assert done.code == 0 and done.out == "" and "nothing found" in done.err


@quick
def test_many_words(small):
    assert found(small, *(["sea"] * 40), "hanoi") == ["OceanLotus"]


def test_search_in_real_feeds(full):
    assert {"APT32"} <= set(found(full, "lotus"))
    assert {"menuPass", "APT10"} <= set(found(full, "ＡＰＴ１０"))
    assert "Supply Chain Compromise" in found(full, "supply chain")
    assert found(full, "T1566.001", "--limit=1") == ["Spearphishing Attachment"]
    assert len(found(full, "a", "--limit", "300")) == 300


# Show ----------------------------------------------------------------------------------------------------------------

@quick
@pytest.mark.parametrize("text, name", [
    ("OceanLotus", "OceanLotus"), ("oceanlotus", "OceanLotus"), ("Ocean Lotus", "OceanLotus"),
    ("ocean-lotus", "OceanLotus"), ("OCEAN_LOTUS", "OceanLotus"), ("オーシャンロータス", "OceanLotus"),
    ("オーシャン・ロータス", "OceanLotus"), ("ｵｰｼｬﾝﾛｰﾀｽ", "OceanLotus"), ("海莲花", "OceanLotus"), ("APT10", "APT 10"),
    ("apt-10", "APT 10"), ("ＡＰＴ１０", "APT 10"), ("A.P.T. 10", "APT 10"), ("stone panda", "APT 10"), ("cvnx", "APT 10"),
    ("strasse", "Æther Bär"), ("STRASSE", "Æther Bär"), ("æther bär", "Æther Bär"), ("CAFÉ NOIR", "Æther Bär"),
    ("g9001", "OceanLotus"), ("G9001", "OceanLotus"), ("T9566", "Phishing"), ("s9011", "Plain Tool"),
    (stix_id("intrusion-set", 1), "OceanLotus"), ("T9009", "Old Trick"), ("Old Trick", "Old Trick"),
    ("Gone Fox", "Gone Fox"), ("Fox", "New Fox"), ("lotus", None), (stix_id("intrusion-set", 99), None),
    ("intrusion-set--1", None), ("大阪", None), ("大阪タワー", "大阪タワー"), ("한국그룹", "한국 그룹"),
])
def test_show_resolves(small, text, name):
    if name is not None:
        assert shown(small, text) == name
    else:
        assert small("show", text).code == 2


@quick
def test_words_of_a_name_need_no_quotes(small):
    assert small("show", "stone", "panda").out == small("show", "stone panda").out != ""


@quick
def test_ambiguous_name_lists_candidates(small):
    done = small("show", "Twin")
    assert done.code == 2 and "3 things" in done.out and "--type" in done.err
    assert all(stix_id(kind, n) in done.out for kind, n in (("intrusion-set", 4), ("intrusion-set", 5), ("malware", 6)))
    done = small("show", "Twin", "--format=json")
    schema("candidates").validate(done.json)
    assert done.code == 2 and len(done.json["candidates"]) == 3
    assert small("show", "Twin", "--type", "malware", "--format=json").json["id"] == stix_id("malware", 6)
    assert small("show", "Twin", "--type", "intrusion-set").code == 2
    assert small("show", "Twin", "--type", "campaign").code == 2


@pytest.fixture(scope="module")
def owners(tmp_path_factory):
    """A name and its weaker bearers: an alias in one list, software of the same name."""
    folder = tmp_path_factory.mktemp("owners")
    program = Yagura(folder / "store.db", folder)

    def cluster(n, name, *synonyms):
        return {"uuid": f"51111111-1111-4111-8111-1111111111{n:02}", "value": name, "meta": {"synonyms": synonyms}}

    def galaxy(kind, *values):
        return write(folder / f"{kind}.json", {"name": kind, "type": kind, "values": values, "version": 1,
                                               "uuid": "41111111-1111-4111-8111-111111111111"})
    groups = [stix_object(1, name="APT91", aliases=["APT91", "Sea Bear", "Shared Bear"], external_references=numbered("G0091")),
              stix_object(2, name="APT92", aliases=["APT92", "Shared Bear"], external_references=numbered("G0092"))]
    program.counts("--source", "MITRE ATT&CK", write(folder / "attack.json", bundle(*groups)))
    program.counts(galaxy("microsoft-activity-group", cluster(1, "Lone Typhoon", "APT91")),
                   galaxy("malpedia", cluster(2, "APT92"), cluster(3, "Sea Bear"), cluster(4, "Lock")),
                   galaxy("threat-actor", cluster(5, "Lock")))
    return program


@quick
@pytest.mark.parametrize("text, number, others", [
    ("APT91", "G0091", {("Lone Typhoon", "microsoft-activity-group")}), ("APT92", "G0092", {("APT92", "malpedia")}),
    ("Sea Bear", "G0091", {("Sea Bear", "malpedia")}), ("G0091", "G0091", set())])
def test_the_owner_of_a_name_is_shown_and_the_others_beside(owners, text, number, others):
    dossier = owners("show", "--format=json", text).json
    schema("dossier").validate(dossier)
    assert dossier["external_id"] == number and isinstance(dossier["sources"], list)
    assert {(other["name"], other["entry"]) for other in dossier.get("also_called", [])} == others
    page = owners("show", text).out
    assert ("Also called so" in page) == bool(others) and all(name in page for name, _ in others)


@quick
def test_without_a_plain_owner_the_name_stays_ambiguous(owners):
    assert owners("show", "Shared Bear").code == 2
    done = owners("show", "Lock")
    assert done.code == 2
    example = re.search(r"yagura show (--type \S+) \"Lock\"", done.err)[1].split()
    assert owners("show", *example, "Lock").code == 0
    assert owners("show", "Lock", "--type", "malpedia", "--format=json").json["type"] == "malware"
    assert owners("show", "Lock", "--type", "threat-actor", "--format=json").json["type"] == "intrusion-set"


def test_a_dossier_reads_like_a_mail(demo):
    page = demo("show", "APT32").out
    assert all(title in page for title in ("Sponsor or origin", "Targets", "What else is claimed"))
    assert "targets Japan \u2014 " in page and "targets-country" not in page and page.count("targets Japan \u2014") == 1
    assert "http" not in page and "https://" in demo("show", "--all", "APT32").out
    assert max(len(line) for line in page.splitlines()) <= 80
    page = demo("show", "Osaka General Medical Center").out
    assert all(word in page for word in ("type: ransomware", "sector: Human health", "site in JP", "status: reported"))


@quick
def test_a_technique_reads_like_a_mail(tmp_path):
    program = Yagura(tmp_path / "store.db", tmp_path)
    links = [(20, "subtechnique-of", ("attack-pattern", 2), 1), (21, "uses", ("intrusion-set", 3), 2),
             (22, "uses", ("intrusion-set", 3), 1), (23, "uses", ("malware", 4), 2),
             (24, "mitigates", ("course-of-action", 5), 1)]
    phase = [{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}]
    program.counts(write(tmp_path / "a.json", bundle(
        stix_object(1, "attack-pattern", name="Trick", kill_chain_phases=phase, x_mitre_platforms=["Linux", "macOS"]),
        stix_object(2, "attack-pattern", name="Small Trick"), stix_object(3, name="Crew"),
        stix_object(4, "malware", name="Bug", is_family=True), stix_object(5, "course-of-action", name="Care"),
        *(stix_object(n, "relationship", relationship_type=kind, source_ref=stix_id(*left),
                      target_ref=stix_id("attack-pattern", right)) for n, kind, left, right in links))))
    page = program("show", "Trick").out
    assert all(text in page for text in (
        "Tactics: initial-access", "Platforms: Linux, macOS", "Sub-techniques (1)", "Used by groups (1)",
        "Mitigated by (1)", "sub-techniques are used by 1 groups and 1 pieces of software"))
    dossier = program("show", "Trick", "--format=json").json
    schema("dossier").validate(dossier)
    assert dossier["subtechnique_users"] == {"groups": 1, "software": 1}


@quick
def test_unknown_name_gives_hints(small):
    done = small("show", "lotus")
    assert done.code == 2 and 0 < done.err.find("near it:") < done.err.find("OceanLotus")
    done = small("show", "zzzz")
    assert done.code == 2 and "`yagura search`" in done.err and done.out == ""


@quick
def test_revoked_and_deprecated_are_said(small):
    assert small("show", "Gone Fox", "--format=json").json["objects"][0]["revoked"] is True
    assert "revoked" in small("show", "Gone Fox").out.lower()
    assert small("show", "T9009", "--format=json").json["objects"][0]["deprecated"] is True
    assert "deprecated" in small("show", "T9009").out.lower()


@quick
def test_relationships_of_gone_things_are_left_out(small):
    dossier = small("show", "OceanLotus", "--format=json").json
    others = [other["external_id"] for kind in dossier["relationships"] for other in kind["others"]]
    assert others == ["T9566"]
    assert dossier["relationships"][0]["others"][0]["tactics"] == ["initial-access"]
    back = small("show", "T9566", "--format=json").json["relationships"][0]
    assert back["direction"] == "in" and back["others"][0]["name"] == "OceanLotus"


@pytest.mark.parametrize("text, name, number", [
    ("G0045", "menuPass", "G0045"), ("APT 10", "menuPass", "G0045"), ("apt-10", "menuPass", "G0045"),
    ("ＡＰＴ１０", "menuPass", "G0045"), ("stone panda", "menuPass", "G0045"), ("T1566", "Phishing", "T1566"),
    ("t1566.001", "Spearphishing Attachment", "T1566.001"), ("S0154", "Cobalt Strike", "S0154"),
    ("Japan", "Japan", "JP"), ("JP", "Japan", "JP"), ("日本", "Japan", "JP"), ("Manufacturing", "Manufacturing", "C"),
    ("C", "Manufacturing", "C"), ("製造業", "Manufacturing", "C"), ("TA0001", "Initial Access", "TA0001"),
])
def test_show_in_real_feeds(full, text, name, number):
    dossier = full("show", "--format=json", text).json
    assert (dossier["name"], dossier["external_id"]) == (name, number) and dossier["query"] == text


@pytest.mark.parametrize("spellings", [("Japan", "JP", "日本", "japan"), ("Manufacturing", "C", "製造業"),
                                       ("G0045", "menuPass", "stone panda", "ＡＰＴ１０")])
def test_spellings_give_the_same_dossier(full, spellings):
    dossiers = [full("show", "--format=json", text).json for text in spellings]
    for dossier in dossiers:
        dossier.pop("query")
    assert all(dossier == dossiers[0] for dossier in dossiers)


def test_two_readings_of_one_name_are_kept_apart(full):
    """JP is a country; a letter is a sector; --type asks for the other reading."""
    assert full("show", "JP", "--type", "country", "--format=json").json["type"] == "country"
    assert full("show", "C", "--type", "sector", "--format=json").json["type"] == "sector"
    assert full("show", "Japan", "--type", "sector").code == 2


# Forms ---------------------------------------------------------------------------------------------------------------

DOSSIERS = ["G0045", "T1566", "S0154", "Japan", "Manufacturing", "G0050", "TA0001", "M1017", "LockBit", "Emotet", "DS0029"]


@pytest.mark.parametrize("text", DOSSIERS)
def test_dossiers_of_real_feeds_fit_the_schema(full, text):
    done = full("show", "--format=json", text)
    schema("dossier" if done.code == 0 else "candidates").validate(done.json)
    assert full("show", text).code == done.code and full("show", "--all", text).code == done.code


@quick
def test_small_dossiers_fit_the_schema(small):
    for thing in GROUPS:
        done = small("show", "--format=json", thing["id"])
        schema("dossier").validate(done.json)
        assert done.code == 0 and done.json["id"] == thing["id"]


@pytest.mark.parametrize("text", ["Earth Tengshe", "Japan", "Manufacturing", "APT10", "United States"])
def test_dossiers_of_claims_fit_the_schema(demo, text):
    done = demo("show", "--format=json", text)
    schema("dossier" if done.code == 0 else "candidates").validate(done.json)


def test_statements_lie_side_by_side(demo):
    dossier = demo("show", "Earth Tengshe", "--format=json").json
    said = json.dumps(dossier)
    assert "Bronze Riverside" in said and "APT10" in said
    assert all(claim["source"] for claim in dossier["claims"] + dossier["claims_about"])


def test_incidents_fit_the_schema_in_all_forms(demo):
    lines = demo("incidents", "--format=jsonl").lines
    assert len(lines) > 10
    for row in lines:
        schema("incident").validate(row)
    assert demo("incidents", "--format=json").json == lines
    assert demo("incidents", "--format=csv").out.splitlines()[0].startswith("id,source,")
    japan = demo("incidents", "--parent-country", "JP", "--format=jsonl").lines
    assert japan and all(row["parent_country"] == "JP" for row in japan)
    assert demo("incidents", "--parent-country", "日本", "--format=jsonl").lines == japan
    year = demo("incidents", "--period", "2022", "--format=jsonl").lines
    assert year and all(row["date"].startswith("2022") for row in year)
    assert {row["id"] for row in year} == {row["id"] for half in ("2022-H1", "2022-H2")
                                           for row in demo("incidents", "--period", half, "--format=jsonl").lines}


def test_incidents_of_an_unknown_type_are_refused(demo):
    done = demo("incidents", "--type", "foo")
    assert done.code == 2 and "ransomware" in done.err and done.out == ""
    rows = demo("incidents", "--type", "ransomware", "--format=jsonl").lines
    assert rows and all("ransomware" in row["types"] for row in rows)


def test_incidents_as_csv_have_one_line_each(demo):
    lines = demo("incidents", "--format=csv").out.splitlines()
    rows = demo("incidents", "--format=jsonl").lines
    assert len(lines) == len(rows) + 1
    assert all(len(row["actors"]) == len(set(row["actors"])) for row in rows)


@quick
def test_sources_and_search_fit_their_schemas(small, tmp_path):
    program = Yagura(tmp_path / "store.db", tmp_path)
    program.counts("--tlp=green", write(tmp_path / "a.json", bundle(*GROUPS, {"type": "tool"}, 5)))
    for name, arguments in (("source", ["sources"]), ("source-file", ["sources", "--files"]),
                            ("reject", ["sources", "--rejected"]), ("search-hit", ["search", "o"]),
                            ("search-hit", ["search", "twin"])):
        rows = program(*arguments, "--format=json").json
        assert rows and rows == program(*arguments, "--format=jsonl").lines
        for row in rows:
            schema(name).validate(row)


def test_sources_of_real_feeds_fit_the_schema(full):
    for row in full("sources", "--format=json").json:
        schema("source").validate(row)
    for row in full("sources", "--files", "--format=json").json:
        schema("source-file").validate(row)


@quick
def test_long_text_is_shortened_unless_all_is_asked(yagura, tmp_path):
    yagura.counts(write(tmp_path / "a.json", bundle(stix_object(1, description="word " * 1000, aliases=[
        f"Alias {n}" for n in range(100)]))))
    short, whole = yagura("show", "Group 1").out, yagura("show", "--all", "Group 1").out
    assert len(short) < len(whole) and whole.count("word") == 1000 and "Alias 99" in whole
    assert max(map(len, short.splitlines())) < 1000


# Hostile names -------------------------------------------------------------------------------------------------------

NAMES = ["\x1b[2J\x1b[31mHostile", "Hostile\x1b]0;title\x07", "Hostile\u0000name", "Hostile\rname", "Hostile\nname",
         "Hostile\x7f\x08", "Hostile\u009b31m\u0090", "\u202eelitsoH Hostile", "Hostile\u2066\u2069\u200f\u061c",
         "Hostile \ufeff\u2028\u2029", "Hostile " + "x" * 10000, "Hostile " + "大" * 4000, "Hostile " + "e\u0301" * 3000,
         "Hostile \"quoted\" 'single' <script>alert(1)</script>", "Hostile %s%n%x {0} $(id) `id`", "Hostile \U000e0041",
         "\t\tHostile\t", "Hostile\x00\x01\x02\x03\x1f"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    program = Yagura(folder / "store.db", folder)
    objects = [stix_object(n, name=name, aliases=[name, "Shared Name", name + "2"], description=name * 3,
                           labels=[name], external_references=[{"source_name": name, "external_id": name, "url": name,
                                                                "description": f"(Citation: {name})"}])
               for n, name in enumerate(NAMES)]
    objects += [stix_object(100 + n, "relationship", relationship_type=name, target_ref=stix_id("intrusion-set", 1),
                            source_ref=stix_id("intrusion-set", n)) for n, name in enumerate(NAMES)]
    objects += [stix_object(200 + n, "attack-pattern", name=name, kill_chain_phases=[
        {"kill_chain_name": "mitre-attack", "phase_name": name}]) for n, name in enumerate(NAMES)]
    objects += [stix_object(300 + n, "relationship", relationship_type="uses", source_ref=stix_id("intrusion-set", 1),
                            target_ref=stix_id("attack-pattern", 200 + n)) for n in range(len(NAMES))]
    bad = [{"type": name, "id": name} for name in NAMES]
    program.counts("--source", "Hostile \u202e\x1b[31m source\u009b", "--licence", "\x1b[5m\u202e\u0085",
                   write(folder / "a.json", bundle(*objects, *bad)))
    galaxy = {"name": NAMES[0], "type": "threat-actor", "uuid": "11111111-1111-4111-8111-111111111111", "values": [
        {"uuid": f"21111111-1111-4111-8111-1111111111{n:02}", "value": name, "description": name, "meta": {
            "synonyms": [name + "3", "Shared Name"], "refs": [name], "country": name, "cfr-suspected-victims": [name],
            "attribution-confidence": name}} for n, name in enumerate(NAMES)]}
    program.counts(write(folder / "galaxy\u202e.json", galaxy))
    program.counts(write(folder / "list.csv", "url,comment\n" + "".join(
        f"http://h{n}.example/,\"{name}\"\n" for n, name in enumerate(NAMES) if "\0" not in name and "\n" not in name)))
    return program


def must_be_harmless(done):
    assert done.code in (0, 2)
    assert not RAW_CONTROLS.search(done.out), repr(RAW_CONTROLS.search(done.out))
    assert "\udc80" > max(done.out, default=" ") or not re.search("[\udc80-\udcff]", done.out), "all is UTF-8"


@quick
@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_hostile_names_in_lists(hostile, form):
    for arguments in (["search", "hostile", "--limit", "1000"], ["search", "shared"], ["sources"],
                      ["sources", "--files"], ["sources", "--rejected"], ["incidents"]):
        done = hostile(*arguments, "--format", form)
        must_be_harmless(done)
        assert done.code == 0


@quick
def test_hostile_names_in_dossiers_and_candidates(hostile):
    for number in range(len(NAMES)):
        for form in (["--format=json"], ["--all"], []):
            done = hostile("show", stix_id("intrusion-set", number), *form)
            must_be_harmless(done)
            assert done.code == 0
    for form in (["--format=json"], []):
        done = hostile("show", "Shared Name", *form)
        must_be_harmless(done)
        assert done.code == 2 and done.out
    must_be_harmless(hostile("show", "hostil"))


@quick
def test_hostile_names_lose_nothing_in_json(hostile):
    rows = hostile("search", "hostile", "--limit", "1000", "--format=jsonl").lines
    assert {row["name"] for row in rows} >= {name for name in NAMES if "\0" not in name}
    for number, name in enumerate(NAMES):
        dossier = hostile("show", stix_id("intrusion-set", number), "--format=json").json
        schema("dossier").validate(dossier)
        assert dossier["name"] == name


@quick
def test_hostile_names_in_links_and_layers(hostile):
    for arguments in (["links"], ["links", "--format=jsonl"],
                      ["export", "--format=navigator", stix_id("intrusion-set", 1)]):
        must_be_harmless(hostile(*arguments))


@pytest.mark.parametrize("seed", [pytest.param(21, marks=quick), 22])
def test_fuzzed_objects_are_shown_harmlessly(yagura, tmp_path, seed):
    texts = stix.texts(seed, 120)
    yagura.counts("--source", "F", write(tmp_path / "in.json", stix.bundle_text(texts)))
    must_be_harmless(yagura("search", "a", "--limit", "500"))
    for text in texts[:24]:
        thing = json.loads(text)
        must_be_harmless(yagura("show", thing["id"]))
        done = yagura("show", thing["id"], "--format=json")
        must_be_harmless(done)
        schema("dossier").validate(done.json)
