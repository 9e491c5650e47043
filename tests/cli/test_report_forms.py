"""Reports in the formats of other programs: CSV, STIX 2.1, ATT&CK Navigator."""
import csv
import io
import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def tower(tmp_path_factory, shared):
    """A store with the starter claims and ATT&CK."""
    from conftest import Yagura
    home = tmp_path_factory.mktemp("tower")
    yagura = Yagura(home / "store.db", home)
    assert yagura("import", "--starter", shared / "attack" / "enterprise-attack.json").code == 0
    return yagura


def report(yagura, form, *more):
    done = yagura("report", "--country", "JP", "--format", form, *more)
    assert done.code == 0, done.err
    return done.out


def test_csv_has_every_figure(tower):
    figures = json.loads(report(tower, "json"))["figures"]
    rows = list(csv.DictReader(io.StringIO(report(tower, "csv"), newline="")))
    assert [row["id"] for row in rows] == [figure["id"] for figure in figures]
    for row, figure in zip(rows, figures):
        assert int(row["numerator"]) == figure["numerator"]
        assert (int(row["denominator"]) if row["denominator"] else None) == figure["denominator"]
        assert row["evidence"].split() == figure["evidence"]
        if figure["share"] is not None:
            assert float(row["share"]) == pytest.approx(figure["share"], abs=1e-6)
        assert bool(row["low"]) == (figure["interval"] is not None)


def test_csv_runs_nothing_in_a_spreadsheet(yagura, tmp_path):
    claims = tmp_path / "c.csv"
    claims.write_text("# yagura-claims: 1 statistics\n# source.name: =cmd()\n# source.publisher: =cmd()\n"
                      "series,subject,geography,period,category-scheme,category,count,total,asserted-by,definition\n"
                      "s,ransomware,JP,2024,industry,manufacturing,12,40,=cmd(),@SUM(1)\n", encoding="utf-8")
    assert yagura("import", claims).code == 0
    cells = [cell for row in csv.reader(io.StringIO(report(yagura, "csv"), newline="")) for cell in row]
    assert any("=cmd()" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_navigator_layer_of_the_actors(tower):
    layer = json.loads(report(tower, "navigator"))
    assert layer["versions"]["layer"] == "4.5" and layer["domain"] == "enterprise-attack"
    assert len(layer["techniques"]) > 50
    assert all(t["techniqueID"].startswith("T") and t["score"] >= 1 for t in layer["techniques"])
    assert all(len(t["comment"]) > 0 for t in layer["techniques"])
    assert len(layer["legendItems"]) == 2 and layer["description"].startswith("Score: ")
    assert layer["gradient"]["maxValue"] == max(t["score"] for t in layer["techniques"])
    assert json.loads(report(tower, "navigator", "--domain", "ics"))["domain"] == "ics-attack"


def test_stix_bundle_around_a_report(tower):
    bundle = json.loads(report(tower, "stix"))
    objects = {}
    for thing in bundle["objects"]:
        assert thing["id"] not in objects, "an object twice"
        objects[thing["id"]] = thing
    reports = [thing for thing in bundle["objects"] if thing["type"] == "report"]
    assert len(reports) == 1 and reports[0]["name"]
    assert not [ref for ref in reports[0]["object_refs"] if ref not in objects]
    kinds = {ref.split("--")[0] for ref in reports[0]["object_refs"]}
    assert {"intrusion-set", "attack-pattern", "incident"} <= kinds
    figures = reports[0]["extensions"]["extension-definition--5c0d2f53-7a8e-4d7c-9a51-3f6f0f5d9b21"]["figures"]
    assert [f["id"] for f in figures] == [f["id"] for f in json.loads(report(tower, "json"))["figures"]]
    assert report(tower, "stix") == report(tower, "stix")


def test_stix_is_valid_by_the_oasis_validator(tower, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(report(tower, "stix"), encoding="utf-8")
    done = subprocess.run([ROOT / "tools" / "stix-validator", "--version", "2.1", path], capture_output=True, text=True,
                          timeout=300)
    if done.returncode == 77:
        pytest.skip("the OASIS validator is not there and PyPI cannot be reached")
    assert "[+] STIX JSON: Valid" in done.stdout, "\n".join(
        line for line in done.stdout.splitlines() if "[X]" in line)[:2000]


def test_report_of_nothing_is_valid_too(yagura, tmp_path):
    assert yagura("import", "--starter").code == 0
    bundle = json.loads(yagura("report", "--country", "TV", "--format", "stix").out)
    assert [thing for thing in bundle["objects"] if thing["type"] == "report"][0]["object_refs"]
    assert json.loads(yagura("report", "--country", "TV", "--format", "navigator").out)["techniques"] == []
