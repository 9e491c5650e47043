#!/usr/bin/env python3
"""A seeded CSV of incidents with the map of its columns in front (docs/formats/mapped-table.md):
`incidents.py SEED COUNT FILE`. The same seed gives the same bytes. No victim in it is anybody: names are numbered, hosts end
in .example."""
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


def write(seed, count, path):
    rng = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for n in range(count):
            file.write(row(rng, n))


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
