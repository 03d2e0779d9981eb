"""Capabilities from a TOML file: what may act, where, and with which actions.

    [[webhook]]
    name = "platform"
    url = "https://platform.example.com/hooks/bantay"
    secret_file = "webhook.secret"      # whsec_…, one a line; two while keys are rotated
    actions = ["warn", "restrict_contact", "notice"]

Or `[answer]`: whoever sends events over HTTP is told in the answer what to do; all actions
but reports, unless `actions` names some.

Or `[[topic]]`, with an `address` such as kafka://host:9092/orders and `actions`: orders become
records there (the extra `kafka`).

Or `[simulated]` alone: everything is decided for real, and nothing leaves.
"""

from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct, field

from bantay.adapters.capabilities.answer import Answer
from bantay.adapters.capabilities.signing import key_of
from bantay.adapters.capabilities.simulated import SimulatedPlatform
from bantay.adapters.capabilities.webhook import Webhook
from bantay.adapters.written import text_of
from bantay.errors import ConfigError, Place
from bantay.kit.toml import read_toml
from bantay.model.vocabulary import ActionKind
from bantay.ports.acting import Capability

Kind = ActionKind | Literal["notice"]


class _Hook(Struct, forbid_unknown_fields=True):
    name: str
    url: str
    secret_file: str
    actions: list[Kind]


class _Topic(Struct, forbid_unknown_fields=True):
    name: str
    address: str
    actions: list[Kind]


class _Answer(Struct, forbid_unknown_fields=True):
    actions: list[Kind] | None = None


class _Simulated(Struct, forbid_unknown_fields=True):
    name: str = "simulated"


class _File(Struct, forbid_unknown_fields=True):
    webhook: list[_Hook] = field(default_factory=list)
    topic: list[_Topic] = field(default_factory=list)
    simulated: _Simulated | None = None
    answer: _Answer | None = None


class Routed(Struct):
    """Which capability carries out which kind of order. `fallback` takes all others."""

    by_kind: dict[str, Capability] = field(default_factory=dict)
    fallback: Capability | None = None

    @property
    def real(self) -> bool:
        """Whether anything here acts outside."""
        return any(one.real for one in self.by_kind.values()) or bool(
            self.fallback and self.fallback.real
        )

    def of(self, kind: str) -> Capability | None:
        """Who carries out that kind; None: nobody was configured for it."""
        return self.by_kind.get(kind, self.fallback)


def load_capabilities(path: Path) -> Routed:
    """The capabilities of a file. ConfigError with file and line for anything wrong in it."""
    file = read_toml(text_of(path, "the capabilities"), str(path), _File)
    routed = Routed()
    for hook in file.webhook:
        capability = Webhook(hook.name, hook.url, _keys(path.parent / hook.secret_file))
        for kind in hook.actions:
            if kind in routed.by_kind:
                raise ConfigError(f"two webhooks carry out {kind}", Place(str(path)))
            routed.by_kind[kind] = capability
    for topic in file.topic:
        _topic(topic, routed, path)
    if file.answer is not None:
        _answer(file.answer, routed, path)
    if file.simulated is not None:
        routed.fallback = SimulatedPlatform(file.simulated.name, strict=False)
    if not routed.by_kind and routed.fallback is None:
        none = "it names no [[webhook]], no [[topic]], no [answer] and no [simulated]"
        raise ConfigError(none, Place(str(path)))
    return routed


def _topic(topic: _Topic, routed: Routed, path: Path) -> None:
    from bantay.adapters.kafka.address import address_of, needs_kafka

    needs_kafka()
    from bantay.adapters.capabilities.topic import Topic

    capability = Topic(topic.name, address_of(topic.address))
    for kind in topic.actions:
        if kind in routed.by_kind:
            raise ConfigError(f"two ways carry out {kind}", Place(str(path)))
        routed.by_kind[kind] = capability


def _answer(answer: _Answer, routed: Routed, path: Path) -> None:
    """Callers carry out what no webhook does; no caller is ever told of a report."""
    capability = Answer()
    for kind in answer.actions or [*get_args(ActionKind), "notice"]:
        if kind == "report" and answer.actions:
            raise ConfigError(
                "a caller is not told of a report: name another way", Place(str(path))
            )
        if kind in routed.by_kind and answer.actions:
            raise ConfigError(f"a webhook carries out {kind} already", Place(str(path)))
        if kind != "report":
            routed.by_kind.setdefault(kind, capability)


def _keys(path: Path) -> list[bytes]:
    return [key_of(line) for line in text_of(path, "the webhook's secret").split()]
