"""`import bantay`: a short, fixed list of names that costs nothing until one is used."""

import sys

import pytest

import bantay
from _house import python
from bantay.errors import BantayError
from bantay.model.version import VERSION

NAMES = [
    "Alarm",
    "BantayError",
    "Event",
    "__version__",
    "draw",
    "load_policy",
    "open_sources",
    "open_store",
    "run",
    "scan",
]

HEAVY = [
    "alembic",
    "click",
    "cryptography",
    "hyperscan",
    "msgspec",
    "numpy",
    "phonenumbers",
    "pyarrow",
    "rich",
    "sqlalchemy",
    "zstandard",
    "asyncio",
    "sqlite3",
]


def test_the_list_is_this_one_and_short() -> None:
    assert sorted(bantay.__all__) == NAMES
    assert len(NAMES) <= 15
    assert dir(bantay) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_opens_a_room(name: str) -> None:
    value = getattr(bantay, name)
    assert value is not None
    assert getattr(bantay, name) is value


def test_names_lead_where_they_say() -> None:
    assert bantay.__version__ == VERSION
    assert bantay.BantayError is BantayError
    assert callable(bantay.run) and callable(bantay.scan) and callable(bantay.open_store)


def test_an_unknown_name_is_refused_as_usual() -> None:
    with pytest.raises(AttributeError, match="module 'bantay' has no attribute 'runn'"):
        bantay.runn  # noqa: B018
    with pytest.raises(ImportError):
        from bantay import runn  # noqa: F401


def test_importing_it_loads_nothing_heavy() -> None:
    loaded = python("import sys, bantay; print(*sys.modules)").split()
    assert "bantay" in loaded
    assert [name for name in HEAVY if name in loaded] == []
    assert [n for n in loaded if n.startswith("bantay.")] == [
        "bantay.model",
        "bantay.model.version",
    ]


def test_it_changes_nothing_of_the_program_that_imports_it() -> None:
    """No log handler, no signal handler, no reading of the environment."""
    code = (
        "import os, signal, logging\n"
        "class Watched(dict):\n"
        "    def __getitem__(self, k): raise SystemExit(f'read {k}')\n"
        "    get = __getitem__\n"
        "before = signal.getsignal(signal.SIGINT), list(logging.root.handlers)\n"
        "os.environ = Watched(os.environ)\n"
        "import bantay\n"
        "print(before == (signal.getsignal(signal.SIGINT), logging.root.handlers))"
    )
    assert python(code).strip() == "True"


def test_the_rooms_never_loaded_the_front_door_for_themselves() -> None:
    """The tests import it, so this asks a fresh interpreter, from inside."""
    assert "bantay" in sys.modules
    code = "import sys, bantay.model.alarm; print('run' in vars(sys.modules['bantay']))"
    assert python(code).strip() == "False"
