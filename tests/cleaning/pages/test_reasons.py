"""Why a line of a page is removed: rules and words for what its features say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corpus_builder.cleaning.pages.classify import load_model
from corpus_builder.cleaning.pages.feature_names import declare_features
from corpus_builder.cleaning.pages.reasons import (
    EvidenceTable,
    RuleTable,
    check_reasons,
    choose_rules,
    list_objections,
    list_reasons,
    load_never,
    load_rules,
    say_feature,
)
from corpus_builder.knowledge import TableError, check_table
from corpus_builder.models.linear import FeatureColumn

RULES: dict[str, Any] = {
    "always": ["length <10"],
    "never": ["in share"],
    "rules": [
        {"name": "share", "why": "It asks for shares.", "features": ["in share", "says follow"]},
        {"name": "short", "why": "It is short.", "general": True, "features": ["length <10"]},
        {"name": "outside", "why": "It is elsewhere.", "features": []},
    ],
}
EVIDENCE: dict[str, Any] = {
    "evidence": [
        {"start": "in", "words": "it stands in"},
        {"start": "length", "words": "its length"},
        {"start": "says", "words": "its words"},
    ]
}
DECLARED = frozenset({"in share", "says follow", "length <10"})
WRONG = {
    "a misspelt feature of a rule": (
        {"rules": [{**RULES["rules"][0], "features": ["in shar"]}, RULES["rules"][2]]},
        {},
        "cleaning/pages/rules.toml: (share), features: 'in shar': no such feature is declared",
    ),
    "a misspelt feature that is never in an article": (
        {"never": ["in shar"]},
        {},
        "cleaning/pages/rules.toml: never: 'in shar': no such feature is declared",
    ),
    "a feature without words": (
        {},
        {"evidence": EVIDENCE["evidence"][:2]},
        "cleaning/pages/evidence.toml: 'says follow' is not explained",
    ),
    "words for no feature": (
        {},
        {"evidence": [*EVIDENCE["evidence"], {"start": "sais", "words": "x"}]},
        "cleaning/pages/evidence.toml: 'sais': no feature begins with it",
    ),
    "words twice": (
        {},
        {"evidence": [*EVIDENCE["evidence"], EVIDENCE["evidence"][0]]},
        "cleaning/pages/evidence.toml: a start occurs twice",
    ),
}


@pytest.mark.parametrize(("rules", "evidence", "message"), WRONG.values(), ids=WRONG)
def test_rules_and_words_are_about_features_that_exist(rules: dict[str, Any], evidence: dict[str, Any], message: str) -> None:
    """A misspelt feature in a table is an error with the file and the row."""
    with pytest.raises(TableError) as error:
        check_reasons(
            DECLARED,
            check_table(RuleTable, RULES | rules, "rules.toml"),
            check_table(EvidenceTable, EVIDENCE | evidence, "evidence.toml"),
        )

    assert str(error.value) == message


@pytest.mark.parametrize("rows", [RULES["rules"][:2], RULES["rules"][::-1], []], ids=["none", "not the last", "no rules"])
def test_the_last_rule_takes_what_is_left(rows: list[dict[str, Any]]) -> None:
    """A table whose last row has features, or an earlier one none, is refused."""
    with pytest.raises(TableError, match="the last rule, and no other, has no features"):
        check_table(RuleTable, RULES | {"rules": rows}, "rules.toml")


@pytest.mark.parametrize(
    ("against", "rule"),
    [
        ({"in share": -10, "says also": -20}, "related articles"),
        ({"says follow": -15, "in share": -10, "says also": -20}, "share or follow prompt"),
        ({"links >=0.98": -90, "in share": -1}, "share or follow prompt"),
        ({"links >=0.98": -90, "up 3": -100}, "mostly links"),
        ({"up 3": -100}, "outside the article"),
        ({}, "outside the article"),
    ],
)
def test_the_rule_is_what_speaks_most_against_a_line(against: dict[str, int], rule: str) -> None:
    """Features of one rule count together; a general rule counts where no other speaks, the last one where none does."""
    columns = [FeatureColumn(((), (name,)), np.array([1])) for name in against]
    objections = list_objections(columns, dict.fromkeys(declare_features(), 0) | against, np.array([0]))
    assert load_rules()[choose_rules(objections, 1)[0]].name == rule


def test_the_reasons_that_count_most_are_named() -> None:
    """First what the rule of the line names, then what counts most, nothing twice and three things at most."""
    against = {"in share": -1, "says follow": -2, "up 3": -50, "up 4 down 1": -60, "links >=0.98": -40, "length <10": -9}
    columns = [FeatureColumn(((), (name,)), np.array([0, 1])) for name in against]
    objections = list_objections(columns, dict.fromkeys(declare_features(), 0) | against, np.array([0, 1]))
    rules = choose_rules(objections, 2)
    share = [rule.name for rule in load_rules()].index("share or follow prompt")
    assert list_reasons(objections, np.array([len(load_rules()) - 1, share])) == [
        (),
        ("its words: follow", "it is in: share", "far from the article"),
    ]
    assert load_rules()[rules[0]].name == "outside the article"


def test_rules_name_features_that_weigh() -> None:
    """Every rule but the last has a feature with a weight, or one that is never in an article, and a reason in a sentence."""
    weights = load_model().weights
    for rule in load_rules()[:-1]:
        assert any(weights[name] or name in load_never() for name in rule.features), rule.name
        assert rule.why.endswith("."), rule.name


def test_every_feature_has_words() -> None:
    """Whatever speaks against a line can be said."""
    assert all(say_feature(name) for name in declare_features())
