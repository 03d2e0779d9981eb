"""Spark as a crew, without Spark: what is said when it is not there, and what a run is given."""

import sys
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

from bantay.adapters.spark import crew
from bantay.cli.main import cli
from bantay.errors import BantayError, InputError, MissingExtra, StoreError


def test_without_the_extra_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(crew, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"bantay\[spark\]"):
        crew.needs_spark()


def test_without_java_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(crew, "find_spec", lambda name: object())
    monkeypatch.setattr(crew, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(StoreError, match="Java runtime"):
        crew.needs_spark()
    monkeypatch.setenv("JAVA_HOME", "somewhere")
    crew.needs_spark()


def _line(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text(
        '{"id":"1","time":"2026-02-02T08:00:00Z","type":"message.sent","account":"a",'
        '"conversation":"c","text":"good morning"}\n'
    )
    return str(path)


@pytest.mark.parametrize(
    "words", [["run", "--engine", "spark"], ["submit", "spark://example.com:1"]]
)
def test_the_commands_say_so_before_they_touch_a_store(tmp_path, monkeypatch, words):
    monkeypatch.setattr(crew, "find_spec", lambda name: None)
    store = tmp_path / "store"
    said = CliRunner().invoke(
        cli, [*words, _line(tmp_path), "--store", str(store)], standalone_mode=False
    )
    assert isinstance(said.exception, MissingExtra) and not store.exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--master", "local[2]"], "add --engine spark"),
        (["--engine", "spark", "--conf", "spark.app.name"], "spark.NAME=VALUE"),
        (["--engine", "spark", "--conf", "name=1"], "spark.NAME=VALUE"),
    ],
)
def test_options_that_do_not_fit_are_named(tmp_path, words, expected):
    told = CliRunner().invoke(
        cli,
        ["run", _line(tmp_path), "--store", str(tmp_path / "s"), *words],
        standalone_mode=False,
    )
    assert isinstance(told.exception, InputError) and expected in str(told.exception)


class _Context:
    """As much of Spark's context as a crew asks for."""

    defaultParallelism = 3

    def __init__(self, fails=None):
        self.sent, self.fails = [], fails

    def broadcast(self, value):
        self.sent.append(value)
        return SimpleNamespace(value=value)

    def parallelize(self, parts, count):
        assert count == len(parts)
        return _Rows(list(parts), self.fails)


class _Rows:
    def __init__(self, parts, fails):
        self.parts, self.fails = parts, fails

    def map(self, work):
        return _Rows([work(part) for part in self.parts], self.fails)

    def collect(self):
        if self.fails:
            raise self.fails
        return self.parts


class _Py4JError(Exception):
    pass


@pytest.fixture
def py4j(monkeypatch):
    room = ModuleType("py4j.protocol")
    room.Py4JError = _Py4JError
    monkeypatch.setitem(sys.modules, "py4j", ModuleType("py4j"))
    monkeypatch.setitem(sys.modules, "py4j.protocol", room)
    monkeypatch.setattr(crew, "_calm", lambda: None)


def test_parts_come_back_in_order_and_a_kit_is_sent_once(py4j):
    context = _Context()
    workers = crew.SparkCrew(SimpleNamespace(sparkContext=context))
    assert workers.size == 3
    for _ in range(2):
        assert workers.each(lambda kit, part: kit + part, b"k", [b"1", b"2"]) == [b"k1", b"k2"]
    assert context.sent == [b"k"]
    assert workers.each(lambda kit, part: part, b"other", []) == []


def test_what_workers_could_not_do_is_one_sentence(py4j):
    fails = _Py4JError("Job aborted\n  at x\nValueError: this part\n at y")
    workers = crew.SparkCrew(SimpleNamespace(sparkContext=_Context(fails)))
    with pytest.raises(BantayError, match="could not do it: ValueError: this part"):
        workers.each(lambda kit, part: part, b"k", [b"1"])
