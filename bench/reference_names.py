#!/usr/bin/env python3
"""What others do to find look-alike names, over the same list of names and brands as `yagura names scan`; bench/run
times them side by side.

  reference_names.py dnstwist LIST BRANDS        permutations of every official domain by dnstwist (Debian's package), then
                                                 each name of LIST looked up among them
  reference_names.py opensquat LIST BRANDS       the rule that openSquat describes: the first label of each name contains a
                                                 keyword, or comes within a small Levenshtein distance of it; plain Python
  reference_names.py superset YAGURA DOMAIN...   which share of dnstwist's names `YAGURA names generate --tlds all` gives
  reference_names.py superset-of NAMES YAGURA DOMAIN   the same for the names of any tool, one a line (what stands behind a
                                                 comma or blank is not read)

Exit code 77: dnstwist is not installed. Results are one JSON object."""
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

SKIPPED = 77


def load_dnstwist():
    """The module, also when Python is another one than Debian's, whose folder then comes last."""
    sys.path.append("/usr/lib/python3/dist-packages")
    try:
        import dnstwist
        return dnstwist
    except ImportError:
        print("dnstwist is not installed", file=sys.stderr)
        sys.exit(SKIPPED)


def permutations(dnstwist, domain):
    """[(kind, name)] without the domain itself."""
    fuzzer = dnstwist.Fuzzer(domain)
    fuzzer.generate()
    found = []
    for one in fuzzer.domains:
        kind, name = (one["fuzzer"], one["domain"]) if isinstance(one, dict) else (one.fuzzer, one.domain)
        if not kind.startswith(("original", "*")):
            found.append((kind, name))
    return found


def brand_list(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def by_dnstwist(path, brands):
    dnstwist = load_dnstwist()
    made = {}
    for brand in brand_list(brands):
        for domain in brand["domains"]:
            for _, name in permutations(dnstwist, domain):
                made.setdefault(name, brand["label"])
    names = hits = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            names += 1
            hits += line.rstrip("\n") in made
    return {"names": names, "generated": len(made), "hits": hits}


def within(a, b, most):
    """Is the Levenshtein distance of a and b at most `most`?"""
    if abs(len(a) - len(b)) > most:
        return False
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
        if min(row) > most:
            return False
        above = row
    return above[-1] <= most


def by_opensquat(path, brands):
    tokens = [token.lower() for brand in brand_list(brands) for token in brand["tokens"] if token.isascii()]
    names = hits = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            label = line.split(".", 1)[0]
            names += 1
            hits += any(token in label or within(label, token, 2) for token in tokens)
    return {"names": names, "tokens": len(tokens), "hits": hits}


def in_ascii(name):
    return ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
                    for label in name.lower().split("."))


def own_names(yagura, domain):
    done = subprocess.run([yagura, "names", "generate", "--tlds", "all", "--format", "csv", domain], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {line.split(",", 1)[0] for line in done.stdout.decode().split("\r\n")[1:]}


def registry_rules():
    """{suffix: (kind, what)} of data/names/idn-rules.tsv."""
    path = pathlib.Path(__file__).resolve().parent.parent / "data" / "names" / "idn-rules.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return {row[0]: (row[1], row[2]) for row in rows}


def is_refused(name, rules):
    """Does the registry take no such label? Of the rules those that say so of single letters; the others refuse nothing here."""
    labels = [label[4:].encode().decode("punycode") if label.startswith("xn--") else label for label in in_ascii(name).split(".")]
    at = next((i for i in range(1, len(labels)) if ".".join(labels[i:]) in rules), len(labels))
    kind, what = rules.get(".".join(labels[at:]), ("one", "*"))
    signs = [sign for label in labels[:at] for sign in label if not sign.isascii()]
    scripts = {"Hira": "HIRAGANA", "Kana": "KATAKANA", "Jisk": "CJK", "Hani": "CJK"}
    if kind == "none":
        return bool(signs)
    if kind == "letters":
        return any(sign not in what for sign in signs)
    if kind == "scripts" and set(what.split()) <= set(scripts):
        return any(unicodedata.name(sign, "").split(" ")[0] not in {scripts[word] for word in what.split()} for sign in signs)
    return False


def superset(yagura, domains):
    dnstwist, rules = load_dnstwist(), registry_rules()
    total = missing = refused = 0
    examples = []
    for domain in domains:
        own = own_names(yagura, domain)
        for kind, name in permutations(dnstwist, domain):
            if is_refused(name, rules):
                refused += 1
                continue
            total += 1
            if in_ascii(name) not in own:
                missing += 1
                examples.append(f"{kind} {name}")
    return {"domains": len(domains), "names": total, "refused": refused, "share": 1 - missing / max(total, 1),
            "missing": examples[:10]}


def superset_of(names, yagura, domain):
    own = own_names(yagura, domain)
    with open(names, encoding="utf-8") as file:
        theirs = {in_ascii(re.split(r"[,\s]", line.strip(), maxsplit=1)[0]) for line in file if line.strip()} - {domain, ""}
    missing = sorted(theirs - own)
    return {"names": len(theirs), "share": 1 - len(missing) / max(len(theirs), 1), "missing": missing[:10]}


def main():
    jobs = {"dnstwist": (by_dnstwist, 2), "opensquat": (by_opensquat, 2), "superset-of": (superset_of, 3)}
    job, *words = sys.argv[1:] or ["?"]
    if job == "superset" and len(words) >= 2:
        result = superset(words[0], words[1:])
    elif job in jobs and len(words) == jobs[job][1]:
        result = jobs[job][0](*words)
    else:
        sys.exit(__doc__)
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
