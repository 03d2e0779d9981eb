"""Parties of a FinCEN SAR: who files, from where, and the subjects."""

from datetime import date

from bantay.model.report import (
    Party,
    Person,
    Phone,
    Postal,
    ReportCase,
)
from bantay.model.reporting import Filer, FincenFiler
from bantay.reports.document import Desk, Nodes, branch, clean, leaf

_FILER = "settings file: [filer]"


def tidy(text: str | None, limit: int, desk: Desk, path: str) -> str | None:
    """A value without line feeds, doubled spaces and spaces at its ends, within its limit."""
    if text is None:
        return None
    return desk.limited(" ".join(clean(text).split()), limit, path).strip() or None


def day(when: date) -> str:
    """A day as FinCEN writes it."""
    return when.strftime("%Y%m%d")


def parties_of(case: ReportCase, filer: Filer, desk: Desk) -> list[Nodes]:
    """Transmitter, its contact, filer, contact for assistance, place, and the subjects."""
    known = filer.fincen
    desk_name = " ".join(filter(None, (filer.first, filer.last))) or None
    subjects = case.of_role("reported", "payee") or (None,)
    organisation = filer.organisation
    return [
        branch(
            "Party",
            leaf("ActivityPartyTypeCode", "35", "format"),
            _name(organisation, f"{_FILER} organisation", desk),
            _address(filer.address, f"{_FILER}.address", desk),
            _phone(filer.phone, f"{_FILER}.phone", desk),
            _id(known.tin if known else None, "4", f"{_FILER}.fincen tin"),
            _id(known.tcc if known else None, "28", f"{_FILER}.fincen tcc"),
        ),
        branch(
            "Party",
            leaf("ActivityPartyTypeCode", "37", "format"),
            _name(desk_name, f"{_FILER} first, last", desk),
        ),
        _institution("30", filer, known, desk),
        branch(
            "Party",
            leaf("ActivityPartyTypeCode", "8", "format"),
            _name(desk_name, f"{_FILER} first, last", desk),
            _phone(filer.phone, f"{_FILER}.phone", desk),
        ),
        _institution("34", filer, known, desk),
        *(_subject(one, desk) for one in subjects),
    ]


def _institution(code: str, filer: Filer, known: FincenFiler | None, desk: Desk) -> Nodes:
    other = known.organisation_other if known and known.organisation_type == "999" else None
    return branch(
        "Party",
        leaf("ActivityPartyTypeCode", code, "format"),
        leaf("NoBranchActivityInvolvedIndicator", "Y" if code == "34" else None, "format"),
        leaf(
            "PrimaryRegulatorTypeCode",
            known.regulator if known else None,
            f"{_FILER}.fincen regulator",
            need=True,
        ),
        _name(filer.organisation, f"{_FILER} organisation", desk),
        _address(filer.address, f"{_FILER}.address", desk),
        _id(known.tin if known else None, "2", f"{_FILER}.fincen tin"),
        branch(
            "OrganizationClassificationTypeSubtype",
            leaf(
                "OrganizationTypeID",
                known.organisation_type if known else None,
                f"{_FILER}.fincen organisation_type",
                need=True,
            ),
            leaf(
                "OtherOrganizationTypeText",
                tidy(other, 50, desk, "OtherOrganizationTypeText"),
                f"{_FILER}.fincen organisation_other",
            ),
        ),
    )


def _name(full: str | None, source: str, desk: Desk) -> Nodes:
    return branch(
        "PartyName",
        leaf("PartyNameTypeCode", "L", "format"),
        leaf("RawPartyFullName", tidy(full, 150, desk, "RawPartyFullName"), source, need=True),
    )


def _address(one: Postal | None, source: str, desk: Desk) -> Nodes:
    """An address; what is not known of it says so by an indicator."""
    place = one or Postal()
    known = {
        "city": tidy(place.city, 50, desk, "RawCityText"),
        "country": place.country,
        "region": place.region[:3] if place.region and place.country == "US" else None,
        "street": tidy(place.street, 100, desk, "RawStreetAddress1Text"),
        "zip": tidy(place.zip, 9, desk, "RawZIPCode"),
    }
    home = place.country == "US"

    def unknown(name: str, when: bool = True) -> str | None:
        return "Y" if known[name] is None and when else None

    return branch(
        "Address",
        leaf("CityUnknownIndicator", unknown("city"), source),
        leaf("CountryCodeUnknownIndicator", unknown("country"), source),
        leaf("RawCityText", known["city"], f"{source}.city"),
        leaf("RawCountryCodeText", known["country"], f"{source}.country"),
        leaf("RawStateCodeText", known["region"], f"{source}.region"),
        leaf("RawStreetAddress1Text", known["street"], f"{source}.street"),
        leaf("RawZIPCode", known["zip"], f"{source}.zip"),
        leaf("StateCodeUnknownIndicator", unknown("region", home), source),
        leaf("StreetAddressUnknownIndicator", unknown("street"), source),
        leaf("ZIPCodeUnknownIndicator", unknown("zip", home), source),
    )


def _phone(one: Phone | None, source: str, desk: Desk) -> Nodes:
    digits = None if one is None else "".join(c for c in one.number if c.isdigit())
    return branch(
        "PhoneNumber",
        leaf("PhoneNumberText", tidy(digits, 16, desk, "PhoneNumberText"), source, need=True),
    )


def _id(number: str | None, code: str, source: str) -> Nodes:
    return branch(
        "PartyIdentification",
        leaf("PartyIdentificationNumberText", number, source, need=True),
        leaf("PartyIdentificationTypeCode", code, "format"),
    )


def _subject(who: Party | None, desk: Desk) -> Nodes:
    """One subject: what is not known of a person is said by an indicator, never left out."""
    of = "case: parties[reported, payee].person"
    known = (who.person if who is not None else None) or Person()
    born = None if known.birth_date is None else day(known.birth_date)
    nothing = who is None or (who.person is None and not who.account)
    addresses = known.addresses[:1] or (None,)
    return branch(
        "Party",
        leaf("ActivityPartyTypeCode", "33", "format"),
        leaf("AllCriticalSubjectInformationUnavailableIndicator", "Y" if nothing else None, of),
        leaf("BirthDateUnknownIndicator", None if born else "Y", f"{of}.birth_date"),
        leaf("FemaleGenderIndicator", "Y" if known.gender == "female" else None, f"{of}.gender"),
        leaf("IndividualBirthDateText", born, f"{of}.birth_date"),
        leaf("MaleGenderIndicator", "Y" if known.gender == "male" else None, f"{of}.gender"),
        leaf("NoKnownAccountInvolvedIndicator", "Y", "case: parties.holdings"),
        leaf("PayeeReceiverIndicator", "Y" if who and who.role == "payee" else None, "case: role"),
        leaf(
            "UnknownGenderIndicator",
            None if known.gender in ("female", "male") else "Y",
            f"{of}.gender",
        ),
        _person_name(known, of, desk),
        *(_address(one, f"{of}.addresses", desk) for one in addresses),
        *(_phone(one, f"{of}.phones", desk) for one in known.phones[:99]),
        _tin(known, of, desk),
        branch(
            "PartyOccupationBusiness",
            leaf(
                "OccupationBusinessText",
                tidy(known.occupation, 50, desk, "OccupationBusinessText"),
                f"{of}.occupation",
            ),
        ),
        *_electronic(who, known, desk),
    )


def _person_name(known: Person, of: str, desk: Desk) -> Nodes:
    last = tidy(known.last, 150, desk, "RawEntityIndividualLastName")
    first = tidy(known.first, 35, desk, "RawIndividualFirstName")
    return branch(
        "PartyName",
        leaf("EntityLastNameUnknownIndicator", None if last else "Y", f"{of}.last"),
        leaf("FirstNameUnknownIndicator", None if first else "Y", f"{of}.first"),
        leaf("PartyNameTypeCode", "L", "format"),
        leaf("RawEntityIndividualLastName", last, f"{of}.last"),
        leaf("RawIndividualFirstName", first, f"{of}.first"),
    )


def _tin(known: Person, of: str, desk: Desk) -> Nodes:
    number = tidy(known.tax_id, 25, desk, "PartyIdentificationNumberText")
    return branch(
        "PartyIdentification",
        leaf("PartyIdentificationNumberText", number, f"{of}.tax_id"),
        leaf("PartyIdentificationTypeCode", "1" if number else None, "format"),
        leaf("TINUnknownIndicator", None if number else "Y", f"{of}.tax_id"),
    )


def _electronic(who: Party | None, known: Person, desk: Desk) -> list[Nodes]:
    pairs = [(mail.address, "E") for mail in known.mails]
    pairs += [(url, "U") for url in (who.profiles if who is not None else ())]
    return [
        branch(
            "ElectronicAddress",
            leaf(
                "ElectronicAddressText",
                tidy(text, 517, desk, "ElectronicAddressText"),
                "case: parties[reported, payee].person.mails, profiles",
            ),
            leaf("ElectronicAddressTypeCode", code, "format"),
        )
        for text, code in pairs[:198]
    ]
