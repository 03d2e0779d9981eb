"""Every way a condition is refused: at exactly the piece that is meant, with what to write."""

import pytest

from bantay.policy.cel import Wrong, check
from bantay.policy.vocabulary import VOCABULARY

CASES = [
    # functions
    ("has(group)", "BP216", "has(group)", "one dotted name"),
    ("has(group.size, 1)", "BP216", "has(group.size, 1)", "one dotted name"),
    ("alarm.has(group.size)", "BP216", "has(group.size)", "one dotted name"),
    ("has(1)", "BP216", "has(1)", "one dotted name"),
    ("has(group.sise)", "BP212", "sise", "no part 'sise'"),
    ("size() > 1", "BP216", "size()", "of one list"),
    ("size(alarm.planes, 1) > 1", "BP216", "size(alarm.planes, 1)", "of one list"),
    ("alarm.planes.size(1) > 1", "BP216", "size(1)", "of one list"),
    ("size(alarm.confirmed) > 1", "BP216", "alarm.confirmed", "this is true or false"),
    ("size(alarm.planes)", "BP221", "size(alarm.planes)", "this is a whole number"),
    ("contains('ab')", "BP216", "contains", 'write account.contains("ab")'),
    ("exists(f, true)", "BP216", "exists", "write findings.exists(f, f.counted)"),
    ("sise(alarm.planes) > 1", "BP215", "sise", "there is no function 'sise'"),
    ("alarm.hypothesis.contains()", "BP216", "contains()", "takes one text"),
    ("alarm.hypothesis.contains('a', 'b')", "BP216", "contains('a', 'b')", "takes one text"),
    ("alarm.planes.startsWith('a')", "BP216", "alarm.planes", "this is a list of texts"),
    ("alarm.hypothesis.endsWith(1)", "BP216", "1", "for texts, this is a whole number"),
    # walks
    ("findings.exists(f)", "BP216", "exists(f)", "write findings.exists(f, f.counted)"),
    ("findings.all('f', true)", "BP216", "all('f', true)", "write findings.all(f, f.counted)"),
    ("findings.exists(f.x, true)", "BP218", "f.x", "cannot name one"),
    ("findings.exists(size, true)", "BP218", "size", "a letter such as f"),
    ("findings.exists(group, true)", "BP218", "group", "a letter such as f"),
    ("findings.exists(f, 1)", "BP221", "1", "this is a whole number"),
    ("findings.exists(f, f)", "BP212", "f", "one part of f is meant: detector"),
    ("findings.exists(f, f.counted.x)", "BP212", "x", "no part of counted"),
    ("findings.exists(f, f.weight_db.x > 1.0)", "BP212", "x", "no part of weight_db"),
    ("alarm.score_db.exists(f, true)", "BP216", "alarm.score_db", "this is a number"),
    ("[1, 2].exists(f, true)", "BP217", "[1, 2]", "a named list only"),
    ("findings.exists(f, findings.all(g, true))", "BP217", "all", "no walk inside a walk"),
    ("findings.exists(f, true) && f.counted", "BP211", "f", "'f' is not known"),
    ("findings.filter(f, f.counted)", "BP221", "filter(f, f.counted)", "list of records"),
    # names
    ("group", "BP212", "group", "one part of group is meant: size"),
    ("alarm.score_db.x > 1.0", "BP212", "x", "score_db has no parts"),
    ("subject.strikes.a.b > 1", "BP212", "a.b", "strikes has no parts"),
    ("findings.counted", "BP212", "counted", "findings has no parts"),
    ("alarm.zzzzzz > 1", "BP212", "zzzzzz", "alarm has no part 'zzzzzz'"),
    # signs between things
    ("true && 1", "BP221", "1", "true or false expected"),
    ("1 || true", "BP221", "1", "true or false expected"),
    ("!1", "BP221", "1", "true or false expected"),
    ("1 ? true : false", "BP221", "1", "true or false expected"),
    ("true ? 1 : 'a'", "BP223", "'a'", "of one kind: a whole number, not a text"),
    ("(true ? alarm.planes : 1) == 1", "BP223", "alarm.planes", "one value, this is a list"),
    ("(true ? 1 : alarm.planes) == 1", "BP223", "alarm.planes", "one value, this is a list"),
    ("alarm.hypothesis in []", "BP222", "[]", "an empty list"),
    ("alarm.hypothesis in ['scam', 1]", "BP222", "1", "one kind of thing: texts"),
    ("1 in [1, alarm.revision]", "BP222", "alarm.revision", "numbers or texts only"),
    ("alarm.hypothesis in ['scam', 'skam']", "BP213", "'skam'", "is not one of"),
    ("alarm.hypothesis in 3", "BP224", "3", "looks into a list"),
    ("alarm.hypothesis in findings", "BP224", "findings", "looks into a list"),
    ("subject.strikes in ['a']", "BP224", "subject.strikes", "never holds a whole number"),
    ("true < false", "BP224", "true", "only numbers are more or less"),
    ("1 >= 'a'", "BP224", "'a'", "only numbers are more or less"),
    ("'scam' == 1", "BP224", "1", "a text is never a whole number"),
    ("alarm.planes == alarm.planes", "BP224", "alarm.planes", "a list of texts is not compared"),
    ("'skam' == alarm.hypothesis", "BP213", "'skam'", "is not one of"),
    # arithmetic
    ("1 + 'a' > 1", "BP225", "'a'", "`+` is for numbers, this is a text"),
    ("true - 1 > 1", "BP225", "true", "`-` is for numbers, this is true or false"),
    ("-alarm.hypothesis > 1", "BP225", "alarm.hypothesis", "`-` is for numbers"),
    ("1.0 % 2.0 > 1.0", "BP226", "1.0 % 2.0", "has no `%`"),
    ("3 % 2 > 1", "BP226", "3 % 2", "has no `%`"),
    ("alarm.revision / 2 > 1", "BP226", "alarm.revision / 2", "could overflow"),
    ("alarm.score_db / alarm.score_db > 1.0", "BP226", "alarm.score_db", "by a plain number"),
    # writing
    ("12a > 1", "BP202", "12a", "such as 12 or 12.5"),
    ("1.5.2 > 1.0", "BP202", "1.5.", "such as 12 or 12.5"),
    ("9007199254740993 > 1", "BP202", "9007199254740993", "at most 9007199254740992"),
    ("1 > 000000000000000000001", "BP202", "000000000000000000001", "at most"),
    ("'abc", "BP203", "'", "no closing quote"),
    (r"'a\q' == 'a'", "BP203", r"\q", "is no escape"),
    ("true # x", "BP201", "#", "is no sign"),
    ("not true", "BP201", "not", "is no sign of CEL"),
    ("true & true", "BP201", "&", "is no sign"),
    ("true | true", "BP201", "|", "is no sign"),
    ("alarm . 1", "BP205", "1", "a name expected, but '1'"),
    ("(1).a", "BP205", "a", "only names have parts"),
    ("(true", "BP205", "", "')' expected, but the condition ends"),
    ("[1, 2", "BP205", "", "']' expected, but the condition ends"),
    ("true)", "BP205", ")", "but ')' stands here"),
    ("true ? true", "BP205", "", "':' of the question expected"),
    ("in", "BP205", "in", "a name or a value expected, but 'in'"),
]


@pytest.mark.parametrize(("source", "code", "piece", "said"), CASES)
def test_the_piece_that_is_wrong_is_the_one_that_is_shown(source, code, piece, said):
    with pytest.raises(Wrong) as wrong:
        check(source, VOCABULARY)
    found = wrong.value
    assert (found.code, source[found.start : found.end]) == (code, piece)
    assert said in found.reason and found.start < found.end


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("9007199254740992 > 1", set()),
        ("1 > 00000000000000000001", set()),
        ("1 == 1.0", set()),
        ("!(!has(group.size)) && group.size > 1", {"group.size"}),
        ("!(!has(group.size) || false) && group.size > 1", {"group.size"}),
        ("!has(group.size) ? true : group.size > 1", {"group.size"}),
        ("(has(group.size) && true) && group.size > 1", {"group.size"}),
        ("(true && has(group.size)) && group.size > 1", {"group.size"}),
        ("findings.all(f, f.counted) && findings.all(f, true)", {"findings", "findings.counted"}),
        ("(true ? 'scam' : alarm.hypothesis) == 'anything'", {"alarm.hypothesis"}),
        (
            "alarm.planes.size() > 1 && alarm.score_db / -2.5 > 1.0",
            {"alarm.planes", "alarm.score_db"},
        ),
        ("alarm.score_db - 1.0 * 2.0 > -alarm.over_db", {"alarm.score_db", "alarm.over_db"}),
        (r"alarm.hypothesis.contains('\u0041\n\'')", {"alarm.hypothesis"}),
    ],
)
def test_what_is_right_tells_the_names_it_uses(source, names):
    assert check(source, VOCABULARY).names == names


@pytest.mark.parametrize(
    "source",
    [
        "(has(group.size) || true) && group.size > 1",
        "!(has(group.size) && true) && group.size > 1",
        "!(!has(group.size) && false) && group.size > 1",
        "has(group.size) ? true : group.size > 1",
        "(has(group.size) ? true : true) && group.size > 1",
    ],
)
def test_what_might_not_have_been_asked_first_is_not_known(source):
    with pytest.raises(Wrong) as wrong:
        check(source, VOCABULARY)
    assert wrong.value.nearest == "has(group.size) && ..."
    assert wrong.value.start == source.rindex("group.size")


def test_a_long_list_of_words_is_not_told_whole_and_a_short_one_is():
    with pytest.raises(Wrong, match=r"is not one of: (\w+, ){8}\.\.\.$"):
        check("alarm.hypothesis == 'skam'", VOCABULARY)
    with pytest.raises(Wrong, match=r"is not one of: (\w+, ){5}\w+$"):
        check("'cash' in alarm.planes", VOCABULARY)


@pytest.mark.parametrize("text", ["a", "x" * 2000])
def test_a_condition_may_be_as_long_as_is_said(text):
    with pytest.raises(Wrong) as wrong:
        check(text, VOCABULARY)
    assert wrong.value.code == "BP211"
