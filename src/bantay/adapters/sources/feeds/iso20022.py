"""ISO 20022 customer payments: pacs.008 (credit transfers), camt.053 and camt.054 (entries).

Any version of the three is read (`pacs.008.001.NN`): between versions names were added, and
parties moved into `Pty` and the entry's status into `Cd`. Network rules are stricter than the
schemas; nothing is asked here that the schemas do not ask.
"""

import re
from collections.abc import Iterator

from bantay.adapters.sources.feeds.draft import (
    Draft,
    Wrong,
    amount,
    iban_country,
    moment_of,
    reference,
)
from bantay.adapters.sources.feeds.xml_records import Node, Record, Shape
from bantay.adapters.sources.problem import nearest, shown

MESSAGE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(?P<name>[a-z]{4}\.\d{3})\.\d{3}\.\d{2}")
NAMES = ("pacs.008", "camt.053", "camt.054")
SHAPE = Shape(
    records=frozenset(("CdtTrfTxInf", "Ntry")),
    context=frozenset(("GrpHdr", "Acct")),
    fresh=frozenset(("Stmt", "Ntfctn")),
)

_STATUS = {"BOOK": "booked", "PDNG": "pending", "FUTR": "pending", "INFO": "pending"}
_FAMILIES = {"CCRD": "purchase", "MCRD": "purchase", "RDDT": "purchase", "IDDT": "purchase"}
_COUNTER = {"CDPT": "deposit", "CWDL": "withdrawal"}


def drafts(record: Record) -> Iterator[Draft | Wrong]:
    """The payments of a record: one of a transfer, one or several of a statement's entry."""
    try:
        if record.node.name == "CdtTrfTxInf":
            yield _transfer(record.node, record.context)
            return
        details = record.node.all("NtryDtls", "TxDtls")
    except Wrong as wrong:
        yield wrong
        return
    for turn, detail in enumerate(details or [record.node]):
        try:
            yield _entry(record.node, detail, turn, len(details), record.context)
        except Wrong as wrong:
            yield wrong


# ------------------------------------------------------------- credit transfers


def _transfer(node: Node, context: dict[str, Node]) -> Draft:
    draft = Draft(node.at)
    header = context.get("GrpHdr")
    _money(draft, node, node.first("IntrBkSttlmAmt") or node.first("InstdAmt"))
    stamp = node.first("AccptncDtTm") or (header.first("CreDtTm") if header else None)
    _time(draft, stamp or node.first("IntrBkSttlmDt"))
    refs = node.first("PmtId") or node
    message = (header.said("MsgId") if header else None) or ""
    own = _own_name(refs) or f"{message}-{refs.said('InstrId') or refs.said('EndToEndId') or ''}"
    if own == "-":
        raise Wrong("a UETR, TxId or EndToEndId expected: the payment has no name", node.at)
    draft.put("payment", own, refs.at)
    draft.put("id", f"iso-{own}-sent", refs.at)
    draft.put("kind", "transfer")
    _side(draft, "from", node.first("DbtrAcct"), node.first("Dbtr"), node.first("DbtrAgt"))
    _side(draft, "to", node.first("CdtrAcct"), node.first("Cdtr"), node.first("CdtrAgt"))
    _memo(draft, node)
    charge = node.first("ChrgsInf", "Amt")
    if charge is not None and charge.attributes.get("Ccy") == draft.fields["currency"]:
        draft.put("fee", amount(charge.text, draft.fields["currency"], charge.at), charge.at)
    return draft


# ------------------------------------------------------------- statements and notifications


def _entry(entry: Node, detail: Node, turn: int, of: int, context: dict[str, Node]) -> Draft:
    draft = Draft(detail.at)
    _money(draft, detail, _amount_node(entry, detail, of))
    _time(draft, _booked(entry) or _header_time(context))
    account = context.get("Acct")
    own = _own_name(detail.first("Refs") or detail) or _entry_name(entry, turn, account)
    draft.put("payment", own, detail.at)
    status, reversal = _status(entry), _flag(entry, "RvslInd")
    status = "reversed" if reversal else status
    draft.put("status", status)
    draft.put("id", f"iso-{own}-{status}", detail.at)
    draft.put("kind", _kind(detail) or _kind(entry) or "transfer")
    came = _direction(detail if detail.first("CdtDbtInd") else entry) != reversal
    parties, agents = detail.first("RltdPties"), detail.first("RltdAgts")
    # A reversal names the parties of the way back, so the sides of the payment are the others.
    roles = ("Cdtr", "Dbtr") if reversal else ("Dbtr", "Cdtr")
    for side, role in zip(("from", "to"), roles, strict=True):
        mine = (side == "to") == came
        other = parties.first(f"{role}Acct") if parties else None
        party = parties.first(role) if parties else None
        agent = agents.first(f"{role}Agt") if agents else None
        _side(draft, side, account if mine else other, party, agent)
    _memo(draft, detail)
    return draft


def _amount_node(entry: Node, detail: Node, of: int) -> Node | None:
    """The detail's own amount; the entry's is another's when there are several details."""
    own = detail.first("Amt") or detail.first("AmtDtls", "TxAmt", "Amt")
    if own is None and of > 1:
        raise Wrong("an amount expected in each of several details", detail.at, "amount")
    return own or entry.first("Amt")


def _booked(entry: Node) -> Node | None:
    for path in (("BookgDt", "DtTm"), ("BookgDt", "Dt"), ("ValDt", "DtTm"), ("ValDt", "Dt")):
        if (found := entry.first(*path)) is not None:
            return found
    return None


def _header_time(context: dict[str, Node]) -> Node | None:
    header = context.get("GrpHdr")
    return header.first("CreDtTm") if header is not None else None


def _entry_name(entry: Node, turn: int, account: Node | None) -> str:
    """A name made of the account and the entry's reference, for want of one of the payment's."""
    number = entry.said("AcctSvcrRef") or entry.said("NtryRef")
    if number is None:
        raise Wrong("a UETR, TxId, AcctSvcrRef or NtryRef expected", entry.at, "payment")
    return f"{_account(account) or 'account'}-{number}-{turn + 1}"


def _status(entry: Node) -> str:
    """BOOK, PDNG ... as the contract says it."""
    node = entry.first("Sts")
    word = (entry.said("Sts", "Cd") or entry.said("Sts")) if node is not None else None
    if word is None:
        return "booked"
    if word not in _STATUS:
        assert node is not None
        named = f"`{shown(word)}`" if shown(word) else "this word"
        words = f"{named} is no status of an entry: BOOK, PDNG, FUTR or INFO expected"
        raise Wrong(words, node.at, "status", nearest(word, _STATUS))
    return _STATUS[word]


def _direction(node: Node) -> bool:
    """Whether money came in."""
    found = node.first("CdtDbtInd")
    word = found.text.strip() if found is not None else ""
    if word not in ("CRDT", "DBIT"):
        raise Wrong("`CdtDbtInd` must be CRDT or DBIT", found.at if found else node.at, "CdtDbtInd")
    return word == "CRDT"


def _flag(node: Node, name: str) -> bool:
    return node.said(name) in ("true", "1")


def _kind(node: Node) -> str | None:
    """The kind of payment that a bank transaction code stands for (ISO 20022 code set)."""
    family = node.said("BkTxCd", "Domn", "Fmly", "Cd")
    if family is None:
        return None
    if family == "CNTR":
        return _COUNTER.get(node.said("BkTxCd", "Domn", "Fmly", "SubFmlyCd") or "")
    return _FAMILIES.get(family)


# ------------------------------------------------------------- what both have


def _own_name(refs: Node) -> str | None:
    """The payment's own name; an end-to-end reference alone is not unique and does not count."""
    return refs.said("UETR") or refs.said("TxId") or refs.said("AcctSvcrRef")


def _money(draft: Draft, record: Node, node: Node | None) -> None:
    if node is None:
        raise Wrong("an amount expected", record.at, "amount")
    currency = node.attributes.get("Ccy", "")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Wrong("`Ccy` must be a currency of three letters (ISO 4217)", node.at, "currency")
    draft.put("currency", currency, node.at)
    draft.put("amount", amount(node.text, currency, node.at), node.at)


def _time(draft: Draft, node: Node | None) -> None:
    if node is None:
        raise Wrong("a time expected: BookgDt, ValDt or CreDtTm", draft.at, "time")
    when, precision = moment_of(node.text, node.at)
    draft.put("time", when, node.at)
    if precision != "second":
        draft.put("extra", {"time_precision": precision})


def _side(
    draft: Draft, side: str, account: Node | None, party: Node | None, agent: Node | None
) -> None:
    """Account, kind and country of one side: of the account, else the party, else the bank."""
    name = _account(account)
    if name is not None and account is not None:
        draft.put(f"{side}_account", name, account.at)
        draft.put(f"{side}_instrument", name, account.at)
        draft.put(f"{side}_kind", "bank")
    iban = account.said("Id", "IBAN") if account else None
    bank = (agent.said("FinInstnId", "BICFI") or agent.said("FinInstnId", "BIC")) if agent else None
    lives = party and (party.said("PstlAdr", "Ctry") or party.said("Pty", "PstlAdr", "Ctry"))
    country = lives or iban_country(iban) or (bank[4:6] if bank else None)
    draft.put(f"{side}_country", country, (party or account or agent or Node("", draft.at)).at)


def _account(account: Node | None) -> str | None:
    if account is None:
        return None
    number = account.said("Id", "IBAN") or account.said("Id", "Othr", "Id")
    return reference(number) if number else None


def _memo(draft: Draft, node: Node) -> None:
    lines = [line.text.strip() for line in node.all("RmtInf", "Ustrd")]
    lines = [line for line in lines if line] or [node.said("AddtlTxInf") or ""]
    draft.put("note", " ".join(lines).strip())
    purpose = node.said("Purp", "Cd") or node.said("PmtTpInf", "CtgyPurp", "Cd")
    draft.put("category", purpose.lower() if purpose else None)
