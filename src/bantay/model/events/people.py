"""Who people are: accounts, identity checks, declared relations, profiles, listings."""

from msgspec import Struct

from bantay.model import vocabulary as v
from bantay.model.events.base import EventBase


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a profile says of a person: a film, an award, an age."""

    kind: v.ClaimKind
    value: v.Name


class AccountRegistered(EventBase, frozen=True, kw_only=True, tag="account.registered"):
    """A new account, with what the person gave and what the platform saw."""

    PRIVATE = ("display_name", "email", "phone", "birth_date", "ip")

    account: v.Id
    display_name: v.Name | None = None
    email: v.Name | None = None
    phone: v.Name | None = None
    birth_date: v.Day | None = None
    country: v.Country | None = None
    tz: v.Name | None = None
    invited_by: v.Id | None = None
    device: v.Id | None = None
    device_model: v.Name | None = None
    ip: v.Name | None = None
    verified: v.Verified | None = None
    supervised: bool | None = None


class AccountClosed(EventBase, frozen=True, kw_only=True, tag="account.closed"):
    """An account's end; `erase` asks that the person's text be erased."""

    account: v.Id
    by: v.ClosedBy | None = None
    erase: bool | None = None


class IdentityChecked(EventBase, frozen=True, kw_only=True, tag="identity.checked"):
    """An identity check that was asked for, passed, failed or given up."""

    PRIVATE = ("birth_date",)

    account: v.Id
    method: v.CheckMethod
    result: v.CheckResult
    document_hash: v.Hash | None = None
    name_hash: v.Hash | None = None
    surname_hash: v.Hash | None = None
    address_hash: v.Hash | None = None
    birth_date: v.Day | None = None
    age_estimate: float | None = None


class RelationDeclared(EventBase, frozen=True, kw_only=True, tag="relation.declared"):
    """A relation both the operator and the people know of: an agency contract, a family."""

    account: v.Id
    other: v.Id
    kind: v.RelationKind
    contract: bool | None = None
    share: v.Share | None = None
    until: v.Time | None = None


class ProfileUpdated(EventBase, frozen=True, kw_only=True, tag="profile.updated"):
    """What somebody says of themselves, as of now."""

    PRIVATE = ("display_name", "bio", "claims", "links")

    account: v.Id
    display_name: v.Name | None = None
    legal_name_hash: v.Hash | None = None
    bio: v.Text | None = None
    place: v.Name | None = None
    claims: list[Claim] | None = None
    photos: list[v.Id] | None = None
    links: list[v.Name] | None = None


class ListingPublished(EventBase, frozen=True, kw_only=True, tag="listing.published"):
    """A directory or search entry."""

    PRIVATE = ("title", "text")

    listing: v.Id
    account: v.Id
    title: v.Text
    text: v.Text | None = None
    place: v.Name | None = None
    paid: bool | None = None
