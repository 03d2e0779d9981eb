"""Persons and accounts of a goAML report; a client of the reporting entity is known strictly."""

from datetime import date

from bantay.model.report import (
    Holding,
    Ip,
    Mail,
    Paper,
    Party,
    Person,
    Phone,
    Postal,
)
from bantay.reports.document import Desk, Nodes, branch, leaf
from bantay.reports.goaml_profile import Profile

_CLIENT = "the customer's record (KYC): parties.person"
_UNKNOWN = "Unknown"


def person(
    name: str, who: Party | None, account_id: str | None, mine: bool, profile: Profile, desk: Desk
) -> Nodes:
    """A natural person. A stranger of whom nothing is known is written as unknown, with the
    platform account in the comments; of a client nothing is made up."""
    known = (who.person if who is not None else None) or Person()
    type_ = "t_person_my_client" if mine else "t_person"

    def need(element: str) -> bool:
        return profile.needs(type_, element)

    return branch(
        name,
        leaf("gender", _gender(known, profile), f"{_CLIENT}.gender", need=need("gender")),
        _name("first_name", known.first, mine, f"{_CLIENT}.first", desk),
        _name("last_name", known.last, mine, f"{_CLIENT}.last", desk),
        leaf("birthdate", _day(known.birth_date), f"{_CLIENT}.birth_date", need=mine),
        leaf("alias", _alias(who), "case: parties.screen_name", limit=100, desk=desk),
        leaf("ssn", known.tax_id, f"{_CLIENT}.tax_id", limit=25, desk=desk) if need("ssn") else (),
        leaf("id_number", _number(known), f"{_CLIENT}.papers", need=need("id_number")),
        leaf("nationality1", known.nationality, f"{_CLIENT}.nationality", need=mine),
        leaf("residence", known.residence, f"{_CLIENT}.residence", need=mine),
        _phones(known, mine, profile, desk),
        branch("addresses", *(_address(one, profile, desk) for one in known.addresses)),
        *_network(who, account_id, known, profile, desk),
        leaf("occupation", known.occupation, f"{_CLIENT}.occupation", need=need("occupation")),
        _papers(known, profile, need("identifications"), desk),
        leaf(
            "tax_reg_number",
            profile.constant.get("tax_reg_number"),
            "goAML profile: [constant] tax_reg_number",
            need=need("tax_reg_number"),
        )
        if mine
        else (),
        leaf("comments", _comment(who, account_id), "case: parties.account"),
    )


def account(name: str, who: Party, profile: Profile, desk: Desk) -> Nodes:
    """The account of somebody who is no client: the first that is known of them."""
    one: Holding = who.holdings[0]
    of = "case: parties.holdings"
    return branch(
        name,
        leaf("institution_name", one.institution, f"{of}.institution", limit=255, desk=desk),
        leaf(
            "institution_code",
            one.institution_code or profile.constant.get("institution_code"),
            f"{of}.institution_code, or the profile's [constant] institution_code",
            need=True,
            limit=50,
            desk=desk,
        ),
        leaf("account", one.number, f"{of}.number", need=True, limit=255, desk=desk),
        leaf("currency_code", one.currency, f"{of}.currency"),
        leaf("account_name", one.holder, f"{of}.holder", limit=255, desk=desk),
        leaf("iban", one.iban, f"{of}.iban", limit=34, desk=desk),
        leaf("opened", _day(one.opened), f"{of}.opened"),
        leaf("comments", _comment(who, who.account), "case: parties.account"),
    )


def _name(element: str, value: str | None, mine: bool, source: str, desk: Desk) -> Nodes:
    return leaf(
        element, value or (None if mine else _UNKNOWN), source, need=True, limit=100, desk=desk
    )


def _gender(known: Person, profile: Profile) -> str | None:
    return None if known.gender is None else profile.code("gender", known.gender)


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00"


def _alias(who: Party | None) -> str | None:
    return None if who is None else who.screen_name


def _number(known: Person) -> str | None:
    return known.papers[0].number if known.papers else None


def _phones(known: Person, mine: bool, profile: Profile, desk: Desk) -> Nodes:
    if not known.phones:
        return leaf("phones", None, f"{_CLIENT}.phones", need=mine)
    return branch("phones", *(_phone(one, profile, desk) for one in known.phones))


def _phone(one: Phone, profile: Profile, desk: Desk) -> Nodes:
    kind = "mobile" if one.kind == "Mobile" else profile.phone_default
    prefix = one.calling_code.removeprefix("+") if one.calling_code else None
    return branch(
        "phone",
        leaf(
            "tph_contact_type",
            profile.code("phone_contact", "private"),
            "goAML profile: [codes.phone_contact] private",
            need=True,
        ),
        leaf(
            "tph_communication_type",
            profile.code("phone", kind),
            f"goAML profile: [codes.phone] {kind}",
            need=True,
        ),
        leaf(
            "tph_country_prefix",
            prefix,
            f"{_CLIENT}.phones.calling_code",
            need=profile.needs("t_phone", "tph_country_prefix"),
        ),
        leaf("tph_number", one.number, f"{_CLIENT}.phones.number", need=True, limit=50, desk=desk),
    )


def _address(one: Postal, profile: Profile, desk: Desk) -> Nodes:
    of = f"{_CLIENT}.addresses"
    kind = profile.code("address", "home")
    return branch(
        "address",
        leaf("address_type", kind, "goAML profile: [codes.address] home", need=True),
        leaf("address", one.street, f"{of}.street", need=True, limit=100, desk=desk),
        leaf("city", one.city, f"{of}.city", need=True, limit=255, desk=desk),
        leaf("zip", one.zip, f"{of}.zip", limit=10, desk=desk),
        leaf("country_code", one.country, f"{of}.country", need=True),
        leaf("state", one.region, f"{of}.region", need=profile.needs("t_address", "state")),
    )


def _network(
    who: Party | None, account_id: str | None, known: Person, profile: Profile, desk: Desk
) -> list[Nodes]:
    """Where chat identifiers have their place in 5.x; 4.x has none."""
    if who is None:
        return []
    ips = [_device(one, who) for one in who.ips if profile.has("network_devices")]
    mails: tuple[Mail, ...] = known.mails if profile.has("emails") else ()
    social = branch(
        "social_account",
        leaf("platform", who.service, "case: parties.service", limit=255, desk=desk),
        leaf(
            "user_name",
            who.screen_name or account_id,
            "case: parties.screen_name",
            limit=255,
            desk=desk,
        ),
    )
    return [
        branch("network_devices", *ips),
        branch(
            "emails",
            *(leaf("email", m.address, f"{_CLIENT}.mails", limit=255, desk=desk) for m in mails),
        ),
        branch("social_media", social) if profile.has("social_media") and who.service else (),
    ]


def _device(one: Ip, who: Party) -> Nodes:
    device = who.devices[0].id[:50] if who.devices else None
    kind = "ipv6" if ":" in one.ip else "ipv4"
    return branch(
        "network_device",
        leaf("device_number", device, "case: parties.devices"),
        branch(
            "ip_address",
            leaf(kind, full(one.ip), "case: parties.ips.ip"),
            leaf("first_seen_date", _seen(one), "case: parties.ips.time"),
            leaf("using_proxy", one.proxy, "case: parties.ips.proxy"),
        ),
    )


def _seen(one: Ip) -> str | None:
    return None if one.time is None else one.time.strftime("%Y-%m-%dT%H:%M:%S")


def full(ip: str) -> str:
    """An IPv6 address in its eight groups, the only way goAML reads one."""
    if ":" not in ip:
        return ip
    head, _, tail = ip.partition("::")
    before, after = [g for g in head.split(":") if g], [g for g in tail.split(":") if g]
    zeros = ["0"] * (8 - len(before) - len(after)) if "::" in ip else []
    return ":".join([*before, *zeros, *after])


def _papers(known: Person, profile: Profile, need: bool, desk: Desk) -> Nodes:
    if not known.papers:
        return leaf("identifications", None, f"{_CLIENT}.papers", need=need)
    return branch("identifications", *(_paper(one, profile, desk) for one in known.papers))


def _paper(one: Paper, profile: Profile, desk: Desk) -> Nodes:
    of = f"{_CLIENT}.papers"
    need = profile.needs
    return branch(
        "identification",
        leaf(
            "type",
            profile.code("paper", one.kind),
            f"goAML profile: [codes.paper] {one.kind}",
            need=True,
        ),
        leaf("number", one.number, f"{of}.number", need=True, limit=255, desk=desk),
        leaf(
            "issue_date",
            _day(one.issued),
            f"{of}.issued",
            need=need("t_person_identification", "issue_date"),
        ),
        leaf(
            "expiry_date",
            _day(one.expires),
            f"{of}.expires",
            need=need("t_person_identification", "expiry_date"),
        ),
        leaf("issue_country", one.country, f"{of}.country", need=True),
    )


def _comment(who: Party | None, account_id: str | None) -> str:
    if who is None and account_id is None:
        return "not known to the reporting entity"
    return f"platform account {account_id or (who.account if who else '')}"
