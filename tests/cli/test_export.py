"""Export: what came in as STIX comes out equal; what came in as something else comes out as sound STIX."""
import csv
import io
import json
import os
import re
import resource
import signal
import stat
import time

import pytest

import stix
from conftest import Yagura, bundle, stix_id, stix_object, write

quick = pytest.mark.asan
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")




def members(pairs):
    return {"members": sorted(([key, item] for key, item in pairs), key=lambda pair: pair[0])}


def exact(text):
    """Parsed so that what differs in JSON differs here: numbers digit by digit, equal keys kept in their order."""
    return json.loads(text, object_pairs_hook=members, parse_int=lambda digits: "number " + digits,
                      parse_float=lambda digits: "number " + digits)


def canonical(text):
    """One text for all spellings of the same JSON."""
    return json.dumps(exact(text))


def objects_of(text):
    """The canonical texts of a bundle's objects."""
    objects = next(item for key, item in exact(text)["members"] if key == "objects")
    return {json.dumps(thing) for thing in objects}


# Lossless ------------------------------------------------------------------------------------------------------------

@quick
def test_the_comparison_sees_differences():
    assert canonical('{"a":1,"b":[1.0]}') == canonical('{ "b" : [1.0], "\\u0061": 1 }')
    for other in ('{"a":1.0}', '{"a":"1"}', '{"a":[1]}', '{"b":1}', '{"a":1,"b":null}', '{"a":01}'.replace("01", "10")):
        assert canonical('{"a":1}') != canonical(other)
    assert canonical('{"a": {}}') != canonical('{"a": []}')


def test_all_of_attack_comes_back(full, shared):
    done = full("export", "--format", "stix", "--source", "mitre att&ck")
    assert done.code == 0
    given = set()
    for domain in ("enterprise", "ics", "mobile"):
        given |= objects_of((shared / "attack" / f"{domain}-attack.json").read_text())
    returned = objects_of(done.out)
    assert len(given) > 28000 and given - returned == set() and returned - given == set()


@pytest.mark.parametrize("seed", [pytest.param(0, marks=quick), pytest.param(1, marks=quick), 2, 3, 4, 5])
def test_fuzzed_objects_come_back(yagura, tmp_path, seed):
    texts = stix.texts(seed, 250)
    counts = yagura.counts(write(tmp_path / "in.json", stix.bundle_text(texts, seed)))
    assert counts["taken"] + counts["unchanged"] == 250 and counts["rejected"] == 0
    out = tmp_path / "out.json"
    assert yagura("export", "-o", out).code == 0
    given = objects_of(stix.bundle_text(texts))
    assert objects_of(out.read_text()) == given
    again = Yagura(tmp_path / "again.db", tmp_path)
    again.counts(out)
    assert objects_of(again("export").out) == given, "a second journey loses nothing either"


@quick
@pytest.mark.parametrize("levels, taken", [(10, True), (62, True), (63, True), (64, False), (65, False), (500, False),
                                           (100000, False)])
def test_depth_up_to_the_limit(yagura, tmp_path, levels, taken):
    text = (stix.HEAD % 1) + "[" * levels + "1" + "]" * levels + "}"
    other = json.dumps(stix_object(2))
    path = write(tmp_path / "deep.json", '{"type":"bundle","id":"bundle--1","objects":[' + text + ",\n" + other + "]}")
    counts = yagura.counts(path)
    assert (counts["taken"], counts["rejected"]) == ((2, 0) if taken else (1, 1))
    out = tmp_path / "out.json"
    assert yagura("export", "-o", out).code == 0
    assert (json.loads(other)["id"] in out.read_text()) and (text in out.read_text()) == taken
    if not taken:
        assert "nested deeper" in yagura("sources", "--rejected").out


@quick
def test_every_character_comes_back(yagura, tmp_path):
    """All planes, in both spellings, as value, as key and as name."""
    points = [*range(0x20, 0x800), *range(0x800, 0xd800, 7), *range(0xe000, 0x10000, 5), 0xfffe, 0xffff,
              *range(0x10000, 0x110000, 997), 0x10ffff]
    text = "".join(map(chr, points))
    escaped = "".join(f"\\u{unit:04x}" for n in range(0x20) for unit in [n])
    things = [stix_object(1, x_text=text), stix_object(2, name=text[:300]), {**stix_object(3), text[300:600]: 1}]
    objects = [json.dumps(thing, ensure_ascii=False) for thing in things] + [json.dumps(thing) for thing in things[:1]]
    objects[3] = objects[3].replace(stix_id("intrusion-set", 1), stix_id("intrusion-set", 4))
    objects.append(stix.HEAD % 5 + f'"{escaped}"}}')
    source = '{"type":"bundle","objects":[' + ",".join(objects) + "]}"
    assert yagura.counts(write(tmp_path / "all.json", source))["taken"] == 5
    assert objects_of(yagura("export").out) == objects_of(source)


@quick
def test_long_values_come_back(yagura, tmp_path):
    thing = stix_object(1, name="n" * 200000, description="d" * 3000000, aliases=["a" * 5000, ""], **{"k" * 70000: ""})
    yagura.counts(write(tmp_path / "long.json", bundle(thing, stix_object(2, x_many=list(range(200000))))))
    assert objects_of(yagura("export").out) == objects_of((tmp_path / "long.json").read_text())


@quick
def test_all_versions_come_back(yagura, tmp_path):
    versions = [stix_object(1, name=f"Name {n}", modified=f"202{n}-01-01T00:00:00Z") for n in (3, 1, 2, 4)]
    yagura.counts(write(tmp_path / "v.json", bundle(*versions)))
    assert objects_of(yagura("export").out) == objects_of((tmp_path / "v.json").read_text())
    assert len(yagura("export").json["objects"]) == 4


@quick
def test_export_is_the_same_each_time(yagura, tmp_path):
    yagura.counts(write(tmp_path / "in.json", stix.bundle_text(stix.texts(9, 100))))
    first = yagura("export").raw
    yagura.counts(tmp_path / "in.json")
    assert yagura("export").raw == first


# Parts ---------------------------------------------------------------------------------------------------------------

@pytest.fixture
def two(yagura, tmp_path):
    yagura.counts("--source", "One", write(tmp_path / "1.json", bundle(stix_object(1, name="Ape"), stix_object(3))))
    yagura.counts("--source", "Two", write(tmp_path / "2.json", bundle(stix_object(2, name="Bee"), stix_object(3))))
    yagura.counts("--source", "List", write(tmp_path / "l.txt", "evil.example.com\n198.51.100.7\n"))
    return yagura


def names(done):
    assert done.code == 0
    return sorted(thing["name"] for thing in done.json["objects"])


@quick
def test_source_filter(two):
    assert names(two("export", "--source", "One")) == ["Ape", "Group 3"]
    assert names(two("export", "--source", "two")) == ["Bee", "Group 3"], "case does not matter"
    assert names(two("export")) == ["Ape", "Bee", "Group 3"], "equal objects of two sources come once"
    assert names(two("export", "--source", "List", "--indicators")) == ["198.51.100.7", "evil.example.com"]
    first, second = two("export", "--source", "One").json, two("export", "--source", "Two").json
    assert first["id"] != second["id"] and re.fullmatch(f"bundle--{UUID}", first["id"])


@quick
def test_named_objects_only(two):
    assert names(two("export", "Ape")) == ["Ape"]
    assert names(two("export", "ape", stix_id("intrusion-set", 2))) == ["Ape", "Bee"]
    done = two("export", "nobody")
    assert done.code == 2 and done.out == "" and "nobody" in done.err


@quick
def test_ambiguous_name_is_2(two, tmp_path):
    two.counts("--source", "Three", write(tmp_path / "3.json", bundle(stix_object(9, name="Ape"))))
    done = two("export", "Ape")
    assert done.code == 2 and "ambiguous" in done.err and done.out == ""


@quick
def test_csv_of_indicators(yagura, tmp_path):
    rows = ["url,first_seen,comment", 'http://a.example/x,2024-01-02,"said, ""twice"""',
            "http://b.example/ü,2024-01-03,=1+1", 'http://c.example/,2024-01-04,"line\nbreak"']
    yagura.counts("--source", "URLs", write(tmp_path / "l.csv", "\n".join(rows) + "\n"))
    yagura.counts("--source", "IPs", write(tmp_path / "l.txt", "198.51.100.7\n2001:db8::1\n"))
    done = yagura("export", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert list(table[0]) == ["type", "value", "first_seen", "last_seen", "context", "role", "source", "to_ids"]
    assert {(row["type"], row["value"]) for row in table} >= {("url", "http://a.example/x"),
                                                              ("ipv4-addr", "198.51.100.7"),
                                                              ("ipv6-addr", "2001:db8::1")}
    by_value = {row["value"]: row for row in table}
    assert len(table) == 5 and by_value["http://a.example/x"]["context"] == 'said, "twice"'
    assert by_value["http://a.example/x"]["first_seen"] == "2024-01-02"
    only = yagura("export", "--format", "csv", "--source", "IPs").out
    assert len(only.splitlines()) == 3
    again = Yagura(tmp_path / "again.db", tmp_path)
    assert again.counts(write(tmp_path / "out.csv", done.raw))["taken"] == 5


# Navigator -----------------------------------------------------------------------------------------------------------

def techniques_in_attack(shared, number, matrix):
    """Straight from the bundles: what the group of this number uses of one matrix."""
    things = {}
    for domain in ("enterprise", "ics", "mobile"):
        for thing in json.loads((shared / "attack" / f"{domain}-attack.json").read_text())["objects"]:
            things[thing["id"]] = thing
    gone = {key for key, thing in things.items() if thing.get("revoked") or thing.get("x_mitre_deprecated")}
    numbers = {key: thing["external_references"][0]["external_id"] for key, thing in things.items()
               if thing["type"] == "attack-pattern" and key not in gone and matrix in thing["x_mitre_domains"]}
    group = next(key for key, thing in things.items() if thing["type"] == "intrusion-set"
                 and thing["external_references"][0]["external_id"] == number)
    return {numbers[thing["target_ref"]] for key, thing in things.items()
            if thing["type"] == "relationship" and key not in gone and thing["relationship_type"] == "uses"
            and thing["source_ref"] == group and thing["target_ref"] in numbers}


@pytest.mark.parametrize("number, matrix", [("G0050", "enterprise"), ("G0045", "enterprise"), ("G0032", "enterprise"),
                                            ("G0032", "ics")])
def test_navigator_layer_holds_the_groups_techniques(full, shared, number, matrix):
    done = full("export", "--format", "navigator", "--domain", matrix, number)
    layer = done.json
    assert done.code == 0 and layer["versions"]["layer"] == "4.5" and layer["domain"] == f"{matrix}-attack"
    assert layer["name"] == number
    listed = [technique["techniqueID"] for technique in layer["techniques"]]
    assert listed == sorted(set(listed)) and set(listed) == techniques_in_attack(shared, number, f"{matrix}-attack")
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in listed) and listed
    assert all(technique["score"] == 1 for technique in layer["techniques"])


def test_navigator_layer_of_two_adds_up(full):
    both = full("export", "--format", "navigator", "G0050", "G0045").json
    scores = [technique["score"] for technique in both["techniques"]]
    assert set(scores) == {1, 2} and both["gradient"]["maxValue"] == 2 and both["name"] == "G0050, G0045"


@quick
def test_navigator_layer_of_a_group_without_techniques(two):
    layer = two("export", "--format", "navigator", "Ape").json
    assert layer["techniques"] == [] and layer["gradient"]["maxValue"] == 1


@quick
def test_navigator_layer_leaves_out_what_is_gone(yagura, tmp_path):
    def uses(number, technique, **more):
        return stix_object(number, "relationship", relationship_type="uses", source_ref=stix_id("intrusion-set", 1),
                           target_ref=stix_id("attack-pattern", technique), **more)

    def technique(number, domain="enterprise-attack", **more):
        return stix_object(number, "attack-pattern", x_mitre_domains=[domain], external_references=[
            {"source_name": "mitre-attack", "external_id": f"T{number}"}], **more)
    yagura.counts(write(tmp_path / "a.json", bundle(
        stix_object(1), technique(9001), technique(9002, revoked=True), technique(9003, x_mitre_deprecated=True),
        technique(9004), technique(9005, "ics-attack"), uses(16, 9005), uses(11, 9001), uses(12, 9002), uses(13, 9003), uses(14, 9004, revoked=True),
        stix_object(15, "relationship", relationship_type="mitigates", source_ref=stix_id("intrusion-set", 1),
                    target_ref=stix_id("attack-pattern", 9004)))))
    layer = yagura("export", "--format", "navigator", "Group 1").json
    assert [technique["techniqueID"] for technique in layer["techniques"]] == ["T9001"]
    layer = yagura("export", "--format", "navigator", "--domain", "ics", "Group 1").json
    assert [technique["techniqueID"] for technique in layer["techniques"]] == ["T9005"]
    assert layer["domain"] == "ics-attack"


# To a file -----------------------------------------------------------------------------------------------------------

@quick
def test_output_file_is_whole_or_untouched(two, tmp_path):
    out = tmp_path / "out.json"
    assert two("export", "-o", out).code == 0
    before = out.read_bytes()
    assert json.loads(before)["type"] == "bundle"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600  # for its owner, as SECURITY says
    for arguments in (["nobody"], ["--format=navigator", "nobody"], ["--format=bad"], ["--format=navigator"]):
        assert two("export", "-o", out, *arguments).code == 2
        assert out.read_bytes() == before
    assert two("export", "-o", tmp_path).code == 5 and two("export", "-o", tmp_path / "no" / "out").code == 5
    assert two("export", "-o", "/dev/full").code == 5
    assert sorted(os.listdir(tmp_path)) == ["1.json", "2.json", "l.txt", "out.json", "store.db"]


@quick
def test_output_forms(two, tmp_path):
    out = tmp_path / "out.json"
    assert two("export", "-o", out).out == ""
    assert two("export", "-o", "-").out == two("export").out == out.read_text()
    assert two("export", "-o", "/dev/stdout").out == out.read_text()
    link = tmp_path / "link"
    link.symlink_to(out)
    assert two("export", "--source", "One", "-o", link).code == 0
    assert json.loads(link.read_text())["objects"] != []


@quick
def test_output_file_that_cannot_grow_leaves_the_old_one(yagura, tmp_path):
    yagura.counts(write(tmp_path / "a.json", bundle(*[stix_object(n, x_text="x" * 10000) for n in range(200)])))
    folder = tmp_path / "out"
    folder.mkdir()
    out = write(folder / "out.json", "old")

    def short_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))
    done = yagura("export", "-o", out, preexec_fn=short_files)
    assert done.code == 5 and "cannot write" in done.err
    assert os.listdir(folder) == ["out.json"] and out.read_text() == "old"


def test_killed_export_leaves_the_old_file(full, tmp_path):
    out = write(tmp_path / "out.json", "old")
    for wait in (0.05, 0.1, 0.2):
        process = full.start("export", "-o", out)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert out.read_text() == "old" or json.loads(out.read_text())["type"] == "bundle"


# Objects made from other formats -------------------------------------------------------------------------------------

REQUIRED = {
    "attack-pattern": ["name"], "campaign": ["name"], "course-of-action": ["name"], "identity": ["name"],
    "indicator": ["pattern", "pattern_type", "valid_from"], "infrastructure": ["name"], "intrusion-set": ["name"],
    "location": [], "malware": ["is_family"], "note": ["content", "object_refs"], "incident": ["name"],
    "grouping": ["context", "object_refs"], "relationship": ["relationship_type", "source_ref", "target_ref"],
    "report": ["name", "published", "object_refs"], "threat-actor": ["name"], "tool": ["name"],
    "vulnerability": ["name"], "extension-definition": ["name", "schema", "version", "extension_types",
                                                        "created_by_ref"],
    "sighting": ["sighting_of_ref"],
}


def faults(thing, known_extensions):
    """What STIX 2.1 requires of an object and this one does not have."""
    kind = thing.get("type", "")
    if kind not in REQUIRED and not kind.startswith("x-"):
        yield f"unknown type {kind}"
    if not re.fullmatch(f"{re.escape(kind)}--{UUID}", thing.get("id", "")):
        yield f"id {thing.get('id')}"
    if thing.get("spec_version") != "2.1":
        yield "spec_version"
    for key in ("created", "modified", *REQUIRED.get(kind, ["name"])):
        if thing.get(key) in (None, "", []):
            yield f"no {key}"
    for key in ("created", "modified", "valid_from", "published"):
        if key in thing and not TIME.fullmatch(thing[key]):
            yield f"{key}: {thing[key]}"
    if thing.get("created", "").rstrip("Z") > thing.get("modified", "").rstrip("Z"):
        yield "modified before created"
    for key in ("source_ref", "target_ref"):
        if key in thing and not re.fullmatch(f"[a-z0-9-]+--{UUID}", thing[key]):
            yield f"{key}: {thing[key]}"
    if kind == "location" and not ({"country", "region"} & set(thing) or {"latitude", "longitude"} <= set(thing)):
        yield "a location needs a place"
    if thing.get("pattern_type") == "stix" and not re.fullmatch(r"\[[a-z0-9-]+:\S+ = '(?:[^'\\]|\\.)*'\]",
                                                                 thing["pattern"], re.DOTALL):
        yield f"pattern {thing['pattern']}"
    for key, extension in thing.get("extensions", {}).items():
        if key not in known_extensions or extension.get("extension_type") != "property-extension":
            yield f"extension {key}"


def all_faults(objects):
    extensions = {thing["id"] for thing in objects if thing["type"] == "extension-definition"}
    return {f"{thing.get('type')}: {fault}": thing.get("id") for thing in objects
            for fault in faults(thing, extensions)}


def test_objects_of_the_galaxy_are_sound_stix(full):
    objects = full("export", "--source", "MISP galaxy").json["objects"]
    assert len(objects) > 20000 and all_faults(objects) == {}
    assert len({json.dumps(thing) for thing in objects}) == len(objects), "nothing comes twice"


def test_objects_of_events_are_sound_stix(yagura, shared):
    yagura.counts(shared / "malware-ioc")
    objects = yagura("export", "--indicators").json["objects"]
    assert len(objects) > 5000 and all_faults(objects) == {}


@quick
def test_objects_of_small_inputs_are_sound_stix(yagura, tmp_path):
    galaxy = {"name": "Test", "type": "threat-actor", "uuid": "11111111-1111-4111-8111-111111111111", "values": [
        {"uuid": f"21111111-1111-4111-8111-11111111111{n}", "value": f"Actor {n}", "description": "x" * n,
         "meta": {"synonyms": [f"A{n}", "Shared"], "country": "CN", "cfr-target-category": ["Private sector"]},
         "related": [{"dest-uuid": "21111111-1111-4111-8111-111111111112", "type": "similar"}]} for n in range(4)]}
    yagura.counts(write(tmp_path / "galaxy.json", galaxy))
    values = ["evil.example.com", "http://x.example/it's?a='b'\\c", "a@example.com", "198.51.100.0/24",
              "d41d8cd98f00b204e9800998ecf8427e", "a" * 40, "b" * 64]
    yagura.counts(write(tmp_path / "list.txt", "\n".join(values) + "\n"))
    objects = yagura("export", "--indicators").json["objects"]
    assert all_faults(objects) == {}
    assert {thing["type"] for thing in objects} >= {"indicator", "extension-definition", "identity", "intrusion-set"}
    assert sum(thing["type"] == "indicator" for thing in objects) == len(values)
    actor = next(thing for thing in objects if thing.get("name") == "Actor 1")
    record = next(iter(actor["extensions"].values()))["record"]
    assert record == galaxy["values"][1] and "A1" in actor["aliases"]
    assert yagura("export", "--stix-only").json["objects"] == []


@quick
def test_the_validator_sees_faults():
    sound = {"type": "malware", "spec_version": "2.1", "id": stix_id("malware", 1), "is_family": True,
             "created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00.5Z"}
    assert all_faults([sound]) == {}
    for key, broken in (("is_family", None), ("id", "malware--1"), ("type", "worm"), ("created", "2020"),
                        ("spec_version", "2.0"), ("modified", "2019-01-01T00:00:00Z")):
        assert all_faults([{**sound, key: broken}]) != {}, key
