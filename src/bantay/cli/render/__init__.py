"""How values look to people: safe text, lit quotes, the sum, tables, the waterfall."""
