"""The truth stays sealed: no module but the world's and the bench's knows where it lies.

That nobody else imports the world is an import contract and a test of the architecture.
"""

import ast

from _house import PACKAGE, modules
from bantay.world.writing import SEALED

ALLOWED = ("world", "bench")


def names_the_seal(tree: ast.Module) -> bool:
    """Whether code names the folder of the truth in a text that is not documentation."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and SEALED in node.value.replace("\\", "/").split("/")
        for node in ast.walk(tree)
    )


def test_only_bench_and_world_name_the_sealed_folder() -> None:
    naming = {
        str(path.relative_to(PACKAGE)) for path, tree in modules().items() if names_the_seal(tree)
    }
    assert naming == {"world/writing.py"}


def test_a_name_of_it_would_be_seen() -> None:
    assert names_the_seal(ast.parse(f"open(out / '{SEALED}' / 'x')"))
    assert names_the_seal(ast.parse(f"path = 'out/{SEALED}/truth.jsonl'"))
    assert not names_the_seal(ast.parse('"""about _sealed"""'))
