"""Findings of surveys from edges: what every survey does with what it saw."""

from collections.abc import Iterable, Mapping

from bantay.kit import Finding, Seen, Subject
from bantay.model.vocabulary import SubjectKind
from bantay.surveys._tables import Row, quoted

Edge = tuple[int, str, str, str]
"""One edge of a subgraph: time, event, the field that names its far end, that end."""
MOST = 200
"""Accounts named in one role at most."""


def edge(row: Row, field: str) -> Edge:
    """The edge a row is: the value of `field` is at its far end."""
    return (row["time"], row["id"], field, str(row[field]))


def seen(
    sign: str,
    kind: SubjectKind,
    subject: str,
    told: str,
    edges: Iterable[Edge],
    roles: Mapping[str, Iterable[str]],
    anchor: str = "",
) -> Seen:
    """A finding about a subject. Its anchor is the sign unless another is named."""
    kept = sorted(set(edges))
    named = {role: tuple(sorted(set(ids))[:MOST]) for role, ids in roles.items()}
    finding = Finding(
        anchor=anchor or sign,
        summary=told,
        quotes=quoted(kept),
        subject=Subject(kind, subject),
        roles=named,
    )
    return Seen(sign=sign, finding=finding, first=kept[0][0], last=kept[-1][0])
