"""Policies made up by chance: right ones, and wrong ones that know where they are wrong.

A text is written with a mark where its one mistake begins; line and column are counted from
the mark alone, so that the check is judged by nothing that it uses itself.
"""

from collections.abc import Callable
from random import Random

from msgspec import Struct

from bantay.model.decision import STEPS
from bantay.policy.rules import FALLS_ON, HYPOTHESES, LOWEST

MARK = "\x00"
Write = Callable[[Random], str]

_NUMBERS = ("alarm.score_db", "alarm.over_db", "alarm.weight_db", "alarm.age_hours")
_WHOLES = ("subject.strikes", "subject.earlier", "subject.alarms_before", "alarm.revision")
_TRUTHS = ("alarm.confirmed", "alarm.second_reader", "alarm.excepted", "subject.shielded")
_MAYBE = (
    ("subject.account_age_days", "30"),
    ("group.size", "12"),
    ("money.amount_30d", "250.0"),
)
_WORDS = (
    ("alarm.hypothesis", "scam", "skam"),
    ("subject.kind", "account", "acount"),
    ("time.weekday", "mon", "monday"),
)
_WALKS = ("exists", "all", "exists_one")
_PARTS = ("f.weight_db > 3.0", "f.counted", "f.plane == 'money'", "f.quotes >= 1 || f.draft")
_LIKE = ("<", "<=", ">", ">=", "==", "!=")


class Made(Struct, frozen=True):
    """A policy's text, and where its mistake is: line and column, and what was done."""

    text: str
    line: int
    column: int
    what: str


def right(seed: int) -> str:
    """A policy without a mistake."""
    return _document(Random(seed), None).replace(MARK, "")


def wrong(seed: int) -> Made:
    """A policy with one mistake."""
    random = Random(seed)
    what = random.choice(sorted(MISTAKES))
    text = _document(random, MISTAKES[what])
    before, mark, after = text.partition(MARK)
    assert mark and MARK not in after, what
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    text = before + after
    return Made(text.replace("\n", "\r\n") if random.random() < 0.2 else text, line, column, what)


# ---------------------------------------------------------------- conditions


def condition(random: Random, depth: int = 0) -> str:
    """A condition without a mistake."""
    if depth < 3 and random.random() < 0.45:
        left, right = condition(random, depth + 1), condition(random, depth + 1)
        shape = random.choice(("{0} && {1}", "{0} || {1}", "!({0}) && {1}", "{0} ? {1} : {0}"))
        return f"({shape.format(left, right)})"
    return _atom(random)


def _atom(random: Random) -> str:
    sign = random.choice(_LIKE)
    made = (
        lambda: f"{random.choice(_NUMBERS)} {sign} {random.uniform(-40, 40):.1f}",
        lambda: f"{random.choice(_NUMBERS)} / 3.0 - 1.5 * 2.0 {sign} {random.choice(_NUMBERS)}",
        lambda: f"{random.choice(_WHOLES)}  {sign} {random.randint(-3, 9)}",
        lambda: f"{random.choice(_WHOLES)} + 1 {sign} {random.choice(_NUMBERS)}",
        lambda: random.choice(_TRUTHS),
        lambda: f"!{random.choice(_TRUTHS)}",
        lambda: _word(random),
        lambda: f"'{random.choice(('money', 'messages'))}' in alarm.planes",
        lambda: f"size(alarm.planes) {sign} 1",
        lambda: "has({0}) && {0} {2} {1}".format(*random.choice(_MAYBE), sign),
        lambda: "(!has({0}) || {0} {2} {1})".format(*random.choice(_MAYBE), sign),
        lambda: f"findings.{random.choice(_WALKS)}(f, {random.choice(_PARTS)})",
        lambda: f"findings.filter(f, {random.choice(_PARTS)}).size() {sign} 2",
        lambda: 'has(subject.country) && subject.country.startsWith("P")',
    )
    return f"{random.choice(made)()}"


def _word(random: Random) -> str:
    name, word, _ = random.choice(_WORDS)
    other = random.choice(("== '{}'", "!= '{}'", "in ['{}']", 'in ["{}"]'))
    return f"{name} {other.format(word)}"


def _misspelled(random: Random, name: str) -> str:
    at = random.randrange(1, len(name))
    return name[:at] + "q" + name[at:]


def _bad_root(random: Random) -> str:
    root, _, rest = random.choice((*_NUMBERS, *_WHOLES)).partition(".")
    return f"{MARK}{_misspelled(random, root)}.{rest} > 1"


def _bad_part(random: Random) -> str:
    root, _, rest = random.choice((*_NUMBERS, *_WHOLES)).partition(".")
    return f"{root}.{MARK}{_misspelled(random, rest)} > 1"


def _bad_word(random: Random) -> str:
    name, _, bad = random.choice(_WORDS)
    quote = random.choice("'\"")
    shape = random.choice(("{0} == {2}{1}{3}{1}", "{2}{1}{3}{1} != {0}", "{0} in [{2}{1}{3}{1}]"))
    return shape.format(name, quote, MARK, bad)


_IN_CONDITION: dict[str, Write] = {
    "unknown root": _bad_root,
    "unknown part": _bad_part,
    "word not on its list": _bad_word,
    "unknown value not asked for": lambda r: "{}{} > {}".format(MARK, *r.choice(_MAYBE)),
    "number against text": lambda r: f"{r.choice(_NUMBERS)} == {MARK}'twelve'",
    "text ordered": lambda r: f"{MARK}alarm.hypothesis < 'scam'",
    "list compared": lambda r: f"{MARK}alarm.planes == alarm.planes",
    "no such function": lambda r: f"findings.{MARK}any(f, f.counted)",
    "no such part of a finding": lambda r: f"findings.exists(f, f.{MARK}wait_db > 1.0)",
    "walk inside a walk": lambda r: f"findings.exists(f, findings.{MARK}exists(g, g.counted))",
    "kinds mixed": lambda r: f"{r.choice(_NUMBERS)} + {MARK}1 > 2.0",
    "whole numbers multiplied": lambda r: f"{MARK}{r.choice(_WHOLES)} * 2 > 3",
    "divided by a name": lambda r: f"1.0 / {MARK}{r.choice(_NUMBERS)} > 3.0",
    "one equals sign": lambda r: f"{r.choice(_WHOLES)} {MARK}= 1",
    "an English and": lambda r: f"{r.choice(_TRUTHS)} {MARK}and {r.choice(_TRUTHS)}",
    "two comparisons": lambda r: f"1 < {r.choice(_WHOLES)} {MARK}< 5",
    "an operand missing": lambda r: f"({r.choice(_TRUTHS)} && {MARK}) || {r.choice(_TRUTHS)}",
    "a number alone": lambda r: f"{r.choice(_TRUTHS)} && {MARK}{r.choice(_WHOLES)}",
    "mixed list": lambda r: f"{r.choice(_WHOLES)} in [1, {MARK}'two']",
    "empty list": lambda r: f"{r.choice(_WHOLES)} in {MARK}[]",
    "index": lambda r: f"alarm.planes{MARK}[0] == 'money'",
    "a map": lambda r: f"{MARK}{{'a': 1}} == 2",
    "number with a tail": lambda r: f"{r.choice(_WHOLES)} > {MARK}12u",
    "has of a root": lambda r: f"{MARK}has(group)",
    "size of a text": lambda r: f"size({MARK}alarm.hypothesis) > 3",
}


def _wrong_condition(write: Write) -> Write:
    def made(random: Random) -> str:
        bad, good = write(random), condition(random, 2)
        if "has(" in good:  # it could make right what is meant to be wrong
            good = "alarm.confirmed"
        shape = random.choice(("{1}", "({1}) && {0}", "{0} && ({1})", "!({1})", "({0}) || ({1})"))
        return shape.format(good, bad)

    return made


_AT_THE_END: dict[str, Write] = {
    "bracket not closed": lambda r: f"({condition(r, 2)}{MARK}",
    "ends too early": lambda r: f"{condition(r, 2)} &&{MARK}",
    "a whole number": lambda r: f"{MARK}{r.choice(_WHOLES)}",
    "text not closed": lambda r: f"{condition(r, 2)} && alarm.hypothesis == {MARK}'scam",
}


def quoted(random: Random, text: str) -> str:
    """A text as a TOML string, in one of the ways TOML has."""
    ways = ["basic", "long"]
    ways += ["literal"] if "'" not in text else []
    ways += ["long literal"] if "'''" not in text and not text.endswith("'") else []
    match random.choice(ways):
        case "literal":
            return f"'{text}'"
        case "long literal":
            return f"'''{_broken(random, text)}'''"
        case "long":
            tail = " " if text.endswith('"') else ""
            return f'"""{random.choice(("", chr(10)))}{_broken(random, text)}{tail}"""'
        case _:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _broken(random: Random, text: str) -> str:
    """Over several lines, where there is a space outside quotes and nothing is marked."""
    if MARK in text and text.endswith(MARK):
        return text
    return text.replace(" && ", random.choice((" && ", "\n  && ", " &&\n    ", " && // é中\n ")))


# ---------------------------------------------------------------- tables


def _key(random: Random, table: list[str]) -> str:
    name = _misspelled(random, random.choice(("step", "actions", "lasts", "ground")))
    table.append(f'{MARK}{name} = "x"')
    return "\n".join(table)


def _replaced(key: str, value: str) -> Callable[[Random, list[str]], str]:
    """The table with another value for a key."""

    def made(random: Random, table: list[str]) -> str:
        rows = [row for row in table if not row.startswith(f"{key} =")]
        rows.insert(random.randint(1, len(rows)), f"{key} = {value}")
        return "\n".join(rows)

    return made


def _without(key: str) -> Callable[[Random, list[str]], str]:
    def made(random: Random, table: list[str]) -> str:
        rows = [row for row in table if not row.startswith(f"{key} =")]
        rows[0] = rows[0].replace("[[", f"[[{MARK}")
        return "\n".join(rows)

    return made


_Change = Callable[[Random, list[str]], str]

_IN_RULE: dict[str, _Change] = {
    "unknown key": _key,
    "unknown step": _replaced("step", f'{MARK}"frction"'),
    "unknown action": _replaced("actions", f'["open_case", {MARK}"fined"]'),
    "action twice": _replaced("actions", f'["open_case", {MARK}"open_case"]'),
    "unknown hypothesis": _replaced("on", f'["scam", "extortion" , {MARK}"skam"]'),
    "unknown plane": _replaced("planes", f'[\n  "money",\n  {MARK}"cash",\n]'),
    "bad duration": _replaced("lasts", f'{MARK}"ten days"'),
    "duration too long": _replaced("lasts", f'{MARK}"900d"'),
    "bad truth": _replaced("shadow", f'{MARK}"yes"'),
    "name no text": _replaced("name", f"{MARK}12"),
    "not TOML": _replaced("cool_down", MARK),
    "no ground": _without("ground"),
    "no step": _without("step"),
    "no lasts": _without("lasts"),
    "two people and automatic": _replaced("two_people", f"{MARK}true"),
}
_FIXED: dict[str, str] = {
    "fine of a possible victim": 'step = "hold"\nfine = { amount = "5", currency = "EUR" }\n'
    f'actions = [{MARK}"fine"]\non = ["minor_at_risk"]',
    "fine without an amount": f'step = "hold"\nactions = ["strike", {MARK}"fine"]',
    "amount without a fine": f'step = "hold"\nactions = ["strike"]\n{MARK}fine = '
    '{ amount = "5", currency = "EUR" }',
    "fine of nothing": 'step = "hold"\nactions = ["fine"]\n'
    f'fine = {{ amount = {MARK}"0.00", currency = "EUR" }}',
    "fine in no currency": 'step = "hold"\nactions = ["fine"]\n'
    f'fine = {{ currency = {MARK}"euro", amount = "5" }}',
    "report by itself": f'step = "refer"\nactions = ["open_case", {MARK}"report"]',
    "action too high": f'step = "nudge"\nactions = ["tip", {MARK}"block_account"]',
    "wrong target": f'step = "hold"\nactions = [{MARK}"block_group"]\ntarget = "subject"',
}
_TOP: dict[str, str] = {
    "threshold too high": "[hypotheses]\nscam = { prior_db = -20, " + MARK + "threshold_db = 99 }",
    "unknown bar": "[hypotheses]\n" + MARK + "scan = { prior_db = -20, threshold_db = -5 }",
    "bad switch": f'[[switch]]\nplane = "messages"\nreads = {MARK}"some"\nreason = "law"',
    "bad country": f'[[switch]]\nplane = "money"\ncountries = ["DE", {MARK}"Austria"]\n'
    'reads = "metadata"\nreason = "law"',
    "unknown limit": "[acting]\n" + MARK + "mots = 5",
    "too many at once": "[acting]\nmost = " + MARK + "-3",
    "patience too short": "[acting]\npatience = " + MARK + '"5m"',
    "unknown table": "[tables]\n" + MARK + 'peple = "people.csv"',
    "table no text": "[tables]\nprotected = " + MARK + "[7]",
    "covers without a table": "[tables]\n" + MARK + 'covers = ["film"]',
    "detector's shadow": "[[detector]]\nname = 'abc'\ntitle = 't'\nspeaks_for = ['scam']\n"
    "terms = ['gift']\nshadow = " + MARK + "'yes'",
    "case of no rule": f'[[case]]\nname = "c"\nalarm = {{ hypothesis = "scam" }}\n'
    f'asks = [{MARK}"no such rule"]',
    "rungs fall": '[[ladder]]\nname = "l"\nground = "g"\nrungs = [\n'
    '  { strikes = 1, step = "nudge", actions = ["tip"], lasts = "1d" },\n'
    f'  {{ strikes = {MARK}1, step = "nudge", actions = ["tip"], lasts = "1d" }},\n]',
    "pattern with a look-ahead": f"[[detector]]\nname = 'abc'\ntitle = 't'\n"
    f"speaks_for = ['scam']\npattern = 'gift {MARK}(?=card) code'",
    "pattern not closed": f"[[detector]]\nname = 'abc'\ntitle = 't'\n"
    f"speaks_for = ['scam']\npattern = \"gift \\\\d {MARK}[abc\"",
    "pattern of digits": "[[detector]]\nname = 'abc'\ntitle = 't'\n"
    f"speaks_for = ['scam']\npattern = '{MARK}\\d{{4,9}}'",
    "term too short": "[[detector]]\nname = 'abc'\ntitle = 't'\n"
    f"speaks_for = ['scam']\nterms = ['gift card', {MARK}'ab']",
    "detector without terms": f"[[{MARK}detector]]\nname = 'abc'\ntitle = 't'\n"
    "speaks_for = ['scam']",
    "unknown field": "[[detector]]\nname = 'abc'\ntitle = 't'\nspeaks_for = ['scam']\n"
    f"terms = ['gift']\nwhere = 'event.{MARK}chanel == \"direct\"'",
    "somebody's country": "[[detector]]\nname = 'abc'\ntitle = 't'\nspeaks_for = ['scam']\n"
    f"reads = 'login.seen'\nwhere = 'event.{MARK}country == \"PH\"'",
    "field that may be absent": "[[detector]]\nname = 'abc'\ntitle = 't'\n"
    f"speaks_for = ['scam']\nterms = ['gift']\nwhere = '{MARK}event.channel == \"direct\"'",
}


def _table(random: Random, number: int, when: str | None = None) -> list[str]:
    """A rule without a mistake, line by line, its keys in any order."""
    action = random.choice(sorted(LOWEST))
    step = STEPS[random.randint(STEPS.index(LOWEST[action]), len(STEPS) - 1)]
    target = random.choice(FALLS_ON.get(action, ("subject",)))
    rows = [
        f'name = "rule {number} é中"',
        f'step = "{step}"',
        f'actions = ["{action}"]',
        f"target = '{target}'",
        f'lasts = "{random.randint(1, 90)}d"',
        'ground = "clause 4 # not a comment"',
    ]
    if action == "fine":
        rows.append('fine = { amount = "20.00", currency = "EUR" }')
    if action in ("report", "fine", "strike", "block_account", "delist", "hold_payout"):
        rows.append("automatic = false")
    if random.random() < 0.7:
        chosen = random.sample(HYPOTHESES, random.randint(1, 4))
        rows.append(f"on = [{', '.join(f'{chr(34)}{name}{chr(34)}' for name in chosen)}]")
    if when is not None or random.random() < 0.8:
        text = condition(random) if when is None else when
        rows.append(f"when = {quoted(random, text)}")
    random.shuffle(rows)
    return ["[[rule]]", *rows]


def _plain(random: Random) -> list[str]:
    """A rule to which one mistake is done."""
    rows = ['step = "refer"', 'actions = ["open_case"]', 'lasts = "9d"', 'ground = "g"']
    random.shuffle(rows)
    return ["[[rule]]", 'name = "broken"', *rows]


def _fixed(text: str) -> str:
    return f'[[rule]]\nname = "broken"\nlasts = "9d"\nground = "g"\n{text}'


def _always(text: str) -> Write:
    return lambda _: text


def _of_condition(write: Write) -> Write:
    return lambda r: "\n".join(_table(r, 999, write(r)))


def _of_rule(change: _Change) -> Write:
    return lambda r: change(r, _plain(r))


MISTAKES: dict[str, Write] = {
    **{name: _of_condition(_wrong_condition(write)) for name, write in _IN_CONDITION.items()},
    **{name: _of_condition(write) for name, write in _AT_THE_END.items()},
    **{name: _of_rule(change) for name, change in _IN_RULE.items()},
    **{name: _always(_fixed(text)) for name, text in _FIXED.items()},
    **{name: _always(text) for name, text in _TOP.items()},
}
"""What can be wrong, by name, and how it is written."""


def _document(random: Random, mistake: Write | None) -> str:
    blocks = ["\n".join(_table(random, n)) for n in range(random.randint(0, 5))]
    if mistake is not None:
        blocks.insert(random.randint(0, len(blocks)), mistake(random))
    filler = ("", "\n# a comment with [[brackets]] and 'quotes'\n", "\n\n", '   # é 中文 """ \n')
    head = 'version = "made up"  # one\n' + random.choice(("", 'lateness = "5m"\n'))
    return head + "".join(f"{random.choice(filler)}{block}\n" for block in blocks)
