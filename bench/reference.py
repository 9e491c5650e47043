#!/usr/bin/env python3
"""The reference of bench/run: what a careful person would write in an afternoon for the same job.

    reference.py attack STORE FILE...       STIX bundles: objects as JSON, names and text indexed, relationships
    reference.py galaxy STORE FILE...       MISP galaxy clusters: the same
    reference.py indicators STORE FILE      a CSV of indicators: one row each, indexed by value
    reference.py search STORE TEXT          full text, then parts of names
    reference.py csv FILE                   only csv.reader over the file
"""
import csv
import json
import sqlite3
import sys

TABLES = """
CREATE TABLE object(id TEXT, modified TEXT, type TEXT, name TEXT, raw TEXT, PRIMARY KEY(id, modified));
CREATE TABLE name(id TEXT, key TEXT, text TEXT);
CREATE INDEX name_key ON name(key);
CREATE TABLE relationship(id TEXT, source TEXT, type TEXT, target TEXT);
CREATE INDEX relationship_source ON relationship(source);
CREATE INDEX relationship_target ON relationship(target);
CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, name, body);
CREATE TABLE indicator(type TEXT, value TEXT, first_seen TEXT, context TEXT);
"""


def open_store(path):
    store = sqlite3.connect(path)
    store.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + TABLES)
    return store


def key_of(name):
    return "".join(character for character in name.casefold() if character.isalnum())


def put(store, own_id, modified, kind, name, names, body, raw):
    put_in = store.execute("INSERT OR IGNORE INTO object VALUES(?,?,?,?,?)", (own_id, modified, kind, name, raw))
    if put_in.rowcount == 0:
        return False
    store.executemany("INSERT INTO name VALUES(?,?,?)", [(own_id, key_of(text), text) for text in names if text])
    if name or body:
        store.execute("INSERT INTO text VALUES(?,?,?)", (own_id, name, body))
    return True


def import_attack(store, paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            objects = json.load(file)["objects"]
        for thing in objects:
            name = thing.get("name", "")
            numbers = [reference["external_id"] for reference in thing.get("external_references", [])
                       if "external_id" in reference]
            names = {name, *thing.get("aliases", []), *thing.get("x_mitre_aliases", []), *numbers[:1]}
            new = put(store, thing["id"], thing.get("modified", ""), thing["type"], name, names,
                      thing.get("description", ""), json.dumps(thing))
            if new and thing["type"] == "relationship":
                store.execute("INSERT INTO relationship VALUES(?,?,?,?)", (
                    thing["id"], thing["source_ref"], thing["relationship_type"], thing["target_ref"]))


def import_galaxy(store, paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            galaxy = json.load(file)
        for cluster in galaxy.get("values", []):
            own_id = cluster.get("uuid", cluster["value"])
            names = {cluster["value"], *(cluster.get("meta", {}).get("synonyms") or [])}
            if put(store, own_id, "", galaxy["type"], cluster["value"], names, cluster.get("description", ""),
                   json.dumps(cluster)):
                store.executemany("INSERT INTO relationship VALUES(?,?,?,?)", [
                    (own_id, own_id, related.get("type", ""), related.get("dest-uuid", ""))
                    for related in cluster.get("related", [])])


def import_indicators(store, paths):
    store.execute("CREATE UNIQUE INDEX indicator_value ON indicator(value, type, context)")
    with open(paths[0], encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        store.executemany("INSERT OR IGNORE INTO indicator VALUES(?,?,?,?)",
                          ((kind, value, seen, context) for seen, value, kind, context, _ in rows))


def search(store, text):
    found = store.execute("SELECT id FROM text WHERE text MATCH ? LIMIT 25", (f'"{text}"',)).fetchall()
    found += store.execute("SELECT id FROM name WHERE instr(key, ?) LIMIT 25", (key_of(text),)).fetchall()
    print(len(found))


def main(job, path, *rest):
    if job == "csv":
        with open(path, encoding="utf-8", newline="") as file:
            print(sum(1 for _ in csv.reader(file)))
        return
    if job == "search":
        search(sqlite3.connect(path), *rest)
        return
    store = open_store(path)
    {"attack": import_attack, "galaxy": import_galaxy, "indicators": import_indicators}[job](store, rest)
    store.commit()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
