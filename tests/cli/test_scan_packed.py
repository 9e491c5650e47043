"""`yagura scan`: names of members of archives, and packings that are read or refused."""
import io
import lzma
import shutil
import struct
import subprocess
import zipfile
import zlib

import pytest

pytestmark = pytest.mark.asan

LINE = "Nov 14 22:13:20 gate app: connection to 203.0.113.77 refused\n"


@pytest.fixture
def scan(yagura, tmp_path):
    """Runs a scan for one address; gives its sightings, or the whole run."""
    (tmp_path / "indicators.txt").write_text("203.0.113.77\n")

    def run(*arguments, code, form="jsonl"):
        run.done = done = yagura("scan", "--indicators", "indicators.txt", "--no-findings", "--format", form, *arguments, cwd=tmp_path)
        assert done.code == code, done
        return done.lines if form == "jsonl" else done
    return run


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def zipped_raw(name, data):
    """A zip whose member's name is just these bytes, in no said character set."""
    made = zipped(("#" * len(name), data))
    return made.replace(b"#" * len(name), name)


@pytest.mark.parametrize("name", ["ログ/プロキシ.log", "журнал.log", "größe.log", "日志/访问.log"])
def test_members_of_zips_keep_names_outside_ascii(name, scan, tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped((name, LINE), ("b.log", LINE)))
    assert {one["file"] for one in scan("a.zip", code=1)} == {f"a.zip!{name}", "a.zip!b.log"}
    (tmp_path / "raw.zip").write_bytes(zipped_raw(name.encode(), LINE))
    assert {one["file"] for one in scan("raw.zip", code=1)} == {f"raw.zip!{name}"}


@pytest.mark.parametrize("name, shown", [
    ("ログ/表示能力.log".encode("cp932"), "ログ/表示能力.log"),
    ("ﾛｸﾞ.log".encode("cp932"), "ﾛｸﾞ.log"),
    (b"gr\xf6\xffe.log", "gr\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}e.log"),
])
def test_members_of_zips_that_say_no_character_set(name, shown, scan, tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped_raw(name, LINE))
    assert {one["file"] for one in scan("a.zip", code=1)} == {f"a.zip!{shown}"}


def test_indicators_in_a_zip_with_names_outside_ascii(yagura, tmp_path):
    (tmp_path / "list.zip").write_bytes(zipped(("悪性/一覧.txt", "203.0.113.77\n")))
    (tmp_path / "raw.zip").write_bytes(zipped_raw("悪性.csv".encode("cp932"), "value\n203.0.113.77\n203.0.113.\n"))
    (tmp_path / "log").write_text(LINE)
    for name in ("list.zip", "raw.zip"):
        assert yagura("scan", "--indicators", name, "log", cwd=tmp_path).code == 1


def test_no_control_character_of_a_name_reaches_a_terminal(scan, tmp_path):
    for name in (b"\x1b]0;x\x07\x9b.log", "\u009b31m\x1b[2Jログ.log".encode(), b"\x1b[2J\x83\x8d\x83O.log"):
        made = bytearray(zipped_raw(name, LINE * 50))
        (tmp_path / "a.zip").write_bytes(bytes(made))
        made[made.index(name) + len(name) + 5] ^= 0xFF
        (tmp_path / "bad.zip").write_bytes(bytes(made))
        for form in ("text", "csv", "jsonl", "json"):
            scan("a.zip", code=1, form=form)
            for said in (scan.done.out, scan.done.err):
                assert not any(c in said for c in "\x1b\x07\x9b")
        done = scan("bad.zip", "a.zip", code=1, form="text")
        assert "bad.zip" in done.err and not any(c in done.err for c in "\x1b\x07\x9b")


# --- Packings ---

def compressed(data):
    """compress (.Z): every byte as a code of 9 bits."""
    assert len(data) < 250
    bits = sum(byte << 9 * k for k, byte in enumerate(data))
    return b"\x1f\x9d\x90" + bits.to_bytes((9 * len(data) + 7) // 8, "little")


def lzipped(data):
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
    raw = lzma.compress(data, lzma.FORMAT_RAW, filters=filters)
    return b"LZIP\x01\x10" + raw + struct.pack("<IQQ", zlib.crc32(data), len(data), len(raw) + 26)


def lz4ed(data):
    if shutil.which("lz4") is None:
        pytest.skip("lz4 is not installed")
    return subprocess.run(["lz4", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


@pytest.mark.parametrize("pack", [compressed, lzipped, lz4ed])
def test_further_packings_are_read(pack, scan, tmp_path):
    packed = pack(LINE.encode() * 3)
    (tmp_path / "a.packed").write_bytes(packed)
    (tmp_path / "in.zip").write_bytes(zipped(("x", packed)))
    for name, file in (("a.packed", "a.packed"), ("in.zip", "in.zip!x")):
        found = scan(name, code=1)
        assert [(one["file"], one["count"], one["offset"]) for one in found] == [(file, 3, 0)]
    if pack != compressed:  # which has no end of its own
        (tmp_path / "cut.packed").write_bytes(packed[:12])
        scan("cut.packed", code=3)
    (tmp_path / "list.packed").write_bytes(pack(b"203.0.113.77\n"))
    (tmp_path / "log").write_text(LINE)
    assert len(scan("--indicators", "list.packed", "log", code=1)) == 1


def test_a_bomb_of_a_further_packing_is_bounded(scan, tmp_path):
    (tmp_path / "a.lz").write_bytes(lzipped(bytes(300 << 20)))
    (tmp_path / "log").write_text(LINE)
    assert len(scan("a.lz", "log", code=4)) == 1
    assert "a.lz: expands more than" in scan.done.err


@pytest.mark.parametrize("magic, word", [
    (b"7z\xbc\xaf\x27\x1c\0\4", "7z"), (b"Rar!\x1a\x07\0", "rar"), (b"Rar!\x1a\x07\x01\0", "rar"),
    (b"\xff\x06\0\0sNaPpY", "Snappy"), (b"\x89LZO\0\r\n\x1a\n", "lzop"), (b"MSCF\0\0\0\0", "cab")])
def test_what_is_packed_and_not_read_is_said_and_not_searched(magic, word, scan, tmp_path):
    packed = magic + b"\x01\x02 203.0.113.77 \n" * 40
    (tmp_path / "a.packed").write_bytes(packed)
    assert scan("a.packed", code=3) == []
    assert f"a.packed: is packed as {word}, which is not read" in scan.done.err
    (tmp_path / "log").write_text(LINE)
    (tmp_path / "in.zip").write_bytes(zipped(("x", packed), ("y.log", LINE)))
    assert [one["file"] for one in scan("a.packed", "in.zip", "log", code=1)] == ["in.zip!y.log", "log"]
    assert f"in.zip!x: is packed as {word}, which is not read" in scan.done.err
    assert "2 files could not be read" in scan.done.err
    scan("--indicators", "a.packed", "log", code=3)
    assert f"is packed as {word}, which is not read" in scan.done.err


def test_a_zip_with_a_password_is_said(scan, tmp_path):
    if shutil.which("zip") is None:
        pytest.skip("zip is not installed")
    (tmp_path / "a.log").write_text(LINE * 20)
    subprocess.run(["zip", "-q", "-P", "x", "a.zip", "a.log"], cwd=tmp_path, check=True)
    assert scan("a.zip", code=3) == []
    assert "a.zip!a.log: is encrypted" in scan.done.err
