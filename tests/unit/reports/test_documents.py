"""Every exporter: valid at every fill, complete, in order; what is wrong is refused by us."""

import json
import re
from datetime import timedelta
from random import Random

import pytest
from msgspec import structs

from bantay.bench import report_mutations as mutate
from bantay.bench.report_cases import BEGUN, FILER, NOW, PROFILE, made
from bantay.errors import ConfigError
from bantay.model.report import Format, ReportCase, Said
from bantay.model.reporting import Draft, Filer
from bantay.reports import guards, htcds, jsons, ncmec_files, xml
from bantay.reports.document import Desk, clean, uuid_of
from bantay.reports.formats import EXPORTERS, TITLES, Means

MEANS = Means(filer=FILER, profile=PROFILE)
FILLS = ("minimum", "usual", "maximum")
FORMATS: tuple[Format, ...] = tuple(TITLES)
XML = {
    "ncmec": "ncmec/compat.xsd",
    "goaml": "goaml/core-5.compat.xsd",
    "fincen": "fincen/EFL_SARXBatchSchema.xsd",
}


def draft(format: Format, case: ReportCase, means: Means = MEANS) -> Draft:
    """A case's document."""
    return EXPORTERS[format](guards.quiet(case, format), means, NOW)


def final(made: Draft) -> list[str]:
    """What stands in the way."""
    return [f"{p.path}: {p.reason} <- {p.source}" for p in made.problems if p.final]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("fill", FILLS)
def test_generated_cases_are_valid(format: Format, fill: str) -> None:
    for seed in range(12):
        document = draft(format, made(seed, fill))  # type: ignore[arg-type]
        assert final(document) == [], seed
        assert document.body


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_case_is_the_same_document(format: Format) -> None:
    one, other = draft(format, made(3, "maximum")), draft(format, made(3, "maximum"))
    assert one == other


def test_more_data_gives_more_fields() -> None:
    for format in FORMATS:
        least, usual, most = (
            {path for path, _ in draft(format, made(5, fill)).fields}
            for fill in FILLS  # type: ignore[arg-type]
        )
        assert len(least) <= len(usual) + 8 and len(least) < len(most), format
        assert all(source for _, source in draft(format, made(5, "maximum")).fields)


# ------------------------------------------------------------------ order and occurrence


@pytest.mark.parametrize("format", sorted(XML))
def test_two_neighbours_swapped_are_refused(format: Format) -> None:
    body = draft(format, made(2, "maximum", "proceeds_mover")).body
    schema = xml.shipped(XML[format])
    assert xml.against(schema, body) == ()
    tried = dict(mutate.swaps(body))
    accepted = [name for name, wrong in tried.items() if not xml.against(schema, wrong)]
    assert len(tried) > 25 and accepted == []


REQUIRED = {
    "ncmec": (
        *("incidentSummary", "incidentType", "incidentDateTime", "reporter", "reportingPerson"),
        *("ipAddress", "idType", "idValue", "victimPerson"),
    ),
    "goaml": (
        *("rentity_id", "submission_code", "report_code", "submission_date"),
        *("currency_code_local", "transactionnumber", "transaction_location"),
        *("transaction_description", "date_transaction", "transmode_code", "amount_local"),
        *("from_funds_code", "to_funds_code", "from_country", "to_country", "report_indicators"),
        *("indicator", "first_name", "last_name"),
    ),
    "fincen": (
        *("FormTypeCode", "FilingDateText", "ActivityAssociation", "ActivityPartyTypeCode"),
        *("Party", "SuspiciousActivity", "SuspiciousActivityFromDateText", "PartyNameTypeCode"),
        *("SuspiciousActivityClassification", "SuspiciousActivitySubtypeID"),
        *("SuspiciousActivityTypeID", "ActivityNarrativeSequenceNumber", "ActivityNarrativeText"),
        *("ElectronicAddressText", "ElectronicAddressTypeCode", "IPAddressText"),
    ),
}


@pytest.mark.parametrize(("format", "name"), [(f, n) for f in sorted(XML) for n in REQUIRED[f]])
def test_each_required_element_removed_is_refused(format: Format, name: str) -> None:
    document = draft(format, made(0, "maximum", "controller"))
    if name == "Party":  # six are needed; this case has more
        document = draft(format, made(0, "minimum"))
    wrong = mutate.without(document.body, name)
    assert wrong is not None
    assert xml.against(xml.shipped(XML[format]), wrong) != ()


@pytest.mark.parametrize("name", ["TotalAmount", "PartyCount", "ActivityCount", "SeqNum"])
def test_each_required_attribute_removed_is_refused(name: str) -> None:
    wrong = mutate.without_attribute(draft("fincen", made(1, "usual")).body, name)
    assert wrong is not None and xml.against(xml.shipped(XML["fincen"]), wrong) != ()


NEEDED = {
    "dsa/statement.schema.json": (
        *("puid", "decision_ground", "content_type", "category", "content_date"),
        *("application_date", "decision_facts", "source_type", "automated_detection"),
        *("automated_decision", "incompatible_content_ground"),
        "incompatible_content_explanation",
    ),
    "xarf/types/content-csem.json": (
        *("xarf_version", "report_id", "timestamp", "reporter", "sender", "source_identifier"),
        *("category", "type", "url", "exploitation_type", "detection_method"),
    ),
    "stix/sdos/indicator.json": (
        *("type", "id", "spec_version", "created", "modified", "pattern", "pattern_type"),
        "valid_from",
    ),
    "stix/sdos/grouping.json": ("context", "object_refs"),
}


def objects(schema: str) -> dict[str, object]:
    """One sound object of that schema."""
    case = made(1, "maximum", "controller")
    if schema.startswith("dsa"):
        return dict(json.loads(draft("dsa", case).body)["statements"][0])
    if schema.startswith("xarf"):
        return dict(json.loads(draft("xarf", case).body)[0])
    kind = schema.rpartition("/")[2].removesuffix(".json")
    things = json.loads(draft("stix", case).body)["objects"]
    return next(dict(one) for one in things if one["type"] == kind)


@pytest.mark.parametrize(("schema", "name"), [(s, n) for s in NEEDED for n in NEEDED[s]])
def test_each_required_field_removed_is_refused(schema: str, name: str) -> None:
    sound = objects(schema)
    assert jsons.against(schema, sound) == ()
    del sound[name]
    assert jsons.against(schema, sound) != ()


def test_a_decision_without_any_measure_is_refused() -> None:
    sound = objects("dsa/statement.schema.json")
    for name in [name for name in sound if re.match("decision_(vis|mon|prov|acc)", name)]:
        del sound[name]
    assert jsons.against("dsa/statement.schema.json", sound) != ()


@pytest.mark.parametrize("name", htcds.REQUIRED)
def test_a_referral_without_what_helpers_need_is_refused(name: str) -> None:
    [sound] = json.loads(draft("htcds", made(1, "maximum")).body)
    assert htcds.unknown_fields(sound) == []
    assert htcds.unknown_fields({k: v for k, v in sound.items() if k != name}) != []


def test_a_referral_out_of_order_or_with_unknown_fields_is_refused() -> None:
    [sound] = json.loads(draft("htcds", made(1, "maximum")).body)
    assert htcds.unknown_fields(dict(reversed(sound.items()))) != []
    assert htcds.unknown_fields({**sound, "vic_Secret": "x"}) != []


# ------------------------------------------------------------------ what is missing says where


@pytest.mark.parametrize(
    ("format", "change", "path", "source"),
    [
        ("ncmec", {"mail": None}, "reporter/reportingPerson/email", "[filer] mail"),
        ("goaml", {"goaml": None}, "report/rentity_id", "[filer].goaml entity"),
        ("goaml", {"last": None}, "report/reporting_person/last_name", "[filer] last"),
        ("fincen", {"fincen": None}, "PartyIdentificationNumberText", "[filer].fincen tin"),
        ("fincen", {"phone": None}, "PhoneNumberText", "[filer].phone"),
        ("xarf", {"mail": None}, "reporter/contact", "[filer] mail"),
    ],
)
def test_a_gap_names_its_place_and_where_the_value_comes_from(
    format: Format, change: dict[str, object], path: str, source: str
) -> None:
    filer: Filer = structs.replace(FILER, **change)
    found = draft(format, made(4, "usual"), Means(filer=filer, profile=PROFILE))
    assert not found.sound
    assert any(path in p.path and source in p.source for p in found.problems if p.final)


def test_a_client_without_papers_is_a_problem_of_the_customers_record() -> None:
    case = made(4, "maximum", "proceeds_mover")
    parties = tuple(
        structs.replace(p, client=True, person=None) if p.role == "payee" else p
        for p in case.parties
    )
    paid = tuple(structs.replace(p, to_account="u-payee-0") for p in case.payments)
    found = draft("goaml", structs.replace(case, parties=parties, payments=paid))
    missing = {p.path.rpartition("/")[2] for p in found.problems if "KYC" in p.source}
    assert {"birthdate", "nationality1", "residence", "gender", "id_number"} <= missing


def test_a_code_that_the_profile_lacks_is_named() -> None:
    profile = structs.replace(PROFILE, codes={**PROFILE.codes, "transmode": {}})
    found = draft("goaml", made(1, "maximum"), Means(filer=FILER, profile=profile))
    assert any("[codes.transmode]" in p.source for p in found.problems if p.final)
    none = draft("goaml", made(1, "maximum"), Means(filer=FILER))
    assert not none.sound and "profile" in none.problems[0].source


def test_what_has_no_code_is_not_forced_into_one() -> None:
    adult = structs.replace(made(1, "usual"), minor=False, hypothesis="scam", media=())
    for format in ("ncmec", "xarf"):
        found = draft(format, adult)  # type: ignore[arg-type]
        assert any("minor" in p.source for p in found.problems if p.final), format


# ------------------------------------------------------------------ the CyberTipline


def test_a_case_of_text_alone_is_a_report() -> None:
    case = structs.replace(made(7, "minimum", "minor_at_risk"), media=(), links=())
    found = draft("ncmec", case)
    assert found.sound and found.attachments == ()
    assert b"<chatImIncident>" in found.body and b"Online Enticement" in found.body


def test_texts_that_are_too_long_are_cut_visibly_and_go_along_whole() -> None:
    long = "a reason for speed " * 400
    found = draft("ncmec", structs.replace(made(7, "usual"), urgent=long))
    text = mutate.parsed(found.body).findtext("incidentSummary/escalateToHighPriority")
    assert len(text) == 3_000 and "[cut here:" in text
    [whole] = [a for a in found.attachments if a.body]
    assert whole.body.decode() == long and whole.name in text
    assert found.sound and any(not p.final and "cut to 3,000" in p.reason for p in found.problems)


@pytest.mark.parametrize("limit", [20, 64, 255, 300, 3_000])
def test_a_cut_text_fits_and_says_so(limit: int) -> None:
    desk = Desk()
    cut = desk.limited("x" * 5_000, limit, "some/field")
    assert len(cut) <= limit and "cut" in cut and len(desk.attachments) == 1
    assert desk.limited("x" * limit, limit, "other") == "x" * limit


def test_times_without_a_zone_or_in_the_future_are_refused() -> None:
    late = structs.replace(made(7, "usual"), begun=NOW + timedelta(hours=1))
    naive = structs.replace(made(7, "usual"), begun=BEGUN.replace(tzinfo=None), messages=())
    for case, why in ((late, "future"), (naive, "no zone")):
        assert any(why in line for line in final(draft("ncmec", case)))


def test_a_classification_is_a_named_persons() -> None:
    case = made(3, "maximum")
    shown = structs.replace(case.media[0], classification="A1", viewed_by=None)
    found = draft("ncmec", structs.replace(case, media=(shown,)))
    assert any("person who viewed" in line for line in final(found))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_of_each_file_is_valid(seed: int) -> None:
    schema = xml.shipped(XML["ncmec"])
    for file in draft("ncmec", made(seed, "maximum")).attachments:
        body = ncmec_files.details(file, "4564654", "b0754af766b426f2928a02c651ed4b99")
        assert xml.against(schema, body) == ()
        assert b"<exifViewedByEsp>true" not in body
        for name in ("reportId", "fileId"):
            wrong = mutate.without(body, name)
            assert wrong is not None and xml.against(schema, wrong) != ()
        viewed = b"<fileViewedByEsp>true" in body
        assert viewed == bool(file.media is not None and file.media.viewed_by)


def test_only_one_user_is_reported_and_others_are_linked() -> None:
    case = made(3, "maximum", "controller")
    two = tuple(
        structs.replace(p, account=f"{p.account}-b", role="reported")
        for p in case.parties
        if p.role == "reported"
    )
    tree = mutate.parsed(draft("ncmec", structs.replace(case, parties=case.parties + two)).body)
    assert len(tree.findall("personOrUserReported")) == 1
    linked = tree.findall("personOrUserReported/associatedAccount/espIdentifier")
    assert "u-reported-0-b" in [one.text for one in linked]


def test_a_group_of_the_calling_code_is_not_repeated() -> None:
    tree = mutate.parsed(draft("ncmec", made(3, "maximum")).body)
    for phone in tree.iter("phone"):
        code = phone.get("countryCallingCode")
        assert code is None or not (phone.text or "").startswith(code)
        assert (phone.get("verificationDate") is None) == (phone.get("verified") is None)


# ------------------------------------------------------------------ goAML, FinCEN


def test_anchors_of_patterns_are_taken_away_and_only_they() -> None:
    assert xml.unanchored("^[A-Z]+$") == "[A-Z]+"
    assert xml.unanchored("[^a]+") == "[^a]+" and xml.unanchored(r"a\$") == r"a\$"
    schema = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="n">
    <xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="^[A-Za-z ]+$"/>
    </xs:restriction></xs:simpleType></xs:element></xs:schema>"""
    compiled = xml.compiled(schema, "unit.xsd")
    assert xml.against(compiled, b"<n>Alma Sample</n>") == ()
    assert xml.against(compiled, b"<n>Alma 7</n>") != ()
    with pytest.raises(ConfigError, match="not an XML schema"):
        xml.compiled(b"<nothing/>", "unit.xsd")


def test_the_operators_own_schema_has_the_last_word() -> None:
    strict = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
    <xs:element name="report" type="xs:int"/></xs:schema>"""
    schema = xml.compiled(strict, "fiu.xsd")
    means = Means(filer=FILER, profile=PROFILE, schema=schema)
    assert not draft("goaml", made(1, "usual"), means).sound
    assert not draft("ncmec", made(1, "usual"), means).sound


def test_payments_make_it_a_transaction_report() -> None:
    with_, without_ = made(2, "maximum"), structs.replace(made(2, "maximum"), payments=())
    assert b"<report_code>STR<" in draft("goaml", with_).body
    activity = draft("goaml", without_)
    assert b"<report_code>SAR<" in activity.body and activity.sound


def test_an_old_goaml_has_no_place_for_chat_identifiers() -> None:
    old = structs.replace(PROFILE, version="4.2")
    body = draft("goaml", made(2, "maximum"), Means(filer=FILER, profile=old)).body
    new = draft("goaml", made(2, "maximum")).body
    for name in (b"network_devices", b"social_media", b"to_is_suspected"):
        assert name not in body and name in new


def test_a_batch_counts_its_parties_and_numbers_everything_once() -> None:
    tree = mutate.parsed(draft("fincen", made(2, "maximum", "proceeds_mover")).body)
    spaced = "{www.fincen.gov/base}"
    parties = tree.findall(f"{spaced}Activity/{spaced}Party")
    assert int(tree.get("PartyCount")) == len(parties) >= 6
    numbers = [one.get("SeqNum") for one in tree.iter() if one.get("SeqNum")]
    assert len(numbers) == len(set(numbers)) > 20
    subtypes = [one.text for one in tree.iter(f"{spaced}SuspiciousActivitySubtypeID")]
    assert subtypes == ["927", "824"]


def test_a_long_story_goes_in_parts_of_four_thousand() -> None:
    case = structs.replace(made(2, "usual"), summary="she sent the fee. " * 1_000)
    tree = mutate.parsed(draft("fincen", case).body)
    parts = [one.text for one in tree.iter("{www.fincen.gov/base}ActivityNarrativeText")]
    assert len(parts) == 5 and all(len(part) <= 4_000 for part in parts)
    assert "ADVISORY HUMAN TRAFFICKING" in parts[0]


# ------------------------------------------------------------------ DSA, hosts, helpers


def test_one_bad_statement_does_not_sink_the_others() -> None:
    case = made(4, "maximum")
    waits = structs.replace(case.decisions[0], told=None)
    found = draft("dsa", structs.replace(case, decisions=(waits, *case.decisions[1:])))
    whole = draft("dsa", case)
    assert found.sound and len(found.items) == len(whole.items) - 1
    assert any("not been told" in p.reason for p in found.problems)


def test_filipino_is_not_finnish() -> None:
    case = made(4, "maximum")
    for said, told in (("fil-PH", "TL"), ("zh-Hant", "ZH"), ("ceb", None), (None, None)):
        one = structs.replace(case.decisions[0], language=said)
        made_ = draft("dsa", structs.replace(case, decisions=(one,)))
        [statement] = json.loads(made_.body)["statements"]
        assert statement.get("content_language") == told


def test_statements_hold_nothing_of_anybody() -> None:
    case = made(4, "maximum")
    said = Said(event="m-x", time=BEGUN, account="u-reported-0", conversation="c", text="Zephyrine")
    body = draft("dsa", structs.replace(case, messages=(said,))).body.decode()
    for mark in ("u-reported", "u-victim", "Zephyrine", "example.net", "41555501", "Alma"):
        assert mark not in body


def test_a_statement_that_would_name_somebody_is_left_out() -> None:
    from bantay.reports.dsa import Texts

    texts = Texts(terms_explanation="As agreed with u-reported-0 on the phone.")
    found = draft("dsa", made(4, "maximum"), Means(filer=FILER, texts=texts))
    assert not found.sound and any("names somebody" in p.reason for p in found.problems)


def test_a_host_hears_nothing_of_people() -> None:
    case = made(4, "maximum")
    body = draft("xarf", case).body.decode()
    assert "lifecycle:test" in body and "u-victim" not in body and "u-reported" not in body
    assert all(said.text is None or said.text not in body for said in case.messages)
    live = draft("xarf", case, Means(filer=FILER, production=True)).body.decode()
    assert "lifecycle:test" not in live


def test_helpers_hear_of_one_person_only() -> None:
    body = draft("htcds", made(4, "maximum")).body.decode()
    assert "u-victim-0" in body and "u-reported" not in body and "u-payer" not in body


def test_intelligence_names_no_victim_and_no_actor() -> None:
    body = draft("stix", made(4, "maximum")).body.decode()
    assert "u-reported-0" in body and "u-victim" not in body and "threat-actor" not in body


# ------------------------------------------------------------------ text


def test_letters_no_reader_takes_are_replaced() -> None:
    assert clean("a\x0bb\ud800c\tü😀") == "a\ufffdb\ufffdc\tü😀"
    case = structs.replace(made(1, "usual"), summary="<b>&\x00\ud800")
    for format in FORMATS:
        assert final(draft(format, case)) == [], format


def test_ids_are_steady_uuids() -> None:
    assert uuid_of("a", "b") == uuid_of("a", "b") != uuid_of("ab")
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uuid_of("x")
    )


def test_random_swaps_and_losses_are_refused() -> None:
    random = Random(1)
    for seed in range(10):
        for format, schema in XML.items():
            body = draft(format, made(seed, "usual")).body  # type: ignore[arg-type]
            wrong = mutate.swapped(body, random)
            assert wrong is not None and xml.against(xml.shipped(schema), wrong) != ()
