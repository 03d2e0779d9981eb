"""Guesses: what columns are for, by their names in five languages and the look of values."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.sources import guess_mapping
from bantay.adapters.sources.mapping import Mapping
from bantay.adapters.sources.mapping_check import check, named
from bantay.adapters.sources.mapping_file import parse_mapping
from bantay.adapters.sources.names import is_label, plain, score
from bantay.adapters.sources.shapes import time_format
from bantay.errors import InputError
from bantay.model.events import AccountRegistered, ListingPublished, MessageSent, PaymentMade
from bantay.model.keys import pair

from .toys import Read, csv, line, put, read

SAID = ("see you at the café", "bring the blue umbrella please", "the train is late again")


def jsonl(folder: Path, rows: list[dict[str, Any]], name: str = "own.jsonl") -> Path:
    return put(folder, name, b"".join(line(row) + b"\n" for row in rows))


def guessed(folder: Path, data: str) -> tuple[Mapping, Read]:
    path = put(folder, "own.csv", data)
    mapping = guess_mapping(path)
    assert list(check(mapping)) == []
    assert parse_mapping(mapping.to_toml(), "x") == mapping
    return mapping, read(path, mapping)


@pytest.mark.parametrize(
    "header",
    [
        "timestamp,sender,receiver,message",
        "date_time,from,to,text",
        "sent_at,sender_id,recipient_id,body",
        "created_at,senderName,receiverName,messageText",
        "fecha_hora,remitente,destinatario,mensaje",
        "data_hora,remetente,destinatário,mensagem",
        "petsa,nagpadala,tatanggap,mensahe",
        "时间,发送者,接收者,内容",
        "发送时间,发件人,收件人,消息内容",
    ],
)
def test_a_chat_in_five_languages(tmp_path: Path, header: str) -> None:
    rows = [
        ("2026-03-01 09:00", "ana", "ben", SAID[0]),
        ("2026-03-01 09:01", "ben", "ana", SAID[1]),
    ]
    mapping, found = guessed(tmp_path, csv(header.split(","), *rows))
    one, two = found.events
    assert isinstance(one, MessageSent)
    assert (one.account, one.to, one.text) == ("ana", ["ben"], SAID[0])
    assert one.time == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert one.conversation == two.conversation == pair("ana", "ben")  # type: ignore[union-attr]
    assert mapping.ignored == ()


@pytest.mark.parametrize(
    "header",
    [
        "time,payer,payee,amount,currency",
        "timestamp,from_account,to_account,amount_paid,payment_currency",
        "fecha_hora,pagador,beneficiario,monto,moneda",
        "data_hora,remetente,recebedor,quantia,moeda",
        "petsa,nagbayad,tumanggap,halaga,salapi",
        "交易时间,付款人,收款人,金额,币种",
        "time,nameOrig,nameDest,amount,currency",
        "time,source,target,value,ccy",
    ],
)
def test_payments_in_five_languages(tmp_path: Path, header: str) -> None:
    rows = [("2026-03-01T09:00:00Z", "a1", "b2", '"1,250.50"', "US Dollar")]
    _, found = guessed(tmp_path, csv(header.split(","), *rows))
    (paid,) = found.events
    assert isinstance(paid, PaymentMade)
    assert (paid.from_account, paid.to_account) == ("a1", "b2")
    assert (paid.amount, paid.currency, paid.kind) == ("1250.50", "USD", "transfer")


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("2026-03-01T09:00:00Z", "2026-03-01T09:05:00Z"), datetime(2026, 3, 1, 9)),
        (("1772355600", "1772355660"), datetime(2026, 3, 1, 9)),
        (("1772355600.25", "1772355660.5"), datetime(2026, 3, 1, 9, 0, 0, 250_000)),
        (("1772355600000", "1772355660000"), datetime(2026, 3, 1, 9)),
        (("2026/03/01 09:00", "2026/03/01 09:05"), datetime(2026, 3, 1, 9)),
        (("13/03/2026 09:00", "14/03/2026 09:00"), datetime(2026, 3, 13, 9)),
        (("03/13/2026 09:00", "03/14/2026 09:00"), datetime(2026, 3, 13, 9)),
        (("1/3/26 9:00 PM", "1/3/26 9:01 PM"), datetime(2026, 3, 1, 21)),
        (("01/03/2026 09:00", "02/03/2026 09:00", "01/04/2026 09:00"), datetime(2026, 3, 1, 9)),
        (("03/01/2026 09:00", "03/02/2026 09:00", "04/01/2026 09:00"), datetime(2026, 3, 1, 9)),
        (("Sun, 01 Mar 2026 09:00:00 +0000",), datetime(2026, 3, 1, 9)),
        (("2026年03月01日 09:00", "2026年03月02日 09:00"), datetime(2026, 3, 1, 9)),
        (("20260301090000", "20260301090100"), datetime(2026, 3, 1, 9)),
    ],
)
def test_times_are_seen_by_their_look(
    tmp_path: Path, cells: tuple[str, ...], wanted: datetime
) -> None:
    rows = [(f'"{cell}"', "ana", SAID[0]) for cell in cells]
    _, found = guessed(tmp_path, csv(("time", "sender", "text"), *rows))
    assert found.events[0].time == wanted.replace(tzinfo=UTC)
    assert len(found.events) == len(cells)


def test_a_date_and_a_clock_are_joined(tmp_path: Path) -> None:
    rows = [("01.03.2026", "09:00:05", "ana", SAID[0]), ("02.03.2026", "10:00:00", "ben", SAID[1])]
    mapping, found = guessed(tmp_path, csv(("Date", "Time", "Name", "Message"), *rows, *rows))
    assert mapping.fields["time"].template == "{Date} {Time}"
    assert found.events[0].time == datetime(2026, 3, 1, 9, 0, 5, tzinfo=UTC)


def test_a_time_by_another_name_is_seen(tmp_path: Path) -> None:
    mapping, _ = guessed(tmp_path, csv(("when_it_was", "text"), ("2026-03-01 09:00:00", SAID[0])))
    assert mapping.fields["time"].column == "when_it_was"


def test_without_a_time_every_row_gets_one(tmp_path: Path) -> None:
    _, found = guessed(tmp_path, csv(("sender", "text"), ("ana", SAID[0]), ("ben", SAID[1])))
    one, two = (event.time for event in found.events)
    assert (one.year, (two - one).total_seconds()) == (2000, 10)


def test_rows_without_a_time_come_first_when_they_are_many(tmp_path: Path) -> None:
    rows = [("2026-03-01 09:00", SAID[0]), ("", SAID[1]), ("2026-03-01 09:01", SAID[2])]
    mapping, found = guessed(tmp_path, csv(("time", "text"), *rows, *rows))
    assert mapping.sort
    assert found.texts == [SAID[1], SAID[1], SAID[0], SAID[0], SAID[2], SAID[2]]
    _, found = guessed(tmp_path, csv(("time", "text"), *rows))
    assert found.texts == [SAID[0], SAID[2]]
    assert [(reject.line, reject.field) for reject in found.rejects] == [(3, "time")]


def test_one_stray_value_does_not_hide_what_a_column_is(tmp_path: Path) -> None:
    rows = [("soon", "a", "5"), ("2026-03-01", "b", "lots"), ("2026-03-02", "c", "7")]
    rows.append(("2026-03-03", "d", "8"))
    _, found = guessed(tmp_path, csv(("time", "payer", "amount"), *rows))
    assert [event.time.day for event in found.events] == [2, 3]
    assert [(reject.line, reject.field) for reject in found.rejects] == [(2, "time"), (3, "amount")]


def test_the_newest_first_is_sorted_and_the_oldest_first_is_not(tmp_path: Path) -> None:
    rows = [(f"2026-03-{day:02} 09:00", SAID[day % 3]) for day in (3, 2, 1)]
    mapping, found = guessed(tmp_path, csv(("time", "text"), *rows))
    assert mapping.sort
    assert [event.time.day for event in found.events] == [1, 2, 3]
    mapping, _ = guessed(tmp_path, csv(("time", "text"), *reversed(rows)))
    assert not mapping.sort


def test_texts_alone_are_strangers_to_each_other(tmp_path: Path) -> None:
    _, found = guessed(tmp_path, "text\n" + "".join(f"{said}, you\n" for said in SAID))
    accounts = {event.account for event in found.events}  # type: ignore[union-attr]
    places = {event.conversation for event in found.events}  # type: ignore[union-attr]
    assert (len(accounts), len(places)) == (3, 3)
    assert found.texts == [f"{said}, you" for said in SAID]


def test_one_file_with_senders_is_one_chat(tmp_path: Path) -> None:
    rows = [(who, SAID[n]) for n, who in enumerate(("ana", "ben", "cy"))]
    _, found = guessed(tmp_path, csv(("author", "comment"), *rows))
    assert len({event.conversation for event in found.events}) == 1  # type: ignore[union-attr]
    assert {event.channel for event in found.events} == {"group"}  # type: ignore[union-attr]


def test_a_name_is_a_sender_only_when_people_speak_again(tmp_path: Path) -> None:
    rows = [("ana", SAID[0]), ("ben", SAID[1]), ("ana", SAID[2])]
    mapping, _ = guessed(tmp_path, csv(("name", "text"), *rows))
    assert mapping.fields["account"].column == "name"
    mapping, _ = guessed(tmp_path, csv(("name", "text"), *rows[:2]))
    assert mapping.ignored == ("name",)


@pytest.mark.parametrize(
    ("header", "room"), [("room_id", "r7"), ("video", "v1"), ("会话", "z"), ("hilo", "h 1")]
)
def test_conversations_are_named(tmp_path: Path, header: str, room: str) -> None:
    _, found = guessed(tmp_path, csv((header, "text"), (room, SAID[0]), (room, SAID[1])))
    assert {event.conversation for event in found.events} == {room}  # type: ignore[union-attr]


def test_groups_languages_and_message_ids(tmp_path: Path) -> None:
    header = ("message_id", "group_id", "user", "lang", "text")
    rows = [(f"{n}", "g1", "ana", "zh-Hant" if n else "en", SAID[n]) for n in range(3)]
    _, found = guessed(tmp_path, csv(header, *rows, ("3", "g1", "ana", "not one", SAID[0])) * 1)
    first = found.events[0]
    assert isinstance(first, MessageSent)
    assert (first.id, first.message, first.group, first.conversation) == ("m-0", "0", "g1", "g1")


def test_languages_that_are_no_tags_are_left_out(tmp_path: Path) -> None:
    rows = [("en", SAID[0])] * 30 + [("en/tl", SAID[1])]
    _, found = guessed(tmp_path, csv(("lang", "text"), *rows))
    assert [event.lang for event in found.events][-2:] == ["en", None]  # type: ignore[union-attr]
    mapping, _ = guessed(tmp_path, csv(("lang", "text"), ("bengali", SAID[0])))
    assert mapping.ignored == ("lang",)


def test_an_id_is_an_event_id_only_when_it_is_unique_in_the_world(tmp_path: Path) -> None:
    uuids = [f"0b3c1a52-9d1e-4c1b-8a2f-0123456789a{n}" for n in range(2)]
    mapping, _ = guessed(tmp_path, csv(("id", "text"), *((u, SAID[0]) for u in uuids)))
    assert mapping.fields["id"].template == "m-{id}"
    mapping, _ = guessed(tmp_path, csv(("id", "text"), ("1", SAID[0]), ("2", SAID[1])))
    assert "id" not in mapping.fields
    assert mapping.fields["conversation"].template == "{#file}-{id}"
    mapping, _ = guessed(tmp_path, csv(("id", "text"), ("1", SAID[0]), ("1", SAID[1])))
    assert mapping.fields["conversation"].template == "{#file}-{#row}"


LABELS = (
    "label Label is_spam isFraud sentiment hate class target 标签 has_link spam_label "
    "fraudulent Is_laundering toxicity"
)


@pytest.mark.parametrize("label", LABELS.split())
def test_a_label_is_never_mapped(tmp_path: Path, label: str) -> None:
    long = "a judgement in so many words that it looks like a message"
    mapping, _ = guessed(tmp_path, csv((label, "text"), (long, SAID[0]), (long, SAID[1])))
    assert mapping.ignored == (label,)
    with pytest.raises(InputError):
        guessed(tmp_path, csv((label, "n"), (long, "1"), (long, "2")))


def test_what_is_a_label() -> None:
    assert is_label("target", 2)
    assert not is_label("target", 500)
    assert not is_label("target", 2, frozenset({"source", "target"}))
    assert not is_label("targetNodeId", 2)
    assert not is_label("category", 2)


# ------------------------------------------------------------- dialogues


@pytest.mark.parametrize(
    ("row", "accounts"),
    [
        ({"id": "d1", "turns": list(SAID)}, ["-d1-a", "-d1-b", "-d1-a"]),
        ({"id": "d1", "utterances": list(SAID), "speakers": ["ana", "ana", "ben"]}, None),
        ({"messages": [{"role": "user", "content": s} for s in SAID]}, ["-1-user"] * 3),
        ({"dialog": [["ana", s] for s in SAID]}, ["-1-ana"] * 3),
        (
            {"conversation_id": "c9", "messages": [{"from": "x", "text": s} for s in SAID]},
            ["c9-x"] * 3,
        ),
    ],
)
def test_a_dialogue_a_row(tmp_path: Path, row: dict[str, Any], accounts: list[str] | None) -> None:
    found = read(jsonl(tmp_path, [row]))
    assert found.texts == list(SAID)
    if accounts is not None:
        for event, end in zip(found.events, accounts, strict=True):
            assert isinstance(event, MessageSent)
            assert event.account.endswith(end)
    assert len({event.conversation for event in found.events}) == 1  # type: ignore[union-attr]
    assert len({event.time for event in found.events}) == 3


def test_two_who_take_turns_speak_to_each_other(tmp_path: Path) -> None:
    one, two, _ = read(jsonl(tmp_path, [{"id": "d", "turns": list(SAID)}])).events
    assert isinstance(one, MessageSent)
    assert isinstance(two, MessageSent)
    assert (one.to, two.to) == ([two.account], [one.account])


def test_people_in_dialogues_are_themselves_everywhere(tmp_path: Path) -> None:
    people = ["ana", "ben", "cy", "dov", "eva", "fay"]
    rows = [{"messages": [{"author": who, "text": SAID[0]} for who in people]}] * 2
    found = read(jsonl(tmp_path, rows))
    assert {event.account for event in found.events} == set(people)  # type: ignore[union-attr]


def test_elements_with_times_keep_them(tmp_path: Path) -> None:
    said = [{"user": "ana", "text": s, "ts": 1772355600 + 60 * n} for n, s in enumerate(SAID)]
    found = read(jsonl(tmp_path, [{"messages": said}]))
    assert [(e.time.minute, e.time.second) for e in found.events] == [(0, 0), (1, 0), (2, 0)]


def test_lists_in_csv_are_lists(tmp_path: Path) -> None:
    cell = json.dumps(list(SAID[:2])).replace('"', '""')
    _, found = guessed(tmp_path, f'id,turns\nd1,"{cell}"\n')
    assert found.texts == list(SAID[:2])


def test_a_list_beside_texts_is_not_a_dialogue(tmp_path: Path) -> None:
    found = read(jsonl(tmp_path, [{"text": SAID[0], "facts": ["a fact", "another"]}]))
    assert found.texts == [SAID[0]]


# ------------------------------------------------------------- money, listings, accounts


def test_payments_by_kind_status_id_note_and_fee(tmp_path: Path) -> None:
    header = ("transaction_id", "type", "status", "sender", "amount", "currency", "memo", "fee")
    rows = [
        ("t1", "CASH_OUT", "Booked", "ana", "5", "PHP", "for the room", "0.10"),
        ("t2", "Top Up", "failed", "ben", "6", "PHP", "", ""),
        ("t3", "mystery", "booked", "cy", "7", "PHP", "", ""),
    ]
    _, found = guessed(tmp_path, csv(header, *rows))
    assert [e.kind for e in found.events] == ["withdrawal", "top_up", "transfer"]  # type: ignore[union-attr]
    first = found.events[0]
    assert isinstance(first, PaymentMade)
    assert (first.payment, first.status, first.note, first.fee) == (
        "t1",
        "booked",
        "for the room",
        "0.10",
    )
    assert first.id == "p-t1-Booked"


def test_payments_without_time_or_currency(tmp_path: Path) -> None:
    header = ("step", "sourceNodeId", "targetNodeId", "value")
    mapping, found = guessed(tmp_path, csv(header, ("1", "a", "b", "5.5"), ("30", "b", "c", "7")))
    assert [event.currency for event in found.events] == ["XXX", "XXX"]  # type: ignore[union-attr]
    assert (found.events[1].time - found.events[0].time).total_seconds() == 29 * 3600
    assert mapping.fields["time"].column == "step"


def test_a_chat_that_mentions_prices_is_a_chat(tmp_path: Path) -> None:
    rows = [("ana", SAID[0], "5"), ("ben", SAID[1], "7")]
    mapping, _ = guessed(tmp_path, csv(("user", "message", "price"), *rows))
    assert (mapping.type, mapping.ignored) == ("message.sent", ("price",))


def test_listings(tmp_path: Path) -> None:
    text = "A bright room near the station, with a desk and a window to the garden."
    rows = [("7", "Room to let", text, "Cebu"), ("8", "", text, "Davao")]
    _, found = guessed(
        tmp_path,
        csv(
            ("ad_id", "title", "description", "city"), *((a, b, f'"{c}"', d) for a, b, c, d in rows)
        ),
    )
    one, two = found.events
    assert isinstance(one, ListingPublished)
    assert (one.title, one.text, one.place) == ("Room to let", text, "Cebu")
    assert (one.listing[8:], two.title) == ("-7", "-")  # type: ignore[union-attr]


def test_accounts(tmp_path: Path) -> None:
    header = ("username", "email", "dateOfBirth", "country")
    rows = [
        ("ana", "ana@example.com", "12/31/1996", "PH"),
        ("ben", "ben@example.org", "1/2/2001", "GB"),
    ]
    _, found = guessed(tmp_path, csv(header, *rows))
    one = found.events[0]
    assert isinstance(one, AccountRegistered)
    assert (one.account, one.email, one.country) == ("ana", "ana@example.com", "PH")
    assert str(one.birth_date) == "1996-12-31"


# ------------------------------------------------------------- when nothing is found


def test_nothing_to_map_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        guess_mapping(put(tmp_path, "own.csv", "a,b\n1,2\n3,4\n"))
    said = str(caught.value)
    for words in ("text", "amounts", "The columns are: a, b", 'type = "message.sent"', "[fields]"):
        assert words in said
    skeleton = said[said.index("type = ") :]
    assert parse_mapping(skeleton, "x").type == "message.sent"


def test_a_header_alone_is_no_ground_for_a_guess(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row could be read"):
        guess_mapping(put(tmp_path, "own.csv", "sender,text\n"))


def test_long_text_by_any_name_is_taken_and_addresses_are_not(tmp_path: Path) -> None:
    rows = [(str(n), f"{said} {n}") for n, said in enumerate(SAID)]
    mapping, _ = guessed(tmp_path, csv(("n", "what_people_wrote_here"), *rows))
    assert mapping.fields["text"].column == "what_people_wrote_here"
    with pytest.raises(InputError):
        guessed(tmp_path, csv(("n", "hash"), *((str(n), "ab12" * 16 + str(n)) for n in range(3))))


def test_names_are_compared_plainly() -> None:
    assert plain("Sent-At ") == plain("sentAt") == plain("SENT_AT") == "sent_at"
    assert plain("Destinatário") == "destinatario"
    assert plain("HTTPStatus") == "http_status"
    assert (score("sender", "From"), score("sender", "sender_account")) == (3, 2)
    assert (score("sender", "name"), score("sender", "sender_country")) == (1, 0)


def test_times_that_are_none() -> None:
    assert time_format(["hello", "there"]) is None
    assert time_format(["12", "13"]) is None
    assert time_format([]) is None


CELLS = st.text(st.sampled_from("ab1,5:-/{}# é中\"'"), max_size=12)
NAMES = st.sampled_from(
    [
        "text",
        "sender",
        "to",
        "time",
        "date",
        "amount",
        "turns",
        "id",
        "lang",
        "{x}",
        "#row",
        "a.b",
        "n",
    ]
)


@given(
    st.lists(
        st.dictionaries(NAMES, CELLS | st.integers() | st.lists(CELLS, max_size=3)), max_size=5
    )
)
def test_any_rows_give_a_sound_mapping_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    path = jsonl(tmp_path_factory.mktemp("any"), [*rows, {"n": 1}])
    try:
        mapping = guess_mapping(path)
    except InputError:
        return
    assert list(check(mapping)) == []
    assert parse_mapping(mapping.to_toml(), "x") == mapping
    known = {name for row in rows for name in row}
    assert {name.partition(".")[0] for _, name in named(mapping)} <= known | {"a"}
    found = read(path, mapping)
    assert len(found.events) + len(found.rejects) >= 1
