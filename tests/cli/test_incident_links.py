"""Links between incidents: from the import to links, incidents and show, and a person's decisions. The rule alone is tested in
tests/know/test-incident_link.c, and measured by tools/evaluate-incident-links."""
import base64
import csv
import io
import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("YAGURA", str(ROOT / "build" / "yagura"))
DATA = pathlib.Path(os.environ.get("YAGURA_SHARED_DATA", ROOT.parent / "shared" / "data"))


def report(victim, date, domain="", country="JP", post=None):
    """A row of press reports; post: ("victim", "group") that it is joined to."""
    joined = None
    if post:
        code = base64.b64encode("@".join(post).encode()).decode()
        joined = {"group": post[1], "permalink": f"https://www.ransomware.live/id/{code}"}
    return {"date": date, "victim": victim, "domain": domain, "country": country, "summary": "", "title": victim,
            "url": f"https://news.example/{victim.replace(' ', '-')}", "infostealer": "", "ransomware": joined}


def post(victim, group, date):
    return {"post_title": victim, "group_name": group, "discovered": f"{date} 00:00:00"}


class Store:
    def __init__(self, folder, name="incidents.db"):
        self.folder, self.path = folder, folder / name

    def run(self, *words, code=0):
        done = subprocess.run([PROGRAM, "--store", str(self.path), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=120)
        assert done.returncode == code, done.stderr
        return done

    def press(self, *rows, name="press"):
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps({"filters": {}, "count": len(rows), "results": list(rows)}))
        return str(path)

    def posts(self, *rows, name="posts"):
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(list(rows)))
        return str(path)

    def take(self, *paths):
        return json.loads(self.run("import", "--output-format", "json", *paths).stdout)

    def links(self, *words):
        return [json.loads(line) for line in self.run("links", "--kind", "incidents", "--format", "jsonl", *words).stdout.splitlines()]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def kinds(link):
    return {item["kind"]: item for item in link["evidence"]}


def ends(link):
    return {link["left"]["name"].split(" (")[0], link["right"]["name"].split(" (")[0]}


def test_alike__linked_with_evidence__same_as_everywhere(store):
    counts = store.take(store.press(report("Aoba Kogyo", "2024-03-05", "aoba.example.com"), report("Quiet Harbour", "2024-03-05")),
                        store.posts(post("AOBA KOGYO Co., Ltd.", "tower", "2024-03-20"), post("Tanner Mill", "tower", "2024-03-20")))
    assert (counts["incident_links_auto"], counts["incident_links_review"]) == (1, 0)
    link, = store.links()
    assert link["kind"] == "incidents" and link["relation"] == "same-as" and link["decision"] == "auto" and link["level"] == "alike"
    assert ends(link) == {"Aoba Kogyo", "AOBA KOGYO Co., Ltd."}
    assert kinds(link)["same-name"]["alike"] > 0.9 and kinds(link)["date"]["days_apart"] == 14
    rows = {row["victim"]: row for row in map(json.loads, store.run("incidents", "--format", "jsonl").stdout.splitlines())}
    assert rows["Aoba Kogyo"]["same_as"] == [rows["AOBA KOGYO Co., Ltd."]["id"]]
    assert rows["Quiet Harbour"]["same_as"] == [] and rows["Tanner Mill"]["same_as"] == []
    table = {row["victim"]: row for row in csv.DictReader(io.StringIO(store.run("incidents", "--format", "csv").stdout))}
    assert table["Aoba Kogyo"]["same_as"] == rows["AOBA KOGYO Co., Ltd."]["id"] and table["Tanner Mill"]["same_as"] == ""
    shown = store.run("show", rows["Aoba Kogyo"]["id"]).stdout
    assert "the same incident in other sources" in shown and "AOBA KOGYO Co., Ltd." in shown
    dossier = json.loads(store.run("show", rows["Aoba Kogyo"]["id"], "--format", "json").stdout)
    assert {row["victim"]: len(row["same_as"]) for row in dossier["incidents"]} == {"Aoba Kogyo": 1, "AOBA KOGYO Co., Ltd.": 1}
    text = store.run("links").stdout
    assert "the same name" in text and "14 days apart" in text


def test_statement__press_names_the_post__linked_whatever_the_names(store):
    store.take(store.press(report("Aoba Kogyo", "2024-03-05", post=("zzz-leak", "tower")), report("Quiet Harbour", "2024-03-06")),
               store.posts(post("zzz-leak", "tower", "2024-03-20"), post("zzz-leak", "bishop", "2024-03-20")))
    link, = store.links()
    assert link["level"] == "said" and ends(link) == {"Aoba Kogyo", "zzz-leak"} and "statement" in kinds(link)
    assert "names the other's post" in store.run("links").stdout


def test_registry__one_organisation_of_two_names__linked(store):
    group = store.folder / "group.yaml"
    group.write_text("yagura-group: 1\nsource: {name: Example registry}\norganisations:\n"
                     "  - {id: kerlaz, names: {en: Kerlaz Mills, ja: 藤岡繊維株式会社}, kind: parent, country: JP}\n")
    files = [store.press(report("藤岡繊維株式会社", "2024-03-05")), store.posts(post("Kerlaz Mills", "tower", "2024-03-12"))]
    assert store.take(*files)["incident_links_auto"] == 0
    assert store.take(str(group))["incident_links_auto"] == 1  # a change of the registry alone links again
    link, = store.links()
    assert link["level"] == "registry" and "registry" in kinds(link)


def test_decisions__stay_through_imports__and_can_be_undone(store):
    press = store.press(report("Aoba Kogyo", "2024-03-05"))
    store.take(press, store.posts(post("Aoba Kogyo", "tower", "2024-03-07")))
    link, = store.links()
    said = store.run("links", "reject", link["id"]).stderr
    assert "rejected: " in said and "1 rejected" in said
    assert json.loads(store.run("incidents", "--format", "jsonl").stdout.splitlines()[0])["same_as"] == []
    store.take(store.posts(post("Tanner Mill", "tower", "2024-03-09"), name="more"))
    link, = store.links()
    assert link["decision"] == "rejected"
    store.run("links", "undo", link["id"])
    assert [one["decision"] for one in store.links()] == ["auto"]


def test_accepted__unlike_names__stay_linked(store):
    store.take(store.press(report("Bradwell Health Partners", "2024-03-05", country="US")), store.posts(post("Bradwell Care Network", "tower", "2024-06-20")))
    waiting = store.links("--review")
    assert len(waiting) == 1 and "obstacle" in kinds(waiting[0])
    store.run("links", "accept", waiting[0]["id"])
    store.take(store.posts(post("Tanner Mill", "tower", "2024-03-09"), name="more"))
    assert [one["decision"] for one in store.links()] == ["accepted"]
    assert all(json.loads(line)["same_as"] for line in store.run("incidents", "--organisation", "Bradwell", "--format", "jsonl").stdout.splitlines())


def test_kinds__actors_and_incidents__do_not_wipe_each_other(store):
    def galaxy(kind, n):
        return {"authors": ["x"], "category": "actor", "description": "x", "name": kind, "source": "x", "type": kind,
                "uuid": f"00000000-0000-4000-8000-{n:012d}", "version": 1,
                "values": [{"uuid": f"00000000-0000-4000-8000-{n + 1:012d}", "value": "Bishop Bear", "description": "",
                            "meta": {"synonyms": ["Tower Ghost", "Quiet Panda"]}}]}
    for n, kind in enumerate(("threat-actor", "microsoft-activity-group")):
        (store.folder / f"{kind}.json").write_text(json.dumps(galaxy(kind, 100 * (n + 1))))
    store.take(str(store.folder / "threat-actor.json"), str(store.folder / "microsoft-activity-group.json"))
    actors = [json.loads(line) for line in store.run("links", "--format", "jsonl").stdout.splitlines()]
    assert len(actors) == 1 and actors[0]["kind"] == "actors"
    store.take(store.press(report("Aoba Kogyo", "2024-03-05")), store.posts(post("Aoba Kogyo", "tower", "2024-03-07")))
    both = [json.loads(line) for line in store.run("links", "--format", "jsonl").stdout.splitlines()]
    assert sorted(link["kind"] for link in both) == ["actors", "incidents"]
    again = galaxy("threat-actor", 100)
    again["values"].append({"uuid": "00000000-0000-4000-8000-000000000777", "value": "Lonely", "description": "", "meta": {}})
    (store.folder / "threat-actor.json").write_text(json.dumps(again))
    store.take(str(store.folder / "threat-actor.json"))
    assert len(store.links()) == 1
    only = store.run("links", "--kind", "actors", "--format", "json").stdout
    assert [link["kind"] for link in json.loads(only)] == ["actors"]
    for link in both:
        store.run("links", "reject", link["id"])
    assert len(json.loads(store.run("links", "--decision", "rejected", "--format", "json").stdout)) == 2


def test_limit_and_json__as_asked(store):
    rows = [report(f"Aoba{name} Kogyo", "2024-03-05") for name in ("lor", "tan", "wes", "pim")]
    store.take(store.press(*rows), store.posts(*[post(row["victim"], "tower", "2024-03-07") for row in rows]))
    assert len(store.links()) == 4 and len(store.links("--limit", "3")) == 3
    listed = json.loads(store.run("links", "--format", "json", "--limit", "2").stdout)
    assert len(listed) == 2 and listed[0]["rank"] >= listed[1]["rank"]
    assert json.loads(store.run("links", "--format", "json", "--decision", "rejected").stdout) == []
    assert "a number from 1 on" in store.run("links", "--limit", "none", code=2).stderr
    assert "incidents" in store.run("links", "--kind", "incident", code=2).stderr
    assert store.run("links", "nothing is called so", "--format", "json", code=2).stdout == ""


def test_order_of_imports__same_links(tmp_path):
    first, second = Store(tmp_path, "first.db"), Store(tmp_path, "second.db")
    press = first.press(report("Aoba Kogyo", "2024-03-05"), report("Kerlaz University", "2024-02-01", country="FR"))
    posts = first.posts(post("aobakogyo", "tower", "2024-03-08"), post("Université de Kerlaz", "tower", "2024-02-11"))
    for path in (press, posts):
        first.take(path)
    for path in (posts, press):
        second.take(path)
    assert first.links() == second.links() and len(first.links()) == 2


def test_hostile__ten_thousand_of_one_name__import_ends_soon_and_says_why(store):
    counts = store.take(store.press(*[report("Aoba Kogyo", "2024-03-05", country="JP") | {"url": f"https://news.example/{n}"} for n in range(4000)]),
                        store.posts(*[post("Aoba Kogyo", f"group{n}", "2024-03-05") for n in range(4000)]))
    assert counts["incident_links_auto"] == 0 and counts["incidents_not_compared"] == 8000 and counts["seconds"] < 30


def test_progress__on_standard_error(store):
    done = subprocess.run([PROGRAM, "--store", str(store.path), "--progress", "always", "import", store.press(report("Aoba Kogyo", "2024-03-05"))],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0 and "links between" in done.stderr


@pytest.mark.skipif(not (DATA / "incidents" / "ransomware-live-press-2023-2025.json").is_file(), reason="shared data is absent: no press reports")
def test_real__editors_joins__bar_holds():
    build = pathlib.Path(PROGRAM).parent
    if not (build / "bench" / "bench-incidents").exists():
        pytest.skip("bench-incidents is not built")
    done = subprocess.run([sys.executable, str(ROOT / "tools" / "evaluate-incident-links"), "--build", str(build)], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "YAGURA_SHARED_DATA": str(DATA)}, timeout=300)
    assert done.returncode == 0, done.stdout
