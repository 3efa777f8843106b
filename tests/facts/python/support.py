"""What the tests of the Python extractor share."""

import textwrap

from codex_audit.domain.facts import Definition, PythonFacts, Source
from codex_audit.facts.python import EXTRACTOR


def facts(text: str, name: str = "sample.py", data: bytes | None = None) -> PythonFacts:
    """The facts of a text. One that begins with an empty line loses its common indentation."""
    text = textwrap.dedent(text) if text.startswith("\n   ") else text
    found = EXTRACTOR.extract(Source(name, text.encode() if data is None else data, text))
    assert isinstance(found, PythonFacts)
    return found


def definition(text: str, name: str, file: str = "sample.py") -> Definition:
    """The one definition of this dotted name."""
    (found,) = [one for one in facts(text, file).definitions if one.name == name]
    return found
