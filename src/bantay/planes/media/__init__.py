"""Pictures: what is shown, by hashes, scores and words read by others. Never pixels."""
