"""Kind and language of a file, by its name."""

from collections.abc import Mapping
from typing import Final

from codex_audit.domain.artifact import Kind

_CODE: Final[Mapping[str, str]] = {
    "asm": "Assembly", "s": "Assembly", "awk": "AWK", "bat": "Batch", "cmd": "Batch",
    "c": "C", "h": "C", "cc": "C++", "cpp": "C++", "cxx": "C++", "hh": "C++", "hpp": "C++",
    "cs": "C#", "clj": "Clojure", "cu": "CUDA", "cuh": "CUDA", "css": "CSS", "less": "Less",
    "scss": "SCSS", "sass": "Sass", "dart": "Dart", "ex": "Elixir", "exs": "Elixir",
    "erl": "Erlang", "f": "Fortran", "f90": "Fortran", "for": "Fortran", "fs": "F#", "go": "Go",
    "groovy": "Groovy", "hs": "Haskell", "html": "HTML", "htm": "HTML", "java": "Java",
    "js": "JavaScript", "cjs": "JavaScript", "mjs": "JavaScript", "jsx": "JavaScript",
    "jl": "Julia", "kt": "Kotlin", "lua": "Lua", "m": "MATLAB", "ml": "OCaml", "nim": "Nim",
    "pas": "Pascal", "php": "PHP", "pl": "Perl", "pm": "Perl", "proto": "Protocol Buffers",
    "ps1": "PowerShell", "psm1": "PowerShell", "py": "Python", "pyi": "Python",
    "pyw": "Python", "pyx": "Cython", "pxd": "Cython", "pxi": "Cython", "r": "R",
    "rb": "Ruby", "rs": "Rust", "scala": "Scala", "sh": "Shell", "bash": "Shell",
    "zsh": "Shell", "fish": "Shell", "sql": "SQL", "swift": "Swift", "tcl": "Tcl",
    "tf": "Terraform", "ts": "TypeScript", "tsx": "TypeScript", "vb": "Visual Basic",
    "vim": "Vim script", "vue": "Vue", "zig": "Zig", "cmake": "CMake", "mk": "Makefile",
    "g4": "ANTLR", "lean": "Lean", "el": "Emacs Lisp", "lisp": "Lisp", "metal": "Metal",
}  # fmt: skip

_CONFIG: Final[Mapping[str, str]] = {
    "cfg": "INI", "conf": "INI", "ini": "INI", "properties": "INI", "env": "dotenv",
    "json5": "JSON", "toml": "TOML", "yaml": "YAML", "yml": "YAML", "lock": "Lock file",
}  # fmt: skip

_DOCS: Final[Mapping[str, str]] = {
    "adoc": "AsciiDoc", "markdown": "Markdown", "md": "Markdown", "mdx": "Markdown",
    "rst": "reStructuredText", "rest": "reStructuredText", "tex": "TeX", "bib": "BibTeX",
}  # fmt: skip

_DATA: Final[Mapping[str, str]] = {
    "csv": "CSV", "tsv": "CSV", "json": "JSON", "jsonl": "JSON", "ndjson": "JSON",
    "xml": "XML", "svg": "SVG", "geojson": "JSON", "po": "gettext", "pot": "gettext",
    "j2": "Jinja", "jinja": "Jinja", "jinja2": "Jinja", "patch": "Diff", "diff": "Diff",
}  # fmt: skip

_NAMES: Final[Mapping[str, tuple[Kind, str]]] = {
    "cmakelists.txt": (Kind.CODE, "CMake"),
    "containerfile": (Kind.CONFIG, "Dockerfile"),
    "dockerfile": (Kind.CONFIG, "Dockerfile"),
    "gnumakefile": (Kind.CONFIG, "Makefile"),
    "jenkinsfile": (Kind.CONFIG, "Groovy"),
    "justfile": (Kind.CONFIG, "Just"),
    "makefile": (Kind.CONFIG, "Makefile"),
    "pipfile": (Kind.CONFIG, "TOML"),
    "procfile": (Kind.CONFIG, "Procfile"),
    "manifest.in": (Kind.CONFIG, "MANIFEST"),
    "package.json": (Kind.CONFIG, "JSON"),
    "pyrightconfig.json": (Kind.CONFIG, "JSON"),
}

_DOCUMENT_STEMS: Final = frozenset(
    "authors changelog changes citation codeowners contributing contributors copying history "
    "install license licence news notice readme security todo unlicense".split()
)


def classify(path: str) -> tuple[Kind, str | None]:
    """Kind and language of a text file, by its name alone; ``text`` where it says nothing."""
    name = path.rpartition("/")[2].lower()
    if name in _NAMES:
        return _NAMES[name]
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return (Kind.DOCS, None) if name in _DOCUMENT_STEMS else (Kind.TEXT, None)
    if stem in ("dockerfile", "containerfile"):
        return Kind.CONFIG, "Dockerfile"
    if suffix == "ipynb":
        return Kind.NOTEBOOK, "Jupyter Notebook"
    if name.startswith(".env"):
        return Kind.CONFIG, "dotenv"
    if suffix == "txt":
        return _plain_text(stem)
    for table, kind in ((_CODE, Kind.CODE), (_CONFIG, Kind.CONFIG), (_DOCS, Kind.DOCS), (_DATA, Kind.DATA)):
        if suffix in table:
            return kind, table[suffix]
    if not stem:
        return Kind.CONFIG, None
    return Kind.TEXT, None


def _plain_text(stem: str) -> tuple[Kind, str | None]:
    if "requirements" in stem or "constraints" in stem:
        return Kind.CONFIG, "Requirements"
    if stem in _DOCUMENT_STEMS:
        return Kind.DOCS, None
    return Kind.TEXT, None


_INTERPRETERS: Final = (
    (b"python", "Python"),
    (b"bash", "Shell"),
    (b"/sh", "Shell"),
    (b"env sh", "Shell"),
    (b"zsh", "Shell"),
    (b"node", "JavaScript"),
    (b"perl", "Perl"),
    (b"ruby", "Ruby"),
)


def interpreter(data: bytes) -> str | None:
    """The language that a ``#!`` line names, for files whose name says nothing."""
    if not data.startswith(b"#!"):
        return None
    line = data[:200].split(b"\n", 1)[0]
    for mark, language in _INTERPRETERS:
        if mark in line:
            return language
    return None
