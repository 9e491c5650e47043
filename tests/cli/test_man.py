"""The man page and the program say the same: every command, option and argument of `yagura --help` and `yagura COMMAND
--help` stands in man/yagura.1.scd, in its own section, and the other way round."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("YAGURA") or ROOT / "build" / "yagura")
PAGES = sorted((ROOT / "man").glob("*.scd"))
EVERYWHERE = "OPTIONS OF EVERY COMMAND"


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def options_of(help_text):
    """{"--name": (letter or None, argument or None)} of the option lines of a help page."""
    found = {}
    help_text = re.sub(r"\|\n +", "|", help_text)
    for letter, name, argument in re.findall(r"^  (?:-(\w), |    )--([a-z-]+)(?: (\S+))?(?=\s|$)", help_text, re.M):
        found["--" + name] = (letter or None, argument or None)
    return found


def commands():
    listed = re.search(r"^Commands\n((?:  .*\n)+)", run("--help"), re.M).group(1)
    return re.findall(r"^  ([a-z]+) ", listed, re.M)


def plain(markup):
    """scdoc without its bold and underlined marks."""
    return re.sub(r"(?<![\w\\])_|_(?!\w)|\*|\\", "", markup)


def sections():
    """{command or EVERYWHERE: (heading, {"--name": (letter, argument)})} of the man page."""
    found, current = {}, None
    for line in (ROOT / "man" / "yagura.1.scd").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = plain(line.lstrip("# "))
            command = re.match(r"yagura ([a-z]+)", heading)
            current = command.group(1) if command else heading if heading == EVERYWHERE else None
            if current:
                found[current] = (heading, {})
        elif current and (item := re.match(r"(?:-(\w), )?--([a-z-]+)(?: (\S+))?$", plain(line))):
            found[current][1]["--" + item.group(2)] = (item.group(1), item.group(3))
    return found


def comparable(options):
    """FILE and file are one; a list of choices must be equal."""
    return {name: (letter, argument.lower() if argument else None) for name, (letter, argument) in options.items()}


def test_man__commands__are_those_of_the_program():
    assert sorted(sections()) == sorted([*commands(), EVERYWHERE])


def test_man__options_of_every_command__are_those_of_the_program():
    assert comparable(sections()[EVERYWHERE][1]) == comparable(options_of(run("--help")))


@pytest.mark.parametrize("command", commands())
def test_man__command__has_the_usage_and_options_of_its_help(command):
    text = run(command, "--help")
    heading, described = sections()[command]
    assert heading == re.search(r"^Usage\n  (.*)$", text, re.M).group(1)
    assert comparable(described) == comparable(options_of(text.split("\nExamples\n")[0]))


def test_man__exit_status__has_every_code_of_the_help():
    page = (ROOT / "man" / "yagura.1.scd").read_text(encoding="utf-8")
    codes = re.search(r"Exit codes: (.*?)\.\n", run("--help"), re.S).group(1)
    listed = re.findall(r"^\*(\d)\*$", page[page.index("# EXIT STATUS"):], re.M)
    assert listed == re.findall(r"\b(\d) ", codes)


def test_man__formats__are_those_of_import():
    page = (ROOT / "man" / "yagura.1.scd").read_text(encoding="utf-8")
    formats = page[page.index("# FORMATS"):page.index("# EXIT STATUS")]
    assert sorted(re.findall(r"^\*([a-z-]+)\*$", formats, re.M)) == sorted(
        options_of(run("import", "--help"))["--format"][1].split("|"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.skipif(not shutil.which("scdoc"), reason="scdoc is not installed")
def test_man__page__is_sound(page):
    made = subprocess.run(["scdoc"], input=page.read_bytes(), capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    name, section, _ = page.name.split(".")
    assert f'.TH "{name}" "{section}"'.encode() in made.stdout


def test_man__library_page__has_every_function_of_the_header():
    header = (ROOT / "include" / "yagura" / "yagura.h").read_text(encoding="utf-8")
    page = (ROOT / "man" / "libyagura.3.scd").read_text(encoding="utf-8")
    functions = re.findall(r"YAGURA_API [^;]*?\b(yagura_\w+)\(", header)
    assert functions and set(functions) == set(re.findall(r"\b(yagura_[a-z]\w*)\(", page.split("# DESCRIPTION")[0]))
    assert set(re.findall(r"\bYAGURA_ERR_\w+", header)) == set(re.findall(r"\bYAGURA_ERR_\w+", page))
