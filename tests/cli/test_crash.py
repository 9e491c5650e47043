"""Killed, crowded out, read-only, full, damaged, foreign: the store holds all of an import or nothing of it."""
import contextlib
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import time

import pytest

import stix
from conftest import ROOT, Yagura, bundle, check, environment, is_sound, rows, stix_object, summary, write

quick = pytest.mark.asan
KILLS_NEW, KILLS_EXISTING = 44, 24


class Scene:
    """Two inputs, and what stores hold after one of them or both."""

    def __init__(self, folder):
        self.folder = folder
        self.first = write(folder / "first.json", stix.bundle_text(stix.texts(11, 300)))
        self.second = write(folder / "second.json", stix.bundle_text(stix.texts(12, 1500)))
        self.base = Yagura(folder / "base.db", folder)
        self.base.counts(self.first)
        self.before = summary(self.base.store)
        self.both, self.alone = self.reference(self.base.store), self.reference(None)

    def reference(self, start):
        program = self.program("reference", start)
        program.counts(self.second)
        content = summary(program.store)
        program.store.unlink()
        return content

    def program(self, name, start=None):
        program = Yagura(self.folder / f"{name}.db", self.folder)
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()
        if start is not None:
            shutil.copy(start, program.store)
        return program

    def duration(self, start):
        took = []
        for _ in range(3):
            program = self.program("timed", start)
            began = time.monotonic()
            program.counts(self.second)
            took.append(time.monotonic() - began)
        return sorted(took)[1]


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return Scene(tmp_path_factory.mktemp("crash"))


def content_after_death(program):
    """What the store holds once the next yagura has looked at it; None: nothing was ever written."""
    seen = program("sources", "--format=json")
    if seen.code == 5:
        assert "there is none" in seen.err or "empty" in seen.err, seen
        return None
    assert seen.code == 0 and is_sound(program.store), seen
    return summary(program.store) if rows(program.store, "SELECT count(*) FROM object") != [(0,)] else None


def must_be_all_or_nothing(program, before, after):
    """Gives whether it was all; leaves the store imported."""
    content = content_after_death(program)
    assert content in (before, after), {table: (content or {}).get(table) for table in after}
    return content == after


def must_import_again(program, scene, after):
    assert program("import", scene.second).code == 0
    leftovers = [path.name for path in program.store.parent.glob(program.store.name + "-*")]
    assert leftovers == [], "the file is all there is"
    assert is_sound(program.store) and summary(program.store) == after


def kill_at_times(scene, start, before, after, moments):
    duration, outcomes = scene.duration(start), []
    for n in range(moments):
        program = scene.program("killed", start)
        process = program.start("import", scene.second)
        time.sleep(duration * 1.1 * (n + 0.5) / moments)
        process.kill()
        process.communicate()
        outcomes.append(must_be_all_or_nothing(program, before, after))
        if n % 4 == 0:
            must_import_again(program, scene, after)
    return outcomes


def test_killed_during_the_first_import_of_a_new_store(scene):
    outcomes = kill_at_times(scene, None, None, scene.alone, KILLS_NEW)
    assert outcomes.count(False) >= KILLS_NEW // 8, "the moments were spread over the import"


def test_killed_during_an_import_into_an_existing_store(scene):
    outcomes = kill_at_times(scene, scene.base.store, scene.before, scene.both, KILLS_EXISTING)
    assert outcomes.count(False) >= KILLS_EXISTING // 8


@pytest.fixture(scope="module")
def killer(tmp_path_factory):
    """The library that kills in front of the n-th change of a file."""
    if not shutil.which("cc"):
        pytest.skip("no C compiler to build kill-at.c")
    library = tmp_path_factory.mktemp("kill") / "kill-at.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-w", "-o", library, ROOT / "tests" / "cli" / "kill-at.c", "-ldl"],
                   check=True, timeout=60)
    return library


def changes_of_import(program, killer, path):
    count = program.home / "count"
    env = {"LD_PRELOAD": killer, "YAGURA_KILL_COUNT": count}
    assert program("import", path, env=env).code == 0
    return int(count.read_text())


def kill_at_change(program, killer, path, number):
    process = program.start("import", path, env={"LD_PRELOAD": killer, "YAGURA_KILL_AT": number})
    process.communicate(timeout=60)
    assert process.returncode == -9, "there were fewer changes than counted"


def moments(changes, most):
    """All, or the first and last 12 and some between."""
    if changes <= most:
        return range(1, changes + 1)
    edges = [*range(1, 13), *range(changes - 11, changes + 1)]
    between = range(13, changes - 11, max(1, (changes - 24) // (most - 24)))
    return sorted({*edges, *between})


@pytest.mark.parametrize("existing", [False, True])
def test_killed_in_front_of_every_kind_of_change(scene, killer, existing):
    start, before, after = (scene.base.store, scene.before, scene.both) if existing else (None, None, scene.alone)
    changes = changes_of_import(scene.program("counted", start), killer, scene.second)
    assert changes > 20
    outcomes = []
    for n, number in enumerate(moments(changes, 36)):
        program = scene.program("killed", start)
        kill_at_change(program, killer, scene.second, number)
        outcomes.append(must_be_all_or_nothing(program, before, after))
        if n % 6 == 0:
            must_import_again(program, scene, after)
    assert outcomes == sorted(outcomes), "once committed, always there"
    assert outcomes[0] is False and outcomes[-1] is True


@pytest.mark.parametrize("existing", [False, True])
def test_killed_while_an_import_larger_than_the_cache_spills(scene, killer, existing, tmp_path):
    noise = random.Random(3)
    objects = [stix_object(n + 10 ** 6, x_noise=noise.randbytes(24000).hex()) for n in range(1300)]
    big = write(tmp_path / "big.json", bundle(*objects))
    start, before = (scene.base.store, scene.before) if existing else (None, None)
    program = scene.program("spilled", start)
    changes = changes_of_import(program, killer, big)
    after = summary(program.store)
    program.store.unlink()
    spread = [changes * n // 5 for n in range(1, 5)] + [changes - 40, changes - 3]
    for number in spread:
        program = scene.program("killed", start)
        kill_at_change(program, killer, big, number)
        must_be_all_or_nothing(program, before, after)
    assert program("import", big).code == 0 and summary(program.store) == after


# Several at once -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("round_", [pytest.param(0, marks=quick), pytest.param(1, marks=quick), 2, 3])
def test_two_imports_at_once(scene, round_):
    program = scene.program("crowded", scene.base.store if round_ % 2 else None)
    runs = [program.start("import", path) for path in (scene.first, scene.second)]
    ended = [check(run.wait(timeout=60), *run.communicate()) for run in runs]
    assert all(done.code in (0, 5) for done in ended) and any(done.code == 0 for done in ended), ended
    for done, path in zip(ended, (scene.first, scene.second)):
        assert done.code == 0 or "another yagura" in done.err
        if done.code == 0:
            assert program.counts(path)["taken"] == 0, "what was said to be in is in"
    assert is_sound(program.store)


@contextlib.contextmanager
def slow_import(program, path):
    """An import that has begun its transaction and waits for the rest of its input."""
    process = subprocess.Popen(program.command("import", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    content = path.read_bytes()
    process.stdin.write(content[:1000])
    process.stdin.flush()
    time.sleep(0.3)
    try:
        yield process
    finally:
        process.stdin.write(content[1000:])
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err


@quick
def test_readers_read_while_a_writer_writes(scene):
    program = scene.program("read", scene.base.store)
    with slow_import(program, scene.second):
        for arguments in (["sources"], ["search", "x"], ["export"], ["incidents"]):
            done = program(*arguments)
            assert done.code == 0, done  # waiting for the writer would end with 5
        assert summary(program.store) == scene.before
    assert len(program("export").json["objects"]) > 1000


@quick
def test_second_writer_is_told_to_come_back(scene):
    program = scene.program("queued", scene.base.store)
    with slow_import(program, scene.second):
        done = program("import", scene.first)
        assert done.code == 5 and "another yagura is writing" in done.err
    assert is_sound(program.store)


@quick
def test_writer_does_not_wait_for_readers(scene):
    program = scene.program("patient", scene.base.store)
    database = sqlite3.connect(program.store)
    database.execute("BEGIN")
    database.execute("SELECT count(*) FROM object").fetchone()
    assert program("import", scene.second, timeout=30).code == 0  # waiting would end with 5
    database.close()
    assert program.counts(scene.second)["taken"] == 0


# Where it lies -------------------------------------------------------------------------------------------------------

NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}


@pytest.fixture
def public(scene):
    """A folder that another user may enter, with a copy of the base store in it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        shutil.copy(scene.base.store, folder / "store.db")
        shutil.copy(scene.second, folder / "second.json")
        (folder / "second.json").chmod(0o644)
        yield folder
        folder.chmod(0o755)


def as_nobody(program, *arguments):
    try:
        return program(*arguments, **NOBODY)
    except PermissionError:
        pytest.skip("another user may not run the program where it lies")


def test_read_only_store_file(public):
    (public / "store.db").chmod(0o444)
    public.chmod(0o777)
    program = Yagura(public / "store.db", public)
    for arguments in (["sources"], ["search", "a"], ["export"]):
        assert as_nobody(program, *arguments).code == 0, arguments
    done = as_nobody(program, "import", public / "second.json")
    assert done.code == 5 and "cannot be written" in done.err


def test_read_only_folder(public):
    (public / "store.db").chmod(0o444)
    (public / "store.db").rename(public / "a?b#c%41.db")
    public.chmod(0o555)
    program = Yagura(public / "a?b#c%41.db", public)
    for arguments in (["sources"], ["search", "a"], ["export"]):
        done = as_nobody(program, *arguments)
        assert done.code == 0, done
    done = as_nobody(program, "import", public / "second.json")
    assert done.code == 5 and done.err
    done = as_nobody(Yagura(public / "new.db", public), "import", public / "second.json")
    assert done.code == 5 and done.err
    done = as_nobody(Yagura(public / "sub" / "new.db", public), "import", public / "second.json")
    assert done.code == 5 and "cannot make the folder" in done.err
    done = as_nobody(program, "export", "-o", public / "out.json")
    assert done.code == 5 and "cannot write" in done.err


@pytest.fixture
def small_disk(tmp_path):
    if os.getuid() != 0:
        pytest.skip("only root can mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", place], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_full_disk(scene, small_disk):
    program = Yagura(small_disk / "store.db", small_disk)
    shutil.copy(scene.base.store, program.store)
    done = program("import", scene.second)
    assert done.code == 5 and "disk is full" in done.err
    assert program("sources").code == 0 and is_sound(program.store) and summary(program.store) == scene.before
    (small_disk / "ballast").write_bytes(bytes(100000))
    done = program("export", "-o", small_disk / "out.json")
    assert done.code in (0, 5) and ("out.json" in os.listdir(small_disk)) == (done.code == 0)
    assert set(os.listdir(small_disk)) <= {"store.db", "ballast", "out.json"}, "nothing half-written is left"


def test_full_disk_for_a_new_store(scene, small_disk):
    (small_disk / "ballast").write_bytes(bytes(1300000))
    program = Yagura(small_disk / "store.db", small_disk)
    done = program("import", scene.second)
    assert done.code == 5 and done.err
    (small_disk / "ballast").unlink()
    assert content_after_death(program) is None
    small = write(small_disk / "s.json", bundle(stix_object(1)))
    assert program("import", small).code == 0


# What it is ----------------------------------------------------------------------------------------------------------

READING = [["sources"], ["sources", "--files"], ["sources", "--rejected"], ["search", "a"], ["search", "大"],
           ["show", "x"], ["export"], ["incidents"], ["export", "--format=csv"]]


def use_everything(program, scene):
    """Runs every verb; all must end in order. Gives the codes."""
    codes = [program(*arguments, timeout=30).code for arguments in READING]
    for (name,) in rows(scene.base.store, "SELECT id FROM entity LIMIT 2"):
        codes.append(program("show", name, timeout=30).code)
    codes.append(program("import", scene.first, timeout=30).code)
    return codes


@pytest.mark.parametrize("seed", range(40))
def test_damaged_store(scene, seed):
    rng = random.Random(seed)
    content = bytearray(scene.base.store.read_bytes())
    for _ in range(rng.choice([1, 3, 20, 200])):
        at = rng.randrange(100 if seed % 3 else 0, len(content))
        piece = rng.choice([rng.randbytes(rng.choice([1, 4, 100])), bytes(64), b"\xff" * 16])
        content[at:at + len(piece)] = piece
    program = scene.program("damaged")
    program.store.write_bytes(content[:len(scene.base.store.read_bytes())])
    codes = use_everything(program, scene)
    assert set(codes) <= {0, 2, 5}, codes


@quick
@pytest.mark.parametrize("seed", range(100, 103))
def test_damaged_store_sanitized(scene, seed):
    test_damaged_store(scene, seed)


@quick
@pytest.mark.parametrize("part", [1, 50, 5000, 8192, -1])
def test_store_cut_off(scene, part):
    program = scene.program("cut")
    program.store.write_bytes(scene.base.store.read_bytes()[:part])
    codes = use_everything(program, scene)
    assert 5 in codes if part != -1 else set(codes) <= {0, 2, 5}


@quick
def test_heavily_damaged_store_says_so(scene):
    program = scene.program("damaged")
    content = bytearray(scene.base.store.read_bytes())
    content[8192:-8192] = random.Random(1).randbytes(len(content) - 16384)
    program.store.write_bytes(content)
    done = program("search", "group")
    assert done.code == 5 and "damaged" in done.err


@quick
def test_file_of_another_program_is_left_alone(scene):
    program = scene.program("foreign")
    database = sqlite3.connect(program.store)
    database.executescript("CREATE TABLE bookmarks(x); INSERT INTO bookmarks VALUES(1);")
    database.close()
    before = program.store.read_bytes()
    for arguments in (["sources"], ["import", scene.first], ["show", "x"]):
        done = program(*arguments)
        assert done.code == 5 and "not made by yagura" in done.err
    assert program.store.read_bytes() == before
    for content in (b"just text\n", b"%PDF-1.7", bytes(9000), b"SQLite format 3\0" + bytes(100)):
        program.store.write_bytes(content)
        for arguments in (["sources"], ["import", scene.first]):
            assert program(*arguments).code == 5, content
        assert program.store.read_bytes() == content


@quick
def test_store_of_a_newer_yagura(scene):
    program = scene.program("newer", scene.base.store)
    database = sqlite3.connect(program.store)
    database.execute("PRAGMA user_version=99")
    database.close()
    for arguments in (["sources"], ["import", scene.first]):
        done = program(*arguments)
        assert done.code == 5 and "newer yagura" in done.err


HOSTILE_SCHEMAS = {
    "no tables": "DROP TABLE object; DROP TABLE source;",
    "a view instead": "DROP TABLE source; CREATE VIEW source AS SELECT 1 AS sid, 'x' AS name;",
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON entity BEGIN DELETE FROM object; END;",
    "endless view": "DROP TABLE reject; CREATE VIEW reject AS WITH RECURSIVE r(did) AS"
                    " (SELECT 1 UNION ALL SELECT did FROM r) SELECT did, 1 AS record FROM r;",
    "types": "UPDATE object SET raw=zeroblob(100), name=x'ff00fe', type=5, latest=1; UPDATE entity SET id='x'||eid;",
    "nulls": "UPDATE source SET licence=NULL, name=''; UPDATE object SET name=NULL, external_id=NULL;",
}


@quick
@pytest.mark.parametrize("what", HOSTILE_SCHEMAS)
def test_store_made_by_a_stranger(scene, what):
    program = scene.program("hostile", scene.base.store)
    database = sqlite3.connect(program.store)
    database.executescript("PRAGMA writable_schema=0;" + HOSTILE_SCHEMAS[what])
    database.close()
    assert set(use_everything(program, scene)) <= {0, 2, 3, 5}
