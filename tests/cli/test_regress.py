"""What once went wrong: each case is a fault that was found by reading, and must not come back."""
import json

import pytest

from conftest import Yagura

ATTACK_REFERENCE = {"source_name": "mitre-attack", "external_id": "G0045", "url": "https://attack.mitre.org/groups/G0045"}


def group(number, name, **more):
    return {"type": "intrusion-set", "spec_version": "2.1", "id": f"intrusion-set--{number:08x}-0000-4000-8000-000000000000",
            "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z", "name": name, **more}


def bundle(path, *objects):
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000",
                                "objects": list(objects)}), encoding="utf-8")
    return path


@pytest.mark.asan
def test_a_report_that_cites_attack_is_not_mitres(tmp_path):
    yagura = Yagura(tmp_path / "y.db", tmp_path)
    maker = {"type": "identity", "spec_version": "2.1", "id": "identity--11111111-0000-4000-8000-000000000000",
             "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z", "name": "Acme CTI",
             "identity_class": "organization"}
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    yagura("import", bundle(tmp_path / "a.json", group(1, "Secret Weasel", created_by_ref=maker["id"], object_marking_refs=[red],
                                                       external_references=[ATTACK_REFERENCE]), maker))
    row, = json.loads(yagura("sources", "--format", "json").out)
    assert row["name"] == "Acme CTI" and row["tlp"] == "red"


@pytest.mark.asan
def test_content_that_comes_back_is_taken(tmp_path):
    yagura = Yagura(tmp_path / "y.db", tmp_path)
    for name in ("Alpha", "Beta", "Alpha"):
        yagura("import", "--source", "s", bundle(tmp_path / "a.json", group(1, name)))
        assert json.loads(yagura("show", group(1, "")["id"], "--format", "json").out)["name"] == name
    assert "0 records taken" in yagura("import", "--source", "s", tmp_path / "a.json").out


@pytest.mark.asan
def test_two_curated_files_may_speak_of_one_cell(tmp_path):
    yagura = Yagura(tmp_path / "y.db", tmp_path)
    head = ("# yagura-claims: 1 statistics\n# source.name: s\n# source.publisher: p\n"
            "series,asserted-by,geography,subject,period,category-scheme,category,count,total,unit,published\n")
    row = "x,Police,JP,ransomware,2022,industry,manufacturing,37,114,reports,2023\n"
    (tmp_path / "a.csv").write_text(head + row)
    (tmp_path / "b.csv").write_text(head + row)
    yagura("import", tmp_path / "a.csv", tmp_path / "b.csv")
    assert "0 records taken" in yagura("import", tmp_path / "a.csv", tmp_path / "b.csv").out
    (tmp_path / "a.csv").write_text(head + row.replace("manufacturing", "services"))
    yagura("import", tmp_path / "a.csv")
    cells = json.loads(yagura("show", "JP", "--format", "json").out)["statistics"]
    assert sorted(cell["category"] for cell in cells) == ["manufacturing", "services"]


@pytest.mark.asan
def test_mixed_scripts_are_found(tmp_path):
    yagura = Yagura(tmp_path / "y.db", tmp_path)
    yagura("import", bundle(tmp_path / "a.json", group(1, "Kite", description="これはAPT99攻撃の報告 და ქართული")))
    for text in ("APT99攻撃", "攻撃", "pt99", "ქართ"):
        assert "Kite" in yagura("search", text).out, text


@pytest.mark.asan
def test_a_refused_file_in_a_folder_is_told(tmp_path):
    yagura = Yagura(tmp_path / "y.db", tmp_path)
    folder = tmp_path / "claims"
    folder.mkdir()
    good = ("# yagura-claims: 1 aliases\n# source.name: s\nname,type,relation,of\nKite,intrusion-set,also-known-as,Heron\n")
    (folder / "a.csv").write_text(good)
    bundle(folder / "b.json", group(1, "Plover"))
    assert yagura("import", folder).code == 0
    (folder / "a.csv").write_text("# yagura-claims: 1 aliases\n# source.name: s\nname,nonsense\nKite,\n")
    done = yagura("import", folder)
    assert done.code == 0 and "a.csv" in done.err
    assert "Heron" in yagura("show", "Kite").out


def test_outputs_are_for_their_owner(tmp_path):
    yagura = Yagura(tmp_path / "y.db", tmp_path)
    yagura("import", bundle(tmp_path / "a.json", group(1, "Kite")))
    yagura("export", "-o", tmp_path / "out.json")
    assert (tmp_path / "out.json").stat().st_mode & 0o077 == 0
