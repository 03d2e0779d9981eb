"""The needs: what the engine asks of the outside, as Protocols with public fakes."""
