"""What the decoder asks of a value beyond its type, said in JSON Schema too."""

from typing import Any

ZONED_TIME = (
    r"^(19[7-9][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])"
    r"-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""RFC 3339 with a zone, for validators that take `format` as a mere remark."""
SOUND_KEY = r"^[^\u0000-\u001f]*[^\s\u0000-\u001f][^\u0000-\u001f]*(?![\s\S])"
"""A key: no control character, and not white space alone."""
PDQ = r"^[0-9a-fA-F]{64}(?![\s\S])"
INTEGERS = {"minimum": -(2**63), "maximum": 2**63 - 1}

Schema = dict[str, Any]


def sharp(schema: Any) -> Any:
    """The same schema in which keys, times and whole numbers carry all of their bounds.

    `schema` is any part of a schema: an object, a list or a value.
    """
    if isinstance(schema, list):
        return [sharp(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: sharp(value) for key, value in schema.items()}
    return {**inner, **_bounds(inner)}


def _bounds(part: Schema) -> Schema:
    if part.get("type") == "integer":
        return INTEGERS
    if part.get("type") != "string" or "pattern" in part:
        return {}
    if part.get("format") == "date-time":
        return {"pattern": ZONED_TIME}
    return {"pattern": SOUND_KEY} if part.get("minLength") else {}
