"""Cases become documents for agencies, helpers and users: drafted, checked, never sent here.

`formats.EXPORTERS` names every format. This room is pure: documents in, bytes and problems
out; what sends them are adapters, what joins both is the runtime.
"""
