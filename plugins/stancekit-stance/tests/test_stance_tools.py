"""What the tools that train the model import of stancekit is there: they run too seldom to notice that it has moved."""

import ast
from pathlib import Path

import pytest

TOOLS = [Path(__file__).parents[1] / "tools" / f"{name}.py" for name in ("linear_training", "rows")]


@pytest.mark.parametrize("tool", TOOLS, ids=[tool.stem for tool in TOOLS])
def test_what_a_tool_imports_of_stancekit_is_there(tool: Path) -> None:
    found = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(tool.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stancekit")
    ]
    for line in found:
        exec(line, {})
