"""The contract of the command line: help, usage faults, exit codes, colours, pipes, completion scripts."""
import json
import os
import pty
import re
import select
import shutil
import subprocess
import time

import pytest

from conftest import PROGRAM, RAW_CONTROLS, ROOT, Yagura, bundle, check, environment, stix_object, write

quick = pytest.mark.asan
VERBS = re.findall(r"^  ([a-z]+) +\S", subprocess.run([PROGRAM, "--help"], capture_output=True, text=True)
                   .stdout.split("Commands\n")[1].split("\n\n")[0], re.MULTILINE)


def bare(*arguments, **more):
    """The program without --store."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                          env=environment(**more))
    return check(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store for reading only."""
    folder = tmp_path_factory.mktemp("filled")
    program = Yagura(folder / "store.db", folder)
    objects = [stix_object(n, name=f"Quiet Badger {n}", description="words " * 40) for n in range(3000)]
    program.counts(write(folder / "groups.json", bundle(*objects)))
    return program


def test_verbs_are_listed():
    assert {"import", "sources", "show", "search", "incidents", "export", "update"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_help_teaches(verb):
    done = bare(verb, "--help")
    assert done.code == 0 and done.err == ""
    assert done.out.startswith(f"yagura {verb}: ")
    for part in ("\nUsage\n", f"  yagura {verb} ", "\nOptions\n", "\nExamples\n", "--store FILE"):
        assert part in done.out, part
    usage, examples = done.out.split("\nExamples\n")
    assert examples.count(f"yagura {verb}") >= 2
    assert max(map(len, done.out.splitlines())) <= 120
    assert "\x1b" not in done.out
    assert bare("help", verb).out == bare(verb, "-h").out == done.out


@pytest.mark.parametrize("verb", VERBS)
def test_examples_use_options_that_exist(verb):
    text = bare(verb, "--help").out
    known = set(re.findall(r"--[a-z][a-z-]*", text.split("\nExamples\n")[0] + bare("--help").out))
    for line in text.split("\nExamples\n")[1].splitlines():
        if f"yagura {verb}" in line:
            assert set(re.findall(r"--[a-z][a-z-]*", line.split("   ")[0])) <= known, line


@quick
def test_overview():
    done = bare("--help")
    assert done.code == 0 and "Exit codes" in done.out and "Examples" in done.out
    assert bare().code == 2 and bare().out == done.out
    assert re.fullmatch(r"yagura \d+\.\d+\.\d+\n", bare("--version").out)
    assert bare("-V", "show").code == 0


@pytest.mark.parametrize("typo, meant", [("imprt", "import"), ("serch", "search"), ("shwo", "show"),
                                         ("exprot", "export"), ("source", "sources"), ("incident", "incidents"),
                                         ("SHOW", "show")])
def test_typo_of_verb_is_suggested(typo, meant):
    done = bare(typo)
    assert done.code == 2 and done.out == "" and f'did you mean "{meant}"?' in done.err


@pytest.mark.parametrize("verb, typo, meant", [("import", "--licnece=x", "licence"), ("show", "--fromat=x", "format"),
                                               ("search", "--lmit=3", "limit"), ("import", "--stroe=x", "store"),
                                               ("export", "--ouput=x", "output"), ("sources", "--rejectd", "rejected")])
def test_typo_of_option_is_suggested(verb, typo, meant):
    done = bare(verb, typo)
    assert done.code == 2 and f"did you mean --{meant}?" in done.err


def test_nothing_near_names_the_help():
    assert "`yagura --help`" in bare("qqqqqqqqqq").err
    assert "`yagura show --help`" in bare("show", "--qqqqqqqqqq").err
    assert "`yagura show --help`" in bare("show", "-q").err


@quick
@pytest.mark.parametrize("arguments, words", [
    (["show", "--format", "xml", "x"], "text|json"), (["sources", "--format=CSV"], "text|json|jsonl"),
    (["import", "--tlp", "purple", "x"], "amber+strict"), (["import", "--format=pdf", "x"], "stix|"),
    (["export", "--format="], "navigator"), (["--lang", "fr", "sources"], "en|ja"),
    (["--progress=maybe", "sources"], "auto|always|never"), (["--completion", "tcsh"], "bash|zsh|fish"),
])
def test_unknown_choice_lists_the_choices(arguments, words):
    done = bare(*arguments)
    assert done.code == 2 and words in done.err and done.out == ""


@quick
@pytest.mark.parametrize("arguments, words", [
    (["search", "x", "--limit"], "--limit needs N"), (["search", "x", "-n"], "-n needs N"),
    (["search", "--limit", "0", "x"], "from 1 to 100000"), (["search", "--limit=-1", "x"], "from 1 to 100000"),
    (["search", "--limit=9e9", "x"], "from 1 to"), (["search", "--limit=99999999999999999999999", "x"], "from 1 to"),
    (["sources", "--files=yes"], "takes no value"), (["show", "-all", "x"], "takes no value"),
    (["show"], "say whom"), (["show", ""], "say whom"), (["search"], "say what"), (["import"], "at least one"),
    (["import", "--max-input", "0", "x"], "--max-input"), (["import", "--max-input=1.5", "x"], "--max-input"),
    (["export", "--format", "navigator"], "name the actors"), (["sources", "one", "two"], "name one source"),
    (["incidents", "--country", "Atlantis"], "no country"), (["incidents", "--sector", "Z"], "no ISIC section"),
    (["incidents", "--period", "2022-13"], "2022-H1"), (["import", "no-such-file"], "No such file"),
])
def test_wrong_usage_is_2(yagura, arguments, words):
    done = yagura(*arguments)
    assert done.code == 2 and words in done.err and done.out == ""


def test_exit_codes_of_the_contract(yagura, tmp_path):
    assert yagura("sources").code == 5
    assert yagura("import", write(tmp_path / "a.json", bundle(stix_object(1)))).code == 0
    assert yagura("import", write(tmp_path / "b.json", bundle({"type": "tool", "id": "x"}))).code == 3
    assert yagura("import", write(tmp_path / "c.bin", b"\x7fELF")).code == 3
    assert yagura("import", "--max-input", "1", write(tmp_path / "d.json", b"[" + b" " * (2 << 20))).code == 4
    assert yagura("show", "nobody at all").code == 2
    assert yagura("sources", store=tmp_path).code == 5
    assert yagura("import", tmp_path / "a.json", store="/dev/null/x.db").code == 5


def test_messages_are_one_line_and_name_the_program(yagura):
    for arguments in (["serch"], ["search"], ["show", "nobody"], ["sources"]):
        done = yagura(*arguments)
        assert re.match(r"yagura( [a-z]+)?: \S", done.err) and done.err.endswith("\n")
        assert not done.err.rstrip("\n").endswith(".")


def test_double_hyphen_ends_options(filled):
    assert filled("show", "--", "--format").code == 2
    assert '"--format"' in filled("show", "--", "--format").err
    assert filled("show", "--", "Quiet Badger 7").code == 0
    assert filled("--", "show", "Quiet Badger 7").code == 0
    assert "unknown command" in filled("--", "--help").err


def test_dash_is_a_word_and_equals_forms_agree(filled):
    assert filled("search", "-n", "3", "badger").out == filled("search", "-n3", "badger").out \
        == filled("search", "--limit=3", "badger").out == filled("search", "--limit", "3", "badger").out
    assert filled("search", "--limit=1", "--limit=2", "--format=jsonl", "badger").out.count("\n") == 2


@quick
def test_too_many_options_are_refused():
    many = ["--limit=3"] * 100
    assert bare("search", *many[:60], "x", "--store=/nonexistent").code == 5
    done = bare("search", *many, "x")
    assert done.code == 2 and "too many options" in done.err
    assert bare("search", *["-h"] * 500).code == 2


@quick
def test_word_help_many_times():
    assert bare(*["help"] * 50).code == 0
    assert bare(*["help"] * 5000).code in (0, 2)


@quick
def test_very_long_arguments(yagura, tmp_path):
    yagura.counts(write(tmp_path / "a.json", bundle(stix_object(1))))
    long = "ab" * 50000
    for arguments in ([long], ["--" + long], ["-" + long], ["show", long], ["search", long], ["import", long],
                      ["show", "--" + long + "=x"], ["show", "--format=" + long, "x"], ["sources", long],
                      ["incidents", "--country", long], ["search", "--limit", long, "x"], ["export", long],
                      ["export", "-o", long], ["incidents", "--period", long], ["show", "--type", long, "x"]):
        done = yagura(*arguments)
        assert len(done.err) < 250000
    assert yagura("sources", store="/tmp/" + long).code == 5
    assert yagura("search", *["word"] * 20000).code == 0


HOSTILE = ["\x1b[31mred\x1b]0;title\x07", "a\rb\x08\x08\x7f", "\u009b31m\u0085", "\u202egnp.exe\u2066x\u200f", "line\nbreak\t",
           "\udcff\udcfe\ufeffbom"]


@quick
@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text) for text in HOSTILE])
def test_control_characters_in_arguments_are_shown_not_sent(filled, text):
    """The runner looks at standard error; here the output too. Undecodable bytes come as \\udcXX."""
    for arguments in ([text], ["--" + text], ["-" + text], ["show", text], ["search", text], ["sources", text],
                      ["import", text], ["incidents", text], ["incidents", "--country", text], ["export", text],
                      ["show", "--format", text, "x"], ["show", "--type", text, "Group"], ["search", "-n", text, "x"],
                      ["export", "--format=navigator", text], ["--store", text + "/x", "sources"]):
        done = filled(*arguments, cwd=filled.home)
        assert not RAW_CONTROLS.search(done.out)


def on_terminal(command, **env):
    """Runs with standard output and error on a pseudo terminal; gives what a person would see."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                               env=environment(**env))
    os.close(theirs)
    seen, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    return process.wait(timeout=10), seen.decode()


def test_colour_only_on_a_terminal_without_no_color(filled):
    command = filled.command("search", "--limit", "3", "badger")
    assert "\x1b[1m" in on_terminal(command, TERM="xterm")[1]
    assert "\x1b" not in on_terminal(command, TERM="xterm", NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal(command, TERM="dumb")[1]
    assert "\x1b[1m" in on_terminal(command, TERM="xterm", NO_COLOR="")[1], "an empty NO_COLOR is none"
    assert "\x1b" not in filled("search", "badger", env={"TERM": "xterm"}).out
    faulty = filled.command("search", "--limit", "x", "badger")
    assert "\x1b[31m" in on_terminal(faulty, TERM="xterm")[1]
    assert "\x1b" not in on_terminal(faulty, TERM="xterm", NO_COLOR="1")[1]


@quick
def test_progress(yagura, tmp_path):
    path = write(tmp_path / "many.json", bundle(*[stix_object(n, description="x" * 500) for n in range(4000)]))
    assert yagura("import", path).err == ""
    done = subprocess.run(yagura.command("import", "--progress=always", path, store=tmp_path / "b.db"),
                          capture_output=True, timeout=60, env=environment())
    assert done.returncode == 0 and b"%" in done.stderr and b"taken" in done.stdout
    code, seen = on_terminal(yagura.command("import", "--progress=never", path, store=tmp_path / "c.db"), TERM="xterm")
    assert code == 0 and "\r\x1b[K" not in seen


@quick
@pytest.mark.parametrize("arguments", [["search", "--limit", "3000", "badger"], ["export"],
                                       ["search", "--limit=3000", "--format=json", "badger"], ["sources"],
                                       ["--help"], ["export", "--format=csv"]])
def test_pipe_closed_early(filled, arguments):
    process = filled.start(*arguments)
    process.stdout.read(1)
    process.stdout.close()
    err = process.stderr.read()
    code = process.wait(timeout=20)
    check(code, b"", err)
    assert code in (0, 5) and err.count(b"\n") <= 1


@quick
@pytest.mark.parametrize("arguments", [["search", "--limit", "3000", "badger"], ["export"], ["sources"], ["--help"]])
def test_full_output_device_is_5(filled, arguments):
    with open("/dev/full", "wb") as full_device:
        done = subprocess.run(filled.command(*arguments), stdout=full_device, stderr=subprocess.PIPE, timeout=20,
                              env=environment())
    check(done.returncode, b"", done.stderr)
    assert done.returncode == 5 and b"No space left" in done.stderr


@quick
def test_closed_streams(filled):
    for streams in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(["/bin/sh", "-c", f'"$@" {streams}', "sh", *filled.command("search", "badger")],
                              capture_output=True, timeout=20, env=environment())
        assert done.returncode in (0, 5), streams
    with_store = filled.store.read_bytes()[:16]
    assert with_store.startswith(b"SQLite format 3"), "nothing was printed into the store"


@quick
def test_import_with_closed_streams_keeps_the_store_whole(yagura, tmp_path):
    path = write(tmp_path / "a.json", bundle(stix_object(1), {"type": "tool", "id": "bad"}))
    for streams in (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
        subprocess.run(["/bin/sh", "-c", f'"$@" {streams}', "sh", *yagura.command("import", path, tmp_path / "none")],
                       timeout=20, env=environment(), capture_output=True)
        subprocess.run(["/bin/sh", "-c", f'"$@" {streams}', "sh", *yagura.command("import", path)],
                       timeout=20, env=environment(), capture_output=True)
        assert yagura("sources", "--format=json").json[0]["objects"] == 1


@quick
def test_languages(filled):
    for language in ("ja_JP.UTF-8", "en_US.UTF-8", "C", "xx", ""):
        assert filled("sources", env={"LANG": language, "LC_ALL": language}).code == 0
    assert filled("--lang", "ja", "sources").code == 0


def titles_of_tables():
    """What stands above the columns of tables, as the sources write it."""
    tables = (re.findall(r"yg_column \w+\[\] = \{(.*?)\};", path.read_text(), re.S) for path in (ROOT / "src" / "cli").glob("*.c"))
    return {title for texts in tables for text in texts for title in re.findall(r'\{"([^"]+)", \d+, (?:true|false)\}', text)}


def test_titles_of_tables_are_in_both_languages(filled):
    everywhere = {"A", "AAAA", "ID", "MX", "NS", "SHA-256", "TLP", "UNICODE"}
    titles = titles_of_tables()
    assert len(titles) > 50 and everywhere < titles
    for language in ("en", "ja"):
        words = json.loads((ROOT / "i18n" / f"{language}.json").read_text(encoding="utf-8"))
        said = {title: words.get("column." + title.lower().replace(" ", "-"), "") for title in titles - everywhere}
        wrong = [title for title, word in said.items() if (word != title if language == "en" else word.isascii())]
        assert wrong == [], language
        known = {"column." + title.lower().replace(" ", "-") for title in said}
        assert {key for key in words if key.startswith("column.")} == known
    head = filled("--lang", "ja", "sources").out.splitlines()[0].split()
    assert head == ["情報源", "取込日", "ライセンス", "TLP", "ファイル数", "レコード数", "取込", "変更なし", "拒否"]


SHELLS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "-n"]}


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_script_parses(shell, tmp_path):
    script = bare("--completion", shell)
    assert script.code == 0 and all(verb in script.out for verb in VERBS)
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    path = write(tmp_path / "completion", script.out)
    done = subprocess.run([*SHELLS[shell], path], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and done.stderr == "", done.stderr


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize("typed, wanted", [(["yagura", "sea"], "search"), (["yagura", "show", "--fo"], "--format"),
                                           (["yagura", "show", "--format", "j"], "json"),
                                           (["yagura", "import", "--tlp", "amb"], "amber"),
                                           (["yagura", "--lang", "j"], "ja")])
def test_bash_completion_completes(typed, wanted, tmp_path):
    path = write(tmp_path / "completion", bare("--completion", "bash").out)
    words = " ".join(f"'{word}'" for word in typed)
    script = (f". '{path}'; COMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}; _yagura; "
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30)
    assert wanted in done.stdout.split(), done


def test_store_comes_from_option_environment_or_home(tmp_path, yagura):
    path = write(tmp_path / "a.json", bundle(stix_object(1)))
    assert bare("import", path, HOME=tmp_path, XDG_DATA_HOME=tmp_path / "data").code == 0
    assert (tmp_path / "data" / "yagura" / "yagura.db").exists()
    assert bare("import", path, HOME=tmp_path).code == 0
    assert (tmp_path / ".local" / "share" / "yagura" / "yagura.db").exists()
    assert bare("import", path, HOME=tmp_path, YAGURA_STORE=tmp_path / "named.db").code == 0
    assert (tmp_path / "named.db").exists()
    mode = (tmp_path / "named.db").stat().st_mode & 0o777
    assert mode == 0o600, "what was collected is nobody else's business"


@quick
def test_json_forms_parse(filled):
    for arguments in (["sources", "--format=json"], ["sources", "--files", "--format=json"],
                      ["sources", "--rejected", "--format=json"], ["search", "--format=json", "badger"],
                      ["incidents", "--format=json"], ["show", "--format=json", "Quiet Badger 7"]):
        done = filled(*arguments)
        assert done.code == 0 and json.loads(done.out) is not None
    assert filled("search", "--format=json", "zzzzzz").json == []
