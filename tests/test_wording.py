"""Rights as code: outputs say "possible", never a verdict, and rest on no forbidden feature."""

import ast
import inspect
import re
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest
from msgspec import structs

from _house import PACKAGE, modules, place
from bantay.cli.main import cli
from bantay.cli.render.explained import explained
from bantay.cli.render.lit import marked
from bantay.cli.render.words import MEANINGS, NAMES, possible
from bantay.engine.detect import AnyDetector
from bantay.model.vocabulary import Hypothesis
from bantay.runtime.cases import cases_of, run
from bantay.runtime.catalogue import catalogue, signs
from bantay.runtime.pages import detector_pages
from tests.unit.cli.toys import THE_ALARM

VERDICT = re.compile(
    r"\b(guilty|culprits?|perpetrators?|criminals?|offenders?|predators?|pa?edophiles?"
    r"|convicted|proven"
    r"|(?:is|are|was|were) (?:an? )?(?:traffickers?|victims?|abusers?|pimps?|minors?)"
    r"|(?:confirmed|known|certain) (?:traffickers?|victims?|abusers?|minors?)"
    r"|sex work(?:ers?)?|prostitut\w*)\b",
    re.IGNORECASE,
)
FORBIDDEN = {
    *("country", "from_country", "to_country", "lang", "nationality", "sex", "gender"),
    *("ethnicity", "race", "religion", "birth_date", "age_estimate"),
}
"""Fields that say who somebody is (DESIGN section 6); a pattern of one account's own money may
read the countries of its payments, the safety of minors may read an age, a profile's detector may
hold where a person claims to be against where the account registers and logs in, and two detectors
compare where logins came from with each other and with the stated place: they ask whether two
statements agree, never which country it is."""
ALLOWED = {
    "money": {"from_country", "to_country"},
    "minor_at_risk": {"birth_date", "age_estimate"},
    "profiles": {"country"},
    "access.impossible_travel": {"country"},
    "access.place_contradiction": {"country"},
}

DETECTORS = catalogue()
each = pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.spec.id)
hypotheses = pytest.mark.parametrize("hypothesis", get_args(Hypothesis))


@pytest.mark.parametrize(
    "verdict", ["she is a trafficker", "a confirmed victim", "GUILTY", "are victims", "sex worker"]
)
def test_a_verdict_would_be_noticed(verdict: str) -> None:
    assert VERDICT.search(verdict)


@hypotheses
def test_a_hypothesis_is_possible_and_its_sentence_says_may(hypothesis: Hypothesis) -> None:
    assert possible(hypothesis) == f"possible {NAMES[hypothesis]}"
    assert MEANINGS[hypothesis].startswith("may ")
    assert not VERDICT.search(f"{NAMES[hypothesis]} {MEANINGS[hypothesis]}")


@hypotheses
def test_an_explanation_begins_with_possible_and_is_no_verdict(hypothesis: Hypothesis) -> None:
    alarm = structs.replace(THE_ALARM, hypothesis=hypothesis)
    said = click.unstyle(explained(alarm, {}, marked))
    assert said.startswith("Possible ") and " may " in said.splitlines()[0]
    assert "not a verdict" in said and not VERDICT.search(said)


@each
def test_summaries_say_what_was_seen_and_no_verdict(detector: AnyDetector) -> None:
    results = run(detector, cases_of(detector))
    said = {given.finding.summary for result in results for given in result.given}
    assert said and all(text.strip() for text in said)
    assert [text for text in said if VERDICT.search(text)] == []
    assert not VERDICT.search(detector.spec.title)


def test_no_page_and_no_help_text_gives_a_verdict() -> None:
    pages = {name: page for name, page in detector_pages().items() if VERDICT.search(page)}
    helps = [c.help or "" for c in (cli, *cli.commands.values())]
    assert pages == {} and [text for text in helps if VERDICT.search(text)] == []


def _strings(tree: ast.AST) -> list[ast.Constant]:
    """What code may show: every literal text that is no docstring."""
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet
    ]


def test_no_text_in_the_source_gives_a_verdict() -> None:
    wrong = [
        f"{place(path, text)}: {text.value!r:.80}"
        for path, tree in modules().items()
        for text in _strings(tree)
        if VERDICT.search(str(text.value))
    ]
    assert wrong == []


def _read_names(path: Path) -> set[str]:
    """Attributes a module reads and texts that could name a field or a fact."""
    tree = modules()[path]
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    keywords = {a for n in ast.walk(tree) if isinstance(n, ast.MatchClass) for a in n.kwd_attrs}
    return attributes | keywords | {str(text.value) for text in _strings(tree)}


@each
def test_no_detector_looks_at_who_somebody_is(detector: AnyDetector) -> None:
    allowed = ALLOWED.get(detector.spec.plane, set()).union(
        ALLOWED.get(detector.spec.id, set()),
        *(ALLOWED.get(hypothesis, set()) for hypothesis in detector.spec.hypotheses),
    )
    read = _read_names(Path(inspect.getfile(detector.look)).resolve())
    assert read & (FORBIDDEN - allowed) == set()


def test_no_weight_is_given_for_who_somebody_is() -> None:
    text = (PACKAGE / "fuse" / "weights.toml").read_text("utf-8")
    weighed = {row["detector"] for row in tomllib.loads(text).get("weight", [])}
    known = {detector.spec.id for detector in DETECTORS} | {sign.id for sign in signs()}
    assert weighed <= known
