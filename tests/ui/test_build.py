"""tools/build-ui: charts are built once, and a program without them is built where there is no Node."""
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path):
    """The tool and its sources, without anything that was built."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "build-ui", tmp_path / "tools")
    shutil.copytree(ROOT / "ui", tmp_path / "ui", ignore=shutil.ignore_patterns("node_modules", "dist", ".lock"))
    (tmp_path / "data" / "vocab").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "vocab" / "countries.csv", tmp_path / "data" / "vocab")
    return tmp_path


@pytest.fixture
def no_node(tmp_path):
    """A PATH with Python alone."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python3").symlink_to("/usr/bin/python3")
    return {"PATH": str(folder)}


def build(folder, mode, environment):
    return subprocess.run([folder / "tools" / "build-ui", mode, folder / "out.js"], capture_output=True, text=True, timeout=300,
                          env={**os.environ, **environment}, check=False)


def fake(folder, name, text):
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


def test_without_node_the_script_is_empty_and_that_is_said(copy, no_node):
    done = build(copy, "auto", no_node)
    assert done.returncode == 0
    assert (copy / "out.js").read_bytes() == b""
    assert "node or npm is not installed" in done.stderr
    assert "tables instead of charts" in done.stderr


def test_without_node_charts_that_are_asked_for_are_an_error(copy, no_node):
    done = build(copy, "enabled", no_node)
    assert done.returncode == 1
    assert "node or npm is not installed" in done.stderr
    assert not (copy / "out.js").exists()


def test_switched_off_nothing_is_asked(copy, no_node):
    done = build(copy, "disabled", no_node)
    assert (done.returncode, done.stderr) == (0, "")
    assert (copy / "out.js").read_bytes() == b""


def test_an_old_node_is_no_node(copy, no_node):
    bin_folder = pathlib.Path(no_node["PATH"])
    fake(bin_folder, "node", "echo v16.20.2\n")
    fake(bin_folder, "npm", "exit 9\n")
    done = build(copy, "auto", no_node)
    assert "node v16.20.2 is older than 18" in done.stderr
    assert (copy / "out.js").read_bytes() == b""


def test_packages_that_cannot_be_had_leave_the_tables(copy, no_node):
    bin_folder = pathlib.Path(no_node["PATH"])
    fake(bin_folder, "node", "echo v18.20.4\n")
    fake(bin_folder, "npm", "echo no network; exit 1\n")
    done = build(copy, "auto", no_node)
    assert done.returncode == 0 and "no network" in done.stderr
    assert (copy / "out.js").read_bytes() == b""
    assert build(copy, "enabled", no_node).returncode == 1


def test_what_was_built_needs_no_node_until_a_source_changes(copy, no_node):
    made = ROOT / "ui" / "dist"
    if not (made / "report.stamp").is_file():
        pytest.skip("the charts were not built here")
    shutil.copytree(made, copy / "ui" / "dist")
    done = build(copy, "enabled", no_node)
    assert (done.returncode, done.stderr) == (0, "")
    assert (copy / "out.js").read_bytes() == (made / "report.js").read_bytes()
    with open(copy / "ui" / "src" / "words.ts", "a", encoding="utf-8") as file:
        file.write("// changed\n")
    assert build(copy, "enabled", no_node).returncode == 1


def test_a_script_that_could_leave_its_element_is_refused(tmp_path):
    for text in ("</script>", "<!-- x", "<SCRIPT"):
        (tmp_path / "in.js").write_text(f"var a = '{text}';")
        done = subprocess.run([ROOT / "tools" / "make-report", "script", tmp_path / "in.js", tmp_path / "out.h"],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "must not close its element" in done.stderr
