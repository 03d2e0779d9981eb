"""Successive rewritings of a reading, each undoing one kind of disguise.

    lookalikes   letters of other scripts, small capitals, drawn letters, accents
    letters      letters set apart ("g m a i l"), repeated ("gmaaail") or replaced ("gm4il")
    digits       number words, letters in the place of digits, signs between single digits

A rewriting that finds nothing gives back the very reading it was given.
"""

from bantay.kit.text.views.chain import View, views

__all__ = ["View", "views"]
