#!/usr/bin/env python3
"""A seeded CSV of incidents with the map of its columns in front (docs/formats/mapped-table.md):
`incidents.py SEED COUNT FILE`. The same seed gives the same bytes. No victim in it is anybody: names are numbered, hosts end
in .example. With parents (a group file comes with it) a third of the rows name the parent's country themselves, and some
victims are organisations of that file."""
import random
import sys

HEAD = """yagura-map: 1
kind: incidents
source: {name: generated incidents, publisher: generated, licence: CC0-1.0}
date-kind: reported
how-known: claimed-by-attacker
columns:
  key: key
  date: date
  victim: victim
  country: {column: country, split: " "}
  sector: sector
  types: type
  actors: {column: actors, split: "+"}
---
key,date,victim,country,sector,type,actors
"""
PARENTS_HEAD = HEAD.replace("  actors: {", "  parent: parent\n  parent-country: parent_country\n  actors: {").replace(
    "type,actors\n", "type,actors,parent,parent_country\n")
GROUPS = [(f"north{n}", country) for n, country in enumerate(["JP", "JP", "US", "DE", "KR", "GB"])]
GROUP_FILE = """yagura-group: 1
source: {name: generated groups, publisher: generated, licence: CC0-1.0}
organisations:
""" + "".join(f"""  - {{id: {name}, names: {{en: "{name.title()} Holding"}}, kind: parent, country: {country}}}
  - id: {name}-abroad
    names: {{en: "{name.title()} Works"}}
    kind: subsidiary
    country: BR
    parents: [{{id: {name}, relation: subsidiary-of, share: 100, since: "2000", references: ["https://groups.example/{name}"]}}]
""" for name, country in GROUPS)
COUNTRIES = ["US"] * 40 + ["JP"] * 8 + ["DE"] * 8 + ["GB", "FR", "CA", "IT", "AU", "IN", "BR", "KR", "CN", "SG", "TH", "VN", "MX", "ZA"] * 3
SECTORS = ["Manufacturing", "Construction", "Education", "Mining", "Real Estate", "Technology", "Business Services", "", ""]
TYPES = ["ransomware", "extortion", "data-breach", "ddos", "intrusion"]
ACTORS = [f"crew {n}" for n in range(300)] + [""] * 60


def row(rng, n):
    date = f"20{rng.randint(14, 25)}"
    if rng.random() < 0.97:
        date += f"-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    sites = {rng.choice(COUNTRIES) for _ in range(1 if rng.random() < 0.95 else 2)}
    return (f"g{n},{date},Company {n} {rng.choice(['Ltd', 'GmbH', 'Inc', 'KK'])},{' '.join(sorted(sites))},"
            f"{rng.choice(SECTORS)},{rng.choice(TYPES)},{rng.choice(ACTORS)}\n")


def row_of_parents(rng, n):
    """Four of five as above, a third of them with the parent's country; the rest at organisations of the group file."""
    fields = row(rng, n).rstrip("\n").split(",")
    if rng.random() < 0.2:
        name, _ = rng.choice(GROUPS)
        fields[2] = f"{name.title()} {rng.choice(['Holding', 'Works'])}"
    named = rng.random() < 0.33
    return ",".join(fields + ([f"Parent {n}", rng.choice(COUNTRIES)] if named else ["", ""])) + "\n"


def write_with_parents(seed, count, path, group_path):
    rng = random.Random(seed)
    path.write_text(PARENTS_HEAD + "".join(row_of_parents(rng, n) for n in range(count)), encoding="utf-8")
    group_path.write_text(GROUP_FILE, encoding="utf-8")


def write(seed, count, path):
    rng = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for n in range(count):
            file.write(row(rng, n))


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
