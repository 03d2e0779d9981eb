"""Regions: what names one, how sure that is, and whether its counts rise above their past.

countries   names, tiles and currencies of countries
sightings   places and means of transmission that an event's own fields tell
surges      weekly counts against their own past
"""
