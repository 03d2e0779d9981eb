"""Which keys an event concerns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.engine.known import facts_of
from bantay.engine.route import keys_of
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    GroupJoined,
    IdentityChecked,
    InstrumentLinked,
    LiveEnded,
    MessageSent,
    PaymentMade,
    RelationDeclared,
)
from bantay.model.keys import Domain, compound, pair, split_compound
from tests.unit.engine.toys import START

AT = {"id": "e", "time": START}
SENT = MessageSent(**AT, account="a", conversation="c", to=["b", "d", "b"], group="g")
PAID = PaymentMade(
    **AT,
    payment="p",
    kind="gift",
    amount="1",
    currency="PHP",
    from_account="b",
    to_account="a",
    from_instrument="i",
    to_instrument="j",
    device="d",
)


@pytest.mark.parametrize(
    ("event", "domain", "keys"),
    [
        (SENT, Domain.ACCOUNT, ["a"]),
        (SENT, Domain.SENDER, [compound("a", "c")]),
        (SENT, Domain.CONVERSATION, ["c"]),
        (SENT, Domain.PAIR, [pair("a", "b"), pair("a", "d")]),
        (SENT, Domain.GROUP, ["g"]),
        (SENT, Domain.INSTRUMENT, []),
        (PAID, Domain.ACCOUNT, ["b", "a"]),
        (PAID, Domain.PAIR, [pair("a", "b")]),
        (PAID, Domain.INSTRUMENT, ["i", "j"]),
        (PAID, Domain.DEVICE, ["d"]),
        (InstrumentLinked(**AT, instrument="i", account="a"), Domain.INSTRUMENT, ["i"]),
        (
            RelationDeclared(**AT, account="a", other="b", kind="family"),
            Domain.PAIR,
            [pair("b", "a")],
        ),
        (LiveEnded(**AT, live="l", host="h", guest="q", seconds=3), Domain.ACCOUNT, ["h", "q"]),
        (LiveEnded(**AT, live="l", host="h", guest="q", seconds=3), Domain.PAIR, [pair("h", "q")]),
        (LiveEnded(**AT, live="l", host="h", seconds=3), Domain.PAIR, []),
    ],
)
def test_keys(event, domain, keys):
    assert list(keys_of(event, domain)) == keys


@given(st.text(), st.text(), st.text(), st.text())
def test_compound_keys_are_never_confused(a, b, c, d):
    assert split_compound(compound(a, b)) == (a, b)
    assert (compound(a, b) == compound(c, d)) == ((a, b) == (c, d))
    assert pair(a, b) == pair(b, a)


CHECKED = IdentityChecked(
    **AT, account="a", method="document", result="passed", document_hash="d", address_hash="s"
)
WHAT = {"action": "x", "kind": "block_group"}


@pytest.mark.parametrize(
    ("event", "domain", "keys"),
    [
        (CHECKED, Domain.CONTACT, ["document:d", "address:s"]),
        (SENT, Domain.CONTACT, []),
        (AccountRegistered(**AT, account="a", invited_by="b"), Domain.INVITER, ["b", "a"]),
        (AccountRegistered(**AT, account="a"), Domain.INVITER, ["a"]),
        (GroupJoined(**AT, group="g", account="a", invited_by="b"), Domain.INVITER, ["b", "a"]),
        (PAID, Domain.INVITER, ["b", "a"]),
        (SENT, Domain.INVITER, []),
        (ActionTaken(**AT, subject_kind="group", subject="g", **WHAT), Domain.GROUP, ["g"]),
        (ActionTaken(**AT, subject_kind="account", subject="a", **WHAT), Domain.GROUP, []),
    ],
)
def test_keys_of_papers_trees_and_groups(event, domain, keys):
    assert list(keys_of(event, domain)) == keys


def test_a_declared_contract_is_told_to_both():
    told = {"account": "a", "other": "b", "kind": "agency"}
    facts = list(facts_of(RelationDeclared(**AT, **told, contract=True)))
    assert [(f.domain, f.key, f.name, f.value) for f in facts] == [
        (Domain.ACCOUNT, "a", "contract", "agency"),
        (Domain.ACCOUNT, "b", "contract", "agency"),
    ]
    assert list(facts_of(RelationDeclared(**AT, **told))) == []
