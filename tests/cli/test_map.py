"""import --map: tables of any columns, as a person would give them."""
import json
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MAP = """yagura-map: 1
kind: incidents
source: {name: Example tracker}
date-kind: reported
columns:
  date: {column: When, format: "%d/%m/%Y"}
  victim: Who
  country: Where
  types: {constant: ransomware}
"""
TABLE = "When,Who,Where\n03/02/2024,Example Works,Japan\n04/02/2024,Beispiel AG,Atlantis\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def incidents(yagura):
    return [json.loads(line) for line in yagura("incidents", "--format", "jsonl").out.splitlines()]


def test_table_by_map(yagura, files):
    done = yagura("import", "--map", files / "map.yaml", files / "table.csv")
    assert done.code == 0, done.err
    rows = incidents(yagura)
    assert [(r["date"], r["victim"], r["site_country"]) for r in rows] == [
        ("2024-02-03", "Example Works", ["JP"]), ("2024-02-04", "Beispiel AG", [])]
    again = yagura("import", "--map", files / "map.yaml", files / "table.csv")
    assert "0 records taken, 2 unchanged" in again.out


@pytest.mark.parametrize("encoding", ["utf-16", "shift_jis", "utf-8-sig"])
def test_other_encodings(yagura, files, encoding):
    (files / "table.csv").write_bytes("When,Who,Where\n03/02/2024,架空製作所と架空販売会社の日本支店,日本\n".encode(encoding))
    done = yagura("import", "--map", files / "map.yaml", files / "table.csv")
    assert done.code == 0, done.err
    assert [r["site_country"] for r in incidents(yagura)] == [["JP"]]


@pytest.mark.parametrize("change, message", [
    (("columns:", "colums:"), 'line 5, column 1: unknown key "colums"; did you mean "columns"?'),
    (("victim: Who", "victim: Whom"), 'the table has no column "Whom"; did you mean "Who"?'),
    (("yagura-map: 1", "map: 1"), "it begins with yagura-map: 1"),
    (("{constant: ransomware}", "[ransomware"), "line"),
])
def test_fault_in_the_map(yagura, files, change, message):
    (files / "map.yaml").write_text(MAP.replace(*change), encoding="utf-8")
    done = yagura("import", "--map", files / "map.yaml", files / "table.csv")
    assert done.code == 3
    assert message in done.err


def test_empty_and_absent_files(yagura, files):
    (files / "empty").write_text("")
    assert yagura("import", "--map", files / "empty", files / "table.csv").code == 3
    assert "no header row" in yagura("import", "--map", files / "map.yaml", files / "empty").err
    assert yagura("import", "--map", files / "none", files / "table.csv").code == 2


def test_counts_of_an_authority(yagura, tmp_path):
    sample = ROOT / "tests/intel/samples/statistics-table/periods-across.csv"
    done = yagura("import", sample)
    assert done.code == 0 and "11 records taken" in done.out
    shifted = tmp_path / "s.csv"
    shifted.write_bytes(sample.read_text(encoding="utf-8").replace("－", "-").replace("～", "-").encode("shift_jis"))
    assert "11 records taken" in yagura("import", shifted).out


def test_maps_of_the_samples_fit_the_schema():
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    schema = json.loads((ROOT / "docs/schemas/map.schema.json").read_text(encoding="utf-8"))
    for sample in (ROOT / "tests/intel/samples/mapped-table").glob("*.csv"):
        text = sample.read_text(encoding="utf-8").split("\n---\n")[0]
        jsonschema.validate(yaml.safe_load(text), schema)
