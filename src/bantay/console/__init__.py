"""The console: a page for people, made of plain files that this machine alone serves.

What is in `static` is what runs: small native modules without a framework and without a build
step (decision 43). Everything they show comes from the HTTP API of the `server` room.
"""
