"""A desk, a till and a café of fifty thousand: no survey fetches more than their edges."""

from collections.abc import Iterator
from typing import Any

import duckdb
import ibis
import pytest
from ibis.expr.types import Table as Expression

from bantay.model.clock import DAY
from bantay.runtime.catalogue import survey_catalogue
from bantay.surveys._tables import Tables

EDGES = 50_000
HUB = {
    "payment.made": """select i as seq, 'e' || i as id, i * 1000000 as time, 'p' || i as payment,
        case when i % 2 = 0 then 'transfer' else 'payout' end as kind, '5' as amount,
        'USD' as currency, 'booked' as status, null::varchar as category,
        case when i % 2 = 0 then 'a' || i end as from_account,
        case when i % 2 = 0 then 'desk' else 'a' || i end as to_account,
        null::varchar as from_kind, null::varchar as paid_for,
        null::varchar as from_instrument, case when i % 2 = 1 then 'till' end as to_instrument""",
    "login.seen": """select i as seq, 'l' || i as id, i as time, 'a' || i as account,
        'cafe' as device, 'login' as action""",
    "account.registered": """select i as seq, 'r' || i as id, i as time, 'a' || i as account,
        'desk' as invited_by, 'cafe' as device, 'ph' as phone_hash, 'em' as email_hash,
        'na' as display_name_hash, 'ip' as ip_hash""",
    "instrument.linked": """select i as seq, 'k' || i as id, i as time, 'a' || i as account,
        'till' as instrument, 'ho' as holder_hash, 'cafe' as device, null::varchar as kind""",
    "message.sent": """select i as seq, 'm' || i as id, i as time, 'a' || i as account,
        case when i % 2 = 0 then 'crowd' end as "group",
        case when i % 2 = 1 then ['desk'] end as "to\"""",
    "group.joined": """select i as seq, 'j' || i as id, i as time, 'a' || i as account,
        case when i % 2 = 0 then 'crowd' else 'again' end as "group\"""",
    "group.left": """select i as seq, 'x' || i as id, i as time, 'a' || i as account,
        'crowd' as "group", 'desk' as removed_by""",
    "group.created": """select i as seq, 'g' || i as id, i * 100000 as time, 'desk' as account,
        case i when 0 then 'crowd' when 1 then 'again' else 'g' || i end as "group\"""",
    "live.ended": """select i as seq, 'v' || i as id, i * 1000000 + 1 as time, 'desk' as host,
        'a' || i as guest, true as private""",
    "action.taken": """select i as seq, 'b' || i as id, 50000 + i as time, 'b' || i as action,
        case i when 0 then 'block_group' else 'warn' end as kind,
        case i when 0 then 'crowd' else 'a' || i end as subject,
        case i when 0 then 'group' else 'account' end as subject_kind,
        null::varchar as reverses""",
}


@pytest.fixture(scope="module")
def hub() -> Iterator[Tables]:
    """Everybody pays and watches one desk, is paid into one till, sits in one café, is put out of
    one crowd; that is blocked, and half of it comes again elsewhere."""
    with duckdb.connect() as con:
        for name, query in HUB.items():
            con.execute(f'create table "{name}" as {query} from range({EDGES}) t(i)')
        layer = ibis.duckdb.from_connection(con)
        tables = {name: layer.table(name) for name in HUB}
        yield Tables(tables, dict.fromkeys(HUB, EDGES), DAY)


@pytest.mark.parametrize("survey", survey_catalogue(), ids=lambda s: s.spec.name)
def test_a_hub_costs_no_more_than_its_edges(
    survey: Any, hub: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[int] = []
    plain = Expression.to_pyarrow

    def counted(table: Any, **kwargs: Any) -> Any:
        found = plain(table, **kwargs)
        fetched.append(len(found))
        return found

    monkeypatch.setattr(Expression, "to_pyarrow", counted)
    seen = list(survey.look(hub, survey.params))
    assert fetched and sum(fetched) <= 3 * EDGES
    assert not seen
