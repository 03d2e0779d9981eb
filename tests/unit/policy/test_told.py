"""What a policy file is told: each mistake once, at its place, with what was expected."""

import pytest

from bantay.errors import InputError
from bantay.policy import read
from bantay.policy.diff import differences
from bantay.policy.files import defaults
from bantay.policy.problems import explained, problems

RULE = {"name": '"r"', "step": '"nudge"', "actions": '["tip"]', "lasts": '"1d"', "ground": '"g"'}
FINE = {"step": '"hold"', "actions": '["fine"]'}
RUNG = '{ strikes = %s, step = "nudge", actions = ["tip"], lasts = "1d" }'
LADDER = {"name": '"l"', "ground": '"g"'}
SWITCH = {"plane": '"messages"', "reads": '"nothing"', "reason": '"r"'}
CASE = {"name": '"c"', "asks": "[]", "alarm": '{ hypothesis = "scam" }'}
OWN = {"name": '"mine"', "title": '"Mine"', "speaks_for": '["scam"]', "terms": '["gift card"]'}
TWO = '{ terms = ["abc"] }, { terms = ["abd"] }'


def table(kind, base, **changed):
    """A table of a policy; None leaves a key out. Line 1 is the version, line 2 its head."""
    keys = {k: v for k, v in {**base, **changed}.items() if v is not None}
    return f"[[{kind}]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def rule(**changed):
    return table("rule", RULE, **changed)


def fined(fine):
    return rule(**FINE, fine=fine)


def ladder(*strikes):
    rungs = ", ".join(RUNG % n for n in strikes)
    return table("ladder", LADDER, rungs=f"[{rungs}]")


def own(**changed):
    return table("detector", OWN, **changed)


def steps(*more, **changed):
    return own(terms=None, sequence=f"[{', '.join(more)}]", **changed)


def told(text):
    """(code, line, nearest) of each problem, and all reasons."""
    wrong = read(f'version = "v"\n{text}', "x.toml", defaults())[1]
    return [(p.code, p.place.line, p.nearest) for p in wrong], " / ".join(p.reason for p in wrong)


RULES = [
    (rule(step=None), "BP104", 2, None, "one of watch, nudge, friction, hold, refer"),
    (rule(ground=None), "BP104", 2, 'ground = "..."', "ground is missing"),
    (rule(lasts=None), "BP104", 2, 'lasts = "30d"', "lasts is missing"),
    (rule(name=None), "BP104", 2, 'name = "..."', "name is missing"),
    (rule(actions=None), "BP301", 2, 'actions = ["tip"]', "a nudge takes at least one action"),
    (rule(step='"nuge"'), "BP106", 4, "nudge", "'nuge' is not one of"),
    (rule(actions='"tip"'), "BP105", 5, None, "actions is a list that is not empty"),
    (rule(actions="[]"), "BP105", 5, None, "actions is a list that is not empty"),
    (rule(actions='["tipp"]'), "BP106", 5, "tip", "'tipp' is not one of"),
    (rule(actions='["tip", "tip"]'), "BP109", 5, None, "'tip' is there twice"),
    (rule(lasts='"367d"'), "BP108", 6, None, "lasts is at most 366 days"),
    (rule(lasts="3"), "BP107", 6, None, '"10m", "36h" or "7d"'),
    (rule(cool_down='"367d"'), "BP108", 8, None, "cool_down is at most 366 days"),
    (rule(ground='" "'), "BP105", 7, None, "a text that is not empty"),
    (rule(automatic="1"), "BP105", 8, None, "automatic is true or false"),
    (rule(shadow='"no"'), "BP105", 8, None, "shadow is true or false"),
    (rule(when="3"), "BP105", 8, None, "when is a text"),
    (rule(when='"subject.strikes >"'), "BP205", 8, None, "the condition ends here"),
    (rule(target='"grup"'), "BP106", 8, "group", "is not one of"),
    (rule(on='["scam"]', subjects='["acount"]'), "BP106", 9, "account", "is not one of"),
    (rule(planes='["mony"]'), "BP106", 8, "money", "is not one of"),
    (rule(colour="1"), "BP103", 8, None, "unknown key 'colour'"),
    ("rule = 3\n", "BP105", 2, None, "rule is written [[rule]]"),
    ("rule = [3]\n", "BP105", 2, None, "rule holds tables"),
    (rule() + rule(), "BP109", 9, None, "a rule named 'r' is there already"),
    (ladder(0) + ladder(0), "BP109", 7, None, "a ladder named 'l' is there already"),
    (fined('{ currency = "EUR" }'), "BP104", 8, 'amount = "..."', "amount is missing"),
    (fined('{ amount = "0.00", currency = "EUR" }'), "BP308", 8, None, "over zero"),
    (fined('{ amount = "1", currency = "eur" }'), "BP308", 8, None, "three capitals"),
    (fined('{ amount = "1", currency = "EURO" }'), "BP308", 8, None, "three capitals"),
    (fined('{ amount = "1", currency = "EUR", to = "x" }'), "BP103", 8, None, "unknown key 'to'"),
    (rule(fine='{ amount = "1", currency = "EUR" }'), "BP308", 8, None, "without the action fine"),
    (table("ladder", LADDER), "BP104", 2, None, "rungs are missing"),
    (ladder(2, 2), "BP307", 5, None, "more than 2 strikes expected"),
    (ladder(1001), "BP108", 5, None, "from 0 to 1000"),
    (ladder(-1), "BP108", 5, None, "from 0 to 1000"),
    (ladder("true"), "BP108", 5, None, "from 0 to 1000"),
    (table("switch", SWITCH, plane='"message"'), "BP106", 3, "messages", "is not one of"),
    (table("switch", SWITCH, countries='["de"]'), "BP106", 6, None, "two capitals such as DE"),
    ('lateness = "367d"\n', "BP108", 2, None, "lateness is at most 366 days"),
    ('packs = ["chatt"]\n', "BP106", 2, "chat", "'chatt' is not one of"),
    (table("case", CASE, asks='["nobody"]'), "BP501", 4, None, "no rule 'nobody'"),
    (table("case", CASE, alarm='{ hypothesis = "skam" }'), "BP106", 5, "scam", "is not one of"),
]
ACTING = [
    ('[acting]\nmost_within = "59s"\n', "BP108", 3, None, "most_within is at least 1m"),
    ('[acting]\nmost_within = "2d"\n', "BP108", 3, None, "most_within is at most 1 days"),
    ('[acting]\npatience = "59m"\n', "BP108", 3, None, "patience is at least 1h"),
    ('[acting]\npatience = "181d"\n', "BP108", 3, None, "patience is at most 180 days"),
    ('[acting]\nact_within = "25h"\n', "BP108", 3, None, "act_within is at most 1 days"),
    ('[acting]\nkeep_delivered = "3651d"\n', "BP108", 3, None, "at most 3650 days"),
    ("[acting]\nmost = -1\n", "BP108", 3, None, "from 0 to 1000000"),
    ("[acting]\nmost = 1000001\n", "BP108", 3, None, "from 0 to 1000000"),
    ("[acting]\nmoost = 1\n", "BP103", 3, "most", "unknown key 'moost'"),
    ("acting = 3\n", "BP105", 2, None, "acting is a table: [acting]"),
    ("tables = 3\n", "BP105", 2, None, "tables is a table: [tables]"),
    ("[tables]\npeople = 3\n", "BP105", 3, None, "people is a text"),
    ('[tables]\ncovers = ["pageant"]\n', "BP104", 3, None, "name it"),
    ('[tables]\npeople = "x"\ncovers = [" "]\n', "BP105", 4, None, "covers holds texts"),
    ('unknown_country = "ph"\n', "BP106", 2, None, "two capitals"),
]
OWNS = [
    (own(name='"my"'), "BP105", 3, None, "3 to 40 small letters"),
    (own(name='"Mine"'), "BP105", 3, None, "3 to 40 small letters"),
    (own(name=f'"{"m" * 41}"'), "BP105", 3, None, "3 to 40 small letters"),
    (own() + own(), "BP109", 8, None, "a detector named 'mine' is there already"),
    (own(speaks_for=None), "BP104", 2, 'speaks_for = ["scam"]', "speaks_for is missing"),
    (own(speaks_for='["skam"]'), "BP106", 5, "scam", "is not one of"),
    (own(title=None), "BP104", 2, 'title = "..."', "title is missing"),
    (own(terms=None), "BP404", 2, 'terms = ["gift card"]', "has terms or a pattern"),
    (own(terms='["ab"]'), "BP404", 6, None, "three letters or more"),
    (own(terms='[""]'), "BP404", 6, None, "three letters or more"),
    (own(terms='[" abc"]'), "BP404", 6, None, "no space around it"),
    (own(terms="[3]"), "BP404", 6, None, "at most 100 characters"),
    (own(terms=f'["{"x" * 101}"]'), "BP404", 6, None, "at most 100 characters"),
    (own(ceiling_db="0"), "BP108", 7, None, "a number over 0, at most 10"),
    (own(ceiling_db="10.1"), "BP108", 7, None, "a number over 0, at most 10"),
    (own(ceiling_db="true"), "BP108", 7, None, "a number over 0, at most 10"),
    (own(count="0"), "BP108", 7, None, "from 1 to 100"),
    (own(count="101"), "BP108", 7, None, "from 1 to 100"),
    (own(within='"91d"'), "BP108", 7, None, "within is at most 90 days"),
    (own(half_life='"367d"'), "BP108", 7, None, "half_life is at most 366 days"),
    (own(shadow="1"), "BP105", 7, None, "shadow is true or false"),
    (own(distinct_least="2"), "BP405", 7, 'distinct = "conversation"', "needs distinct"),
    (own(distinct='"to"'), "BP106", 7, None, "'to' is not one of: hour, weekday, account"),
    (
        own(distinct='"conversation"', distinct_least="2"),
        *("BP405", 8, "count = 2", "2 different ones need a count of 2"),
    ),
    (own(by='"accounts"'), "BP106", 7, "account", "account, sender, conversation, group"),
    (own(reads='"message.sen"'), "BP106", 7, "message.sent", "is not one of"),
    (own(reads='"login.seen"'), "BP405", 6, None, "login.seen has no text for terms"),
    (
        own(terms=None, reads='"login.seen"', pattern='"gift card"'),
        *("BP405", 7, None, "login.seen has no text for pattern"),
    ),
    (own(terms=None, reads='"payment.made"'), "BP404", 2, None, "terms, a pattern or where"),
    (own(where="\"event.chanel == 'x'\""), "BP212", 7, "channel", "no part 'chanel'"),
    (steps('{ terms = ["abc"] }'), "BP405", 6, None, "2 to 6 steps"),
    (steps(*['{ terms = ["abc"] }'] * 7), "BP405", 6, None, "2 to 6 steps"),
    (steps(TWO, count="2"), "BP405", 7, None, "a sequence is not counted"),
    (own(sequence=f"[{TWO}]"), "BP405", 6, None, "terms stands in the steps"),
    (steps(TWO, unless='["abe"]'), "BP405", 7, None, "unless stands in the steps"),
    (own(terms=None, pattern='"gift(?=x)"'), "BP401", 6, None, "no look-around"),
    (own(terms=None, pattern='"ab"'), "BP402", 6, None, "a word of 4 letters"),
    (own(colour="1"), "BP103", 7, None, "unknown key 'colour'"),
]


@pytest.mark.parametrize(("text", "code", "line", "nearest", "said"), [*RULES, *ACTING, *OWNS])
def test_a_mistake_is_told_once_at_its_place(text, code, line, nearest, said):
    problems, reasons = told(text)
    assert problems == [(code, line, nearest)] and said in reasons


@pytest.mark.parametrize(
    "text",
    [
        rule(lasts='"366d"', cool_down='"366d"'),
        rule(step='"watch"', actions=None),
        fined('{ amount = "0.01", currency = "EUR" }'),
        ladder(0, 1, 1000),
        '[acting]\nmost_within = "1m"\npatience = "1h"\nact_within = "1d"\nmost = 0\n',
        '[acting]\nmost_within = "1d"\npatience = "180d"\nkeep_delivered = "3650d"\n',
        '[tables]\npeople = "x.csv"\ncovers = ["pageant"]\n',
        own(name=f'"{"m" * 40}"'),
        own(name='"m_1"'),
        own(terms='["卡"]'),
        own(terms=f'["{"x" * 100}"]'),
        own(ceiling_db="10", count="100", within='"90d"', half_life='"366d"'),
        own(ceiling_db="0.1"),
        own(count="2", distinct='"conversation"', distinct_least="2"),
        own(terms=None, reads='"login.seen"', where='"event.hour > 3"'),
        own(terms=None, reads='"profile.updated"', where='"event.hour > 3"'),
        own(terms=None, reads='"payment.made"', pattern='"gift card"'),
        steps(TWO),
        steps(*['{ terms = ["abc"] }'] * 6),
    ],
)
def test_what_is_just_inside_a_bound_is_taken(text):
    assert told(text) == ([], "")


def test_what_a_detector_says_becomes_what_it_is():
    more = {"within": '"2h"', "count": "3", "half_life": '"7d"', "ceiling_db": "4.26"}
    more |= {"by": '"conversation"', "says": '"told"', "misses": '"much"', "group": '"own"'}
    [made] = read(f'version = "v"\n{own(**more)}', "x.toml", defaults())[0].own
    assert (made.window, made.count, made.half_life) == (2 * 3_600_000_000, 3, 7 * 86_400_000_000)
    assert (made.ceiling, made.by, made.says, made.group) == (4.3, "conversation", "told", "own")
    assert (made.notes, made.line, made.id) == ({"misses": "much"}, 2, "messages.own_mine")
    [plain] = read(f'version = "v"\n{own(within=chr(34) + "1s" + chr(34))}', "x", defaults())[0].own
    assert (plain.ceiling, plain.says, plain.group) == (5, "Mine", "own mine")
    assert (plain.window, plain.count, plain.by) == (60_000_000, 1, "account")
    [shadow] = read(f'version = "v"\n{own(shadow="true")}', "x", defaults())[0].own
    assert shadow.ceiling == 0.0


def test_a_name_of_ours_is_told_as_the_word_that_stands_in_the_file():
    [wrong] = read(f'version = "v"\n{own(by=chr(34) + "accounts" + chr(34))}', "x", defaults())[1]
    assert str(wrong).endswith("(did you mean 'account'?)")


def test_what_may_happen_by_itself_and_how_long_things_are_kept():
    text = '[acting]\nact_within = "2h"\nmost = 7\nmost_within = "5m"\npatience = "3d"\n'
    limits = read(f'version = "v"\n{text}', "x", defaults())[0].limits
    hour = 3_600_000_000
    assert (limits.act_within, limits.cap) == (2 * hour, 7)
    assert (limits.cap_window, limits.patience) == (hour // 12, 72 * hour)


def test_a_code_is_explained_and_the_nearest_is_told_for_one_that_is_none():
    title, advice = explained("bp104")
    assert title and advice and explained("BP104") == (title, advice)
    with pytest.raises(InputError, match="there is no code 'BP999'") as wrong:
        explained("BP999")
    assert wrong.value.nearest in problems()


BARS = "[hypotheses]\nscam = { prior_db = %s, threshold_db = %s }\n"


@pytest.mark.parametrize(
    ("before", "after", "field", "way"),
    [
        ((-20, -5), (-10, -5), "prior_db", "more alarms"),
        ((-10, -5), (-20, -5), "prior_db", "fewer alarms"),
        ((-20, -5), (-20, -9), "threshold_db", "more alarms"),
        ((-20, -9), (-20, -5), "threshold_db", "fewer alarms"),
    ],
)
def test_a_moved_bar_says_whether_there_will_be_more_alarms(before, after, field, way):
    one, two = (read(f'version = "v"\n{BARS % bar}', "x", defaults())[0] for bar in (before, after))
    [found] = differences(one, two)
    assert (found.part, found.name, found.field, found.way) == ("threshold", "scam", field, way)
