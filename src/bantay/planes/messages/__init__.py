"""What people write to each other: detectors over messages."""
