"""yagura names learn: confirmed cases of any form, what they teach, and what scans make of it."""
import datetime
import json
import random
import sqlite3

import jsonschema
import pytest

from conftest import ROOT

BRANDS = "- label: Aoba Bank\n  domains: [aobabank.example]\n  tokens: [aobabank]\n"
DAY = datetime.date(2022, 3, 1)
pytestmark = pytest.mark.asan


def letters(generator, n):
    return "".join(generator.choice("bcdfghjklmnpqrstvwxyz") for _ in range(n))


def cases(n=12, seed=1):
    """A campaign: the label qkoza-web before random domains, one a day."""
    generator = random.Random(seed)
    rows = ["date,URL,description"]
    for number in range(n):
        day = DAY - datetime.timedelta(days=number)
        rows.append(f"{day:%Y/%m/%d} 09:52:00,https://qkozaweb.{letters(generator, 8)}.cn/login,Aoba Bank")
    return "\n".join(rows) + "\n"


@pytest.fixture
def brands(tmp_path):
    path = tmp_path / "brands.yaml"
    path.write_text(BRANDS)
    return path


def test_learn__of_a_campaign__is_told(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    done = yagura("names", "learn", path)
    assert done.code == 0, done
    assert "12 new, 0 known, 0 rejected" in done.err
    assert "12 confirmed names, 2022-02-18 to 2022-03-01" in done.out
    assert "label qkozaweb" in done.out and "Aoba Bank" in done.out
    again = yagura("names", "learn", path)
    assert "0 new, 12 known, 0 rejected" in again.err


def test_learn__summary__is_short_and_folds(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    short = yagura("names", "learn", path).out
    assert len(short.splitlines()) <= 17 and short.count("qkoza") == 1 and "near-identical ones folded" in short
    whole = yagura("names", "learn", "--all").out
    assert whole.count("qkoza") > 3 and "labels with one letter changed" in whole
    japanese = yagura("--lang", "ja", "names", "learn").out
    assert "ラベル qkozaweb" in japanese and "確認済みの名前 12 件" in japanese
    assert not any(word in japanese for word in ("label", "domains", "since", "learned"))


@pytest.mark.parametrize("text", [b"", b"\n\n", b"date,URL,description\n"])
def test_learn__nothing_in_the_file__is_said(yagura, tmp_path, text):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    yagura("names", "learn", path)
    done = yagura("names", "learn", "-", stdin=text)
    assert done.code == 0 and not done.out and "nothing to learn" in done.err


def test_learn__plain_words__are_left_alone(yagura):
    """The same campaign with a label that ordinary hosts have, and with one that they have not."""
    for word, learned in (("account", False), ("support", False), ("akkounza", True)):
        yagura("names", "learn", "--forget")
        text = cases().replace("qkozaweb", word)
        rows = yagura("names", "learn", "--format", "jsonl", "-", stdin=text.encode()).lines
        labels = [row["what"] for row in rows if row["kind"] in ("label", "edit")]
        assert (f"label {word}" in labels) == learned and any("?" in label for label in labels) == learned, (word, labels)


def test_learn__json_and_jsonl__say_the_same(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    whole = yagura("names", "learn", "--format", "json", path).json
    jsonschema.validate(whole, json.loads((ROOT / "docs" / "schemas" / "learned.schema.json").read_text()))
    assert (whole["new"], whole["cases"], whole["last"], whole["as_of"]) == (12, 12, "2022-03-01", "2022-03-01")
    label = next(row for row in whole["learned"] if row["what"] == "label qkozaweb")
    assert label["domains"] == 12 and label["first"] == "2022-02-18" and label["brand"] == "Aoba Bank"
    lines = yagura("names", "learn", "--format", "jsonl").lines
    assert lines == whole["learned"]


@pytest.mark.parametrize("text", [
    "".join(f"hxxp://qkozaweb[.]qz{n}x.cn/a\n" for n in range(6)),
    "".join(f'{{"date":"2022-02-2{n}","host":"QKOZAWEB.qz{n}x.cn","brand":"Aoba"}}\n' for n in range(6)),
    "brand;host\n" + "".join(f"Aoba;qkozaweb.qz{n}x.cn\n" for n in range(6)),
    "".join(f"2022-02-2{n},qkozaweb.qz{n}x.cn,Aoba\n" for n in range(6)),
    "\ufeffdate,URL,description\r\n" + "".join(f"2022/02/2{n},http://qkozaweb.qz{n}x.cn/,Aoba\r\n" for n in range(6)),
])
def test_learn__forms__are_all_read(yagura, text):
    done = yagura("names", "learn", "--on", "2022-03-01", "--format", "json", "-", stdin=text.encode())
    assert (done.code, done.json["new"], done.json["rejected"]) == (0, 6, 0), done
    assert any(row["what"] == "label qkozaweb" for row in done.json["learned"])


def test_learn__bad_records__are_counted_and_cost_nobody_else(yagura):
    text = "date,URL,description\n2022-03-01,http://192.0.2.1/,X\nnever,http://a.example.com/,X\n2022-03-01,,X\n" \
           "2022-03-01,http://b.example.com/\x1b[31m,X\n2022-03-01,com,X\n2222-01-01,c.example.com,X\n" \
           "2098-01-01,d.example.com,X\n,e.example.com,X\n"
    done = yagura("names", "learn", "-", stdin=text.encode())
    assert done.code == 0
    assert "1 new, 0 known, 7 rejected" in done.err
    assert f"byte {text.index('never')}: no date" in done.err


def test_learn__nothing_but_rubbish__is_bad_input(yagura):
    assert yagura("names", "learn", "-", stdin=b"\x00\xff\n192.0.2.1\n").code == 3


def test_scan__after_learning__finds_the_next_of_the_campaign(yagura, brands, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    names = b"qkozaweb.unseen-place.com\nwww.example.org\nlibrary.example.net\n"
    before = yagura("names", "scan", "--on", f"{DAY}", "--brands", brands, "--format", "jsonl", "-", stdin=names)
    assert before.code == 0 and before.out == ""
    yagura("names", "learn", path)
    after = yagura("names", "scan", "--on", f"{DAY}", "--brands", brands, "--format", "jsonl", "-", stdin=names)
    assert after.code == 1
    assert [(row["name"], row["kind"]) for row in after.lines] == [("qkozaweb.unseen-place.com", "learned")]
    assert after.lines[0]["brand"] == "Aoba Bank"
    said = after.lines[0]["explanation"]
    assert said.startswith("used like confirmed phishing, most of it against Aoba Bank") and "label qkozaweb" in said
    japanese = yagura("--lang", "ja", "names", "scan", "--on", f"{DAY}", "--brands", brands, "--format", "jsonl", "-", stdin=names)
    assert "ラベル qkozaweb" in japanese.lines[0]["explanation"]


def call_false_alarm(store, host, subject):
    """A finding as a scan makes it, and a person's word on it."""
    database = sqlite3.connect(store)
    with database:
        database.execute("INSERT INTO finding(fid,id,kind,subject,subject_type,brand,how,host,span_start,span_end,distance,score,"
                         "shared,offset,first_us,last_us,hosts,more,state) VALUES(1,'finding--1','name',?,'domain-name','Aoba Bank',"
                         "'learned',?,0,8,0,6,0,0,1,1,1,0,'new')", (subject, host))
        database.execute("INSERT INTO finding_detail(fid,value,how,score,span_start,span_end,distance,first_us,last_us,offset)"
                         " VALUES(1,?,'learned',6,0,8,0,1,1,0)", (host,))
    database.close()


def test_learn__after_a_false_alarm__leaves_its_labels_alone(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    assert any(row["what"] == "label qkozaweb" for row in yagura("names", "learn", "--format", "jsonl", path).lines)
    call_false_alarm(yagura.store, "qkozaweb.customer.com", "customer.com")
    assert yagura("findings", "set", "false-alarm", "customer.com").code == 0
    rows = yagura("names", "learn", "--format", "jsonl").lines
    assert rows and not any("qkozaweb" in row["what"] for row in rows)
    assert yagura("findings", "set", "new", "customer.com").code == 0
    assert any(row["what"] == "label qkozaweb" for row in yagura("names", "learn", "--format", "jsonl").lines)


def test_learn__on_a_later_day__forgets(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    yagura("names", "learn", path)
    assert yagura("names", "learn", "--on", "2022-03-02", "--format", "jsonl").lines
    assert not yagura("names", "learn", "--on", "2022-09-01", "--format", "jsonl").lines


def test_forget__takes_all_out(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases())
    yagura("names", "learn", path)
    done = yagura("names", "learn", "--forget")
    assert done.code == 0 and "12 confirmed names forgotten" in done.err
    assert "no confirmed names in the store" in yagura("names", "learn").out


def test_learn__wrong_use__is_told(yagura, tmp_path):
    assert yagura("names", "learn", "--on", "yesterday", "-").code == 2
    assert yagura("names", "learn", "--format", "csv", "-").code == 2
    assert yagura("names", "learn", tmp_path / "absent.csv").code == 2


def test_learn__real_list__is_read_whole(yagura, shared):
    done = yagura("names", "learn", "--format", "json", shared / "phishurl-list" / "2022" / "202203.csv")
    assert done.code == 0
    assert done.json["new"] > 1000 and done.json["rejected"] < done.json["new"] / 50
    assert len(done.json["learned"]) > 100


def test_learn__killed_in_between__leaves_the_store_whole(yagura, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(cases(400, seed=3).replace("2021", "2022"))
    yagura("names", "learn", "-", stdin=b"first.qzx.example.com\n")
    running = yagura.start("names", "learn", path)
    running.kill()
    running.wait()
    n = yagura("names", "learn", "--format", "json").json["cases"]
    assert n == 1 or n >= 100
