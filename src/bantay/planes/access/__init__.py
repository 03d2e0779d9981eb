"""Who operates what: devices, places, papers, and what a block left behind."""
