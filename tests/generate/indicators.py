#!/usr/bin/env python3
"""A seeded CSV of indicators as a feed publishes them: `indicators.py SEED COUNT FILE`. The same seed gives the same
bytes. No address in it is anybody's: names end in .example or .test, addresses are of documentation networks."""
import random
import sys

HEAD = "first_seen,ioc_value,ioc_type,malware,confidence_level\n"
FAMILIES = ["quietloader", "grey heron", "tin stealer", "OrigamiRAT", "no name", '"lotus, black"']
HEX = "0123456789abcdef"


def word(rng, least, most):
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=rng.randint(least, most)))


def host(rng):
    return f"{word(rng, 4, 14)}.{word(rng, 3, 10)}.{rng.choice(['example', 'test'])}"


def address(rng):
    return f"{rng.choice(['192.0.2', '198.51.100', '203.0.113'])}.{rng.randrange(256)}"


def digest(rng, digits):
    return f"{rng.getrandbits(4 * digits):0{digits}x}"


def value(rng):
    kind = rng.random()
    if kind < 0.4:
        return f"http://{host(rng)}:{rng.randint(1, 65535)}/{word(rng, 3, 30)}/{word(rng, 1, 12)}.php?id={rng.randrange(9999)}", "url"
    if kind < 0.65:
        return host(rng), "domain"
    if kind < 0.7:
        return f"{address(rng)}:{rng.randint(1, 65535)}", "ip:port"
    if kind < 0.85:
        return digest(rng, 64), "sha256_hash"
    return digest(rng, 32), "md5_hash"


def row(rng):
    text, kind = value(rng)
    day = f"20{rng.randint(19, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return f"{day},{text},{kind},{rng.choice(FAMILIES)},{rng.choice([50, 75, 100])}\n"


def write(seed, count, path):
    rng = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for _ in range(count):
            file.write(row(rng))


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
