"""`scan_lines`: the contract of DESIGN section 11, to the letter."""

import json

import pytest

from bantay.runtime.scan import scan_lines

SPLIT = [["ann", "415 555"], ["ann", "0137"]]
PHONE = "+1 415 555 0137"
HIDDEN = "④①⑤ ⑤⑤⑤ ⓪①③⑦"


def raw(*lines):
    return [json.loads(line) for line in scan_lines(lines)]


def scan(*lines):
    return raw(*(json.dumps(line, ensure_ascii=False).encode() for line in lines))


def text(what):
    (answer,) = scan({"id": "t", "text": what})
    return answer


def talk(*messages):
    (answer,) = scan({"id": "t", "messages": [list(pair) for pair in messages]})
    return answer


def places(contact):
    return [(q["message"], q["start"], q["end"]) for q in contact["quotes"]]


def test_a_text_alone_gives_exactly_what_the_contract_names():
    answer = text(f"ring me at {HIDDEN}")
    assert list(answer) == ["id", "contacts", "findings", "alarms"]
    (contact,) = answer["contacts"]
    assert list(contact) == ["kind", "value", "quotes", "undone", "confidence"]
    assert (contact["kind"], contact["value"]) == ("phone", "4155550137")
    assert contact["quotes"] == [{"message": 0, "start": 11, "end": 23}]
    assert contact["undone"] == ["circled digits", "separators"]
    assert 0 < contact["confidence"] <= 1
    (finding,) = answer["findings"]
    assert list(finding) == ["detector", "hypothesis", "weight_db", "summary"]
    assert finding["detector"] == "messages.contact_obfuscated"
    assert finding["hypothesis"] == "contact_evasion" and 0 < finding["weight_db"] <= 15
    assert HIDDEN not in finding["summary"] and "4155550137" not in finding["summary"]
    assert answer["alarms"] == ["contact_evasion"]


def test_one_plain_contact_is_listed_and_weighed_and_is_no_alarm_by_itself():
    answer = text(f"ring me at {PHONE}")
    (contact,), (finding,) = answer["contacts"], answer["findings"]
    assert (contact["value"], contact["undone"]) == ("+14155550137", ["separators"])
    assert finding["detector"] == "messages.contact_shared" and finding["weight_db"] > 0
    assert PHONE not in finding["summary"]
    assert answer["alarms"] == []


def test_nothing_to_see_gives_empty_lists():
    nothing = {"id": "t", "contacts": [], "findings": [], "alarms": []}
    assert text("see you there") == text("") == talk() == nothing


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("call ④①⑤ ⑤⑤⑤ ⓪①③⑦ ok", "④①⑤ ⑤⑤⑤ ⓪①③⑦"),
        ("加我微信 13800138000", "13800138000"),
        ("😀😀 ann@example.com", "ann@example.com"),
        ("👩‍👩‍👧 é: " + PHONE, PHONE),
    ],
)
def test_spans_count_characters_of_the_original_text(what, found):
    (contact,) = text(what)["contacts"]
    ((message, start, end),) = places(contact)
    assert message == 0 and what[start:end] == found


def test_undone_says_what_was_undone():
    assert text("call ④①⑤ ⑤⑤⑤ ⓪①③⑦ ok")["contacts"][0]["undone"] == ["circled digits", "separators"]


def test_contacts_come_in_reading_order_with_the_index_of_their_message():
    answer = talk(("ann", "hi"), ("ben", f"ben@example.org or {PHONE}"), ("ann", "ann@example.com"))
    assert [(c["value"], places(c)[0][0]) for c in answer["contacts"]] == [
        ("ben@example.org", 1),
        ("+14155550137", 1),
        ("ann@example.com", 2),
    ]


def test_a_split_contact_is_quoted_in_every_message_that_holds_a_part():
    answer = talk(
        ("ann", "415 555"), ("ben", "ok"), ("ann", "0137"), ("ben", "b@example.com"), ("ann", "x")
    )
    split, plain = answer["contacts"]
    assert (split["kind"], split["value"]) == ("phone", "4155550137")
    assert places(split) == [(0, 0, 7), (2, 0, 4)] and "split" in split["undone"]
    assert plain["value"] == "b@example.com"
    assert "messages.contact_split" in [f["detector"] for f in answer["findings"]]
    assert answer["alarms"] == ["contact_evasion"]


def test_a_split_address_is_an_email():
    (contact,) = talk(("ann", "ann.lee"), ("ann", "@example.com"))["contacts"]
    assert (contact["kind"], contact["value"]) == ("email", "ann.lee@example.com")
    assert places(contact) == [(0, 0, 7), (1, 0, 12)]


@pytest.mark.parametrize(
    ("one", "two"),
    [("ann", "ben"), ("", "somebody"), ("a" * 200 + "1", "a" * 200 + "2"), ("ann", "Ann")],
)
def test_parts_by_two_senders_never_join(one, two):
    answer = talk((one, "415 555"), (two, "0137"))
    assert (answer["contacts"], answer["findings"], answer["alarms"]) == ([], [], [])
    assert talk((one, "415 555"), (one, "0137"))["contacts"] != []


@pytest.mark.parametrize("before", [0, 25])
@pytest.mark.parametrize("after", [0, 25])
def test_contacts_and_findings_agree_wherever_in_a_long_talk_the_parts_stand(before, after):
    chat = [("ann", f"hello there {'x' * n}") for n in range(25)]
    answer = talk(*chat[:before], *SPLIT, *chat[:after])
    assert [c["value"] for c in answer["contacts"]] == ["4155550137"]
    assert places(answer["contacts"][0]) == [(before, 0, 7), (before + 1, 0, 4)]
    assert [f["detector"] for f in answer["findings"]] == ["messages.contact_split"]


def test_parts_too_far_apart_do_not_join():
    chat = [("ben", f"hello there {'x' * n}") for n in range(60)]
    assert talk(SPLIT[0], *chat, SPLIT[1])["contacts"] == []


def test_what_the_sender_takes_back_is_neither_a_contact_nor_an_alarm():
    answer = talk(*SPLIT, ("ann", "that was my order number"))
    assert (answer["contacts"], answer["findings"], answer["alarms"]) == ([], [], [])


def test_an_alarm_without_a_contact():
    answer = text(
        "I have your pictures. Pay 500 dollars before midnight or I send them to your family"
    )
    assert answer["contacts"] == [] and answer["alarms"] == ["extortion"]


def test_an_age_alone_is_a_finding_and_no_alarm():
    answer = text("I am 15 years old")
    assert [f["hypothesis"] for f in answer["findings"]] == ["minor_at_risk"]
    assert answer["alarms"] == []


@pytest.mark.parametrize("id", ["7", 7, -1, "", "微信 \u2028", "a" * 300, 2**63])
def test_an_id_comes_back_as_it_was_given(id):
    answers = scan({"id": id, "text": "hi"}, {"id": id}, {"id": id, "text": 3})
    assert [a["id"] for a in answers] == [id] * 3 and [type(a["id"]) for a in answers] == [
        type(id)
    ] * 3
    assert ["error" in a for a in answers] == [False, True, True]


@pytest.mark.parametrize(
    ("line", "id"),
    [
        (b"not json", None),
        (b"\xff\xfe", None),
        (b'{"id":"a","text":"\xff"}', None),
        (b"[1]", None),
        (b"null", None),
        (b'{"text":"hi"}', None),
        (b'{"id":1.5,"text":"hi"}', None),
        (b'{"id":"a"}', "a"),
        (b'{"id":"a","text":null}', "a"),
        (b'{"id":"a","text":"x","messages":[]}', "a"),
        (b'{"id":"a","text":"x","lang":"en"}', "a"),
        (b'{"id":"a","messages":[["ann"]]}', "a"),
        (b'{"id":"a","messages":[["ann","x","y"]]}', "a"),
        (b'{"id":"a","messages":[[null,"x"]]}', "a"),
        (b'{"id":"\\ud800","text":"x"}', None),
        (b'{"id":' + b"9" * 5_000 + b',"text":"x"}', None),
        (b'{"id":' + b"9" * 40 + b',"text":3}', int("9" * 40)),
        (b"[" * 100_000, None),
        (b'{"id":"a","text":' + b"[" * 100_000, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_garbage_is_answered_with_an_error_and_stops_nothing(line, id):
    answer, after = raw(line, b'{"id":"next","text":"hi"}')
    assert set(answer) == {"id", "error"} and answer["id"] == id and answer["error"]
    assert after["id"] == "next" and "error" not in after


def test_one_line_out_for_one_in_in_order_blank_ones_too():
    lines = [b'{"id":1,"text":"a"}\n', b"\n", b"  \r\n", b"junk\n", b"", b'{"id":2,"text":"b"}\r\n']
    out = list(scan_lines(lines))
    assert [json.loads(line)["id"] for line in out] == [1, None, None, None, None, 2]
    assert "error" in json.loads(out[1])
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in out)


def test_nothing_is_kept_between_lines():
    halves = [{"id": n, "messages": [part]} for n, part in enumerate(SPLIT)]
    young = {"id": "y", "text": "I am 15 years old"}
    later = {"id": "l", "text": f"ring me at {PHONE}"}
    alone = [scan(line)[0] for line in (*halves, young, later, later)]
    assert scan(*halves, young, later, later) == alone
    assert alone[0]["contacts"] == alone[1]["contacts"] == []


def test_an_answer_comes_before_the_next_line_is_read():
    asked = []

    def lines():
        for n in range(3):
            asked.append(n)
            yield json.dumps({"id": n, "text": "hi"}).encode()

    answers = scan_lines(lines())
    next(answers)
    assert asked == [0]
