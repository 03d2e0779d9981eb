"""The library of conditions, loaded without its command line, is the library."""

import subprocess
import sys

WORDS = """
import sys
from bantay.policy.cel.library import cel
assert "cel.cli" not in sys.modules and "prompt_toolkit" not in sys.modules
import cel as whole
assert whole.compile is cel.compile and whole.Context is cel.Context
print(cel.compile("1 + 1 == 2").execute(cel.Context()))
"""


def test_it_is_the_same_library_and_loads_no_shell() -> None:
    said = subprocess.run([sys.executable, "-c", WORDS], capture_output=True, text=True, check=True)
    assert said.stdout == "True\n"
