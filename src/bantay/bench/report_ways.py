"""The ways of a full case: a format offers alternatives, and no one document can take them all.

goAML writes an activity *or* transactions, a client *or* a stranger, an account *or* its person;
a message has its text or has lost it. So full cases go through these ways by turns, and what any
case can fill is filled by some full one.
"""

from collections.abc import Callable

from msgspec import structs

from bantay.bench.report_cases import Fill, Maker, made
from bantay.model.report import Party, ReportCase

Way = Callable[[ReportCase, int], ReportCase]


def of_seed(seed: int, fill: Fill) -> ReportCase:
    """The case of a seed; full ones take the ways by turns."""
    case = made(seed, fill)
    return WAYS[seed // 3 % len(WAYS)](case, seed) if fill == "maximum" else case


def _as_it_is(case: ReportCase, seed: int) -> ReportCase:
    return case


def _without_payments(case: ReportCase, seed: int) -> ReportCase:
    """A report of an activity, all of whose parties are strangers."""
    return _with(structs.replace(case, payments=()), _stranger)


def _clients(case: ReportCase, seed: int) -> ReportCase:
    """Everybody is the operator's own customer, of whom it holds what it must."""
    return _paid_among(_with(case, _client(seed)))


def _clients_without_payments(case: ReportCase, seed: int) -> ReportCase:
    return _with(structs.replace(case, payments=()), _client(seed))


def _people(case: ReportCase, seed: int) -> ReportCase:
    """Strangers of whom people are known and no accounts pay."""
    bare = _with(case, lambda who: structs.replace(_stranger(who), holdings=()))
    return _paid_among(bare)


def _accounts(case: ReportCase, seed: int) -> ReportCase:
    return _paid_among(_with(case, _stranger))


def _ages(case: ReportCase, seed: int) -> ReportCase:
    """Ages are estimated, and the text of the first message is gone."""
    first, *others = case.messages
    gone = structs.replace(case, messages=(structs.replace(first, text=None), *others))
    return _with(gone, _estimated)


WAYS: tuple[Way, ...] = (
    _as_it_is,
    _without_payments,
    _clients,
    _clients_without_payments,
    _people,
    _accounts,
    _ages,
)


def _with(case: ReportCase, change: Callable[[Party], Party]) -> ReportCase:
    return structs.replace(case, parties=tuple(map(change, case.parties)))


def _paid_among(case: ReportCase) -> ReportCase:
    """Payments go both ways between the payer and the payee, so that each stands on each side."""
    both = [
        structs.replace(
            one,
            from_account="u-payee-0" if n % 2 else "u-payer-0",
            to_account="u-payer-0" if n % 2 else "u-payee-0",
        )
        for n, one in enumerate(case.payments)
    ]
    return structs.replace(case, payments=tuple(both))


def _stranger(who: Party) -> Party:
    return structs.replace(who, client=False)


def _client(seed: int) -> Callable[[Party], Party]:
    known = Maker(seed, "maximum").person(True)

    def change(who: Party) -> Party:
        return who if who.role == "victim" else structs.replace(who, client=True, person=known)

    return change


def _estimated(who: Party) -> Party:
    if who.person is None or who.client:
        return who
    return structs.replace(who, person=structs.replace(who.person, birth_date=None, age=17))
