"""STIX patterns asked of a few records of logs, as slowly as the standard reads: STIX 2.1, sections 9.3 to 9.8, and
docs/formats/logs.md for what a record is as objects. Nothing here is shared with the program.

A comparison is a tree: ("and"|"or", left, right) or ("test", type, path, operator, negated, value). A pattern: ("observed",
comparison), ("and"|"or"|"followed", left, right), ("within", left, seconds), ("repeats", left, times), ("start", left, from, to).
"""
import ipaddress
import re


# What a record is -----------------------------------------------------------------------------------------------------

def is_address(text):
    try:
        ipaddress.ip_address(text)
        return True
    except ValueError:
        return False


def place_type(text):
    return "domain-name" if not is_address(text) else "ipv6-addr" if ":" in text else "ipv4-addr"


def traffic(record, destination):
    found = [("src_ref.value", record["id.orig_h"]), ("src_ref.type", place_type(record["id.orig_h"])),
             ("dst_ref.value", destination), ("dst_ref.type", place_type(destination)),
             ("src_port", record["id.orig_p"]), ("dst_port", record["id.resp_p"]), ("protocols[0]", record["proto"])]
    if "service" in record:
        found.append(("protocols[1]", record["service"]))
    if "query" in record and record.get("service") != "dns":
        found.append(("protocols[1]", "dns"))
    if "uri" in record and record.get("service") != "http":
        found.append(("protocols[1]", "http"))
    if "uri" in record:
        request = "extensions.http-request-ext."
        found += [(request + "request_method", record["method"].lower()), (request + "request_value", record["uri"]),
                  (request + "request_header.User-Agent", record["user_agent"])]
    if "orig_bytes" in record:
        found += [("src_byte_count", record["orig_bytes"]), ("dst_byte_count", record["resp_bytes"])]
    return "network-traffic", found


def windows_path(kind, path):
    folder, _, name = path.rpartition("\\")
    return [(kind, [("name", name), ("parent_directory_ref.path", folder)]), ("directory", [("path", folder)])]


def processes(record):
    def one(image, command, pid):
        folder, _, name = image.rpartition("\\")
        return [("command_line", command), ("pid", pid), ("name", name), ("image_ref.name", name),
                ("image_ref.parent_directory_ref.path", folder)]
    parent = one(record["ParentImage"], record["ParentCommandLine"], record["ParentProcessId"])
    own = one(record["Image"], record["CommandLine"], record["ProcessId"])
    return [("process", own + [("parent_ref." + path, value) for path, value in parent]), ("process", parent)]


def objects(record):
    """[(type, [(path, value)])]"""
    if "Image" in record:
        return processes(record) + windows_path("file", record["Image"]) + windows_path("file", record["ParentImage"])
    found = [traffic(record, record["id.resp_h"])]
    names = [record["id.orig_h"], record["id.resp_h"]]
    if "host" in record:
        found.append(traffic(record, record["host"]))
        found.append(("url", [("value", f"http://{record['host']}{record['uri']}" if record["id.resp_p"] == 80 else
                              f"https://{record['host']}{record['uri']}" if record["id.resp_p"] == 443 else
                              f"http://{record['host']}:{record['id.resp_p']}{record['uri']}")]))
        names.append(record["host"])
    if "query" in record:
        answers = [[(f"resolves_to_refs[{n}].value", one), (f"resolves_to_refs[{n}].type", place_type(one))]
                   for n, one in enumerate(record.get("answers", []))]
        found.append(("domain-name", [("value", record["query"]), *sum(answers, [])]))
        names += record.get("answers", [])
    return found + [(place_type(name), [("value", name)]) for name in names]


# Comparisons (9.3 to 9.6) ---------------------------------------------------------------------------------------------

def same_kind(a, b):
    return isinstance(a, str) == isinstance(b, str)


def like(value, pattern):
    parts = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.fullmatch(parts, value, re.S) is not None


def network(text):
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def inside(value, literal):
    inner, outer = network(value), network(literal)
    return inner is not None and inner.version == outer.version and inner.subnet_of(outer)


OPERATORS = {
    "=": lambda value, literal: same_kind(value, literal) and value == literal,
    "!=": lambda value, literal: not same_kind(value, literal) or value != literal,
    "<": lambda value, literal: same_kind(value, literal) and value < literal,
    "<=": lambda value, literal: same_kind(value, literal) and value <= literal,
    ">": lambda value, literal: same_kind(value, literal) and value > literal,
    ">=": lambda value, literal: same_kind(value, literal) and value >= literal,
    "IN": lambda value, literal: any(same_kind(value, one) and value == one for one in literal),
    "LIKE": lambda value, literal: isinstance(value, str) and like(value, literal),
    "MATCHES": lambda value, literal: isinstance(value, str) and re.search(literal, value) is not None,
    "ISSUBSET": lambda value, literal: isinstance(value, str) and inside(value, literal),
    "ISSUPERSET": lambda value, literal: isinstance(value, str) and network(value) is not None and inside(literal, value),
}


def path_is(path, asked):
    return re.fullmatch(re.escape(asked).replace(re.escape("[*]"), r"\[\d+\]"), path) is not None


def holds(comparison, one):
    """Of one object."""
    if comparison[0] == "and":
        return holds(comparison[1], one) and holds(comparison[2], one)
    if comparison[0] == "or":
        return holds(comparison[1], one) or holds(comparison[2], one)
    _, kind, asked, operator, negated, literal = comparison
    values = [value for path, value in one[1] if path_is(path, asked)]
    if one[0] != kind:
        return False
    if operator == "EXISTS":
        return (values != []) != negated
    return any(OPERATORS[operator](value, literal) != negated for value in values)


def meets(comparison, record, known):
    key = id(comparison), id(record)
    if key not in known:
        known[key] = any(holds(comparison, one) for one in known.setdefault(id(record), objects(record)))
    return known[key]


# Observations (9.7, 9.8): is there a set of different records that the pattern binds? ------------------------------------

def splits(chosen):
    """All ways to put them on two sides, neither empty."""
    for mask in range(1, (1 << len(chosen)) - 1):
        yield tuple(x for i, x in enumerate(chosen) if mask >> i & 1), tuple(x for i, x in enumerate(chosen) if not mask >> i & 1)


def binds(pattern, chosen, records, known, times=None):
    stamps = [records[i]["ts"] for i in chosen]
    kind = pattern[0]
    if kind == "observed":
        return len(chosen) == 1 and meets(pattern[1], records[chosen[0]], known)
    if kind == "or":
        return binds(pattern[1], chosen, records, known) or binds(pattern[2], chosen, records, known)
    if kind == "within":
        return max(stamps) - min(stamps) <= pattern[2] and binds(pattern[1], chosen, records, known)
    if kind == "start":
        return all(pattern[2] <= stamp < pattern[3] for stamp in stamps) and binds(pattern[1], chosen, records, known)
    if kind == "repeats":
        times = pattern[2] if times is None else times
        if times == 1:
            return binds(pattern[1], chosen, records, known)
        return any(binds(pattern[1], a, records, known) and binds(pattern, b, records, known, times - 1) for a, b in splits(chosen))
    return any((kind == "and" or max(records[i]["ts"] for i in a) <= min(records[i]["ts"] for i in b)) and
               binds(pattern[1], a, records, known) and binds(pattern[2], b, records, known) for a, b in splits(chosen))


def first_match(pattern, records):
    """The number of the record with which a binding is there: of one record in the order of the log, else of time; None: there is none."""
    known = {}  # what a comparison says of a record, and its objects
    order = range(len(records)) if pattern[0] == "observed" else sorted(range(len(records)), key=lambda i: records[i]["ts"])
    for at, last in enumerate(order):
        for mask in range(1 << at):
            if binds(pattern, (*(order[i] for i in range(at) if mask >> i & 1), last), records, known):
                return last
    return None
