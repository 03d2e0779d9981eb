"""Who looks at or works on cases, from the command line: the options and the desk."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from bantay.cli.options import store_option, who
from bantay.cli.rooms import opened
from bantay.model.casework import STAFF_ROLES, StaffRole, Viewer

PURPOSE = "work on cases on the command line"


def person(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--store`, `--by`, `--role` and `--purpose`, which every command on cases takes."""

    @store_option
    @click.option("--by", help="Who looks or acts; without it, your user name.")
    @click.option(
        "--role",
        type=click.Choice(STAFF_ROLES),
        default="analyst",
        show_default=True,
        envvar="BANTAY_ROLE",
        help="In which role; it decides what is shown and allowed.",
    )
    @click.option(
        "--purpose",
        default=PURPOSE,
        show_default=True,
        help="Why; goes to the audit log with your name and role.",
    )
    @wraps(command)
    def call(
        *args: Any, store: Path, by: str | None, role: StaffRole, purpose: str, **options: Any
    ) -> Any:
        viewer = Viewer(who=by or who(), role=role, purpose=purpose)
        with opened(store) as place:
            from bantay.runtime.cases_desk import desk_of

            return command(desk_of(place), viewer, *args, **options)

    return call
