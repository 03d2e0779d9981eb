"""Where reports go: destinations as plug-ins, read from the operator's settings file.

Test endpoints are the default; only hosts that the settings name are ever called.
"""
