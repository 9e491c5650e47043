"""yagura scan over logs in national character sets: what stands right behind text of which a second byte is a letter is found,
offsets and lines are those of the file, a guess costs nothing, and UTF-8 is left alone. Names are those of documentation."""
import gzip
import json
import subprocess

import pytest
from conftest import PROGRAM, environment

pytestmark = pytest.mark.asan
NAME, ADDRESS, URL = "evil.example.net", "203.0.113.77", "http://drop.example.org/get/file.php?id=7"
# Per codec of Python: the name of the set, a text that ends in a character of which the second byte is ASCII where the set has
# such characters, and a file name in that language.
SETS = {
    "cp932": ("shift_jis", "接続先の表示に失敗しましたソ", "領収書能.exe"),
    "euc_jp": ("euc-jp", "接続先の表示に失敗しましたソ", "領収書能.exe"),
    "iso2022_jp": ("iso-2022-jp", "接続先の表示に失敗しましたソ", "領収書能.exe"),
    "gb18030": ("gb18030", "服务器连接失败，这是一个错误的请求，镕", "合同丂发票.exe"),
    "cp950": ("big5", "伺服器的連線失敗，這是一個錯誤的請求，功", "發票許功蓋.exe"),
    "cp949": ("euc-kr", "서버에 연결할 수 없습니다 한국에서 발견된 똠", "견적서똠.exe"),
    "cp1252": ("windows-1252", "Die Verbindung für den Täter wäre möglich: é", "Übergröße.exe"),
}


@pytest.fixture
def scan(yagura, tmp_path):
    """Gives the sightings; indicators are those above and all file names."""
    names = "".join(name + "\n" for _, _, name in SETS.values())
    (tmp_path / "indicators.txt").write_text(f"{NAME}\n{ADDRESS}\n{URL}\n{names}", encoding="utf-8")

    def run(*arguments, code=None, **more):
        run.done = done = yagura("scan", "--indicators", "indicators.txt", "--no-findings", "--no-cache", "--all", "--format", "jsonl",
                                 *arguments, cwd=tmp_path, **more)
        assert done.code == ((1 if done.out else 0) if code is None else code), done
        return done.lines if done.code in (0, 1) else []
    return run


def lines_of(codec, times=30):
    _, text, name = SETS[codec]
    lines = []
    for k in range(times):
        head = f"2024-05-01T10:20:{k % 60:02}Z web1 app[7]: {text}"
        lines += [head + NAME, head + ADDRESS, head + URL, f"2024-05-01T10:20:{k % 60:02}Z web1 app[7]: file {name} {text}", f"{head} nothing", "plain"]
    return lines


def places(data, codec, lines):
    """(offset, line, what) of what lines_of plants."""
    found, offset = [], 0
    for number, line in enumerate(lines, 1):
        for what in (NAME, ADDRESS, URL, SETS[codec][2]):
            if what in line:
                found.append((offset, number, what))
        offset += len(line.encode(codec)) + 1
    assert offset == len(data)
    return found


def got(rows):
    return sorted((row["offset"], row["line"], row["indicator"]) for row in rows)


@pytest.mark.parametrize("codec", SETS)
def test_each_set__told_or_guessed__found_at_its_place(codec, scan, tmp_path):
    lines = lines_of(codec)
    data = b"".join(line.encode(codec) + b"\n" for line in lines)
    expected = sorted(places(data, codec, lines))
    (tmp_path / "log").write_bytes(data)
    (tmp_path / "log.gz").write_bytes(gzip.compress(data))
    for arguments in ([], ["--charset", SETS[codec][0]], ["--threads", "1"]):
        for path in ("log", "log.gz"):
            rows = scan(*arguments, path)
            assert got(rows) == expected
            assert all(row["time"] and row["seen"] in (row["indicator"], URL.removeprefix("http://")) for row in rows)
        assert f"read as {SETS[codec][0]}" in scan.done.err
    assert got(scan("-", stdin=data)) == expected


@pytest.mark.parametrize("codec", ["cp932", "gb18030", "cp950", "iso2022_jp"])
def test_as_bytes__names_behind_text_are_missed(codec, scan, tmp_path):
    """Why all of this is done: the same log, taken as UTF-8."""
    (tmp_path / "log").write_bytes(b"".join(line.encode(codec) + b"\n" for line in lines_of(codec)))
    assert len(scan("--charset", "utf-8", "log")) < 120
    assert "read as" not in scan.done.err


@pytest.mark.parametrize("told", [[], ["--charset", "cp932"]])
def test_invalid_bytes__cost_no_other(told, scan, tmp_path):
    text = SETS["cp932"][1].encode("cp932")
    lines = [text + NAME.encode(), b"\x83\x20" + text + ADDRESS.encode(), text + b"\xfd\xff\x00" + text + NAME.encode(), b"\x83",
             b"\x00\x00" + text + NAME.encode() + b"\x00", text + b"\x83\n" + NAME.encode(), text + ADDRESS.encode() + text[:-1]]
    (tmp_path / "log").write_bytes(b"\n".join(lines))
    rows = scan(*told, "log")
    assert [(row["line"], row["indicator"]) for row in rows] == [(1, NAME), (2, ADDRESS), (3, NAME), (5, NAME), (7, NAME), (8, ADDRESS)]


def test_mixed_file__each_line_by_itself(scan, tmp_path):
    """A collector's file: UTF-8 whole and cut, three sets beside each other, and ASCII for more than the first look."""
    lines = [b"2024-05-01T10:20:30Z web1 app: nothing at all happened here"] * 2000
    for k in range(200):
        for codec in ("cp932", "utf-8", "euc_jp", "iso2022_jp"):
            lines.append(f"2024-05-01T10:20:30Z {codec} app: {SETS['cp932'][1]}{NAME} {SETS['cp932'][2]}".encode(codec))
        lines.append("2024-05-01T10:20:30Z cut app: 接続先の表示に失敗しました ".encode()[:-2] + b" " + SETS["cp932"][2].encode())
    (tmp_path / "log").write_bytes(b"\n".join(lines) + b"\n")
    seen = {}
    for row in scan("log"):
        host = lines[row["line"] - 1].split()[1].decode()
        seen[host, row["indicator"]] = seen.get((host, row["indicator"]), 0) + 1
    for host in ("cp932", "utf-8", "euc_jp", "iso2022_jp"):
        assert (seen[host, NAME], seen[host, SETS["cp932"][2]]) == (200, 200), host
    assert seen["cut", SETS["cp932"][2]] == 200


def test_wrong_guess__costs_no_hit(scan, tmp_path):
    """Accents in a file that is Shift_JIS for the rest: é and the letter behind it would be one character."""
    lines = [(SETS["cp932"][1] + NAME).encode("cp932")] * 50 + [b"caf\xe9" + NAME.encode(), b"\xe9\xe8" + NAME.encode() + b" \xe0" + ADDRESS.encode()]
    (tmp_path / "log").write_bytes(b"\n".join(lines) + b"\n")
    rows = scan("log")
    assert [row["line"] for row in rows] == [*range(1, 52), 52, 52]
    assert rows[50]["seen"] == NAME and rows[50]["indicator"] == NAME
    # Who names the set gets what that set says, and nothing else.
    assert [row["line"] for row in scan("--charset", "shift_jis", "log")] == [*range(1, 51), 52, 52]


def pattern_file(folder, *patterns):
    (folder / "pattern.json").write_text(json.dumps({"type": "bundle", "id": "bundle--0c1d8a52-3a57-4d0e-8b1c-5f6f0e1a2b3c", "objects": [
        {"type": "indicator", "spec_version": "2.1", "id": f"indicator--0c1d8a52-3a57-4d0e-8b1c-{n:012}", "created": "2023-11-01T00:00:00Z",
         "modified": "2023-11-01T00:00:00Z", "valid_from": "2023-11-01T00:00:00Z", "pattern_type": "stix", "pattern": pattern}
        for n, pattern in enumerate(patterns)]}))
    return "pattern.json"


def test_wrong_guess__costs_no_pattern(scan, tmp_path):
    """What only the bytes have, what only the text has, and what both have, once each and with the record of that line."""
    def row(n, command):
        return b'{"@timestamp":"2024-01-01T00:00:%02dZ","Channel":"Security","EventID":4688,"CommandLine":"%s"}' % (n, command)
    name = pattern_file(tmp_path, "[process:command_line LIKE '%dropper%']", "[process:command_line LIKE '%領収書%']")
    rows = [row(k, (SETS["cp932"][1] + "領収書").encode("cp932") + (b" dropper" if k == 7 else b"")) for k in range(50)]
    rows += [row(50, b"caf\xe9dropper -x"), row(51, b"caf\xe9\\"), row(52, b"dropper")]
    (tmp_path / "log.json").write_bytes(b"\n".join(rows) + b"\n")
    found = scan("--indicators", name, "log.json")
    latin = [row["line"] for row in found if "dropper" in row["indicator"]]
    assert latin == [8, 51, 53]
    assert [row["line"] for row in found if "dropper" not in row["indicator"]] == list(range(1, 51))
    assert [row["line"] for row in found] == [*range(1, 8), 8, 8, *range(9, 51), 51, 53]
    starts = {n + 1: sum(len(line) + 1 for line in rows[:n]) for n in range(len(rows))}
    assert all(row["offset"] == starts[row["line"]] and row["time"] == f"2024-01-01T00:00:{row['line'] - 1:02}Z" for row in found)
    # Who names the set is asked of that alone.
    assert [row["line"] for row in scan("--charset", "shift_jis", "--indicators", name, "log.json") if "dropper" in row["indicator"]] == [8, 53]


def test_wrong_guess__field_is_that_of_the_bytes(scan, tmp_path):
    rows = [b'{"host":"www.example.com","user":"%s"}' % SETS["cp932"][1].encode("cp932")] * 30
    rows += [b'{"user":"caf\xe9","dest":"%s"}', b'{"user":"caf\xe9\\\\","dest":"%s"}', b'{"user":"caf\xe9\\\\","dest":"caf\xe9%s"}']
    (tmp_path / "log.json").write_bytes(b"\n".join(rows).replace(b"%s", NAME.encode()) + b"\n")
    assert [(row["line"], row["field"], row["seen"]) for row in scan("log.json")] == [(line, "dest", NAME) for line in (31, 32, 33)]
    rows[30:] = [row.replace(b'"dest":"%s"', b'"host":"drop.example.org","uri":"/get/file.php?id=7"') for row in rows[30:32]]
    (tmp_path / "log.json").write_bytes(b"\n".join(rows) + b"\n")
    assert [(row["line"], row["field"], row["role"]) for row in scan("log.json") if row["type"] == "url"] == [(line, "uri", "url") for line in (31, 32)]


def test_utf8__is_left_alone(scan, tmp_path):
    lines = [f"2024-05-01T10:20:30Z web1 app: {SETS['cp932'][1]} {NAME} {SETS['cp932'][2]}" for _ in range(3000)]
    (tmp_path / "log").write_bytes("".join(line + "\n" for line in lines).encode())
    assert len(scan("log")) == 6000 and "read as" not in scan.done.err
    (tmp_path / "log").write_bytes(b"\xef\xbb\xbf" + (lines[0] + "\n").encode() + f"{SETS['cp932'][1]} {NAME}\n".encode("cp932"))
    assert len(scan("log")) == 3 and "read as" not in scan.done.err  # its mark says what it is


def test_utf16_with_its_mark__is_utf16_whatever_is_told(scan, tmp_path):
    (tmp_path / "log").write_bytes(f"{SETS['cp932'][1]} {NAME}\n".encode("utf-16"))
    assert len(scan("--charset", "shift_jis", "log")) == 1
    (tmp_path / "log").write_bytes(f"月見月見月見月見月見月見 {NAME}\n".encode("utf-16-be"))
    assert len(scan("--charset", "utf-16be", "log")) == 1


def test_columns_and_patterns__are_read_converted(scan, tmp_path):
    rows = ["日時,端末名,送信元 IP アドレス,宛先"] + [f"2024/05/01 10:20:{k:02},pc{k}.corp.example,,{NAME}" for k in range(20)]
    (tmp_path / "log.csv").write_bytes("\r\n".join(rows).encode("cp932"))
    found = scan("log.csv")
    assert len(found) == 20 and {(row["field"], row["role"], row["time"][:16]) for row in found} == {("宛先", "destination", "2024-05-01T10:20")}
    assert {row["machine"] for row in found} == {f"pc{k}.corp.example" for k in range(20)}
    head = "レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ\r\n"  # as the event viewer exports: the description has no name
    rows = [f'情報,2024/05/01 10:20:{k:02},Service Control Manager,7045,なし,"サービスがインストールされました。\r\n\r\nファイル:  C:\\ソ\\領収書能.exe"\r\n' for k in range(20)]
    (tmp_path / "events.csv").write_bytes((head + "".join(rows)).encode("cp932"))
    found = scan("events.csv")
    assert [(row["role"], row["time"], row["line"]) for row in found] == [("message", f"2024-05-01T10:20:{k:02}Z", 2 + 3 * k) for k in range(20)]
    pattern = {"type": "indicator", "spec_version": "2.1", "id": "indicator--0c1d8a52-3a57-4d0e-8b1c-5f6f0e1a2b3c", "created": "2023-11-01T00:00:00Z",
               "modified": "2023-11-01T00:00:00Z", "valid_from": "2023-11-01T00:00:00Z", "pattern_type": "stix",
               "pattern": "[process:command_line LIKE '%領収書%']"}
    (tmp_path / "pattern.json").write_text(json.dumps(pattern))
    (tmp_path / "log.json").write_bytes(''.join(
        f'{{"Channel":"Security","EventID":4688,"Computer":"pc1","CommandLine":"cmd /c ソ{name}.exe"}}\n' for name in ("領収書", "写真")).encode("cp932"))
    found = scan("--indicators", "pattern.json", "log.json")
    assert [(row["line"], row["type"]) for row in found] == [(1, "stix-pattern")]


def test_iso_2022_jp_without_being_told__its_columns_have_names(scan, tmp_path):
    text = f"時刻,送信元IPアドレス,宛先ホスト,備考\n2023/11/14 22:29:00,192.0.2.100,{NAME},マルウェア表通信\n"
    (tmp_path / "log").write_bytes(text.encode("iso2022_jp"))
    found = scan("log")
    assert [(one["time"], one["line"], one["field"], one["role"], one["machine"]) for one in found] == [
        ("2023-11-14T22:29:00Z", 2, "宛先ホスト", "destination", "192.0.2.100")]


def test_stopped_and_resumed__offsets_are_bytes_of_the_file(scan, tmp_path):
    lines = lines_of("cp932", 100)
    data = b"".join(line.encode("cp932") + b"\n" for line in lines)
    (tmp_path / "log").write_bytes(data)
    expected = sorted(places(data, "cp932", lines))
    at = 60
    offset = len(b"".join(line.encode("cp932") + b"\n" for line in lines[:at]))
    assert got(scan("--resume", f"{offset}:{at}:log", "log")) == [place for place in expected if place[1] > at]


def test_follow__line_by_line(scan, tmp_path):
    log = tmp_path / "log"
    log.write_bytes(b"")
    command = [PROGRAM, "--store", tmp_path / "s.db", "scan", "--follow", "--indicators", tmp_path / "indicators.txt", "--no-findings", "--no-cache", "--format", "jsonl", log]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(HOME=str(tmp_path))) as process:
        with log.open("ab") as file:
            for line in lines_of("cp932", 1)[:3]:
                file.write(line.encode("cp932") + b"\n")
                file.flush()
                row = json.loads(process.stdout.readline())
                assert row["indicator"] in line
        process.terminate()


def test_names_of_sets__unknown_one_is_usage(scan, tmp_path):
    (tmp_path / "log").write_bytes(b"")
    scan("--charset", "ebcdic", "log", code=2)
    assert "ebcdic" in scan.done.err and "shift_jis" in scan.done.err
    for name in ("SJIS", "cp932", "GBK", "Latin1", "auto"):
        scan("--charset", name, "log", code=0)
