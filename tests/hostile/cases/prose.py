"""Markdown and reStructuredText that nest or backtrack."""

from collections.abc import Callable

from tests.hostile.place import Case, Place

MARKDOWN: dict[str, Callable[[], str]] = {
    "quotes": lambda: ">" * 100_000 + " a\n",
    "quotes-by-line": lambda: "".join(">" * at + " a\n" for at in range(1, 900)),
    "lists": lambda: "- " * 50_000 + "a\n",
    "numbered-lists": lambda: "1. " * 50_000 + "a\n",
    "indented-lists": lambda: "".join(" " * (2 * at) + "- a\n" for at in range(900)),
    "brackets": lambda: "[" * 100_000 + "a" + "]" * 100_000 + "\n",
    "images": lambda: "![" * 50_000 + "a" + "](b)" * 50_000 + "\n",
    "open-links": lambda: "[a](" * 60_000 + "\n",
    "open-links-with-titles": lambda: "[a](<b" * 30_000 + '[c](d "e' * 30_000 + "\n",
    "link-parentheses": lambda: "[a](" + "(" * 50_000 + ")" * 50_000 + ")\n",
    "backticks": lambda: " ".join("`" * at for at in range(1, 900)) + "\n",
    "many-backticks": lambda: "`" * 500_000 + "\n",
    "emphasis": lambda: "*a_ " * 50_000 + "\n",
    "open-emphasis": lambda: "**a " * 50_000 + "a* " * 50_000 + "\n",
    "angles": lambda: "<" * 100_000 + "\n" + "<a " * 50_000 + "\n",
    "attributes": lambda: "<a" + " b=c" * 50_000 + "\n\n<a" + " b='" * 50_000 + "\n",
    "comments": lambda: "<!-- a\n" * 30_000,
    "declarations": lambda: "x <!A " * 30_000 + "x <? " * 30_000 + "x <![CDATA[ " * 30_000 + "\n",
    "entities": lambda: "&" * 100_000 + "&#" * 50_000 + "&amp" * 50_000 + "\n",
    "backslashes": lambda: "\\" * 300_000 + "\n",
    "wide-table": lambda: "|" + " a |" * 5_000 + "\n|" + "---|" * 5_000 + "\n" + ("|" * 5_000 + "\n") * 20,
    "long-table": lambda: "| a | b |\n|---|---|\n" + "| c | d |\n" * 30_000,
    "definitions": lambda: "".join(f"[a{at}]: b{at}\n" for at in range(20_000)) + "[a1] " * 20_000 + "\n",
    "open-definitions": lambda: "[a]: b '\n" * 20_000,
    "fences": lambda: "".join("`" * (at % 900 + 3) + "python\n" for at in range(3_000)),
    "open-fence": lambda: "~~~\n" + "a\n" * 200_000,
    "fences-in-quotes": lambda: "> " * 500 + "```\n" + "x\n" * 30_000,
    "headings": lambda: "# TODO a\n\n" * 30_000,
    "underlined-headings": lambda: "a\n" * 50_000 + "===\n",
    "long-line": lambda: "word " * 200_000 + "\n",
    "long-paragraph": lambda: "word\n" * 100_000,
    "autolinks": lambda: "https://a.example/b " * 30_000 + "<https:" * 30_000 + "\n",
    "tabs": lambda: "\t" * 200_000 + "a\n" + ">\t- \t" * 20_000 + "\n",
    "spaces": lambda: " " * 500_000 + "\n" + "a  \n" * 100_000,
    "commands": lambda: "```bash\n$ " + "a | " * 100_000 + "b\n```\n" + "```sh\npip install a\n```\n" * 5_000,
    "broken-links": lambda: "[a](b/c.md) ![d](e.png)\n" * 15_000,
    "strikes": lambda: "~~" * 100_000 + "~" * 100_000 + "\n",
}

RST: dict[str, Callable[[], str]] = {
    "backticks": lambda: "`" * 300_000 + "\n\n" + "`a " * 50_000 + "\n",
    "stars": lambda: "*" * 300_000 + "\n\n" + "*a **b " * 50_000 + "\n",
    "bars": lambda: "|a" * 100_000 + "\n\n.. |a| replace:: |a| |a|\n",
    "nested-lists": lambda: "".join(" " * (2 * at) + "- a\n\n" for at in range(900)),
    "nested-quotes": lambda: "".join(" " * at + "a\n\n" for at in range(1_200)),
    "directives": lambda: ".. note::\n\n" * 20_000 + ".. code-block:: python\n\n   x = 1\n\n" * 5_000,
    "includes": lambda: ".. include:: /dev/zero\n.. raw:: html\n   :file: /etc/passwd\n\n" * 2_000,
    "nested-directives": lambda: "".join(" " * (3 * at) + ".. note::\n\n" for at in range(600)),
    "titles": lambda: "".join(f"{'ab' * 20}\n{'!#$%&=~'[at % 7] * 50}\n\n" for at in range(9_000)),
    "long-title": lambda: "a" * 400_000 + "\n" + "=" * 400_000 + "\n",
    "tables": lambda: ("+---" * 500 + "+\n" + "| a " * 500 + "|\n") * 100,
    "simple-tables": lambda: ("== " * 5_000 + "\n") * 60,
    "targets": lambda: "".join(f".. _a{at}: a{at + 1}_\n" for at in range(20_000)) + "a0_\n",
    "footnotes": lambda: ".. [#] a [#]_\n" * 20_000,
    "fields": lambda: ":a" * 100_000 + "\n" + ":a: b\n" * 50_000,
    "underscores": lambda: "a_ " * 100_000 + "_" * 100_000 + "\n",
}


def _case(family: str, names: tuple[str, ...], name: str, text: Callable[[], str]) -> Case:
    def build(place: Place) -> None:
        source = text()
        for file in names:
            place.put(file, source)

    return Case(f"{family}-{name}", build, shared=True)


def _readme(text: Callable[[], str]) -> Callable[[Place], None]:
    return lambda place: place.put("README.md", text())


CASES = (
    *(Case(f"readme-{name}", _readme(MARKDOWN[name])) for name in ("brackets", "wide-table", "broken-links")),
    *(_case("markdown", ("README.md",), name, text) for name, text in MARKDOWN.items()),
    *(_case("rst", ("README.rst",), name, text) for name, text in RST.items()),
)
