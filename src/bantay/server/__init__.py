"""The HTTP API: events in and decisions out, and all that people and machines may ask.

`app.make_app` puts it together; every handler names the one right it needs in its `opt`,
and without one nobody may call it. Who has which right is the table in `rights`.
"""
