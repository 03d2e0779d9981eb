"""Pictures: decoding files nobody vouches for, and the compiled search among hashes."""
