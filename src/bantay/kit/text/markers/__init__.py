"""Words that announce a name elsewhere, and the names themselves: the parts of `handles`.

    scan        the names of apps, their disguises and words that ask to be added: one pass
    trie        many terms as one pattern that fails fast
    links       the small words between an app and a name
    tokens      which tokens are names and which are ordinary words or amounts
    judged      how sure it is that a token after a marker is a name
    payments    addresses to pay to that carry their own sign

All places are offsets in folded text.
"""

from bantay.kit.text.markers.payments import is_identity
from bantay.kit.text.markers.scan import Marker, markers

__all__ = ["Marker", "is_identity", "markers"]
