"""Import: real feeds, importing twice, damaged and hostile files, archives, folders, versions, sources."""
import bz2
import gzip
import io
import itertools
import json
import lzma
import os
import random
import re
import shutil
import subprocess
import tarfile
import tempfile
import zipfile

import pytest

import stix
from conftest import RAW_CONTROLS, Yagura, bundle, dump, rows, sayings, stix_id, stix_object, summary, write

quick = pytest.mark.asan
ATTACK_OBJECTS = 29131
MISP_EVENT = {"Event": {"uuid": "11111111-2222-4333-8444-555555555555", "info": "A quiet campaign", "date": "2024-05-01",
                        "Orgc": {"name": "Test CERT", "uuid": "21111111-2222-4333-8444-555555555555"},
                        "timestamp": "1714521600", "Attribute": [
                            {"uuid": "31111111-2222-4333-8444-55555555555%d" % n, "type": "domain", "category":
                             "Network activity", "value": f"host{n}.example.com", "to_ids": True,
                             "timestamp": "1714521600"} for n in range(3)]}}
INDICATORS = "indicator,type,first_seen\nevil.example.com,domain,2024-01-02\n198.51.100.7,ip,2024-01-03\n"


@pytest.fixture
def groups(tmp_path):
    return write(tmp_path / "groups.json", bundle(*[stix_object(n) for n in range(50)]))


def compact(content):
    return json.dumps(content, separators=(",", ":"))


def files_of(yagura):
    return {row["path"]: row for row in yagura("sources", "--files", "--format=json").json}


def rejects_of(yagura):
    done = yagura("sources", "--rejected", "--format=jsonl")
    assert done.code == 0
    return done.lines


# Real feeds ----------------------------------------------------------------------------------------------------------

def test_attack_every_object_is_counted(yagura, shared):
    first = yagura.counts(shared / "attack")
    assert first["taken"] + first["unchanged"] == ATTACK_OBJECTS and first["rejected"] == 0 and first["files"] == 3
    before = summary(yagura.store)
    again = yagura.counts(shared / "attack")
    assert (again["taken"], again["unchanged"], again["rejected"]) == (0, ATTACK_OBJECTS, 0)
    assert summary(yagura.store) == before


def test_galaxy_and_events_twice(yagura, shared):
    galaxy, events = yagura.counts(shared / "misp-galaxy"), yagura.counts(shared / "malware-ioc")
    assert galaxy["taken"] > 20000 and galaxy["rejected"] < 10
    formats = [row["format"] for row in files_of(yagura).values()]
    assert formats.count("misp-event") == 58 and formats.count("misp-galaxy") == galaxy["files"]
    before, after_first = summary(yagura.store), dump(yagura.store)
    for folder, first in (("misp-galaxy", galaxy), ("malware-ioc", events)):
        again = yagura.counts(shared / folder)
        assert again["taken"] == 0 and again["unchanged"] == first["taken"] + first["unchanged"]
        assert again["rejected"] == first["rejected"]
    if summary(yagura.store) != before:
        after = dump(yagura.store)
        pytest.fail("changed: " + "; ".join(f"{table}: {set(after[table]) ^ set(after_first[table])}"[:500]
                                            for table in after if after[table] != after_first[table]))


def test_order_of_real_feeds_does_not_matter(shared, tmp_path):
    parts = [shared / "attack" / "ics-attack.json", shared / "attack" / "mobile-attack.json",
             shared / "misp-galaxy" / "clusters" / "threat-actor.json", shared / "malware-ioc" / "oceanlotus"]
    said = []
    for name, order in (("a", parts), ("b", parts[::-1])):
        program = Yagura(tmp_path / name, tmp_path)
        for part in order:
            program.counts(part)
        said.append(sayings(program.store))
    for table in said[0]:
        assert set(said[0][table]) ^ set(said[1][table]) == set(), table


def test_one_run_and_many_runs_say_the_same(full, shared, tmp_path):
    """What the session's store took in one run, file by file."""
    program = Yagura(tmp_path / "store.db", tmp_path)
    files = sorted((shared / "misp-galaxy" / "clusters").glob("*.json"), reverse=True)
    for file in files:
        program.counts(file)
    wanted = rows(full.store, "SELECT DISTINCT c.id FROM claim c JOIN object o USING(oid) JOIN source s USING(sid)"
                  " WHERE s.name='MISP galaxy' ORDER BY 1")
    got = rows(program.store, "SELECT DISTINCT c.id FROM claim c ORDER BY 1")
    assert got == wanted and len(got) > 1000


@quick
def test_starter_alone_and_with_paths(yagura, tmp_path):
    alone = yagura.counts("--starter")
    assert alone["taken"] > 100 and alone["rejected"] == 0
    own = sorted(row["name"] for row in yagura("sources", "--format=json").json)
    listed = write(tmp_path / "list.csv", INDICATORS)
    both = yagura.counts("--starter", "--source", "Mine", "--format", "indicators", listed)
    assert both["taken"] == 2 and both["unchanged"] == alone["taken"] + alone["unchanged"]
    assert sorted(row["name"] for row in yagura("sources", "--format=json").json) == sorted([*own, "Mine"])
    assert yagura("import").code == 2


@quick
def test_shift_jis_list_loses_nothing(yagura, tmp_path):
    text = "日付,URL,説明\n2024-01-02,http://evil.com/,銀行をかたる偽サイト\n"
    counts = yagura.counts(write(tmp_path / "list.csv", text.encode("cp932")))
    assert (counts["taken"], counts["rejected"]) == (1, 1)
    assert rejects_of(yagura)[0]["reason"] == "read as Shift_JIS, not UTF-8"
    assert "銀行をかたる偽サイト" in yagura("export", "--format=csv").out


@quick
def test_documents_are_no_lists(yagura, tmp_path):
    folder = tmp_path / "ioc"
    folder.mkdir()
    write(folder / "README.adoc", "= Report\n\nhttps://www.example.org/a/[Report]\n")
    write(folder / "README.md", "https://www.example.org/a/\n")
    write(folder / "samples.md5", "d41d8cd98f00b204e9800998ecf8427e\n")
    assert yagura.counts(folder)["taken"] == 1
    assert yagura.counts("--format", "indicators", folder / "README.md")["taken"] == 1


# Importing twice, order, versions ------------------------------------------------------------------------------------

@quick
def test_twice_changes_nothing(yagura, tmp_path, groups):
    inputs = [groups, write(tmp_path / "event.json", MISP_EVENT), write(tmp_path / "list.csv", INDICATORS),
              write(tmp_path / "fuzzed.json", stix.bundle_text(stix.texts(3, 200)))]
    first = yagura.counts(*inputs)
    before = dump(yagura.store)
    again = yagura.counts(*inputs)
    assert again["taken"] == 0 and again["unchanged"] == first["taken"] + first["unchanged"]
    assert dump(yagura.store) == before
    assert yagura.counts(*inputs[::-1])["taken"] == 0 and dump(yagura.store) == before


@quick
def test_white_space_alone_is_no_change(yagura, tmp_path):
    content = bundle(*[stix_object(n, x_text="a  b") for n in range(5)])
    path = tmp_path / "a.json"
    yagura.counts(write(path, json.dumps(content, indent=4)))
    again = yagura.counts(write(path, compact(content)))
    assert again["taken"] == 0 and again["unchanged"] == 5
    changed = json.loads(json.dumps(content).replace("a  b", "a b"))
    assert yagura.counts(write(path, changed))["taken"] == 5


@quick
def test_order_of_files_does_not_matter(tmp_path, groups):
    old, new = stix_object(1, name="Old Name", aliases=["Gone"]), stix_object(
        1, name="New Name", modified="2021-01-01T00:00:00Z", aliases=["Stays"])
    files = [groups, write(tmp_path / "old.json", bundle(old)), write(tmp_path / "new.json", bundle(new)),
             write(tmp_path / "event.json", MISP_EVENT),
             write(tmp_path / "uses.json", bundle(stix_object(9, "relationship", relationship_type="uses",
                                                              source_ref=stix_id("intrusion-set", 1),
                                                              target_ref=stix_id("tool", 7))))]
    said = []
    for n, order in enumerate(itertools.islice(itertools.permutations(files), 0, 120, 17)):
        program = Yagura(tmp_path / f"{n}.db", tmp_path)
        program.counts("--source", "One", *order)
        said.append(sayings(program.store))
    assert all(one == said[0] for one in said)


@quick
def test_newer_version_wins_and_older_does_not_roll_back(yagura, tmp_path):
    def version(year, name):
        return write(tmp_path / f"{year}.json", bundle(stix_object(1, name=name, modified=f"{year}-01-01T00:00:00Z",
                                                                   aliases=[f"Alias {year}"])))
    first, second, third = version(2020, "First Fox"), version(2021, "Second Fox"), version(2022, "Third Fox")
    for path, shown in ((second, "Second Fox"), (first, "Second Fox"), (third, "Third Fox"), (second, "Third Fox")):
        yagura.counts("--source", "S", path)
        assert yagura("show", stix_id("intrusion-set", 1), "--format=json").json["name"] == shown
    assert yagura("show", "Second Fox").code == 2, "a retired name resolves to nothing"
    assert yagura("show", "Alias 2022").code == 0 and yagura("show", "Alias 2020").code == 2
    names = {thing["name"] for thing in yagura("export").json["objects"]}
    assert names >= {"First Fox", "Second Fox", "Third Fox"}
    assert len(yagura("search", "fox", "--format=jsonl").lines) == 1


@quick
def test_same_object_from_two_sources_stays_two_statements(yagura, tmp_path):
    one, other = stix_object(1, name="Grey Wolf"), stix_object(1, name="Gray Wolf", modified="2023-01-01T00:00:00Z")
    yagura.counts("--source", "One", write(tmp_path / "1.json", bundle(one)))
    yagura.counts("--source", "Other", write(tmp_path / "2.json", bundle(other)))
    dossier = yagura("show", "Grey Wolf", "--format=json").json
    assert {(thing["source"], thing["name"]) for thing in dossier["objects"]} == {("One", "Grey Wolf"),
                                                                                  ("Other", "Gray Wolf")}


# Damaged inputs ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("form", ["compact", pytest.param("pretty", marks=quick)])
def test_truncated_bundle_keeps_what_is_before_the_cut(tmp_path, form):
    objects = [stix_object(n, x_text="a } b ] \" { [", x_list=[{"a": 1}]) for n in range(20)]
    whole = json.dumps(bundle(*objects), indent=2) if form == "pretty" else compact(bundle(*objects))
    ends = [match.end() for match in re.finditer(r'\}\s*\](?=\s*\})' if form == "pretty" else r'\{"a":1\}\](?=\})',
                                                 whole)]
    ends = [whole.index("}", end) + 1 for end in ends][:20]
    assert len(ends) == 20
    for cut in random.Random(1).sample(range(120, len(whole)), 20) + ends + [end - 1 for end in ends[:5]]:
        program = Yagura(tmp_path / "store.db", tmp_path)
        done = program("import", "--output-format=json", write(tmp_path / "cut.json", whole[:cut]))
        before_cut = sum(end <= cut for end in ends)
        assert (done.json["taken"] if done.out else 0) == before_cut, (cut, done)
        assert done.code == (0 if before_cut else 3), (cut, done)
        if cut < len(whole) - 4:
            assert before_cut == 0 or done.json["rejected"] >= 1, (cut, "a cut is told")
        program.store.unlink(missing_ok=True)


GARBAGE = ['{"type": "tool", "id": nonsense}', '{"type": "tool" "id": 1}', "null", "5", '"text"', "[]", "nonsense",
           '{"type": "tool", "id": "tool--1"}', '{"type": "tool"}', "{}", '{"id": "tool--x", "type": 5}',
           '{"type":"malware","id":"tool--00000000-0000-4000-8000-000000000001"}', '{"a": 01}', '{"a": "\x01"}',
           '{"a": "\udcff"}', '{"type": "tool", "x": ' + "[" * 100 + "]" * 100 + "}"]


@pytest.mark.parametrize("garbage", GARBAGE, ids=[str(n) for n in range(len(GARBAGE))])
@pytest.mark.parametrize("separator", [",", pytest.param(",\n", marks=quick)])
def test_garbage_in_the_middle_costs_one_record(yagura, tmp_path, garbage, separator):
    texts = [compact(stix_object(n)) for n in range(10)]
    texts.insert(5, garbage)
    text = '{"type":"bundle","id":"bundle--1","objects":[' + separator.join(texts) + "]}"
    path = write(tmp_path / "some.json", text.encode("utf-8", "surrogateescape"))
    done = yagura("import", "--output-format=json", path)
    assert done.code == 0 and done.json["taken"] == 10 and done.json["rejected"] == 1, done
    assert "1 record rejected" in done.err
    reject, = rejects_of(yagura)
    start = text.index(separator.join([texts[4], garbage])) + len(texts[4]) + len(separator)
    assert start <= reject["offset"] <= start + len(garbage) and reject["record"] == 6 and reject["reason"]


@quick
@pytest.mark.parametrize("torn", ['{"type": "tool", "x": [1, 2', '{"type": "tool", "x": {', '{"type": "to', '{"a": "b'])
def test_record_that_never_closes_costs_few(yagura, tmp_path, torn):
    texts = [compact(stix_object(n)) for n in range(10)]
    texts.insert(5, torn)
    text = '{"type":"bundle","id":"bundle--1","objects":[\n' + ",\n".join(texts) + "]}"
    done = yagura("import", "--output-format=json", write(tmp_path / "some.json", text))
    assert done.code == 0 and done.json["taken"] >= 8 and done.json["rejected"] >= 1, done


@quick
def test_records_swallowed_in_each_other_end_soon(yagura, tmp_path):
    torn = '{"type":"tool","id":"tool--00000000-0000-4000-8000-%012d","x":[nonsense,'
    text = "".join(torn % n for n in range(30000)) + "0" + "]}" * 30000
    for content in (text, text[:-60000], text.replace("nonsense", "[1")):
        path = write(tmp_path / "some.json", '{"type":"bundle","objects":[' + content + "]}")
        assert yagura("import", path, timeout=20).code in (0, 3)


@quick
def test_offsets_point_at_the_fault(yagura, tmp_path):
    texts = [compact(stix_object(n)) for n in range(5)]
    faults = ['{"type":"tool","id":"tool--0","x":"é"}', '{"type":"tool","x":1e999}', '{"type":"tool",,}', "17"]
    for n, fault in enumerate(faults):
        texts.insert(2 * n, fault)
    text = '{"type":"bundle","objects":[\n  ' + ",\n  ".join(texts) + "\n]}\n"
    path = write(tmp_path / "some.json", "\ufeff" + text)
    assert yagura("import", path).code == 0
    raw = path.read_bytes()
    offsets = [reject["offset"] for reject in rejects_of(yagura)]
    wanted = [raw.index(faults[0].encode()), raw.index(b"1e999"), raw.index(b",,") + 1, raw.index(b"  17") + 2]
    assert offsets[0] == wanted[0] and offsets[3] == wanted[3]
    assert abs(offsets[1] - wanted[1]) <= 5 and abs(offsets[2] - wanted[2]) <= 1
    assert [reject["record"] for reject in rejects_of(yagura)] == [1, 3, 5, 7]
    assert {(reject["path"], reject["source"]) for reject in rejects_of(yagura)} == {(str(path), "some.json")}
    table = yagura("sources", "--rejected").out
    assert all(f" {offset} " in table for offset in offsets) and "OFFSET" in table
    assert yagura("sources", "--rejected", "--format=json").json == rejects_of(yagura)


@quick
def test_rejects_are_forgotten_when_the_file_is_mended(yagura, tmp_path):
    path = write(tmp_path / "a.json", bundle(stix_object(1), {"type": "tool"}))
    yagura.counts(path)
    assert len(rejects_of(yagura)) == 1
    yagura.counts(write(path, bundle(stix_object(1), stix_object(2))))
    assert rejects_of(yagura) == [] and "no rejected records" in yagura("sources", "--rejected").out


@quick
def test_many_rejects_are_counted_and_some_kept(yagura, tmp_path):
    path = write(tmp_path / "a.json", bundle(stix_object(1), *[{"type": "tool", "n": n} for n in range(5000)]))
    counts = yagura.counts(path)
    assert counts["rejected"] == 5000 and len(rejects_of(yagura)) == 100
    assert yagura("sources", "--format=json").json[0]["rejected"] == 5000


PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + random.Random(1).randbytes(500)
ELF = b"\x7fELF\x02\x01\x01\0" + random.Random(2).randbytes(500)
WRONG = {"empty": b"", "space": b" \n\t ", "png": PNG, "elf": ELF, "noise": random.Random(3).randbytes(5000),
         "zeros": bytes(5000), "prose": b"Dear reader, this is a letter.\nIt names nobody.\n" * 20,
         "json": b'{"a": [1, 2, 3]}', "json list": b"[1, 2, 3]", "json text": b'"text"', "html": b"<html><p>Hi</html>",
         "pdf": b"%PDF-1.7\n" + random.Random(4).randbytes(500), "brace": b"{", "open": b"[" * 100000,
         "stix utf-16": json.dumps(bundle(stix_object(1))).encode("utf-16"), "bom": b"\xef\xbb\xbf",
         "xml": b'<?xml version="1.0"?><stix:STIX_Package/>'}


def docx():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return made.getvalue()


@quick
@pytest.mark.parametrize("kind", [*WRONG, "docx"])
def test_wrong_kind_is_3_alone_and_passed_over_in_a_folder(yagura, tmp_path, kind, groups):
    content = docx() if kind == "docx" else WRONG[kind]
    folder = tmp_path / "folder"
    folder.mkdir()
    path = write(folder / "file", content)
    done = yagura("import", path)
    assert done.code == 3 and done.err, done
    assert yagura("import", "-", stdin=content).code == 3
    for reader in ("stix", "misp-galaxy", "misp-event", "indicators"):
        assert yagura("import", "--format", reader, path).code in (0, 3), reader
    shutil.copy(groups, folder / "groups.json")
    fresh = Yagura(tmp_path / "fresh.db", tmp_path)
    assert fresh.counts(folder)["taken"] == 50


@quick
def test_one_byte_files(yagura, tmp_path):
    for byte in [*range(0, 256, 23), ord("{"), ord("["), ord('"'), ord("1")]:
        assert yagura("import", "-", stdin=bytes([byte])).code == 3, byte


@quick
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp932", "latin-1"])
def test_encodings_of_lists(yagura, tmp_path, encoding):
    text = "# 悪い url\n" if encoding == "cp932" else "# a list\n"
    text += "".join(f"evil{n}.example.com\n" for n in range(20))
    done = yagura("import", "--output-format=json", write(tmp_path / "list.txt", text.encode(encoding)))
    if encoding == "utf-16-le":  # no mark says what it is
        assert done.code in (0, 3)
    else:
        assert done.code == 0 and done.json["taken"] == 20, done


@quick
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_lists(yagura, tmp_path, ending):
    text = ending.join(["# list"] + [f"evil{n}.example.com" for n in range(20)])
    assert yagura.counts(write(tmp_path / "list.txt", text))["taken"] == 20


@quick
def test_encodings_of_stix(yagura, tmp_path):
    text = json.dumps(bundle(*[stix_object(n, name=f"大阪 {n}") for n in range(5)]), ensure_ascii=False, indent=1)
    assert yagura.counts("--source=S", write(tmp_path / "bom.json", text.encode("utf-8-sig")))["taken"] == 5
    crlf = write(tmp_path / "crlf.json", text.replace("\n", "\r\n").encode())
    assert yagura.counts("--source=S", crlf)["unchanged"] == 5
    done = yagura("import", write(tmp_path / "sjis.json", text.encode("cp932")))
    assert done.code == 3 and done.err
    assert len(rejects_of(yagura)) == 5


# Compressed and archived ---------------------------------------------------------------------------------------------

def zstd(content):
    if not shutil.which("zstd"):
        pytest.skip("no zstd here")
    return subprocess.run(["zstd", "-q", "-c"], input=content, capture_output=True, check=True).stdout


def zipped(*members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def tarred(*members, mode="w"):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd}
ARCHIVES = {"zip": zipped, "tar": tarred, "tar.gz": lambda *members: tarred(*members, mode="w:gz"),
            "tar.xz": lambda *members: tarred(*members, mode="w:xz"),
            "tar.zst": lambda *members: zstd(tarred(*members))}


@quick
@pytest.mark.parametrize("kind", PACKERS)
def test_compressed_by_content_not_name(yagura, tmp_path, groups, kind):
    packed = PACKERS[kind](groups.read_bytes())
    assert yagura.counts("--source=S", write(tmp_path / "whatever.bin", packed))["taken"] == 50
    assert yagura.counts("--source=S", "-", stdin=packed)["unchanged"] == 50
    assert yagura.counts("--source=S", groups)["unchanged"] == 50


@quick
@pytest.mark.parametrize("kind", ARCHIVES)
def test_archives_are_read_through(yagura, tmp_path, groups, kind):
    members = [("one/groups.json", groups.read_bytes()), ("readme.txt", b"just words here\n"), ("empty.json", b""),
               ("two/event.json", json.dumps(MISP_EVENT).encode()), ("list.csv", INDICATORS.encode())]
    counts = yagura.counts(write(tmp_path / f"feed.{kind}", ARCHIVES[kind](*members)))
    assert counts["files"] == 3 and counts["rejected"] == 0 and counts["taken"] > 50
    paths = [path.rsplit("!", 1)[1] for path in files_of(yagura)]
    assert sorted(paths) == ["list.csv", "one/groups.json", "two/event.json"]


@quick
@pytest.mark.parametrize("kind", PACKERS)
def test_truncated_compressed_file_keeps_what_was_read(tmp_path, kind):
    objects = [stix_object(n, x_noise=random.Random(n).randbytes(300).hex()) for n in range(1300)]
    packed = PACKERS[kind](json.dumps(bundle(*objects), indent=1).encode())
    kept = []
    for part in (1, 10, len(packed) // 10, len(packed) // 2, len(packed) - 1000, len(packed) - 5):
        program = Yagura(tmp_path / f"{part}.db", tmp_path)
        done = program("import", "--output-format=json", write(tmp_path / "cut", packed[:part]))
        assert done.code in (0, 3), done
        if done.code == 0:
            assert done.json["rejected"] >= 1, "the damage is told"
            assert any("damaged or cut off" in reject["reason"] for reject in rejects_of(program))
        kept.append(done.json["taken"] if done.code == 0 else 0)
    assert kept == sorted(kept) and kept[-1] > 0
    assert kind != "gz" or kept[3] > 300


@quick
def test_damaged_archives_never_crash(tmp_path, groups):
    rng = random.Random(5)
    for kind in ("zip", "tar.gz", "tar", "tar.xz"):
        packed = ARCHIVES[kind](("a.json", groups.read_bytes()), ("b.json", groups.read_bytes()))
        for n in range(12):
            broken = bytearray(packed)
            for _ in range(rng.choice([1, 5, 50])):
                broken[rng.randrange(len(broken))] = rng.getrandbits(8)
            program = Yagura(tmp_path / f"{kind}{n}.db", tmp_path)
            assert program("import", write(tmp_path / "broken", bytes(broken))).code in (0, 3, 4)


@quick
@pytest.mark.parametrize("kind", ["gz", "xz", "zst", "zip", "tar.gz"])
def test_decompression_bomb_is_4_and_leaves_the_store_alone(yagura, tmp_path, groups, kind):
    yagura.counts(groups)
    before = dump(yagura.store)
    bomb = b'{"type":"bundle","objects":[' + b" " * (64 << 20)
    packed = ARCHIVES[kind](("a.json", bomb)) if kind in ARCHIVES else PACKERS[kind](bomb)
    done = yagura("import", write(tmp_path / "bomb", packed))
    assert done.code == 4 and "expands" in done.err, done
    assert dump(yagura.store) == before


@quick
def test_limit_of_input_size(yagura, tmp_path):
    noise = bundle(*[stix_object(n, x_noise=random.Random(n).randbytes(400).hex()) for n in range(2000)])
    text = json.dumps(noise).encode()
    assert len(text) > 1.9 * 2 ** 20
    path, packed = write(tmp_path / "a.json", text), write(tmp_path / "a.gz", gzip.compress(text))
    for limited in (path, packed, write(tmp_path / "a.zip", zipped(("x", text)))):
        done = yagura("import", "--max-input", "1", limited)
        assert done.code == 4 and "--max-input" in done.err
    assert yagura("import", "--max-input", "1", "-", stdin=text).code == 4
    assert yagura.counts("--max-input", "3", packed)["taken"] == 2000


@quick
def test_endless_inputs_end(yagura):
    assert yagura("import", "--max-input", "8", "/dev/zero").code == 4
    assert yagura("import", "/dev/null").code == 3


def test_archive_of_too_many_members_is_4(yagura, tmp_path):
    head = tarfile.TarInfo("x").tobuf()
    done = yagura("import", "--max-input=1024", write(tmp_path / "many.tar", head * 100002 + bytes(1024)))
    assert done.code == 4 and "more than" in done.err


@quick
def test_member_names_cannot_escape(yagura, tmp_path, groups):
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    names = ["../../escaped.json", "/tmp/yagura-escaped.json", "..\\..\\x.json", "\x1b[31mred.json", "\u202egpj.json",
             "new\nline.json", "C:\\x.json", "a!b.json", "x" * 3000 + ".json", "\u009bx.json", "~/x", "./././x.json"]
    before = set(tmp_path.rglob("*"))
    for kind in ("zip", "tar"):
        texts = [json.dumps(bundle(stix_object(n), {"type": "tool"})).encode() for n in range(len(names))]
        program = Yagura(tmp_path / f"{kind}.db", tmp_path)
        path = write(tmp_path / f"feed.{kind}", ARCHIVES[kind](*zip(names, texts)))
        assert program.counts(path, cwd=inner)["taken"] == len(names)
        for form in ("text", "json", "jsonl"):
            for part in ("--files", "--rejected"):
                assert not RAW_CONTROLS.search(program("sources", part, "--format", form).out), (kind, form, part)
    made = {path.name for path in set(tmp_path.rglob("*")) - before}
    assert made <= {"feed.zip", "feed.tar", "zip.db", "tar.db"}
    assert not os.path.exists("/tmp/yagura-escaped.json")


@quick
def test_archive_links_and_devices_are_passed_over(yagura, tmp_path, groups):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            entry = tarfile.TarInfo("entry")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        archive.add(groups, "groups.json")
    assert yagura.counts(write(tmp_path / "feed.tar", made.getvalue()))["taken"] == 50


# Standard input and folders ------------------------------------------------------------------------------------------

@quick
def test_standard_input(yagura, groups):
    assert yagura.counts("-", stdin=groups.read_bytes())["taken"] == 50
    assert list(files_of(yagura)) == ["-"]
    assert yagura.counts("--source", "Sector ISAC", "-", stdin=groups.read_bytes())["taken"] == 50
    assert {row["name"] for row in yagura("sources", "--format=json").json} >= {"Sector ISAC"}


@quick
def test_folder_walk(yagura, tmp_path, groups):
    folder = tmp_path / "feeds"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    write(folder / ".hidden" / "h.json", bundle(stix_object(900)))
    write(folder / ".h.json", bundle(stix_object(901)))
    write(folder / "deep" / "er" / "a.json", bundle(stix_object(100)))
    outside = tmp_path / "outside"
    outside.mkdir()
    write(outside / "o.json", bundle(stix_object(902)))
    (folder / "link.json").symlink_to(groups)
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "broken").symlink_to("nowhere")
    (folder / "out").symlink_to(outside)
    os.mkfifo(folder / "pipe")
    counts = yagura.counts(folder, timeout=20)
    assert counts["files"] == 2 and counts["taken"] == 51
    assert yagura.counts(f"{folder}///", timeout=20)["unchanged"] == 51
    assert len(files_of(yagura)) == 2, "slashes behind a folder do not make other paths"
    assert yagura.counts(folder / "out")["taken"] == 1, "a link to a folder that is named is walked"


@quick
def test_folder_too_deep_is_4(yagura, tmp_path):
    deep = tmp_path / "deep"
    (deep / "/".join(["d"] * 40)).mkdir(parents=True)
    done = yagura("import", deep)
    assert done.code == 4 and "nested" in done.err


@quick
def test_empty_folder_is_3(yagura, tmp_path):
    (tmp_path / "none").mkdir()
    done = yagura("import", tmp_path / "none")
    assert done.code == 3 and "no files" in done.err


def test_unreadable_file_of_a_folder_is_told(groups):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = os.path.join(name, "feeds")
        os.mkdir(folder)
        os.chmod(name, 0o777)
        shutil.copy(groups, folder + "/a.json")
        write_only = folder + "/b.json"
        shutil.copy(groups, write_only)
        os.chmod(folder + "/a.json", 0o644)
        os.chmod(write_only, 0)
        as_nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
        program = Yagura(name + "/store.db", name)
        try:
            done = program("import", folder, **as_nobody)
        except PermissionError:
            pytest.skip("another user may not run the program where it lies")
        assert done.code == 0 and "50 records taken" in done.out
        assert "b.json" in done.err, "the file that could not be read is named"
        done = program("import", write_only, **as_nobody)
        assert done.code == 5 and "Permission denied" in done.err


@quick
def test_a_missing_path_leaves_nothing_behind(yagura, tmp_path, groups):
    assert yagura("import", groups, tmp_path / "missing.json").code == 2
    assert yagura("sources").out == "" or "Group" not in yagura("search", "group").out
    assert rows(yagura.store, "SELECT count(*) FROM object") == [(0,)]


# What is said of a source --------------------------------------------------------------------------------------------

@quick
def test_source_licence_and_tlp(yagura, groups, tmp_path):
    yagura.counts("--source", "Sector ISAC 大阪", "--licence", "members only", "--tlp", "amber+strict", groups)
    row, = yagura("sources", "--format=json").json
    assert (row["name"], row["licence"], row["tlp"]) == ("Sector ISAC 大阪", "members only", "amber+strict")
    assert row["taken"] == 50 and row["files"] == 1 and row["first_imported"].endswith("Z")
    yagura.counts("--source", "Sector ISAC 大阪", "--tlp", "red", write(tmp_path / "b.json", bundle(stix_object(77))))
    row, = yagura("sources", "--format=jsonl").lines
    assert row["tlp"] == "red" and row["licence"] == "members only" and row["files"] == 2
    assert "Sector ISAC 大阪" in yagura("sources").out and "red" in yagura("sources").out
    assert yagura("sources", "sector isac 大阪", "--files").out.count("\nSector ISAC") == 2
    done = yagura("sources", "nobody")
    assert done.code == 2 and '"nobody"' in done.err


@quick
def test_files_have_digests(yagura, groups):
    import hashlib
    packed = gzip.compress(groups.read_bytes())
    yagura.counts(groups)
    yagura.counts("-", stdin=packed)
    found = files_of(yagura)
    assert {row["sha256"] for row in found.values()} == {hashlib.sha256(groups.read_bytes()).hexdigest()}
    assert found[str(groups)]["bytes"] == groups.stat().st_size and found[str(groups)]["format"] == "stix"


@quick
def test_format_named_beats_sniffing(yagura, tmp_path):
    path = write(tmp_path / "list", "one evil.example.com here\n")
    assert yagura("import", path).code == 3
    assert yagura("import", "--format", "indicators", path).code == 3
    path = write(tmp_path / "event.json", MISP_EVENT)
    assert yagura.counts("--format", "misp-event", path)["taken"] > 0
    assert yagura("import", "--format", "misp-galaxy", path).code == 3


@quick
def test_refused_json_is_rejected_with_a_reason(yagura, tmp_path):
    """Each form that JSON does not allow, or that would lose something, between two good objects."""
    good = [compact(stix_object(n)) for n in range(2 * len(stix.REFUSED))]
    for n, text in enumerate(stix.refused()):
        path = tmp_path / f"{n}.json"
        body = ",\n".join([good[2 * n], text, good[2 * n + 1]])
        path.write_bytes(('{"type":"bundle","objects":[\n' + body + "\n]}").encode("utf-8", "surrogateescape"))
        done = yagura("import", "--output-format=json", path)
        assert done.json["taken"] >= 1 and done.json["rejected"] >= 1, (text[:120], done)
    assert all(reject["reason"] for reject in rejects_of(yagura))
    texts = {thing["id"] for thing in yagura("export").json["objects"]}
    assert not any(name.startswith("tool--") for name in texts)
