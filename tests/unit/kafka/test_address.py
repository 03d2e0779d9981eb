"""Where topics are: addresses and files of settings, every mistake with its place."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.capabilities import load_capabilities
from bantay.adapters.kafka.address import address_of, is_kafka, is_settings, load_address
from bantay.cli.main import cli
from bantay.errors import ConfigError, InputError, MissingExtra


def test_an_address_names_brokers_topics_and_how_to_read_them() -> None:
    made = address_of("kafka://a.example.com:9092,b:9093/chat,pay.ments?group=g&until=end")
    assert made.brokers == "a.example.com:9092,b:9093" and made.topics == ("chat", "pay.ments")
    assert (made.group, made.until) == ("g", "end")
    assert made.options["bootstrap.servers"] == made.brokers


def test_a_path_that_lost_a_slash_is_still_an_address() -> None:
    text = str(Path("kafka://localhost:9092/chat?until=end"))
    assert is_kafka(text) and address_of(text).topics == ("chat",)
    assert not is_kafka("kafka.jsonl") and is_settings(Path("kafka.toml"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kafka://localhost:9092", "such as kafka://"),
        ("kafka://localhost:9092/a b", "a topic is"),
        ("kafka://local host/chat", "host:port"),
        ("kafka://localhost/chat?gruop=x", "'gruop' means nothing"),
        ("kafka://localhost/chat?until=now", "`until`"),
        ("kafka://localhost/chat?group=", "a group"),
    ],
)
def test_a_wrong_address_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as wrong:
        address_of(text)
    assert words in wrong.value.reason


def test_the_nearest_word_is_named() -> None:
    with pytest.raises(InputError) as wrong:
        address_of("kafka://localhost/chat?gruop=x")
    assert wrong.value.nearest == "group"


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address_of("kafka://" + text)
    except InputError:
        return


FILE = """\
brokers = "kafka.example.com:9093"
topics = ["chat"]

[client]
"security.protocol" = "SASL_SSL"

[secret_files]
"sasl.password" = "word"
"""


def test_a_file_holds_options_and_names_the_files_of_secrets(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("hidden\n")
    path = tmp_path / "kafka.toml"
    path.write_text(FILE)
    made = load_address(path)
    assert made.client == {"security.protocol": "SASL_SSL", "sasl.password": "hidden"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("topics", "topcis", "topcis"),
        ('"security.protocol"', '"enable.auto.commit"', "not for a file to change"),
        ('"sasl.password" =', '"acks" =', "not for a file to change"),
        ('= "word"', '= "nothing"', "secret"),
        ('["chat"]', "[]", "a topic and a group"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "word").write_text("hidden\n")
    path = tmp_path / "kafka.toml"
    path.write_text(FILE.replace(old, new))
    with pytest.raises(InputError) as wrong:
        load_address(path)
    assert words in str(wrong.value) and "hidden" not in str(wrong.value)


def test_without_the_extra_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from bantay.adapters.kafka import address

    monkeypatch.setattr(address, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"bantay\[kafka\]"):
        address.needs_kafka()


TOPIC = """\
[[topic]]
name = "orders"
address = "kafka://127.0.0.1:9/orders"
actions = ["warn"]
"""


def test_orders_can_go_to_a_topic(tmp_path: Path) -> None:
    path = tmp_path / "capabilities.toml"
    path.write_text(TOPIC)
    routed = load_capabilities(path)
    found = routed.of("warn")
    assert found is not None and found.name == "orders" and routed.real
    assert routed.of("fine") is None


def test_one_action_goes_one_way(tmp_path: Path) -> None:
    path = tmp_path / "capabilities.toml"
    path.write_text(TOPIC + TOPIC)
    with pytest.raises(ConfigError, match="two ways"):
        load_capabilities(path)


# ------------------------------------------------------------------ at the command line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["kafka://localhost:9092"], "such as kafka://"),
        (["kafka://localhost:9092/chat", "more.jsonl"], "by itself"),
        (["kafka://localhost:9092/chat?shape=osprei"], "osprey"),
        (["nothing.toml"], "settings of the stream"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, words: list[str], said: str) -> None:
    done = CliRunner().invoke(cli, ["run", *words, "--store", str(tmp_path / "s")])
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_alarms_may_go_to_a_coop(tmp_path: Path) -> None:
    path = tmp_path / "coop.toml"
    path.write_text("[coop]\n")
    words = ["run", "-", "--store", str(tmp_path / "s"), "--alarms-to", str(path)]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 2 and "url" in done.stderr
