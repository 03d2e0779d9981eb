"""One engine over many workers: they read and detect, the driver orders, judges and commits.

Equal to the embedded driver by construction and not by luck: events are numbered before they are
spread, every key takes in what concerns it in that order, and what one key makes known to another
is worked out in rounds until nothing changes (`rounds`). Workers keep nothing: states come with
the work and go back with its result, in the one transaction in which everything else is kept.
"""
