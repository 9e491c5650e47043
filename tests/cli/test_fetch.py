"""Fetching feeds: what is fetched, what is refused, and what is left on the disk. Everything stays
on the loopback interface."""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fetch"))
from feed_server import FeedServer, broken_after, in_turn, packed  # noqa: E402

PROBE = os.environ.get("FETCH_PROBE")
pytestmark = pytest.mark.skipif(not PROBE, reason="FETCH_PROBE names the probe program")
BODY = json.dumps({"type": "bundle", "objects": list(range(5000))}).encode()
NOISE = random.Random(7).randbytes(300_000)
OLD = "Mon, 01 Jan 2024 00:00:00 GMT"
QUICK = "timeouts: {connect: 3, stall: 1, total: 20, retry: 0.02, retry_after: 2}\n"


@pytest.fixture
def server():
    with FeedServer() as running:
        yield running


class Bench:
    def __init__(self, folder):
        self.folder, self.cache = folder, folder / "cache" / "feeds"
        self.config = folder / "config.yaml"
        # Older pytest puts the whole id into that variable: too long for a program when it holds a rubbish answer.
        self.environment = {name: value for name, value in os.environ.items()
                            if "proxy" not in name.lower() and name != "PYTEST_CURRENT_TEST"}
        self.environment["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"

    def write(self, *feeds, rest=QUICK):
        lines = ["feeds:"]
        for feed in feeds:
            lines.append("  - " + json.dumps(feed))
        self.config.write_text("\n".join(lines) + "\n" + rest)

    def start(self, *words, before=(), **more):
        return subprocess.Popen([*before, PROBE, self.config, self.cache, *words],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env={**self.environment, **more})

    def run(self, *words, **more):
        with self.start(*words, **more) as process:
            try:
                out, err = process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == 0, err
        return [json.loads(line) for line in out.splitlines()]

    def feed(self, *words, **more):
        """The row of the only feed."""
        return next(line for line in self.run(*words, **more) if line["event"] == "feed")

    def fetch(self, address, rest=QUICK, words=(), environment=None, **keys):
        self.write({"name": "f", "address": address, **keys}, rest=rest)
        return self.feed(*words, **(environment or {}))

    def body(self, name="f"):
        return (self.cache / name / "body").read_bytes()

    def side(self, name="f"):
        return json.loads((self.cache / name / "feed.json").read_text())

    def files(self, name="f"):
        return sorted(path.name for path in (self.cache / name).iterdir())


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def failed(row, *texts):
    assert row["status"] == "failed", row
    for text in texts:
        assert text in row["error"], row["error"]
    return True


# The ordinary way

def test_a_feed_is_fetched_and_described(server, bench):
    server.serve("/a", BODY, ETag='"v1"', Last_Modified=OLD)
    row = bench.fetch(server.base + "/a")
    digest = hashlib.sha256(BODY).hexdigest()
    assert (row["status"], row["bytes"], row["sha256"], row["imported"]) == \
        ("fetched", len(BODY), digest, True)
    assert bench.body() == BODY and bench.files() == ["body", "feed.json"]
    side = bench.side()
    assert side["schema"] == "yagura-feed/1" and side["etag"] == '"v1"'
    assert side["last_modified"] == OLD and side["sha256"] == digest and side["imported"]
    assert side["address"] == side["final_address"] == server.base + "/a"
    assert side["retrieved"].endswith("Z") and side["bytes"] == len(BODY)
    assert (bench.cache / "f" / "body").stat().st_mode & 0o077 == 0
    asked = server.asked("/a")[0]
    assert asked["user-agent"].startswith("yagura/") and asked["accept-encoding"] == "gzip"
    assert not {"range", "if-none-match", "cookie", "authorization"} & asked.keys()


def test_unchanged_is_asked_for_and_not_imported_again(server, bench):
    def route(request):
        if request.header("If-None-Match") == '"v1"':
            request.reply(status=304)
        else:
            request.reply(BODY, ETag='"v1"', Last_Modified=OLD)
    server.routes["/a"] = route
    bench.fetch(server.base + "/a")
    lines = bench.run()
    assert [line["event"] for line in lines] == ["feed", "end"]
    assert lines[0]["status"] == "unchanged" and lines[0]["bytes"] == len(BODY)
    assert server.asked("/a")[1]["if-modified-since"] == OLD
    assert lines[1]["unchanged"] == 1 and "checked" in bench.side()


def test_a_failed_import_is_tried_again_although_nothing_changed(server, bench):
    def route(request):
        request.reply(b"" if request.header("If-None-Match") else BODY, ETag='"v1"',
                      status=304 if request.header("If-None-Match") else 200)
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a", words=["--import-fails"])
    assert failed(row, "no record of this can be used") and bench.body() == BODY
    row = bench.feed()
    assert row["status"] == "unchanged" and row["imported"]
    assert not bench.feed()["imported"]


def test_new_content_replaces_the_old(server, bench):
    server.serve("/a", b"one", ETag='"v1"')
    bench.fetch(server.base + "/a")
    server.serve("/a", b"two", ETag='"v2"')
    row = bench.feed()
    assert row["status"] == "fetched" and row["imported"] and bench.body() == b"two"
    assert bench.side()["etag"] == '"v2"'


def test_the_same_content_again_is_not_imported_again(server, bench):
    server.serve("/a", b"one")
    assert bench.fetch(server.base + "/a")["imported"]
    assert not bench.feed()["imported"]


@pytest.mark.parametrize("damage", ["body", "feed.json", "address", "injection"])
def test_a_damaged_cache_is_fetched_anew_without_conditions(server, bench, damage):
    server.serve("/a", BODY, ETag='"v1"')
    server.serve("/b", BODY, ETag='"v1"')
    bench.fetch(server.base + "/a")
    folder, path = bench.cache / "f", "/a"
    if damage == "body":
        (folder / "body").write_bytes(BODY[:-1] + b"!")
    elif damage == "feed.json":
        (folder / "feed.json").write_text("{")
    elif damage == "injection":
        side = bench.side()
        side["etag"] = '"v1"\r\nX-Injected: yes'
        (folder / "feed.json").write_text(json.dumps(side))
    else:
        path = "/b"
    assert bench.fetch(server.base + path)["status"] == "fetched"
    last = server.asked(path)[-1]
    assert "if-none-match" not in last and "x-injected" not in last and bench.body() == BODY


def test_unchanged_without_having_been_asked_is_an_error(server, bench):
    server.serve("/a", b"", status=304)
    assert failed(bench.fetch(server.base + "/a"), "without having been asked")


def test_import_false_only_keeps_the_file(server, bench):
    server.serve("/a", BODY)
    row = bench.fetch(server.base + "/a", **{"import": False})
    assert row["status"] == "fetched" and not row["imported"] and bench.body() == BODY


def test_one_failing_feed_does_not_stop_the_others(server, bench):
    server.serve("/a", BODY)
    bench.write({"name": "gone", "address": server.base + "/gone"},
                {"name": "off", "address": server.base + "/a", "enabled": False},
                {"name": "good", "address": server.base + "/a"})
    lines = bench.run()
    rows = {line["name"]: line for line in lines if line["event"] == "feed"}
    assert failed(rows["gone"], "status 404") and rows["good"]["status"] == "fetched"
    assert list(rows) == ["gone", "good"] and len(server.asked("/gone")) == 1
    assert (lines[-1]["fetched"], lines[-1]["failed"], lines[-1]["code"]) == (1, 1, 4)
    lines = bench.run("off")
    assert [line["name"] for line in lines if line["event"] == "feed"] == ["off"]


def test_an_unknown_name_fetches_nothing(server, bench):
    bench.write({"name": "attack", "address": server.base + "/a"})
    with bench.start("attack", "atack") as process:
        _, err = process.communicate(timeout=10)
    assert process.returncode != 0 and 'did you mean "attack"?' in err and not server.log


# Encodings

def test_gzip_is_decoded(server, bench):
    server.serve("/a", packed(BODY), Content_Encoding="gzip", ETag='"z"')
    row = bench.fetch(server.base + "/a")
    assert row["bytes"] == len(BODY) and bench.body() == BODY
    assert row["sha256"] == hashlib.sha256(BODY).hexdigest()


def test_several_gzip_members_are_decoded(server, bench):
    server.serve("/a", packed(BODY) + packed(b"end"), Content_Encoding="x-gzip")
    bench.fetch(server.base + "/a")
    assert bench.body() == BODY + b"end"


@pytest.mark.parametrize("body, encoding, error", [
    (packed(BODY)[:-9], "gzip", "cut off"),
    (packed(BODY)[:50] + b"\0" * 50, "gzip", "damaged"),
    (packed(BODY) + b"rubbish", "gzip", "damaged"),
    (BODY, "gzip", "damaged"),
    (BODY, "br", "was not asked for"),
    (BODY, "deflate", "was not asked for"),
    (packed(packed(BODY)), "gzip, gzip", "was not asked for"),
    (b"", "gzip", "empty body"),
])
def test_bad_encodings_are_refused_and_the_old_body_stays(server, bench, body, encoding, error):
    server.serve("/a", b"old")
    bench.fetch(server.base + "/a")
    server.serve("/a", body, Content_Encoding=encoding)
    row = bench.feed()
    assert failed(row, error) and row["code"] == 2
    assert bench.body() == b"old" and bench.files() == ["body", "feed.json"]


def test_two_content_encoding_lines_are_refused(server, bench):
    body = packed(packed(BODY))
    server.routes["/a"] = lambda request: request.raw(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert failed(bench.fetch(server.base + "/a"), "was not asked for")


def test_a_gzip_bomb_is_a_limit(server, bench):
    server.serve("/a", packed(bytes(100_000_000)), Content_Encoding="gzip")
    row = bench.fetch(server.base + "/a")
    assert failed(row, "expands more than 400 times") and row["code"] == 3
    assert bench.files() == [] and row["seconds"] < 10


def test_the_size_limit_holds_after_decompression(server, bench):
    body = packed(b"".join(b"%d\n" % number for number in range(400_000)))
    assert len(body) < 1 << 20
    server.serve("/a", body, Content_Encoding="gzip")
    assert failed(bench.fetch(server.base + "/a", max_mib=1), "1 MiB once decompressed", "max_mib")


@pytest.mark.parametrize("encoding", [b"gzip, chunked", b"gzip", b"deflate, gzip, chunked"])
def test_a_compressed_transfer_encoding_is_refused(server, bench, encoding):
    body = packed(bytes(50_000_000))

    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + encoding + b"\r\n\r\n")
        request.raw(b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
        request.cut()
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a", max_mib=1)
    assert failed(row, "was not asked for") and bench.files() == []


# Broken and resumed downloads

def test_a_broken_download_is_resumed(server, bench):
    server.routes["/a"] = in_turn(broken_after(NOISE, 100_000, ETag='"v1"'),
                                  lambda request: request.part(NOISE, ETag='"v1"'))
    row = bench.fetch(server.base + "/a")
    assert row["status"] == "resumed" and bench.body() == NOISE
    second = server.asked("/a")[1]
    assert second["range"] == "bytes=100000-" and second["if-range"] == '"v1"'
    assert bench.files() == ["body", "feed.json"]


def test_a_compressed_download_is_resumed(server, bench):
    body = packed(NOISE)
    server.routes["/a"] = in_turn(
        broken_after(body, 50_000, ETag='"z"', Content_Encoding="gzip"),
        lambda request: request.part(body, ETag='"z"', Content_Encoding="gzip"))
    assert bench.fetch(server.base + "/a")["status"] == "resumed" and bench.body() == NOISE


def test_a_download_that_breaks_three_times_is_still_finished(server, bench):
    def piece(request):
        asked = request.header("Range")
        first = int(asked[6:-1]) if asked else 0
        last = min(first + 80_000, len(NOISE))
        request.send_response_only(206 if asked else 200)
        request.send_header("ETag", '"v1"')
        if asked:
            request.send_header("Content-Range", f"bytes {first}-{len(NOISE) - 1}/{len(NOISE)}")
        request.send_header("Content-Length", str(len(NOISE) - first))
        request.end_headers()
        request.raw(NOISE[first:last])
        request.cut()
    server.routes["/a"] = piece
    assert bench.fetch(server.base + "/a")["status"] == "resumed" and bench.body() == NOISE
    assert len(server.asked("/a")) == 4


def test_a_server_that_sends_less_than_the_range_is_asked_again(server, bench):
    def short(request):
        first = int(request.header("Range")[6:-1])
        last = min(first + 150_000, len(NOISE))
        request.reply(NOISE[first:last], status=206, ETag='"v1"',
                      Content_Range=f"bytes {first}-{last - 1}/{len(NOISE)}")
    server.routes["/a"] = in_turn(broken_after(NOISE, 100, ETag='"v1"'), short)
    assert bench.fetch(server.base + "/a")["status"] == "resumed" and bench.body() == NOISE


def test_a_server_that_ignores_ranges_starts_afresh(server, bench):
    server.routes["/a"] = in_turn(broken_after(NOISE, 100_000, ETag='"v1"'),
                                  lambda request: request.reply(NOISE, ETag='"v1"'))
    row = bench.fetch(server.base + "/a")
    assert row["status"] == "fetched" and bench.body() == NOISE


def test_without_a_strong_validator_nothing_is_resumed(server, bench):
    young = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    server.routes["/a"] = in_turn(
        broken_after(NOISE, 1000),
        broken_after(NOISE, 1000, ETag='W/"weak"', Last_Modified=young, Date=young),
        lambda request: request.part(NOISE))
    assert bench.fetch(server.base + "/a")["status"] == "fetched" and bench.body() == NOISE
    assert all("range" not in asked for asked in server.asked("/a"))


def test_an_old_last_modified_is_a_strong_validator(server, bench):
    young = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    server.routes["/a"] = in_turn(
        broken_after(NOISE, 1000, ETag='W/"weak"', Last_Modified=OLD, Date=young),
        lambda request: request.part(NOISE, ETag='W/"weak"', Last_Modified=OLD, Date=young))
    assert bench.fetch(server.base + "/a")["status"] == "resumed" and bench.body() == NOISE
    assert server.asked("/a")[1]["if-range"] == OLD


@pytest.mark.parametrize("answer", ["new tag", "wrong place", "other total", "no range", "parts",
                                    "other encoding"])
def test_a_part_that_does_not_fit_is_thrown_away(server, bench, answer):
    other = NOISE[::-1]

    def wrong(request):
        first = int(request.header("Range")[6:-1])
        headers = {"ETag": '"v1"', "Content_Range": f"bytes {first}-{len(other) - 1}/{len(other)}"}
        if answer == "new tag":
            headers["ETag"] = '"v2"'
        elif answer == "wrong place":
            headers["Content_Range"] = f"bytes {first - 1}-{len(other) - 1}/{len(other)}"
        elif answer == "other total":
            headers["Content_Range"] = f"bytes {first}-{len(other) - 1}/{len(other) + 9}"
        elif answer == "no range":
            del headers["Content_Range"]
        elif answer == "parts":
            headers["Content_Range"] = "multipart/byteranges"
        else:
            headers["Content_Encoding"] = "gzip"
        request.reply(other[first:], status=206, **headers)
    server.routes["/a"] = in_turn(broken_after(NOISE, 100_000, ETag='"v1"'), wrong,
                                  lambda request: request.part(other, ETag='"v2"'))
    row = bench.fetch(server.base + "/a")
    assert row["status"] == "fetched" and bench.body() == other
    assert "range" not in server.asked("/a")[2]


def test_range_not_satisfiable_starts_afresh(server, bench):
    server.routes["/a"] = in_turn(broken_after(NOISE, 100_000, ETag='"v1"'),
                                  lambda request: request.reply(b"", status=416),
                                  lambda request: request.part(b"short", ETag='"v2"'))
    assert bench.fetch(server.base + "/a")["status"] == "fetched" and bench.body() == b"short"


def test_a_part_from_another_origin_is_not_continued(server, bench):
    with FeedServer() as other:
        server.routes["/a"] = in_turn(
            broken_after(NOISE, 100_000, ETag='"v1"'),
            lambda request: request.reply(status=302, Location=other.base + "/a"))
        other.routes["/a"] = lambda request: request.part(NOISE[::-1], ETag='"v1"')
        row = bench.fetch(server.base + "/a", allow_private=True)
        assert row["status"] == "fetched" and bench.body() == NOISE[::-1]


def test_a_part_nobody_asked_for_is_refused(server, bench):
    server.serve("/a", BODY, status=206, Content_Range=f"bytes 0-{len(BODY) - 1}/{len(BODY)}")
    assert failed(bench.fetch(server.base + "/a"), "was not asked for") and bench.files() == []


def test_a_server_that_always_breaks_is_given_up_and_its_part_kept(server, bench):
    server.routes["/a"] = broken_after(NOISE, 1000, ETag='"v1"')
    row = bench.fetch(server.base + "/a")
    assert failed(row, "given up after 4 tries") and len(server.asked("/a")) == 4
    assert bench.files() == ["part", "part.json"]
    server.routes["/a"] = lambda request: request.part(NOISE, ETag='"v1"')
    assert bench.feed()["status"] == "resumed" and bench.body() == NOISE


def test_killed_in_the_middle_it_resumes(server, bench):
    gate = threading.Event()

    def slow(request):
        request.send_response_only(200)
        request.send_header("ETag", '"v1"')
        request.send_header("Content-Length", str(len(NOISE)))
        request.end_headers()
        request.raw(NOISE[:123_456])
        gate.wait(10)
    server.routes["/a"] = slow
    bench.write({"name": "f", "address": server.base + "/a"})
    process = bench.start()
    part = bench.cache / "f" / "part"
    until = time.monotonic() + 10
    while time.monotonic() < until and not (part.exists() and part.stat().st_size == 123_456):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    gate.set()
    assert not (bench.cache / "f" / "body").exists()
    server.routes["/a"] = lambda request: request.part(NOISE, ETag='"v1"')
    row = bench.feed()
    assert row["status"] == "resumed" and bench.body() == NOISE
    assert server.asked("/a")[-1]["range"] == "bytes=123456-"
    assert row["sha256"] == hashlib.sha256(NOISE).hexdigest()


def test_killed_at_any_time_the_body_is_old_or_new(server, bench):
    server.serve("/a", b"old " * 1000, ETag='"old"')
    bench.fetch(server.base + "/a")

    def slow(request):
        asked = request.header("Range")
        first = int(asked[6:-1]) if asked else 0
        request.send_response_only(206 if asked else 200)
        request.send_header("ETag", '"new"')
        if asked:
            request.send_header("Content-Range", f"bytes {first}-{len(NOISE) - 1}/{len(NOISE)}")
        request.send_header("Content-Length", str(len(NOISE) - first))
        request.end_headers()
        for at in range(first, len(NOISE), 30_000):
            request.raw(NOISE[at:at + 30_000])
            time.sleep(0.01)
    server.routes["/a"] = slow
    for moment in range(12):
        process = bench.start()
        time.sleep(0.02 * moment)
        process.kill()
        process.communicate(timeout=10)
        assert bench.body() in (b"old " * 1000, NOISE)
    assert bench.feed()["status"] != "failed" and bench.body() == NOISE


def test_stopping_keeps_the_part_and_leaves_the_other_feeds(server, bench):
    def slow(request):
        request.send_response_only(200)
        request.send_header("ETag", '"v1"')
        request.send_header("Content-Length", str(len(NOISE)))
        request.end_headers()
        request.raw(NOISE[:100_000])
        request.server.stopping.wait(5)
    server.routes["/a"] = slow
    bench.write({"name": "f", "address": server.base + "/a"},
                {"name": "g", "address": server.base + "/b"})
    lines = bench.run("--stop-at=50000")
    assert failed(lines[0], "stopped") and lines[-1]["stopped"] and not server.asked("/b")
    assert "part" in bench.files()


def test_two_updates_at_once_do_not_share_a_folder(server, bench):
    gate = threading.Event()

    def wait(request):
        gate.wait(10)
        request.reply(BODY)
    server.routes["/a"] = wait
    bench.write({"name": "f", "address": server.base + "/a"})
    first = bench.start()
    until = time.monotonic() + 5
    while not server.asked("/a") and time.monotonic() < until:
        time.sleep(0.01)
    assert failed(bench.feed(), "another update")
    gate.set()
    out, _ = first.communicate(timeout=10)
    assert '"fetched"' in out


def test_links_in_the_cache_are_not_followed(server, bench):
    victim = bench.folder / "victim"
    victim.write_bytes(b"precious")
    (bench.cache / "f").mkdir(parents=True)
    (bench.cache / "f" / "part").symlink_to(victim)
    server.serve("/a", BODY, ETag='"v1"')
    bench.fetch(server.base + "/a")
    assert victim.read_bytes() == b"precious" and bench.body() == BODY


# Sizes and speed

def test_a_content_length_that_is_too_long_is_a_broken_connection(server, bench):
    server.serve("/a", BODY, length=len(BODY) + 100)
    assert failed(bench.fetch(server.base + "/a"), "given up after 4 tries")
    assert bench.files() == []


def test_a_content_length_that_is_too_short_cuts_the_body_which_a_digest_notices(server, bench):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + BODY)
        request.cut()
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a", sha256=hashlib.sha256(BODY).hexdigest())
    assert failed(row, "the SHA-256 digest is")
    assert bench.fetch(server.base + "/a")["bytes"] == 10


@pytest.mark.parametrize("length", ["", "Content-Length: 100\r\nTransfer-Encoding: chunked\r\n"])
def test_an_endless_body_ends_at_the_limit(server, bench, length):
    sent = []
    block = b"x" * 65536

    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nETag: \"v1\"\r\n" + length.encode() + b"\r\n")
        while not request.server.stopping.is_set():
            request.raw(b"%x\r\n" % len(block) + block + b"\r\n" if length else block)
            sent.append(1)
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a", max_mib=1)
    assert failed(row, "larger than the limit of 1 MiB", "max_mib") and row["code"] == 3
    assert bench.files() == [] and len(sent) < 400


def test_an_announced_size_past_the_limit_is_not_even_started(server, bench):
    server.serve("/a", b"x", length=1 << 40)
    row = bench.fetch(server.base + "/a")
    assert failed(row, "larger than the limit of 512 MiB") and row["code"] == 3


@pytest.mark.parametrize("length", [
    b"18446744073709551616", b"-1", b"9" * 40, b"1e3", b"abc", b"0x2", b"1, 2",
    b"2\r\nContent-Length: 1", b"1\r\nContent-Length: 2",
])
def test_nonsense_lengths_are_refused(server, bench, length):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n{}")
        request.cut()
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a")
    assert row["status"] == "failed" and bench.files() == []


def test_a_dripping_body_is_given_up(server, bench):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        request.drip(b"x", 0.1)
    server.routes["/a"] = route
    rest = "timeouts: {stall: 1, total: 6, retry: 0.02}\n"
    row = bench.fetch(server.base + "/a", rest=rest)
    assert row["status"] == "failed" and row["seconds"] < 15


def test_the_total_time_holds_for_a_body_that_is_just_fast_enough(server, bench):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 10000000\r\n\r\n")
        request.drip(b"x" * 1000, 0.1)
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a", rest="timeouts: {stall: 5, total: 1.5}\n")
    assert row["status"] == "failed" and row["seconds"] < 5 and len(server.asked("/a")) == 1
    assert bench.files() == ["part", "part.json"]


def test_a_server_that_never_answers_is_given_up(server, bench):
    server.routes["/a"] = lambda request: request.server.stopping.wait(10)
    row = bench.fetch(server.base + "/a", rest="timeouts: {stall: 1, total: 2, retry: 0.02}\n")
    assert row["status"] == "failed" and row["seconds"] < 8 and row["progress_calls"] > 0


def test_dripping_header_lines_are_given_up(server, bench):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\n")
        request.drip(b"X: y\r\n", 0.05)
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a", rest="timeouts: {stall: 1, total: 2, retry: 0.02}\n")
    assert row["status"] == "failed" and row["seconds"] < 8


# Rubbish

@pytest.mark.parametrize("answer", [
    b"",
    b"{}",
    b"\0\xff\xfe rubbish\r\n\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n{}",
    b"HTTP/1.1 abc OK\r\n\r\n{}",
    b"HTTP/1.1 99999 OK\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 400_000 + b"\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\n" + b"X: yyyyyyyyyyyyyyyyyyyyyyy\r\n" * 40_000 + b"\r\n{}",
    b"HTTP/1.1 103 Early\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n" * 20_000,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + b"gzip, " * 50 + b"chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
])
def test_rubbish_is_an_error_and_the_old_body_stays(server, bench, answer):
    server.serve("/a", b"old")
    bench.fetch(server.base + "/a")

    def route(request):
        request.raw(answer)
        request.cut()
    server.routes["/a"] = route
    row = bench.feed()
    assert row["status"] == "failed" and row["error"] and bench.body() == b"old"
    assert "\n" not in row["error"] and "\0" not in row["error"]


@pytest.mark.parametrize("line", [
    b"no colon here", b": empty name", b"ETag: v1-without-quotes", b'ETag: "a"b"', b'ETag: "\x01"',
    b'ETag: "' + b"x" * 5000 + b'"', b"ETag: \"\xff\"", b"Last-Modified: yesterday",
    b"Last-Modified: \x1b[31m", b"Content-Range: bytes 5-1/0", b"Retry-After: never",
    b"X-Nul: a\0b", b"Location: file:///etc/passwd", b"Date: 99999999999999999999",
])
def test_odd_header_lines_are_passed_over(server, bench, line):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\n" + line + b"\r\nContent-Length: 2\r\n\r\n{}")
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a")
    if row["status"] == "failed":
        assert b"\0" in line or b":" not in line  # libcurl refuses these itself
        return
    assert bench.body() == b"{}" and not {"etag", "last_modified"} & bench.side().keys()


def test_trailers_say_nothing(server, bench):
    def route(request):
        request.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
                    b'ETag: "trailer"\r\n\r\n')
    server.routes["/a"] = route
    assert bench.fetch(server.base + "/a")["status"] == "fetched"
    assert "etag" not in bench.side()


@pytest.mark.parametrize("page", [
    b"<!DOCTYPE html><title>Log in</title>", b"\xef\xbb\xbf\n <HTML lang=ja>", b"<html>",
])
def test_a_web_page_is_no_feed(server, bench, page):
    server.serve("/a", b"old")
    bench.fetch(server.base + "/a")
    server.serve("/a", page, Content_Type="text/html")
    assert failed(bench.feed(), "a web page instead of the feed") and bench.body() == b"old"


def test_a_wrong_digest_imports_nothing(server, bench):
    server.serve("/a", b"old")
    bench.fetch(server.base + "/a")
    server.serve("/a", BODY)
    row = bench.fetch(server.base + "/a", sha256="0" * 64)
    assert failed(row, "as the config file demands") and not row["imported"]
    assert bench.body() == b"old"
    row = bench.fetch(server.base + "/a", sha256=hashlib.sha256(BODY).hexdigest().upper())
    assert row["status"] == "fetched" and row["imported"]
    assert server.asked("/a")[-1]["accept-encoding"] == "identity"


# Servers that are busy

def test_too_many_requests_waits_as_told(server, bench):
    server.routes["/a"] = in_turn(lambda request: request.reply(status=429, Retry_After="1"),
                                  lambda request: request.reply(BODY))
    row = bench.fetch(server.base + "/a")
    assert row["status"] == "fetched" and 1 <= row["seconds"] < 5


def test_a_wait_that_is_too_long_is_not_waited_for(server, bench):
    server.serve("/a", b"", status=429, Retry_After="3600")
    row = bench.fetch(server.base + "/a")
    assert failed(row, "status 429", "wait 3600 s") and len(server.asked("/a")) == 1


def test_a_retry_date_is_understood(server, bench):
    later = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 9000))
    server.serve("/a", b"", status=503, Retry_After=later)
    assert failed(bench.fetch(server.base + "/a"), "asks to wait")


def test_a_passing_error_is_tried_again(server, bench):
    server.routes["/a"] = in_turn(lambda request: request.reply(b"oops", status=500),
                                  lambda request: request.reply(b"oops", status=502),
                                  lambda request: request.reply(BODY))
    assert bench.fetch(server.base + "/a")["status"] == "fetched" and bench.body() == BODY


def test_a_lasting_error_is_given_up(server, bench):
    server.serve("/a", b"oops", status=503)
    row = bench.fetch(server.base + "/a")
    assert failed(row, "given up after 4 tries", "status 503") and len(server.asked("/a")) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204, 300, 305, 416])
def test_other_statuses_are_final(server, bench, status):
    server.serve("/a", b"", status=status)
    assert failed(bench.fetch(server.base + "/a"), f"status {status}")
    assert len(server.asked("/a")) == 1


def test_the_endless_body_of_an_error_is_not_read(server, bench):
    def route(request):
        request.raw(b"HTTP/1.1 404 Gone\r\n\r\n")
        request.drip(b"x" * 65536, 0)
    server.routes["/a"] = route
    row = bench.fetch(server.base + "/a")
    assert failed(row, "status 404") and row["seconds"] < 5


# Redirects

def test_five_redirects_are_followed_and_the_last_address_is_noted(server, bench):
    for hop, status in enumerate([301, 302, 303, 307, 308]):
        server.redirect(f"/r{hop}", f"/r{hop + 1}" if hop % 2 else f"r{hop + 1}", status)
    server.serve("/r5", BODY)
    row = bench.fetch(server.base + "/r0")
    assert row["status"] == "fetched" and row["final_address"] == server.base + "/r5"
    assert bench.side()["address"] == server.base + "/r0"


def test_six_redirects_and_loops_are_refused(server, bench):
    for hop in range(7):
        server.redirect(f"/r{hop}", f"/r{hop + 1}")
    server.redirect("/loop", "/loop")
    assert failed(bench.fetch(server.base + "/r0"), "more than 5 redirects")
    assert failed(bench.fetch(server.base + "/loop"), "more than 5 redirects")
    assert len(server.asked("/loop")) == 6


def test_redirects_without_one_place_are_refused(server, bench):
    server.serve("/none", b"", status=302)
    server.routes["/two"] = lambda request: request.raw(
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
    server.redirect("/long", "/" + "x" * 5000)
    for path in ["/none", "/two", "/long"]:
        assert failed(bench.fetch(server.base + path), "without one usable Location")


SCHEMES = ["file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd",
           "ftp://127.0.0.1/", "gopher://127.0.0.1:{port}/_GET", "dict://127.0.0.1:{port}/",
           "scp://127.0.0.1/a", "smb://127.0.0.1/a", "ldap://127.0.0.1/", "tftp://127.0.0.1/a",
           "data:text/plain,{{}}", "javascript:alert(1)", "ws://127.0.0.1:{port}/"]


@pytest.mark.parametrize("to", SCHEMES)
def test_redirects_to_other_schemes_are_refused(server, bench, to):
    server.redirect("/a", to.replace("{port}", str(server.port)))
    row = bench.fetch(server.base + "/a")
    assert failed(row, "redirect") and row["code"] == 2
    assert server.connections == 1 and bench.files() == []


PLACES = ["http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
          "http://169.254.169.254/latest/meta-data/", "http://[::1]:{port6}/", "http://0.0.0.0/",
          "http://0.0.0.0:{port}/", "http://[::]/", "http://127.0.0.2:{port2}/",
          "http://127.0.0.1:1/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:169.254.169.254]/",
          "http://[fe80::1]/", "http://[fc00::1]/", "http://[64:ff9b::7f00:1]/",
          "http://224.0.0.1/", "http://255.255.255.255/", "http://2130706433/",
          "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/",
          "http://127.1:{port}/", "http://0x7f.0.0.1:{port}/", "http://017700000001:{port}/",
          "//10.0.0.1/", "http://user:word@127.0.0.1:{port}/", "http://localhost:{port2}/",
          "http://%31%30.0.0.1/"]


@pytest.fixture
def bystanders():
    """Servers that nobody may connect to."""
    with FeedServer("127.0.0.2") as second:
        try:
            sixth = FeedServer("::1")
        except OSError:
            yield [second]
            return
        with sixth:
            yield [second, sixth]


def place(text, server, bystanders):
    return (text.replace("{port2}", str(bystanders[0].port))
            .replace("{port6}", str(bystanders[-1].port)).replace("{port}", str(server.port)))


@pytest.mark.parametrize("to", PLACES)
def test_redirects_to_the_own_network_are_refused(server, bench, bystanders, to):
    server.redirect("/a", place(to, server, bystanders))
    server.serve("/", BODY)
    row = bench.fetch(server.base + "/a")
    assert failed(row, "refused") and row["code"] == 2
    assert server.connections == 1 and not any(other.connections for other in bystanders)
    assert bench.files() == [] and row["seconds"] < 5


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_nothing_is_sent_to_what_is_refused(server, bench, bystanders):
    feeds = []
    for number, to in enumerate(PLACES + SCHEMES):
        server.redirect(f"/{number}", place(to, server, bystanders))
        feeds.append({"name": f"f{number}", "address": f"{server.base}/{number}"})
    bench.write(*feeds)
    trace = bench.folder / "trace"
    with bench.start(before=["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg",
                             "-o", trace], ASAN_OPTIONS="detect_leaks=0") as process:
        out, err = process.communicate(timeout=120)
    if process.returncode != 0 and "ptrace" in err:
        pytest.skip("strace may not trace here")
    assert out.count('"failed"') == len(feeds) + 1, out
    lines = [line for line in trace.read_text().splitlines() if "sin_port" in line or "sin6" in line]
    assert lines
    for line in lines:
        # localhost is looked up in the hosts file; a datagram socket that is only connected asks
        # the kernel for a route and sends nothing.
        assert f"htons({server.port})" in line and 'inet_addr("127.0.0.1")' in line or \
            "sin6_port=htons(0)" in line or "sin_port=htons(0)" in line, line


def test_a_redirect_to_the_configured_address_itself_is_followed(server, bench):
    server.redirect("/a", server.base + "/b")
    server.serve("/b", BODY)
    assert bench.fetch(server.base + "/a")["status"] == "fetched"


def test_allow_private_allows_it(server, bench):
    with FeedServer("127.0.0.2") as other:
        server.redirect("/a", other.base + "/b")
        other.serve("/b", BODY)
        row = bench.fetch(server.base + "/a", allow_private=True)
        assert row["status"] == "fetched" and row["final_address"] == other.base + "/b"


def test_a_name_that_leads_into_the_own_network_is_refused(server, bench):
    server.serve("/a", BODY)
    address = f"http://localhost:{server.port}/a"
    row = bench.fetch(address)
    assert failed(row, "localhost leads to", "a loopback address", "allow_private: true")
    assert server.connections == 0
    assert bench.fetch(address, allow_private=True)["status"] == "fetched"


def test_configured_addresses_that_no_server_has_are_refused(bench):
    assert failed(bench.fetch("http://0.0.0.0:9/"), "an unspecified address")
    assert failed(bench.fetch("http://224.0.0.1:9/"), "a multicast address")


# TLS

@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=feed",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key",
                    "-out", folder / "cert"], check=True, capture_output=True)
    return folder / "cert", folder / "key"


def test_https_is_verified(bench, certificate):
    own = QUICK + f"ca_file: {certificate[0]}\n"
    with FeedServer(certificate=certificate) as secure:
        secure.serve("/a", BODY)
        row = bench.fetch(secure.base + "/a")
        assert failed(row, "certificate") and not secure.log and bench.files() == []
        assert secure.connections == 1  # not tried again
        assert bench.fetch(secure.base + "/a", rest=own)["status"] == "fetched"
        row = bench.fetch(f"https://localhost:{secure.port}/a", rest=own, allow_private=True)
        assert failed(row) and "localhost" in row["error"] and len(secure.log) == 1


def test_https_never_leads_to_http(server, bench, certificate):
    own = QUICK + f"ca_file: {certificate[0]}\n"
    with FeedServer(certificate=certificate) as secure:
        secure.redirect("/a", server.base + "/a")
        secure.redirect("/b", secure.base + "/c")
        secure.serve("/c", BODY)
        server.serve("/a", BODY)
        row = bench.fetch(secure.base + "/a", rest=own, allow_private=True)
        assert failed(row, "from https to http") and server.connections == 0
        assert bench.fetch(secure.base + "/b", rest=own)["status"] == "fetched"
        server.redirect("/up", secure.base + "/c")
        row = bench.fetch(server.base + "/up", rest=own, allow_private=True)
        assert row["status"] == "fetched"


# Proxies

class Proxy(FeedServer):
    """Routes hold whole addresses."""


def test_the_proxy_of_the_config_file_is_used(bench):
    with Proxy() as proxy:
        proxy.serve("http://feed.invalid/a", BODY)
        row = bench.fetch("http://feed.invalid/a", rest=QUICK + f"proxy: {proxy.base}\n")
        assert row["status"] == "fetched" and bench.body() == BODY


def test_the_environments_proxy_is_used_unless_excepted(server, bench):
    with Proxy() as proxy:
        proxy.serve("http://feed.invalid/a", BODY)
        found = {"http_proxy": proxy.base, "no_proxy": "127.0.0.1"}
        assert bench.fetch("http://feed.invalid/a", environment=found)["status"] == "fetched"
        server.serve("/a", BODY)
        row = bench.fetch(server.base + "/a", environment=found)
        assert row["status"] == "fetched" and proxy.connections == 1
        row = bench.fetch(server.base + "/a", rest=QUICK + "proxy: none\n",
                          environment={"http_proxy": proxy.base})
        assert row["status"] == "fetched" and proxy.connections == 1


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/",
                                "http://2130706433/", "file:///etc/passwd"])
def test_through_a_proxy_literal_targets_are_still_refused(bench, to):
    with Proxy() as proxy:
        proxy.redirect("http://feed.invalid/a", to)
        row = bench.fetch("http://feed.invalid/a", rest=QUICK + f"proxy: {proxy.base}\n")
        assert failed(row, "redirect") and len(proxy.log) == 1


def test_the_proxys_password_is_in_no_message(bench):
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    rest = QUICK + f"proxy: http://me:secret@127.0.0.1:{closed.getsockname()[1]}\n"
    row = bench.fetch("http://feed.invalid/a", rest=rest)
    closed.close()
    assert failed(row) and "secret" not in row["error"]
