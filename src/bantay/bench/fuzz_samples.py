"""Whole inputs for the fuzz bar, one for each parser that has no shipped file to begin with."""

import json

PACS = b"""<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr>
<MsgId>M1</MsgId><CreDtTm>2026-01-05T12:00:00Z</CreDtTm></GrpHdr><CdtTrfTxInf><PmtId>
<EndToEndId>E1</EndToEndId><TxId>T1</TxId></PmtId><IntrBkSttlmAmt Ccy="EUR">12.50</IntrBkSttlmAmt>
<IntrBkSttlmDt>2026-01-05</IntrBkSttlmDt><DbtrAcct><Id><Othr><Id>D-1</Id></Othr></Id></DbtrAcct>
<CdtrAcct><Id><Othr><Id>C-1</Id></Othr></Id></CdtrAcct></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>
"""
CAMT = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>
<MsgId>S1</MsgId><CreDtTm>2026-01-05T12:00:00Z</CreDtTm></GrpHdr><Stmt><Id>1</Id><Acct><Id><Othr>
<Id>A-1</Id></Othr></Id></Acct><Ntry><NtryRef>N1</NtryRef><Amt Ccy="EUR">9.90</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-05</Dt></BookgDt>
</Ntry></Stmt></BkToCstmrStmt></Document>
"""
HOSTILE = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:'
    b'pacs.008.001.08"><FIToFICstmrCdtTrf>&d;</FIToFICstmrCdtTrf></Document>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document xmlns="urn:iso:std:iso:'
    b'20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>',
)
"""Entities that grow, and one that reads a file: both must be refused, never followed."""
STRIPE = json.dumps(
    {
        "id": "evt_1", "object": "event", "type": "charge.succeeded", "created": 1767614400,
        "data": {"object": {"id": "ch_1", "object": "charge", "amount": 1250, "currency": "eur",
                            "customer": "cus_1", "status": "succeeded", "created": 1767614400}},
    }
).encode()  # fmt: skip
ADYEN = json.dumps(
    {
        "live": "false",
        "notificationItems": [{"NotificationRequestItem": {
            "eventCode": "AUTHORISATION", "pspReference": "P1", "merchantReference": "R1",
            "amount": {"value": 1250, "currency": "EUR"}, "success": "true",
            "eventDate": "2026-01-05T12:00:00+00:00", "merchantAccountCode": "M"}}],
    }
).encode()  # fmt: skip
LEXICON = b'about = "a"\n[[entry]]\nlang = "en"\nterms = ["one"]\n'
STORE = b"postgresql://ann:pw@localhost:5432/db?files=there&sslmode=require"
MAPPING = b"""format = "csv"
type = "message.sent"
[fields]
id = { template = "old-{nr}" }
time = { column = "sent", format = "%d/%m/%Y %H:%M", zone = "Asia/Manila" }
account = "sender"
conversation = { pair = ["sender", "receiver"] }
to = { column = "receiver", split = ";" }
text = "body"
"""
CAPABILITIES = b"""[[topic]]
name = "out"
address = "kafka://localhost:9092/decisions"
actions = ["warn", "notice"]
[simulated]
name = "twin"
[answer]
actions = ["tip"]
"""
COOP = b"""[coop]
url = "http://localhost:1"
key_file = "key"
reporter = { type = "user", id = "u" }
[coop.types.account]
type = "t"
fields = { who = "subject", why = "summary" }
"""
KAFKA = b"""brokers = "localhost:9092"
topics = ["events"]
group = "g"
client = { "fetch.min.bytes" = 1 }
"""
REPORTS = b"""[filer]
organisation = "A platform"
domain = "example.org"
[people]
filers = ["Kim"]
[[destination]]
name = "law"
format = "goaml"
folder = "out"
"""
CASES = b"""[[case]]
name = "one"
verdict = "alarm"
evidence = ["m1[0:4]"]
messages = [{ id = "m1", at = "9s", text = "0770" }]
events = [{ id = "e", at = "0s", type = "group.left", group = "g", account = "a" }]
"""
NCMEC = b"""<?xml version="1.0" encoding="UTF-8"?>
<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="1" maxTimestamp=
"2026-01-05T12:00:00Z"><image><member id="1">A</member><timestamp>2026-01-05T12:00:00Z</timestamp>
<id>image1</id><classification>A1</classification><fingerprints><md5>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
</md5></fingerprints></image></images></queryResult>
"""
