"""Capabilities: what can act for the engine, and a simulated twin that only remembers.

Without one that was configured nothing happens outside.
"""

from bantay.adapters.capabilities.answer import Answer
from bantay.adapters.capabilities.callback import Callback
from bantay.adapters.capabilities.config import load_capabilities
from bantay.adapters.capabilities.simulated import SimulatedPlatform
from bantay.adapters.capabilities.webhook import Webhook

__all__ = ["Answer", "Callback", "SimulatedPlatform", "Webhook", "load_capabilities"]
