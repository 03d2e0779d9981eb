"""Reading text: fold it, undo how it was disguised, find contacts, ages and near-copies.

    table       one code point to one: what a whole batch is screened with
    reading     one gated message, normalised, every character knowing where it came from
    runs        digits and what stands between them; `ordinary` says why a run is no phone
    numbers     number words as digits
    views       what look-alike, set apart, repeated or replaced letters and digits read as
    spelled     addresses with their signs in words; `mails`, `links`, `handles`: all others
    contacts    phones, e-mails, links, handles and payment handles, with their places
    pieces      what a message adds to a contact that is given in parts
    ages        ages and school years people state of themselves
    sketch      how alike two texts are

Every place that leaves this room is an offset in the original text.
"""
