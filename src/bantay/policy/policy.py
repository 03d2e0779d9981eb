"""A policy as one value. Its hot method is `asks`: a situation in, what is asked for out."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from bantay.model.decision import Ask, Situation
from bantay.model.settings import Settings
from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind
from bantay.policy.cel.library import cel
from bantay.policy.flat import Readings, flat
from bantay.policy.rules import HYPOTHESES, VICTIM_SIDE, Rule
from bantay.policy.switches import Switch

Runs = Callable[[Any], Any]
_Kind = tuple[Hypothesis, SubjectKind, tuple[Plane, ...]]

UNANSWERED = "the policy's own condition gave no answer, so a person looks"
"""The ground of an ask that stands in for a rule whose condition failed."""


class Candidate(Struct, frozen=True):
    """A rule, ready to run. `when` is the number of its condition; None: always true."""

    rule: Rule
    ask: Ask
    when: int | None
    planes: frozenset[Plane]
    anywhere: bool  # on no rung of a ladder: strikes do not matter
    name: str
    shadow: bool


class Policy:
    """Rules, compiled and indexed; pure, total, and the same for the same situation.

    Conditions written alike are one: each is evaluated at most once for a situation.
    """

    def __init__(
        self,
        settings: Settings,
        rules: Sequence[Rule],
        switches: Sequence[Switch] = (),
    ):
        self.settings, self.rules, self.switches = settings, tuple(rules), tuple(switches)
        sources = sorted({rule.when for rule in rules if rule.when.strip() != "true"})
        written = [flat(source) for source in sources]
        self._runs: list[Runs] = [
            cel.compile(said or source).execute
            for said, source in zip(written, sources, strict=True)
        ]
        self._is_flat = [said is not None for said in written]
        number = {source: n for n, source in enumerate(sources)}
        made = [
            Candidate(
                rule,
                ask_of(rule),
                number.get(rule.when),
                frozenset(rule.planes),
                not rule.strikes_from and rule.strikes_below is None,
                rule.name,
                rule.shadow,
            )
            for rule in rules
        ]
        self._by_hypothesis: dict[Hypothesis, tuple[Candidate, ...]] = {
            name: tuple(
                c for c in made if not c.rule.on_answer and (not c.rule.on or name in c.rule.on)
            )
            for name in HYPOTHESES
        }
        self._answering = tuple(c for c in made if c.rule.on_answer)
        self._index: dict[_Kind, tuple[tuple[Candidate, ...], Readings]] = {}

    @property
    def version(self) -> str:
        """The operator's name for this policy."""
        return self.settings.policy_version

    def candidates(self, situation: Situation) -> tuple[Candidate, ...]:
        """The rules that could speak: by hypothesis, kind of subject, planes and strikes, but
        for those that are settled."""
        return self._chosen(situation)[0]

    def _chosen(self, situation: Situation) -> tuple[tuple[Candidate, ...], Readings]:
        """The candidates, and what reads the names that rules for such alarms use."""
        alarm = situation.alarm
        if situation.answered is not None:
            return self._to_answer(situation)
        key = (alarm.hypothesis, alarm.subject.kind, alarm.planes)
        known = self._index.get(key)
        if known is None:
            known = self._index[key] = self._made(*key)  # at most what there are kinds of alarms
        found, settled = known[0], situation.settled
        if settled:
            found = tuple([c for c in found if c.shadow or c.name not in settled])
        return tuple([c for c in found if c.anywhere or _on_rung(c.rule, situation)]), known[1]

    def _to_answer(self, situation: Situation) -> tuple[tuple[Candidate, ...], Readings]:
        """The rules for the step that people took. That is seldom asked, so nothing is kept."""
        alarm = situation.alarm
        found = tuple(
            c
            for c in self._answering
            if c.rule.step == situation.answered
            and _named(c.rule, alarm.hypothesis)
            and (not c.rule.subjects or alarm.subject.kind in c.rule.subjects)
            and c.planes <= {*alarm.planes}
            and _on_rung(c.rule, situation)
        )
        return found, self._readings(found)

    def _made(
        self, hypothesis: Hypothesis, kind: SubjectKind, planes: tuple[Plane, ...]
    ) -> tuple[tuple[Candidate, ...], Readings]:
        found = tuple(
            c
            for c in self._by_hypothesis.get(hypothesis, ())
            if c.planes <= {*planes} and (not c.rule.subjects or kind in c.rule.subjects)
        )
        return found, self._readings(found)

    def _readings(self, found: Sequence[Candidate]) -> Readings:
        one_word, nested = set[str](), set[str]()
        for candidate in found:
            if candidate.when is not None:
                into = one_word if self._is_flat[candidate.when] else nested
                into.update(candidate.rule.names)
        return Readings(one_word, nested)

    def asks(self, situation: Situation) -> tuple[Ask, ...]:
        """Everything the policy asks for in a situation, in the order of the file.

        A condition that cannot be answered (none should be left after the check) asks for a
        person instead of stopping the engine or passing in silence.
        """
        chosen, readings = self._chosen(situation)
        if not chosen:
            return ()
        answers: dict[int, bool | None] = {}
        contexts: dict[bool, Any] = {}
        found: list[Ask] = []
        for candidate in chosen:
            number = candidate.when
            if number is None:
                found.append(candidate.ask)
                continue
            if number not in answers:
                short = self._is_flat[number]
                if short not in contexts:
                    reading = readings.flat if short else readings.nested
                    contexts[short] = cel.Context(variables=reading.of(situation))
                answers[number] = _answer(self._runs[number], contexts[short])
            answer = answers[number]
            if answer is not False:
                found.append(candidate.ask if answer else _unanswered(candidate.ask))
        return tuple(found)


def _named(rule: Rule, hypothesis: Hypothesis) -> bool:
    """Whether a rule for answers is meant: against a possible victim none is, unless it says so."""
    return hypothesis in rule.on if rule.on else hypothesis not in VICTIM_SIDE


def _on_rung(rule: Rule, situation: Situation) -> bool:
    strikes = situation.strikes_of(rule.on)
    if strikes < rule.strikes_from:
        return False
    return rule.strikes_below is None or strikes < rule.strikes_below


def _answer(run: Runs, context: Any) -> bool | None:
    """True, false, or None when there is no answer."""
    try:
        answer = run(context)
    except Exception:  # whatever the library raises: a person is asked instead
        return None
    return answer if isinstance(answer, bool) else None


def ask_of(rule: Rule) -> Ask:
    """What a rule asks for when its condition holds."""
    return Ask(
        rule=rule.name,
        step=rule.step,
        actions=rule.actions,
        target=rule.target,
        lasts=rule.lasts,
        cool_down=rule.cool_down,
        ground=rule.ground,
        automatic=rule.automatic and not rule.on_answer,
        two_people=rule.two_people,
        shadow=rule.shadow,
        fine=rule.fine,
    )


def _unanswered(ask: Ask) -> Ask:
    return Ask(
        rule=ask.rule,
        step="refer",
        actions=("open_case",),
        lasts=ask.lasts,
        ground=UNANSWERED,
        automatic=False,
        shadow=ask.shadow,
    )
