"""Chat servers: their payloads become events of the contract, and our answers become theirs.

Every module maps one platform, as pure functions: a payload in, events out. What a payload
does not say is left out, never guessed; a payload that does not fit raises `Wrong` with the
path of what is wrong, and nothing of what people wrote in its words.
"""

from bantay.adapters.sources.chat.payloads import PLATFORMS, Reader, read, reader_of

__all__ = ["PLATFORMS", "Reader", "read", "reader_of"]
