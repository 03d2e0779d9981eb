"""The CyberTipline's calls: submit, upload, fileinfo, finish; retract before finish.

The receiver files a report at `finish` only, and forgets one that was opened and not finished
after a day. So a submit or an upload of which nobody knows whether it arrived is mended by
opening a new report; a finish is repeated on the stored id, and "already finished" is success.
"""

import base64
import hashlib
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence

from bantay.adapters.reporting import wire
from bantay.model.clock import moment
from bantay.model.reporting import Attachment, Draft, Receipt
from bantay.ports.reporting import Contents, Done, Parcel, SendError

TEST = "https://exttest.cybertip.org/ispws"
OK, FINISHED = "0", "5102"
UNKNOWN, RETRACTED = "5001", "5101"
SERVER = frozenset({"1000", "1001", "1100", "1110", "1111", "1210", "1300"})
"""The receiver's own trouble: it is worth trying again."""
_XML = "text/xml; charset=utf-8"
Describe = Callable[[Attachment, str, str], bytes]
"""Writes what is said of one file, from the ids of its report and its own."""


class Cybertip:
    """One account at the CyberTipline. Without an address it is the test endpoint."""

    def __init__(
        self,
        name: str,
        user: str,
        password: str,
        url: str = TEST,
        production: bool = False,
        *,
        describe: Describe,
        contents: Contents | None = None,
        timeout: float = wire.TIMEOUT,
    ):
        self.name, self.production, self._url = name, production, url.rstrip("/")
        self.host = wire.checked(name, url).hostname or ""
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._auth = {"authorization": f"Basic {token}"}
        self._describe, self._contents, self._timeout = describe, contents, timeout

    def plan(self, draft: Draft) -> Sequence[str]:
        """Submit, two calls a file, finish, and what follows acceptance."""
        files = [
            f"{call}/{n}" for n in range(len(draft.attachments)) for call in ("upload", "info")
        ]
        return ["submit", *files, "finish", "preserve"]

    def repeatable(self, step: str) -> bool:
        """Only finish may be sent again on the same id; what follows is our own."""
        return step in ("finish", "preserve")

    def takes_up(self, step: str) -> bool:
        """Before finish nothing is filed: a new report is opened and the old one forgotten."""
        return not self.repeatable(step)

    def take(self, step: str, parcel: Parcel) -> Done:
        """Carry out one call."""
        call, _, number = step.partition("/")
        match call:
            case "submit":
                return self._submit(parcel)
            case "upload":
                return self._upload(parcel, int(number))
            case "info":
                return self._info(parcel, int(number))
            case "finish":
                return self._finish(parcel)
            case _:
                raise SendError(f"there is no step {step!r}", final=True)

    def retract(self, parcel: Parcel) -> Receipt:
        """Take back a report that is not finished. Raises `SendError` when it is too late."""
        body, kind = wire.multipart({"id": parcel.values["submit"]}, None)
        receipt = self._call("retract", "/retract", body, kind, parcel)
        if receipt.code not in (OK, RETRACTED, UNKNOWN):
            raise _wrong(receipt)
        return receipt

    def external(self, values: dict[str, str]) -> str | None:
        """The report id that submit gave."""
        return values.get("submit")

    def _submit(self, parcel: Parcel) -> Done:
        receipt = self._call("submit", "/submit", parcel.draft.body, _XML, parcel)
        report = _find(receipt.body, "reportId")
        if receipt.code != OK:
            raise _wrong(receipt)
        if report is None or not report.isdigit():
            raise SendError("accepted without a report id", arrived="unsure", receipt=receipt)
        return Done(value=report, receipt=receipt)

    def _upload(self, parcel: Parcel, number: int) -> Done:
        file = parcel.draft.attachments[number]
        content = self._bytes(file)
        part = (file.name, file.mime, content)
        body, kind = wire.multipart({"id": parcel.values["submit"]}, part)
        receipt = self._call(f"upload/{number}", "/upload", body, kind, parcel)
        if receipt.code != OK:
            raise _wrong(receipt)
        said, ours = _find(receipt.body, "hash"), hashlib.md5(content, usedforsecurity=False)
        if said is not None and said.lower() != ours.hexdigest():
            raise SendError(
                "the receiver got another file than was sent", again=True, receipt=receipt
            )
        id = _find(receipt.body, "fileId")
        if id is None:
            raise SendError("accepted without a file id", again=True, receipt=receipt)
        return Done(value=id, receipt=receipt)

    def _info(self, parcel: Parcel, number: int) -> Done:
        report, file = parcel.values["submit"], parcel.values[f"upload/{number}"]
        body = self._describe(parcel.draft.attachments[number], report, file)
        receipt = self._call(f"info/{number}", "/fileinfo", body, _XML, parcel)
        if receipt.code != OK:
            raise _wrong(receipt)
        return Done(receipt=receipt)

    def _finish(self, parcel: Parcel) -> Done:
        report = parcel.values["submit"]
        body, kind = wire.multipart({"id": report}, None)
        receipt = self._call("finish", "/finish", body, kind, parcel)
        if receipt.code not in (OK, FINISHED):
            raise _wrong(receipt)
        return Done(value=report, receipt=receipt)

    def _bytes(self, file: Attachment) -> bytes:
        if file.media is None:
            return file.body
        found = self._contents.read(file) if self._contents is not None else None
        if found is None:
            raise SendError(
                f"the bytes of {file.media.media} are not there: name their folder "
                "with --media DIR",
                final=True,
            )
        return found

    def _call(self, step: str, path: str, body: bytes, kind: str, parcel: Parcel) -> Receipt:
        headers = {"content-type": kind, "accept": "text/xml", **self._auth}
        answer = wire.call("POST", self._url + path, self.host, body, headers, self._timeout)
        code = _find(answer.body, "responseCode") or f"http {answer.status}"
        return Receipt(
            report=parcel.report.report,
            step=step,
            time=moment(parcel.wall),
            code=code,
            request_id=answer.headers.get("request-id"),
            body=answer.body,
        )


def _wrong(receipt: Receipt) -> SendError:
    """What an answer that is no success means for the step."""
    code = receipt.code
    if code.startswith("http 2"):
        return SendError("the answer cannot be read", arrived="unsure", receipt=receipt)
    why = _find(receipt.body, "responseDescription") or "no reason given"
    said = f"answer {code}: {why[:300]}"
    if code in SERVER or (code.startswith("http ") and wire.busy(int(code[5:]))):
        return SendError(said, receipt=receipt)
    if code in (UNKNOWN, "5002"):
        return SendError(said, again=True, receipt=receipt)
    return SendError(said, final=True, receipt=receipt)


def _find(body: bytes, name: str) -> str | None:
    """The text of an element of an answer; answers that bring entities are not read."""
    if b"<!" in body:
        return None
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return None
    found = root.find(name)
    text = None if found is None else (found.text or "").strip()
    return re.sub(r"\s+", " ", text) if text else None
