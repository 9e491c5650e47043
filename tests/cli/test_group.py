"""yagura group: load (strict), show (tree, one organisation, on a day), init; and import of group files (lenient)."""
import csv
import io
import json
import re

import pytest

from conftest import bundle, rows, schema, stix_object, write

HEAD = "yagura-group: 1\ngroup: Aoba Group\nsource: {name: Aoba}\norganisations:\n"
GROUP = HEAD + """\
- {id: top, names: {en: Aoba Corporation, ja: 株式会社青葉}, kind: parent, country: JP, domains: [aoba.example]}
- {id: nilgiri, names: {en: Nilgiri Holdings}, kind: other, country: "IN"}
- id: india
  names: {en: [Aoba India Pvt Ltd, Aoba India]}
  kind: subsidiary
  country: "IN"
  networks: [192.0.2.0/28]
  parents:
  - {id: nilgiri, relation: subsidiary-of, share: 100, until: "2018-03-31"}
  - {id: top, relation: subsidiary-of, share: 66.7, since: "2018-04-01", references: ["https://aoba.example/1"]}
- {id: plant, names: {en: Aoba Plant Pune}, kind: branch, country: "IN", parents: [{id: india, relation: branch-of}]}
- {id: bolt, names: {en: Bolt Works}, kind: supplier, country: DE, parents: [{id: india, relation: supplies}]}
"""


@pytest.fixture
def group(yagura, tmp_path):
    path = write(tmp_path / "group.yaml", GROUP)
    done = yagura("group", "load", path)
    assert done.code == 0, done
    return yagura


def remarks(yagura, path):
    done = yagura("group", "load", "--check", path, "--format", "jsonl")
    for line in done.lines:
        schema("group-remark").validate(line)
    return done


@pytest.mark.asan
def test_load__sound_file__counts_and_next_step(yagura, tmp_path):
    path = write(tmp_path / "group.yaml", GROUP)
    done = yagura("group", "load", path)
    assert done.code == 0
    assert "loaded: 5 organisations, 4 relations (9 records new, 0 as before)" in done.out
    assert "yagura group show" in done.out
    assert "5 organisations, 4 relations; 0 errors, 0 warnings, 0 notes" in done.err
    again = yagura("group", "load", path)
    assert "(0 records new, 9 as before)" in again.out


def test_load__check__changes_nothing(yagura, tmp_path):
    path = write(tmp_path / "group.yaml", GROUP)
    assert yagura("group", "load", "--check", path).code == 0
    assert not yagura.store.exists()


@pytest.mark.asan
def test_load__errors__all_named_and_nothing_changed(group, tmp_path):
    before = rows(group.store, "SELECT count(*) FROM object"), group("group", "show").out
    path = write(tmp_path / "bad.yaml", GROUP + """\
- {id: a, names: {en: "123"}, contry: JP}
- {id: b, names: {en: B}, country: Indai, lei: 123, parents: [{id: tpo, relation: subsidiary-of, share: 101}]}
""")
    done = group("group", "load", path)
    assert done.code == 3 and done.out == ""
    for part in (":17:19: error: names: en: the name has no letter",
                 ":17:31: error: unknown key \"contry\", did you mean \"country\"?",
                 ":18:27: error: country \"Indai\": expected a code of ISO 3166-1, did you mean \"IN\" (India)?",
                 ":18:43: error: lei \"123\": a LEI has 20 characters",
                 ":18:64: error: parents: no organisation of this file has the id \"tpo\", did you mean \"top\"?",
                 "error: share \"101\"",
                 "nothing was changed"):
        assert part in done.err, done.err
    assert before == (rows(group.store, "SELECT count(*) FROM object"), group("group", "show").out)


def test_load__one_bad_file_of_two__nothing_loaded(yagura, tmp_path):
    good = write(tmp_path / "good.yaml", GROUP)
    bad = write(tmp_path / "bad.yaml", HEAD + "- {id: a}\n")
    assert yagura("group", "load", good, bad).code == 3
    assert not yagura.store.exists()


@pytest.mark.parametrize("content, part", [
    (b"", "the file is empty; `yagura group init` prints one to start from"),
    (b"# nothing\n", "the file is empty"),
    (b"yagura-claims: 1\n", "this is a file of claims, not of a group; `yagura import` takes it"),
    (b'{"type": "bundle", "objects": []}', "begins with \"type\""),
    ("yagura-group: 1\nsource: {name: 青葉株式会社の地図です}\n".encode("cp932"), "looks like Shift_JIS; convert it: iconv -f CP932"),
    ("yagura-group: 1\n".encode("utf-16"), "UTF-16"),
    (b"LEI,Entity.LegalName\n529900T8BM49AURSDO55,X\n", "a file of GLEIF"),
    (b"\x7fELF\x02\x01\x01\x00\x00\x00", "not a group file"),
    ((HEAD + "- {id: a, names: {en: A}").encode(), "YAML: "),
    ((HEAD + "- &x {id: a, names: {en: A}}\n").encode(), "anchors and aliases are not accepted"),
    (HEAD.encode(), "`organisations` is empty"),
    ((HEAD + "- {id: a, names: {en: A}, parents: [{id: b, relation: subsidiary-of}]}\n"
             "- {id: b, names: {en: B}, parents: [{id: a, relation: subsidiary-of}]}\n").encode(), "a cycle: a -> b -> a"),
    ((HEAD + "- id: a\n  names: {en: A}\n\tkind: parent\n").encode(), "this is a tab, indent with blanks"),
    ((HEAD + "- {id: a, names: {en: A}, host-rules: ['(']}\n").encode(), "not a valid regular expression"),
    ((HEAD + "- {id: a, names: {en: \"A\\e[31m\"}}\n").encode(), "control character"),
], ids=lambda value: value[:24] if isinstance(value, str) else "")
@pytest.mark.asan
def test_load__bad_file__said_why(yagura, tmp_path, content, part):
    path = write(tmp_path / "bad.yaml", content)
    done = yagura("group", "load", path)
    assert done.code == 3 and part in done.err, done
    assert not yagura.store.exists()


def test_load__absent_file_and_no_file__usage(yagura, tmp_path):
    assert yagura("group", "load").code == 2
    assert yagura("group", "load", tmp_path / "absent.yaml").code == 2
    done = yagura("group", "load", tmp_path)
    assert done.code == 3 and "no group file there" in done.err


def test_load__standard_input_and_compressed__read(yagura, tmp_path):
    import gzip
    assert yagura("group", "load", "-", stdin=GROUP.encode()).code == 0
    path = write(tmp_path / "group.yaml.gz", gzip.compress(GROUP.encode()))
    assert yagura("group", "load", "--check", path).code == 0


@pytest.mark.asan
def test_load__cut_at_every_byte__never_crashes(yagura, tmp_path):
    content = GROUP.encode()
    for cut in range(0, len(content), 29):
        done = yagura("group", "load", "--check", "-", stdin=content[:cut])
        assert done.code in (0, 3), (cut, done)


def test_load__many_errors__hundred_shown_all_counted(yagura, tmp_path):
    path = write(tmp_path / "bad.yaml", HEAD + "".join(f"- {{id: o{n}, names: {{en: N{n}}}, sector: Z}}\n" for n in range(250)))
    done = yagura("group", "load", path)
    assert done.err.count(": error: ") == 100
    assert "150 more remarks are not shown" in done.err and "250 errors" in done.err
    assert len(remarks(yagura, path).lines) == 250


def test_load__rows_taken_out__withdrawn(group, tmp_path):
    shorter = "".join(line for line in GROUP.splitlines(True) if "bolt" not in line)
    write(tmp_path / "group.yaml", shorter)
    assert group("group", "load", tmp_path / "group.yaml").code == 0
    assert "Bolt Works" not in group("group", "show").out


def test_load__same_source_at_another_path__replaces(group, tmp_path):
    (tmp_path / "moved").mkdir()
    moved = write(tmp_path / "moved" / "map.yaml", "".join(line for line in GROUP.splitlines(True) if "bolt" not in line))
    done = group("group", "load", moved)
    assert done.code == 0
    assert "Bolt Works" not in group("group", "show").out
    assert rows(group.store, "SELECT count(*) FROM edge") == [(3,)]
    assert len(rows(group.store, "SELECT path FROM document")) == 1


def test_load__two_files_of_one_source__refused(yagura, tmp_path):
    one, two = write(tmp_path / "one.yaml", GROUP), write(tmp_path / "two.yaml", GROUP)
    done = yagura("group", "load", one, two)
    assert done.code == 3 and "is also that of" in done.err and not yagura.store.exists()


def test_import__bad_organisation__others_go_in(yagura, tmp_path):
    path = write(tmp_path / "group.yaml", GROUP + "- {id: x, names: {en: X}, country: Atlantis}\n")
    counts = yagura.counts(path)
    assert (counts["taken"], counts["rejected"]) == (9, 1)
    listed = yagura("sources", "--rejected").out
    assert "unknown country" in listed and "line 17, column 27" in listed


@pytest.mark.asan
def test_show__tree__by_parent(group):
    text = group("group", "show").out
    assert text.startswith("Aoba Group\n")
    line = next(line for line in text.splitlines() if "Aoba India" in line)
    assert re.search(r"└─ Aoba India Pvt Ltd +IN +subsidiary +66\.7 % +since 2018-04-01 +1", line)
    assert "   ├─ Aoba Plant Pune" in text and "   └─ Bolt Works" in text
    assert "5 organisations" in text


def test_show__on_a_day__as_it_was(group):
    before = group("group", "show", "--on", "2018-03-31").out
    assert re.search(r"Nilgiri Holdings.*\n└─ Aoba India", before) and "as on 2018-03-31" in before
    assert re.search(r"Aoba Corporation.*\n└─ Aoba India", group("group", "show", "--on", "2018-04").out)
    assert group("group", "show", "--on", "someday").code == 2


@pytest.mark.parametrize("word", ["india", "Aoba India", "aoba india pvt. ltd", "pvt"])
def test_show__name_in_any_form__the_organisation(group, word):
    text = group("group", "show", word).out
    assert text.startswith("Aoba India Pvt Ltd\n")
    assert "owner       subsidiary-of Aoba Corporation (JP), 66.7 %, since 2018-04-01; Aoba" in text
    assert "https://aoba.example/1" in text
    assert "formerly    subsidiary-of Nilgiri Holdings (IN), 100 %, until 2018-03-31" in text
    assert "suppliers   Bolt Works (DE)" in text


def test_show__chain__up_to_the_ultimate_parent(group):
    text = group("group", "show", "plant").out
    assert re.search(r"owner +branch-of Aoba India Pvt Ltd.*\n +subsidiary-of Aoba Corporation", text)


def test_show__ambiguous_and_unknown_names__said(group):
    done = group("group", "show", "aoba")
    assert done.code == 2 and "india" in done.err and "plant" in done.err
    done = group("group", "show", "nobody")
    assert done.code == 2 and "no organisation is called" in done.err


def test_show__no_group__says_what_to_do(yagura, tmp_path):
    for _ in range(2):  # without a store, and with one that holds no organisation
        done = yagura("group", "show")
        assert done.code == 2
        assert "no group is loaded; try `yagura group load FILE`, or `yagura demo FOLDER`" in done.err
        yagura.counts(write(tmp_path / "bundle.json", bundle(stix_object(1))))


@pytest.mark.asan
def test_show__json_forms__fit_the_schema(group):
    one = schema("organisation")
    every = group("group", "show", "--format", "json").json
    assert len(every) == 5
    for entry in every + group("group", "show", "--format", "jsonl").lines:
        one.validate(entry)
    india = group("group", "show", "india", "--format", "json").json
    one.validate(india)
    assert india["ultimate_parent"]["key"] == "top" and india["group"] == "Aoba Group"
    assert [(edge["key"], edge["open"]) for edge in india["parents"]] == [("nilgiri", False), ("top", True)]
    then = group("group", "show", "india", "--format", "json", "--on", "2017").json
    assert then["ultimate_parent"]["key"] == "nilgiri"


def test_show__csv__one_row_an_organisation(group):
    table = list(csv.DictReader(io.StringIO(group("group", "show", "--format", "csv").out)))
    assert len(table) == 5
    india = next(row for row in table if row["key"] == "india")
    assert (india["parent"], india["share"], india["networks"]) == ("top", "66.7", "192.0.2.0/28")


def test_show__japanese__names_in_japanese(group):
    assert "株式会社青葉" in group("--lang", "ja", "group", "show").out


def test_show__public_registry__hidden_behind_the_own_group(group, tmp_path):
    path = write(tmp_path / "public.yaml", "yagura-group: 1\nsource: {name: P}\norganisations:\n- {id: other, names: {en: Other Co}}\n")
    done = group("group", "load", path)
    assert "no key `group`" in done.err
    assert "Other Co" not in group("group", "show").out
    assert "1 more in the public registry" in group("group", "show").out
    assert "Other Co" in group("group", "show", "--all").out
    assert group("group", "show", "other").code == 0


def test_show__net_of_owners__each_opened_once(yagura, tmp_path):
    levels = [[f"l{level}-{n}" for n in range(3)] for level in range(20)]
    text = HEAD
    for above, level in zip([[]] + levels, levels):
        for name in level:
            parents = ", ".join(f"{{id: {parent}, relation: affiliate-of, share: 30}}" for parent in above)
            text += f"- {{id: {name}, names: {{en: N {name}}}, parents: [{parents}]}}\n"
    assert yagura("group", "load", write(tmp_path / "net.yaml", text)).code == 0
    done = yagura("group", "show", timeout=20)
    assert done.code == 0 and len(done.out.splitlines()) < 400


def test_init__template__loads_as_it_is(yagura, tmp_path):
    template = yagura("group", "init")
    assert template.code == 0
    done = yagura("group", "load", "--check", "-", stdin=template.raw)
    assert done.code == 0 and "0 errors, 0 warnings, 0 notes" in done.err
    assert yagura("group", "init", "file.yaml").code == 2


def test_usage__typo__suggestion(yagura):
    assert "did you mean `yagura group show`?" in yagura("group", "shwo").err
    assert yagura("group", "xyzzy").code == 2
    assert yagura("group", "--chek", "load", "x").code == 2
    assert yagura("group", "load", "x", "--format", "csv").code == 2


def test_completion__sub_commands__offered(yagura):
    for shell in ("bash", "zsh", "fish"):
        assert "load show init" in yagura("--completion", shell).out


def test_demo__group__in_a_store_of_its_own(yagura, tmp_path):
    folder = tmp_path / "tower"
    done = yagura("demo", folder)
    assert done.code == 0 and "group.db" in done.out
    names = {row["name"] for row in yagura("sources", "--format", "json", store=folder / "group.db").json}
    assert names == {"yagura demo group (fictitious)", "yagura demo (fictitious)", "yagura demo desk (fictitious) MISP events"}
    real = yagura("sources", "--format", "json", store=folder / "yagura.db").out
    assert "fictitious" not in real and "Kazamori" not in yagura("incidents", store=folder / "yagura.db").out
    assert "Kazamori Group (fictitious)" in yagura("group", "show", store=folder / "group.db").out
    assert len(yagura("incidents", "--format", "jsonl", store=folder / "group.db").lines) == 7


def test_demo__incident_before_the_purchase__belongs_to_the_former_owner(yagura, tmp_path):
    yagura("demo", tmp_path / "tower")
    store = tmp_path / "tower" / "group.db"
    owners = {line["victim"]: line["parent"] for line in yagura("incidents", "--format", "jsonl", store=store).lines}
    assert owners["Fjordgir Teknikk AS"] == "Skarvnes Holding AS"  # 2018; bought in 2019
    assert owners["Kazamori India Private Limited"] == "Kazamori Drive Works, Ltd."
    assert owners["Kazamori Sensing, Ltd."] == "Hatoba Kita Partners, Inc."  # 2021-08; sold in 2021-03
    text = yagura("group", "show", "fjordgir", store=store).out
    assert "1 of yagura demo (fictitious)" in text
    name = re.search(r'list them: yagura incidents --organisation "(.*)"', text).group(1)
    assert len(yagura("incidents", "--organisation", name, "--format", "jsonl", store=store).lines) == 1
