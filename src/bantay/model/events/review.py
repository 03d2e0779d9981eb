"""What people said and did about it: notices, actions, labels, appeals."""

from bantay.model import vocabulary as v
from bantay.model.events.base import EventBase


class NoticeFiled(EventBase, frozen=True, kw_only=True, tag="notice.filed"):
    """A person tells the operator that something is wrong."""

    PRIVATE = ("text",)

    notice: v.Id
    subject_kind: v.SubjectKind
    subject: v.Id
    reason: v.NoticeReason
    reporter: v.Id | None = None
    text: v.Text | None = None


class ActionTaken(EventBase, frozen=True, kw_only=True, tag="action.taken"):
    """What the operator, or a capability, really did."""

    PRIVATE = ("reason",)

    action: v.Id
    subject_kind: v.SubjectKind
    subject: v.Id
    kind: v.ActionKind
    reason: v.Text | None = None
    until: v.Time | None = None
    reverses: v.Id | None = None


class LabelGiven(
    EventBase, frozen=True, kw_only=True, tag="label.given", rename={"klass": "class"}
):
    """A reviewer's verdict on a hypothesis about a subject."""

    subject_kind: v.SubjectKind
    subject: v.Id
    hypothesis: v.Hypothesis
    verdict: v.Verdict
    by: v.Id
    alarm: v.Id | None = None
    klass: v.LabelClass | None = None
    sampled: bool | None = None


class AppealFiled(EventBase, frozen=True, kw_only=True, tag="appeal.filed"):
    """A person asks that a decision be looked at again, by somebody else."""

    PRIVATE = ("text",)

    appeal: v.Id
    decision: v.Id
    account: v.Id | None = None
    text: v.Text | None = None
