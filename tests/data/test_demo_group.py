"""Checks the demo group, the template of `group init` and the public registry against the schema and their own rules."""
import ipaddress
import json
import pathlib
import re

import jsonschema
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "group.schema.json").read_text(encoding="utf-8"))
FILES = [path for path in [ROOT / "data" / "demo" / "group.yaml", ROOT / "data" / "group" / "template.yaml",
                           ROOT / "data" / "starter" / "organisations.yaml",
                           *sorted((ROOT / "tests" / "intel" / "samples" / "yagura-group").glob("*.yaml"))]
         if path.exists()]
DEMO = yaml.load((ROOT / "data" / "demo" / "group.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
INCIDENTS = yaml.load((ROOT / "data" / "demo" / "incidents.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
EXAMPLE_NETWORKS = [ipaddress.ip_network(net) for net in
                    ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]


def load(path):
    """As yagura reads YAML: every plain scalar is text, but for nothing."""
    def text_only(node):
        if isinstance(node, dict):
            return {key: text_only(value) for key, value in node.items()}
        if isinstance(node, list):
            return [text_only(value) for value in node]
        return None if node in ("", "null", "~") else node
    return text_only(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))


def test_schema__is_itself_sound():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file__schema__fits(path):
    errors = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(load(path)))
    assert not errors, errors[0].message


@pytest.mark.parametrize("change", [
    lambda doc: doc["organisations"][0].update(kinds="parent"),
    lambda doc: doc["organisations"][0].update(country="Japan"),
    lambda doc: doc["organisations"][0].pop("names"),
    lambda doc: doc["organisations"][1]["parents"][0].update(share="101%"),
    lambda doc: doc["organisations"][1]["parents"][0].update(relation="subsidiary"),
    lambda doc: doc["source"].pop("name"),
    lambda doc: doc.update(organisations=[]),
])
def test_schema__broken_file__does_not_fit(change):
    document = load(ROOT / "data" / "demo" / "group.yaml")
    change(document)
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(document))


def test_demo__counts__are_as_documented():
    kinds = [entry["kind"] for entry in DEMO["organisations"]]
    affiliates = [entry for entry in DEMO["organisations"] if entry["kind"] in ("subsidiary", "affiliate", "joint-venture")]
    assert (kinds.count("parent"), len(affiliates), kinds.count("supplier")) == (1, 12, 30)
    assert len({entry["country"] for entry in affiliates}) == 9


def test_demo__domains_and_networks__are_those_for_examples():
    for entry in DEMO["organisations"]:
        for domain in entry.get("domains", []) + entry.get("ad-domains", []):
            assert re.search(r"\.example(\.com|\.net|\.org)?$", domain) or domain == "KAZAMORI", domain
        for network in map(ipaddress.ip_network, entry.get("networks", [])):
            assert any(network.version == net.version and network.subnet_of(net) for net in EXAMPLE_NETWORKS), network


def test_demo__names__are_those_for_examples():
    records = [json.loads(line) for line in (ROOT / "data" / "demo" / "names.jsonl").read_text(encoding="ascii").splitlines()]
    assert len(records) == 24
    for record in records:
        assert re.fullmatch(r"([a-z0-9-]+\.)+example", record["query"]), record
        assert ipaddress.ip_address(record["id.orig_h"]) in ipaddress.ip_network("192.0.2.0/24")
        assert record["ts"] < 1_715_000_000, "older than what the group file says of itself"


def test_demo__sensor_and_indicators__are_invented_and_those_for_examples():
    records = [json.loads(line) for line in (ROOT / "data" / "demo" / "sensor.jsonl").read_text(encoding="ascii").splitlines()]
    assert len(records) == 73
    for record in records:
        for name in (record.get("query"), record.get("host")):
            assert name is None or re.fullmatch(r"([a-z0-9-]+\.)+(example|example\.(com|net|org))", name), record
        for key in ("id.orig_h", "id.resp_h"):
            assert key not in record or any(ipaddress.ip_address(record[key]) in net for net in EXAMPLE_NETWORKS if net.version == 4), record
        assert record["ts"] < 1_715_000_000, "older than what the group file says of itself"
    for event in json.loads((ROOT / "data" / "demo" / "indicators.json").read_text(encoding="ascii"))["response"]:
        event = event["Event"]
        assert "invented" in event["info"] and "(fictitious)" in event["Orgc"]["name"]
        assert all("(fictitious)" in tag["name"] for tag in event["Tag"] if "threat-actor" in tag["name"])
        for one in event["Attribute"]:
            assert one["type"] == "sha256" or re.search(r"\.example(/|$)", one["value"]), one


def test_demo__numbers__are_absent_as_they_could_be_somebodys():
    assert not any("lei" in entry or "corporate-number" in entry for entry in DEMO["organisations"])


def test_demo__everything__says_that_it_is_invented():
    assert "fictitious" in DEMO["group"] and "fictitious" in DEMO["source"]["name"]
    assert INCIDENTS["source"]["name"] == "yagura demo (fictitious)"
    for incident in INCIDENTS["incidents"]:
        assert incident["summary"]["en"].startswith("Fictitious.") and incident["summary"]["ja"].startswith("架空の例。")
        for address in incident["references"]:
            assert re.match(r"https://([a-z-]+\.)*[a-z-]+\.example/", address)
        for actor in incident.get("actors", []):
            assert actor["name"].endswith("(fictitious)")


def test_demo__victims__are_organisations_of_the_demo_group():
    names = {name for entry in DEMO["organisations"] for value in entry["names"].values()
             for name in ([value] if isinstance(value, str) else value)}
    for incident in INCIDENTS["incidents"]:
        assert incident["victim"] in names
        for part in ("entry", "supply-stop"):
            organisations = incident.get(part, {}).get("organisations", [incident.get(part, {}).get("organisation")])
            assert set(filter(None, organisations)) <= names
