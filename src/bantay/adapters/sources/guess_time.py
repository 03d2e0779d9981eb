"""Parts of a guess that every plan needs: the time, names inside the file, the draft itself."""

from msgspec import Struct, field, structs

from bantay.adapters.sources import shapes
from bantay.adapters.sources.mapping import Each, Origin
from bantay.adapters.sources.sample import Sample
from bantay.adapters.sources.shapes import START, Column
from bantay.adapters.sources.template import literal


class Draft(Struct):
    """A mapping in the making."""

    type: str
    fields: dict[str, Origin] = field(default_factory=dict)
    each: Each | None = None


def slot(column: Column) -> str:
    """A column as a template names it."""
    return "{" + column.name + "}"


def usable(column: Column) -> bool:
    """Whether a template can name the column."""
    return "{" not in column.name and "}" not in column.name and not column.name.startswith("#")


def own_name(rows: Sample) -> str:
    """A template for a name that only this row of this file has: by its `id`, else its number."""
    ids = rows.take("id", lambda column: shapes.is_unique(column) and usable(column))
    return "{#file}-" + (slot(ids) if ids else "{#row}")


def time_of(rows: Sample, step: str) -> Origin:
    """How the file tells the time; a made time of one `step` a row when it does not."""
    return (
        _by_name(rows)
        or _by_date_and_clock(rows)
        or _by_look(rows)
        or _by_counter(rows)
        or Origin(start=START, step=step)
    )


def _by_name(rows: Sample) -> Origin | None:
    column = rows.take("time", shapes.times_of)
    found = shapes.times_of(column) if column else None
    if (
        column is None
        or found is None
        or len(column.values) >= column.rows - shapes.strays(column.rows)
    ):
        return found
    # Many rows tell no time: better at the beginning of all than not at all.
    return structs.replace(found, default=shapes.start_as(found.format))


def _by_date_and_clock(rows: Sample) -> Origin | None:
    day = rows.find("date", lambda c: shapes.times_of(c) is not None and usable(c))
    if day is None:
        return None
    clock = rows.find("clock", lambda c: shapes.is_clocks(c) and usable(c) and c != day)
    rows.use(day)
    if clock is None or len(clock.values) != len(day.values):
        return shapes.times_of(day)
    joined = [f"{d} {c}" for d, c in zip(day.texts, clock.texts, strict=True)]
    found = shapes.time_format(joined)
    if found is None:
        return shapes.times_of(day)
    rows.use(clock)
    template = f"{slot(day)} {slot(clock)}"
    return Origin(template=template, format=found[0], zone=found[1])


def _by_look(rows: Sample) -> Origin | None:
    """A column that is called nothing we know but is full of written times."""
    for column in rows.free():
        texts = [value for value in column.values if isinstance(value, str)]
        if len(texts) == column.rows and all(len(t) > 9 and t[-1:].isalnum() for t in texts):
            found = shapes.times_of(column)
            if found is not None:
                rows.use(column)
                return found
    return None


def _by_counter(rows: Sample) -> Origin | None:
    column = rows.take("step", shapes.counter_of) or rows.take("time", shapes.counter_of)
    return shapes.counter_of(column) if column else None


def named_or(column: Column | None, fallback: str) -> Origin:
    """A column whose empty cells, or whose absence, a template fills."""
    if column is None:
        return Origin(template=fallback)
    return Origin(column=column.name, default=fallback)


def constant(text: str) -> Origin:
    """The same text for every row."""
    return Origin(constant=text)


def safe(text: str) -> str:
    """Text for use inside a template."""
    return literal(text)
