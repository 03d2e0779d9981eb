"""The profile plane: who somebody claims to be, in biographies, claims and listings."""
