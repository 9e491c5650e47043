"""Incident data sets from a file to `incidents` and `sources --rejected`."""
import csv
import io
import json
import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "intel" / "samples"
DATA = pathlib.Path(os.environ.get("YAGURA_SHARED_DATA") or ROOT.parent / "shared" / "data") / "incidents"


def lines(yagura, *options):
    out = yagura("incidents", "--format", "jsonl", *options).out
    return [json.loads(line) for line in out.splitlines()]


def test_veris__joined_and_again__nothing_changes(yagura):
    first = yagura.counts(SAMPLES / "veris" / "joined.json")
    again = yagura.counts(SAMPLES / "veris" / "joined.json")
    assert (first["taken"], again["taken"], again["unchanged"]) == (2, 0, 2)
    found = lines(yagura, "--country", "CA")
    assert [(row["victim"], row["date"], row["sector"]) for row in found] == [("Example Canada Finance", "2024-01-02", "K")]
    assert "ransomware" in found[0]["types"]
    assert found[0]["actors"] == ["Example Crew"]
    assert found[0]["references"] == ["https://news.example/a", "https://news.example/b"]
    assert found[0]["entered_at"] == "supplier"


def test_veris__near_misses__told_with_their_offset(yagura, tmp_path):
    path = tmp_path / "list.json"
    path.write_text('[{"incident_id": "a", "victim": {}, "actor": {}, "action": {}},\n{"incident_id": "b", "security_incident": "Near miss"}]')
    counts = yagura.counts(path)
    assert (counts["taken"], counts["rejected"]) == (1, 1)
    assert "near miss" in yagura("sources", "--rejected").out


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_eurepoc__any_delimiter__the_same(yagura, tmp_path, delimiter):
    with open(SAMPLES / "eurepoc" / "incidents.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = tmp_path / "table.csv"
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    assert yagura.counts(path)["taken"] == 2
    found = lines(yagura, "--country", "JP")
    assert [(row["victim"], row["date"]) for row in found] == [("Example Motor", "2022-03-10/2022-04")]
    assert found[0]["actors"][0] == "Example Crew"
    assert found[0]["status"] == "assessed-by-analyst"


def test_cissm__equal_rows__one_incident(yagura):
    counts = yagura.counts(SAMPLES / "cissm" / "events.csv")
    assert (counts["taken"], counts["unchanged"]) == (3, 1)
    assert [row["victim"] for row in lines(yagura, "--country", "CA")] == ["Example Canada"]


@pytest.mark.skipif(not DATA.is_dir(), reason="no real data sets; YAGURA_SHARED_DATA names their folder")
def test_real_sets__affiliates_abroad__found_by_name(yagura):
    counts = yagura.counts(DATA / "vcdb-2020-03.json.zip", DATA / "cissm-2014-2023.csv", DATA / "eurepoc-1.1.csv")
    assert (counts["taken"], counts["unchanged"], counts["rejected"]) == (8540 + 3945 + 1643, 2 + 41, 11 + 2)
    nissan = lines(yagura, "--organisation", "Nissan Canada Finance")
    assert [(row["source"], row["date"], row["site_country"], row["sector"]) for row in nissan] == [
        ("VCDB", "2017-12", ["CA"], "K")]
    panasonic = lines(yagura, "--organisation", "Panasonic Canada")
    assert [(row["source"], row["date"], row["site_country"], row["sector"]) for row in panasonic] == [
        ("CISSM Cyber Events", "2022-02-28", ["CA"], "C")]


def test_incidents__victim_not_named__called_as_the_source_calls_it(yagura, tmp_path):
    path = tmp_path / "one.json"
    path.write_text('{"incident_id": "7A-1", "security_incident": "Confirmed", "victim": {"victim_id": "Unknown", "country": ["JP"]},'
                    ' "actor": {}, "action": {}, "timeline": {"incident": {"year": 2019}}}')
    yagura.counts(path)
    (row,) = lines(yagura)
    assert (row["victim"], row["name"]) == ("", "7A-1 (2019)")
    (cells,) = csv.DictReader(io.StringIO(yagura("incidents", "--format", "csv").out))
    assert (cells["victim"], cells["name"]) == ("", "7A-1 (2019)")
    assert "7A-1 (2019)" in yagura("incidents").out
    dossier = yagura("show", "Japan").out
    assert "2019  7A-1 (2019), site in JP" in dossier


def test_import__nothing_went_in__does_not_speak_of_a_rest(yagura, tmp_path):
    (tmp_path / "bad.json").write_text('[{"incident_id": "b", "security_incident": "Near miss", "victim": {}, "actor": {}}]')
    (tmp_path / "half.json").write_text('[{"incident_id": "a", "victim": {}, "actor": {}, "action": {}},\n'
                                        '{"incident_id": "b", "security_incident": "Near miss"}]')
    first = yagura("import", "--format", "veris", tmp_path).err
    assert "bad.json: 1 record rejected; nothing of it went in" in first
    assert "half.json: 1 record rejected; the rest went in" in first
    again = yagura("import", "--format", "veris", tmp_path).err
    assert "half.json: 1 record rejected; the rest was there already" in again
