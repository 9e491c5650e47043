"""What the tests of the command line share: the program, its stores, the real data, and what every run must keep to.

YAGURA names the program (default: build/yagura), YAGURA_SHARED_DATA the folder of real feeds (default: shared/data
beside the repository). Nothing here or in the tests leaves the loopback interface.
"""
import dataclasses
import functools
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "generate"))
PROGRAM = pathlib.Path(os.environ.get("YAGURA") or ROOT / "build" / "yagura")
SHARED = pathlib.Path(os.environ.get("YAGURA_SHARED_DATA") or ROOT.parent / "shared" / "data")
SANITIZER_WORDS = ("Sanitizer", "runtime error:")
# Tabs and line ends are layout; carriage return and ESC may only come from a progress bar on a terminal.
RAW_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


MEMORY = "/dev/shm"


def pytest_configure(config):
    config.addinivalue_line("markers", "asan: part of the quick subset that also runs in the sanitizer build")
    # Thousands of small stores: in memory they do not wait for a disk.
    if config.option.basetemp is None and os.path.isdir(MEMORY) and shutil.disk_usage(MEMORY).free > 3 << 30:
        config.option.basetemp = config.own_basetemp = tempfile.mkdtemp(prefix="yagura-tests-", dir=MEMORY)


def pytest_make_parametrize_id(config, val, argname):
    """Packed bytes hold the time of day: a name made of them would be another one in each of the processes side by side."""
    return argname if isinstance(val, bytes) and len(val) > 12 else None


def pytest_unconfigure(config):
    if hasattr(config, "own_basetemp"):
        shutil.rmtree(config.own_basetemp, ignore_errors=True)


@dataclasses.dataclass
class Done:
    """One finished run."""
    code: int
    out: str
    err: str
    raw: bytes

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**more):
    """The caller's environment without what would steer the program, and with sanitizer reports made to count."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("YAGURA", "XDG_", "LC_")) and name not in ("LANG", "NO_COLOR", "TERM")}
    kept["ASAN_OPTIONS"] = "exitcode=99:allocator_may_return_null=1"
    kept["UBSAN_OPTIONS"] = "print_stacktrace=1"
    return {**kept, **{name: str(value) for name, value in more.items()}}


class Yagura:
    """Runs the program on one store. Each run is bounded in time, ends with a code of the contract, and gives no
    control character to standard error."""

    def __init__(self, store, home):
        self.store, self.home = pathlib.Path(store), pathlib.Path(home)

    def command(self, *arguments, store=None):
        words = [os.fspath(word) for word in arguments]
        return [os.fspath(PROGRAM), "--store", os.fspath(store or self.store), *words]

    def __call__(self, *arguments, store=None, stdin=b"", timeout=60, env=None, cwd=None, **more):
        done = subprocess.run(self.command(*arguments, store=store), input=stdin, capture_output=True, timeout=timeout,
                              cwd=cwd, env=environment(HOME=self.home, **(env or {})), **more)
        return check(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments, store=None, env=None, **more):
        return subprocess.Popen(self.command(*arguments, store=store), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=environment(HOME=self.home, **(env or {})), **more)

    def counts(self, *arguments, **more):
        """An import that must go well: its counts."""
        done = self("import", "--output-format", "json", *arguments, **more)
        assert done.code == 0, done
        return done.json


def check(code, out, err):
    text = err.decode("utf-8")
    assert not any(word in text for word in SANITIZER_WORDS), text
    assert 0 <= code <= 5, f"exit code {code}: {text}"
    assert not RAW_CONTROLS.search(text), repr(text)
    return Done(code, out.decode("utf-8", "surrogateescape"), text, out)


@pytest.fixture
def yagura(tmp_path):
    """The program with a store of its own that does not exist yet. What it leaves is taken away at once: it is memory."""
    yield Yagura(tmp_path / "store.db", tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(scope="session")
def shared():
    """The folder of real feeds."""
    if not (SHARED / "attack").is_dir():
        pytest.skip("no real feeds: set YAGURA_SHARED_DATA to the folder that holds attack/, misp-galaxy/ ...")
    return SHARED


@pytest.fixture(scope="session")
def full(shared, tmp_path_factory):
    """The program on a store that holds ATT&CK and the MISP galaxy; for reading only."""
    folder = tmp_path_factory.mktemp("full")
    program = Yagura(folder / "store.db", folder)
    program.first = program.counts(shared / "attack", shared / "misp-galaxy", timeout=300)
    return program


@functools.lru_cache(maxsize=None)
def schema(name):
    """A validator of docs/schemas, made and checked once: `jsonschema.validate` would do so at every call."""
    import jsonschema
    content = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


# Comparing stores ----------------------------------------------------------------------------------------------------

# Columns that a second import of the same may change: when, and how the last import's records divided.
VOLATILE = {"first_us", "last_us", "imported_us", "taken", "unchanged", "decided_us"}


def rows(store, sql, *values):
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return database.execute(sql, values).fetchall()
    finally:
        database.close()


def dump(store):
    """All tables but their volatile columns: {table: sorted rows}."""
    tables = [name for name, sql in rows(store, "SELECT name, sql FROM sqlite_schema WHERE type='table'")
              if "VIRTUAL" not in (sql or "") and name != "state"]  # a number of this store, and of its changes
    content = {}
    for table in tables:
        columns = [row[1] for row in rows(store, f"PRAGMA table_info('{table}')") if row[1] not in VOLATILE]
        quoted = ", ".join(f'"{column}"' for column in columns)
        content[table] = rows(store, f"SELECT {quoted} FROM '{table}' ORDER BY {quoted}")
    return content


def summary(store):
    """The dump of a big store in short: {table: (rows, sum of their hashes)}, to compare within one process."""
    return {table: (len(content), sum(map(hash, content))) for table, content in dump(store).items()}


SAYINGS = {
    "object": "SELECT e.id, s.name, o.type, o.entry, o.name, o.external_id, o.flags, o.latest, o.raw"
              " FROM object o JOIN entity e USING(eid) JOIN source s USING(sid)",
    "name": "SELECT e.id, s.name, n.key, n.text, n.kind, n.vendor, n.reference, n.date FROM name n"
            " JOIN entity e USING(eid) JOIN object o USING(oid) JOIN source s USING(sid)",
    "relationship": "SELECT s.name, a.id, r.type, b.id FROM relationship r JOIN entity a ON a.eid=r.left_eid"
                    " JOIN entity b ON b.eid=r.right_eid JOIN object o USING(oid) JOIN source s USING(sid)",
    "claim": "SELECT c.id, s.name, a.id, c.predicate, b.id, c.value, c.label, c.asserted_by, c.refs, c.date, c.known,"
             " c.confidence, c.note_en FROM claim c JOIN object o USING(oid) JOIN source s USING(sid)"
             " JOIN entity a ON a.eid=c.subject LEFT JOIN entity b ON b.eid=c.object",
    "indicator": "SELECT s.name, i.type, i.value, i.first_seen, i.last_seen, i.context, i.role, i.to_ids, e.id"
                 " FROM indicator i JOIN source s USING(sid) LEFT JOIN entity e USING(eid)",
    "link": "SELECT min(a.id, b.id), max(a.id, b.id), l.relation, l.decision, l.evidence FROM link l"
            " JOIN entity a ON a.eid=l.left_eid JOIN entity b ON b.eid=l.right_eid",
}


def sayings(store):
    """What the store says, without row numbers: the same whatever the order of imports."""
    return {table: sorted(rows(store, sql), key=repr) for table, sql in SAYINGS.items()}


def is_sound(store):
    return rows(store, "PRAGMA integrity_check(5)") == [("ok",)]


# Small inputs --------------------------------------------------------------------------------------------------------

def stix_id(kind, number):
    return f"{kind}--00000000-0000-4000-8000-{number:012d}"


def stix_object(number, kind="intrusion-set", name=None, **more):
    return {"type": kind, "spec_version": "2.1", "id": stix_id(kind, number), "created": "2020-01-01T00:00:00Z",
            "modified": "2020-01-01T00:00:00Z", "name": name or f"Group {number}", **more}


def bundle(*objects):
    return {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": list(objects)}


def write(path, content):
    """Writes bytes, text, or anything else as JSON; gives the path back."""
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content, indent=1)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
