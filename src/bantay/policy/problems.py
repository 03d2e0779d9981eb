"""The stable codes of a policy's mistakes: what each is and what to do about it."""

import tomllib
from functools import cache
from importlib.resources import files

from bantay.errors import InputError, closest


@cache
def problems() -> dict[str, tuple[str, str]]:
    """Every code, with its title and its advice."""
    text = files("bantay.policy").joinpath("problems.toml").read_text("utf-8")
    return {code: (row["title"], row["do"]) for code, row in tomllib.loads(text).items()}


def explained(code: str) -> tuple[str, str]:
    """Title and advice of a code. InputError when there is none of that name."""
    found = problems().get(code.upper())
    if found is None:
        near = closest(code.upper(), problems())
        reason = f"there is no code {code!r}; codes run from BP101 to BP601"
        raise InputError(reason, nearest=near)
    return found
