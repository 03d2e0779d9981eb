"""The handbook as a site: Markdown in, one folder of plain pages out.

Data flows: `sources` (which files there are) → `order` (which page comes where) → `markdown`
(text to HTML, links among the pages) → `frame` (the page around it) → `site` (files written).
Nothing is fetched, so the site works from a folder, without a server and without a network.
"""
