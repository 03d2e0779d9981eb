"""Near-copies of texts whose slots change: name, age, city, price.

    index = TemplateIndex()
    index.add(["Ann, 22, from Cebu ...", "Bea, 24, from Iloilo ..."])
    index.clusters()  ->  [(0, 1)]

Everything here is pure and works on arrays: a batch of texts goes through in one pass.
`anchors` gives the few values under which a single text can be looked up, for stages that
know keys only.
"""

from bantay.kit.neardup.index import TemplateIndex
from bantay.kit.neardup.signature import Signatures, anchors, signatures, similar_texts
from bantay.kit.neardup.slots import Slot, Template, template_of

__all__ = [
    "Signatures",
    "Slot",
    "Template",
    "TemplateIndex",
    "anchors",
    "signatures",
    "similar_texts",
    "template_of",
]
