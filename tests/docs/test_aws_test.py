"""docs/aws-test.md lists every test that only an account can prove, with the reason that the test gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "aws-test.md"
BEGIN, END = "<!-- only in an account -->\n", "<!-- end of what is only in an account -->"


def marked() -> Iterator[str]:
    """A line of the list for each test that is marked `account`."""
    for path in sorted([*ROOT.glob("tests/stack/test_*.py"), *ROOT.glob("tests/account/test_*.py")]):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.account":
                    title = node.name.removeprefix("test_").replace("_", " ")
                    yield f"- `{path.relative_to(ROOT)}`: {title}. {ast.literal_eval(decorator.args[0])}.\n"


def test_the_list_is_that_of_the_code() -> None:
    wanted = "".join(marked())
    written = DOCUMENT.read_text().split(BEGIN)[1].split(END)[0]

    assert wanted.count("\n") > 5
    assert written == wanted, f"write into docs/aws-test.md:\n{wanted}"
