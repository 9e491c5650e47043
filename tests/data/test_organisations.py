"""Checks data/starter/organisations.yaml beyond its format, and tests/data/owner-labels.csv against it.

Run: python3 -m pytest tests/data
"""
import csv
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ORGANISATIONS = yaml.safe_load((ROOT / "data/starter/organisations.yaml").read_text(encoding="utf-8"))["organisations"]
BY_ID = {organisation["id"]: organisation for organisation in ORGANISATIONS}
# Whoever has a page or a machine there has a host name below.
HOSTING = {"google.com", "github.com", "github.io", "facebook.com", "amazonaws.com", "blogspot.com", "azurewebsites.net",
           "sharepoint.com", "wordpress.com", "tumblr.com", "youtube.com", "twitter.com", "bluehost.com", "hostgator.com", "nate.com"}


def test_every_edge_says_where_to_look():
    for organisation in ORGANISATIONS:
        for edge in organisation.get("parents", []):
            assert edge["id"] in BY_ID and edge["id"] != organisation["id"]
            assert edge["references"] and all(re.match(r"https://\S+$", page) for page in edge["references"])


def test_nothing_is_claimed_that_was_not_checked():
    assert not any({"lei", "corporate-number"} & organisation.keys() for organisation in ORGANISATIONS)


def test_no_domain_below_which_others_live():
    domains = [domain for organisation in ORGANISATIONS for domain in organisation.get("domains", [])]
    assert not HOSTING & set(domains)
    assert len(domains) == len(set(domains))


def test_owners_of_one_company_do_not_overlap():
    """Of several subsidiary-of edges at most one is open on a day."""
    for organisation in ORGANISATIONS:
        edges = [edge for edge in organisation.get("parents", []) if edge["relation"] == "subsidiary-of"]
        edges.sort(key=lambda edge: edge.get("since", ""))
        for before, after in zip(edges, edges[1:]):
            assert "until" in before and before["until"] < after["since"], organisation["id"]


def test_independent_companies_under_a_brand_have_no_parent():
    for organisation in ORGANISATIONS:
        assert organisation["kind"] != "other" or "parents" not in organisation


def test_labels_are_of_the_registry_and_mostly_hard():
    with open(ROOT / "tests/data/owner-labels.csv", encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    assert len(labels) >= 200
    assert sum(label["difficulty"] == "hard" for label in labels) >= 0.6 * len(labels)
    assert len({(label["source"], label["victim"]) for label in labels}) == len(labels)
    for label in labels:
        assert label["label"] == "none" or label["label"].startswith("other:") or label["label"] in BY_ID, label
        assert label["why"], label
