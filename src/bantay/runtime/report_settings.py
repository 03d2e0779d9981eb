"""Who reports, who may open and approve reports, and where they go: one TOML file.

[people]
filers = ["Dana Reyes"]          # draft and read
approvers = ["Sam Okoye"]        # approve, send, retract, release
[filer]
organisation = "Example Chat"
domain = "example.com"
mail = "safety@example.com"
[[destination]]
name = "cybertip-test"
format = "ncmec"                 # without url: the test endpoint
user = "example"
secret_file = "cybertip.secret"
"""

from pathlib import Path
from typing import Any

from msgspec import Struct, field

from bantay.adapters.reporting.dsa import TEST as DSA_TEST
from bantay.adapters.reporting.dsa import Transparency
from bantay.adapters.reporting.folder import Folder
from bantay.adapters.reporting.ncmec import TEST as NCMEC_TEST
from bantay.adapters.reporting.ncmec import Cybertip
from bantay.adapters.reporting.post import Post
from bantay.adapters.written import text_of
from bantay.errors import ConfigError, Place
from bantay.kit.toml import read_toml
from bantay.model.report import Format
from bantay.model.reporting import Attachment, Filer
from bantay.ports.reporting import Destination
from bantay.reports import ncmec_files, xml
from bantay.reports.dsa import Texts
from bantay.reports.formats import Means
from bantay.reports.goaml_profile import Profile, read_profile


class People(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may open report records, and who of them may approve and send."""

    filers: list[str] = field(default_factory=list)
    approvers: list[str] = field(default_factory=list)

    @property
    def openers(self) -> list[str]:
        """Everybody who may open report records."""
        return [*self.filers, *self.approvers]


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One destination as it is written. Exactly one of a folder and an address, or neither
    where the format has a test endpoint."""

    name: str
    format: Format
    url: str | None = None
    folder: str | None = None
    user: str | None = None
    secret_file: str | None = None
    schema: str | None = None
    production: bool = False
    knows_ids: bool = False
    timeout: float = 30.0


class Reporting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings file."""

    filer: Filer
    people: People = People()
    dsa: Texts = Texts()
    destination: list[Target] = field(default_factory=list)
    media: str | None = None  # the folder where media lie under their SHA-256 or id


class Room(Struct, frozen=True):
    """The settings and where they are: paths in them count from there."""

    said: Reporting
    path: Path

    def target(self, name: str) -> Target:
        """A destination by name. ConfigError names those that there are."""
        for one in self.said.destination:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.said.destination) or "none"
        raise ConfigError(f"no destination is called {name!r}; there are: {known}")

    def first(self, format: Format) -> Target:
        """The first destination of a format, tests before production."""
        of = [one for one in self.said.destination if one.format == format]
        if not of:
            raise ConfigError(f"no destination takes {format}", Place(str(self.path)))
        return sorted(of, key=lambda one: one.production)[0]

    def means(self, target: Target) -> Means:
        """What exporters need for a destination."""
        return Means(
            filer=self.said.filer,
            texts=self.said.dsa,
            profile=self._profile() if target.format == "goaml" else None,
            schema=self._schema(target.schema),
            production=target.production,
        )

    def destination(self, target: Target, media: Path | None = None) -> Destination:
        """The plug-in of a destination; `media` goes before the folder of the settings.
        ConfigError when something it needs is missing."""
        if media is None and self.said.media is not None:
            media = self.path.parent / self.said.media
        if target.folder is not None:
            return Folder(target.name, self.path.parent / target.folder, target.production)
        match target.format:
            case "ncmec":
                user = self._needed(target.user, target, "user")
                return Cybertip(
                    target.name,
                    user,
                    self._secret(target),
                    target.url or NCMEC_TEST,
                    target.production,
                    describe=ncmec_files.details,
                    contents=MediaFolder(media) if media else None,
                    timeout=target.timeout,
                )
            case "dsa":
                return Transparency(
                    target.name,
                    self._secret(target),
                    target.url or DSA_TEST,
                    target.production,
                    target.timeout,
                )
            case "xarf":
                url = self._needed(target.url, target, "url")
                token = self._secret(target) if target.secret_file else None
                return Post(
                    target.name, url, token, target.production, target.knows_ids, target.timeout
                )
            case _:
                return Folder(
                    target.name,
                    self.path.parent / self._needed(target.folder, target, "folder"),
                    target.production,
                )

    def _needed(self, value: str | None, target: Target, name: str) -> str:
        if not value:
            raise ConfigError(f"destination {target.name} needs a {name}", Place(str(self.path)))
        return value

    def _secret(self, target: Target) -> str:
        path = self.path.parent / self._needed(target.secret_file, target, "secret_file")
        secret = text_of(path, "the secret").strip()
        if not secret:
            raise ConfigError("the secret is empty", Place(str(path)))
        return secret

    def _profile(self) -> Profile | None:
        known = self.said.filer.goaml
        if known is None:
            return None
        path = self.path.parent / known.profile
        return read_profile(text_of(path, "the goAML profile"), str(path))

    def _schema(self, name: str | None) -> Any:
        if name is None:
            return None
        path = self.path.parent / name
        try:
            return xml.compiled(path.read_bytes(), str(path))
        except OSError as wrong:
            why = f"cannot read the schema: {wrong.strerror}"
            raise ConfigError(why, Place(str(path))) from None


class MediaFolder:
    """Media by id or SHA-256 in a folder of the operator's."""

    def __init__(self, folder: Path):
        self._folder = folder

    def read(self, attachment: Attachment) -> bytes | None:
        """The bytes of a file, if one lies there under its id or its hash."""
        media = attachment.media
        if media is None:
            return attachment.body
        names = [name for name in (media.sha256, media.media, media.name) if name]
        for name in names:
            path = self._folder / Path(name).name
            if path.is_file():
                return path.read_bytes()
        return None


def read_settings(path: Path) -> Room:
    """The settings of a file. ConfigError with file and line for anything wrong in it."""
    said = read_toml(text_of(path, "the report settings"), str(path), Reporting)
    names = [one.name for one in said.destination]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"two destinations are called {name!r}", Place(str(path)))
    return Room(said, path)
