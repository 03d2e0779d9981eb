"""One lure sent, nearly word for word, to many people one by one.

Sees:       near-identical direct messages of an account to several conversations within a day,
            when they hold words of an offer or a contact; digits do not count as a difference.
Matters:    a job, a trip or a prize promised in the same words to many strangers is how
            recruiters and swindlers find those who answer (typology C07: the act is recruitment,
            the means deception). In the closed list of hypotheses that is first of all `scam`,
            named so that mass mail is not called trafficking; it may also be the foot of a
            `recruitment_pyramid`, which no finding on this plane alone can raise. It is no
            `contact_evasion`: a contact inside the text is messages.contact_shared, counted once.
Misses:     greetings that hold neither an offer nor a contact; a text put in other words for each
            person; one text posted once in a group.
Wrong when: somebody invites friends one by one with a telephone number; a real employer answers
            applicants with a form letter.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.text.contacts import contacts
from bantay.kit.text.sketch import Sketch, similar, sketch
from bantay.kit.text.table import fold
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.template_to_many",
    title="Same text sent to many",
    version=1,
    rows=("C06", "C07"),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=1),
    keeps=60,
    hypotheses=("scam", "recruitment_pyramid"),
    group="writes to strangers",
    ceiling=7.0,
    half_life=timedelta(days=14),
    anchor="the text's commonest smallest shingle",
    screens=("offer", "long+cue", "long+number", "long+at", "long+dot+tld"),
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    conversations: int = 5  # different conversations that must have got the text
    similarity: float = 0.6  # 0 to 1; share of word pairs two copies must have in common


@dataclass(slots=True)
class Template:
    """The first text of its kind and the messages that repeat it."""

    first: Sketch
    messages: list[MessageSent]


_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it is a direct message that holds an offer or a contact."""
    if not message.text or not _is_direct(message):
        return False
    if "://" in message.text or matcher("messages", "offer").search(fold(message.text)):
        return True
    return bool(contacts(message.text))


def least(params: Params) -> int:
    """One message a conversation."""
    return params.conversations


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a template that reached enough conversations."""
    sent = [message for message in window.events if message.text and _is_direct(message)]
    if _reached(sent) < params.conversations:
        return
    for template in _templates(sent, params.similarity):
        reached = _reached(template.messages)
        if reached >= params.conversations:
            yield Finding(
                anchor=_anchor(template),
                summary=f"near-identical text sent to {reached} conversations within a day",
                quotes=tuple(_quote(m) for m in template.messages[-_MOST_QUOTES:]),
            )


def _reached(messages: list[MessageSent]) -> int:
    return len({message.conversation for message in messages})


def _templates(messages: list[MessageSent], least: float) -> list[Template]:
    """The messages, each with the first text it is close enough to."""
    templates: list[Template] = []
    known: dict[Sketch, Template] = {}
    holding: dict[int, list[Template]] = {}  # by shingle: the templates whose first text has it
    for message in messages:
        drawn = sketch(message.text or "")
        template = known.get(drawn) or _closest(drawn, holding, least)
        if template is None:
            template = Template(drawn, [])
            templates.append(template)
            for shingle in drawn:
                holding.setdefault(shingle, []).append(template)
        known[drawn] = template
        template.messages.append(message)
    return templates


def _closest(drawn: Sketch, holding: dict[int, list[Template]], least: float) -> Template | None:
    """The first template close enough; those that share no shingle are never compared."""
    rivals = {id(t): t for shingle in sorted(drawn) for t in holding.get(shingle, ())}
    near = [t for t in rivals.values() if similar(drawn, t.first) >= least]
    return min(near, key=lambda t: (t.messages[0].time, t.messages[0].id)) if near else None


def _is_direct(message: MessageSent) -> bool:
    if message.channel is None:
        return message.group is None
    return message.channel == "direct"


def _anchor(template: Template) -> str:
    """Near-copies share their smallest hash more often than not, whichever of them come."""
    smallest = Counter(min(sketch(m.text or ""), default=0) for m in template.messages)
    return f"{min(smallest, key=lambda hash_: (-smallest[hash_], hash_)):08x}"


def _quote(message: MessageSent) -> Quote:
    return Quote(message.id, "text", 0, len(message.text or ""))


DETECTOR = Detector(SPEC, Params(), look, admits, least=least)
