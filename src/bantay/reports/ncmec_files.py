"""Files of a CyberTipline report and what is said of each, once the receiver has named them."""

from bantay.model.report import ReportCase, Shown
from bantay.model.reporting import Attachment
from bantay.reports import xml
from bantay.reports.document import Nodes, branch, flag, leaf

SUPPLEMENT = "Supplemental Reported"
_HASHES = (("MD5", "md5"), ("SHA1", "sha1"), ("SHA256", "sha256"))


def files(case: ReportCase) -> list[Attachment]:
    """The media of a case, by reference; their bytes are fetched when they are sent."""
    return [
        Attachment(
            name=one.name or one.media,
            mime=one.mime or "application/octet-stream",
            why="media of the case",
            media=one,
        )
        for one in case.media
    ]


def details(file: Attachment, report: str, file_id: str) -> bytes:
    """The document about one uploaded file: `report` and `file_id` are the receiver's."""
    inner = _of_media(file.media) if file.media is not None else _of_text(file)
    [root] = branch(
        "fileDetails",
        leaf("reportId", report, "the receiver", need=True),
        leaf("fileId", file_id, "the receiver", need=True),
        leaf("originalFileName", file.name[:2056], "case: media.name"),
        *inner,
        need=True,
    )
    return xml.to_bytes(root)


def _of_text(file: Attachment) -> list[Nodes]:
    return [
        leaf("fileRelevance", SUPPLEMENT, "attachment"),
        leaf("additionalInfo", f"{file.why}, as text in UTF-8", "attachment"),
    ]


def _of_media(one: Shown) -> list[Nodes]:
    hashes = [
        leaf("originalFileHash", getattr(one, name), f"case: media.{name}", attrs=[("hashType", t)])
        for t, name in _HASHES
    ]
    seen = branch(
        "nameValuePair", leaf("name", "PDQ", "format"), leaf("value", one.pdq, "case: media.pdq")
    )
    return [
        leaf("uploadedToEspTimestamp", one.uploaded, "case: media.uploaded"),
        leaf("locationOfFile", one.url, "case: media.url"),
        leaf("fileViewedByEsp", bool(one.viewed_by), "case: media.viewed_by"),
        leaf("exifViewedByEsp", False, "never looked at"),
        leaf("publiclyAvailable", one.public, "case: media.public"),
        leaf("fileRelevance", "Reported", "case: media"),
        branch(
            "fileAnnotations",
            flag("liveStreaming", one.live, "case: media.live"),
            flag("generativeAi", one.generated, "case: media.generated"),
        ),
        leaf("industryClassification", one.classification, "case: media.classification"),
        *hashes,
        _ip(one),
        branch("details", seen, attrs=[("type", "HASH")]) if one.pdq else (),
    ]


def _ip(one: Shown) -> Nodes:
    """At most one a file: a second is refused."""
    if one.ip is None:
        return ()
    return branch(
        "ipCaptureEvent",
        leaf("ipAddress", one.ip.ip, "case: media.ip"),
        leaf("eventName", "Upload", "case: media.ip"),
        leaf("dateTime", one.ip.time, "case: media.ip"),
    )
