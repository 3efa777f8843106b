"""The README: its gaps, its links, and what it names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.analyzers._commands import named_by
from codex_audit.analyzers._paths import link_path, placeholder, unescape
from codex_audit.analyzers.readme import ANALYZER
from codex_audit.domain.facts import DocumentFacts, Fence, Link
from tests.analyzers.project_checks import conforms, judge
from tests.project.builders import Given, config, doc, project

FULL = """# tidy

Sorts imports.

## Installation

## Usage

## Tests

## Licence
"""
TREE: dict[str, Given] = {
    "README.md": FULL,
    "train.py": "",
    "pkg/__init__.py": "",
    "pkg/core.py": "",
    "scripts/run.sh": None,
    "docs/guide.md": "",
    "docs/a b.md": "",
    "tests/test_core.py": "def test_it(): pass",
    "requirements.txt": None,
}


def rules(readme: Given, **more: Given) -> list[str]:
    found = judge(ANALYZER, {**TREE, "README.md": readme, **more})
    return [one.rule.removeprefix("readme/") for one in found]


def broken(text: str, **more: Given) -> list[str]:
    found = judge(ANALYZER, {**TREE, "README.md": FULL + text, **more})
    assert all(one.rule == "readme/broken-link" for one in found)
    return [one.symbol for one in found]


def unknown(text: str, **more: Given) -> list[str]:
    found = judge(ANALYZER, {**TREE, "README.md": FULL + text, **more})
    assert all(one.rule == "readme/unknown-path" for one in found)
    return [one.symbol for one in found]


def commands(*lines: str, **more: Any) -> list[str]:
    language = more.pop("language", "sh")
    return unknown(f"```{language}\n" + "\n".join(lines) + "\n```", **more)


def test_rules_conform() -> None:
    conforms(ANALYZER)
    assert all("README" in rule.title or "link" in rule.title for rule in ANALYZER.rules)


def test_a_full_readme_is_silent() -> None:
    assert judge(ANALYZER, TREE) == []


def test_missing() -> None:
    found = judge(ANALYZER, {"pkg.py": "", "sub/README.md": FULL})
    assert [(one.rule, one.path, one.line) for one in found] == [("readme/missing", ".", None)]
    assert found[0].searched == "names beginning with README among 2 files"
    assert judge(ANALYZER, {"data.csv": None}) == []
    assert judge(ANALYZER, {"vendor/x.py": ""}) == []


@pytest.mark.parametrize(
    "path", ["README", "readme.txt", "README.rst", ".github/README.md", "docs/README.md"]
)
def test_readmes_by_other_names(path: str) -> None:
    assert not any(one.rule == "readme/missing" for one in judge(ANALYZER, {"pkg.py": "", path: None}))


def test_a_readme_that_cannot_be_read_is_incomplete() -> None:
    assert ANALYZER.incomplete(project({"README.txt": None})) == "the README is in a format that is not read"
    assert ANALYZER.incomplete(project({"pkg.py": ""}, unread=["README.md"])) is not None
    assert ANALYZER.incomplete(project(TREE)) is None
    assert ANALYZER.incomplete(project({"a.py": ""})) is None
    assert ANALYZER.applies(project({})) == "the tree has no files"
    assert ANALYZER.applies(project(TREE)) is None


def test_the_readme_that_can_be_read_is_the_primary_one() -> None:
    assert judge(ANALYZER, {**TREE, "README": None, "docs/README.md": ""}) == []


def test_all_gaps_of_an_empty_readme() -> None:
    found = judge(ANALYZER, {**TREE, "README.md": ""})
    assert [one.rule.removeprefix("readme/") for one in found] == [
        "no-title",
        "no-purpose",
        "no-install",
        "no-usage",
        "no-test-section",
        "no-licence-section",
    ]
    assert all(one.line is None and one.path == "README.md" for one in found)
    assert found[0].searched == "0 headings, 0 code blocks and 0 links of 1 file"


def test_gaps_that_do_not_apply() -> None:
    assert judge(ANALYZER, {"README.md": "# notes\n\nOf all kinds.", "data.csv": None}) == []
    untested = {path: given for path, given in TREE.items() if not path.startswith("tests/")}
    assert judge(ANALYZER, {**untested, "README.md": FULL.replace("## Tests", "")}) == []
    assert "no-licence-section" not in rules("", LICENSE=None)


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("# tidy", "no-title"),
        ("![logo](scripts/run.sh)", "no-title"),
        ("Sorts imports.", "no-purpose"),
        ("```\npip install tidy\n```", "no-install"),
        ("[docs](https://tidy.readthedocs.io/install)", "no-install"),
        ("## Getting started", "no-install"),
        ("```python\nimport pkg\n```", "no-usage"),
        ("[Documentation](https://x.org)", "no-usage"),
        ("[guide](docs/guide.md)", "no-usage"),
        ("```\npytest\n```", "no-test-section"),
        ("See [contributing](https://x.org/CONTRIBUTING)", "no-test-section"),
        ("## License", "no-licence-section"),
        ("Published under the MIT licence.", "no-licence-section"),
    ],
)
def test_what_fills_a_gap(text: str, gap: str) -> None:
    assert gap in rules("")
    assert gap not in rules(text)


def test_a_heading_far_down_is_no_title() -> None:
    facts = doc("\n" * 30 + "## Later")
    assert "no-title" in rules(facts)


@pytest.mark.parametrize(
    "target",
    [
        "docs/guide.md",
        "docs/guide.md#install",
        "docs/guide.md?plain=1",
        "docs/a%20b.md",
        "docs",
        "docs/",
        "./docs/../pkg/core.py",
        "/docs/guide.md",
        "/",
        "#usage",
        "https://x.org/gone.md",
        "mailto:me@x.org",
        "//x.org/gone",
        "me@x.org",
        "../../issues",
        "{{ url }}",
        "<gone.md>",
        "[https://x.org/a.tar.gz]",
        "",
        "#",
        "docs/%",
    ],
)
def test_links_that_are_sound_or_not_judged(target: str) -> None:
    assert [one for one in broken(f"[it]({target})") if one != "docs/%"] == []


@pytest.mark.parametrize(
    "target", ["gone.md", "docs/gone.md#x", "/docs/gone.md", "docs/a%20c.md", "doc/guide.md"]
)
def test_broken_links(target: str) -> None:
    found = judge(ANALYZER, {**TREE, "README.md": f"{FULL}\nSee [it]({target})."})
    assert [(one.rule, one.line, one.symbol) for one in found] == [("readme/broken-link", 13, target)]


def test_a_broken_image_is_said_to_be_one() -> None:
    found = judge(ANALYZER, {**TREE, "README.md": f"{FULL}![x](gone.png) ![x](gone.png)"})
    assert [one.message for one in found] == [
        "The image gone.png leads to gone.png, which is not in this repository."
    ]


def test_links_into_skipped_and_linked_folders_are_sound() -> None:
    files = {**TREE, "README.md": f"{FULL}[a](mega/core.py) [b](data/x/y.md) [c](mirror/z.md)"}
    assert judge(ANALYZER, files, skipped=["mega/", "data/x"], links={"mirror": "docs"}) == []


def test_documents_at_the_top_and_readmes_anywhere_are_read() -> None:
    gone = "[x](gone.md)"
    assert len(broken("", **{"CONTRIBUTING.md": gone})) == 1
    assert len(broken("", **{"pkg/README.md": gone})) == 1
    assert broken("", **{"docs/page.md": gone, "tests/README.md": gone, "vendor/README.md": gone}) == []


def test_links_are_relative_to_their_document() -> None:
    assert broken("", **{"pkg/README.md": "[a](core.py) [b](../docs/guide.md)"}) == []


@pytest.mark.parametrize(
    "line",
    [
        "python train.py",
        "$ python3 -u ./train.py --fast",
        "python -m pip install -r requirements.txt",
        "pip install -r requirements.txt",
        "python pkg/core.py config/any.yaml",
        "bash scripts/run.sh",
        "./scripts/run.sh",
        "python path/to/script.py",
        "python your_script.py",
        "python $HOME/x.py",
        "python {name}.py",
        "python elsewhere/x.py",
        "python -c 'import x' gone.py",
        "python -m pkg.gone",
        "python",
        "python --version",
        "# python gone.py",
        ">>> python gone.py",
        "echo hello",
        "VAR=1",
        "",
    ],
)
def test_commands_that_are_sound_or_not_judged(line: str) -> None:
    assert commands(line) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("python gone.py", "gone.py"),
        ("$ python pkg/gone.py --fast", "pkg/gone.py"),
        ("CUDA_VISIBLE_DEVICES=0 python3 pkg/gone.py", "pkg/gone.py"),
        ("uv run python pkg/gone.py", "pkg/gone.py"),
        ("true && bash scripts/gone.sh", "scripts/gone.sh"),
        ("./scripts/gone.sh", "scripts/gone.sh"),
        ("torchrun pkg/gone.py", "pkg/gone.py"),
        ("python -m pip install -r docs/gone.txt", "docs/gone.txt"),
        ("pip install -r docs/gone.txt", "docs/gone.txt"),
    ],
)
def test_commands_that_name_what_is_not_there(line: str, name: str) -> None:
    assert commands(line) == [name]


def test_a_lone_script_needs_siblings_at_the_top() -> None:
    files = {"README.md": f"{FULL}```\npython hello.py\n```", "pkg/__init__.py": "", "setup.py": ""}
    assert judge(ANALYZER, files) == []


def test_a_block_that_goes_elsewhere_is_not_judged() -> None:
    assert commands("git clone https://x.org/y", "cd y", "python gone.py") == []
    assert commands("cd pkg && python gone.py") == []
    assert commands("python gone.py", "cd pkg") == ["gone.py"]


def test_blocks_of_other_languages_are_not_read() -> None:
    assert commands("python gone.py", language="python") == []
    assert commands("python gone.py", language="") == ["gone.py"]


def test_a_name_is_reported_once_at_its_line() -> None:
    found = judge(
        ANALYZER, {**TREE, "README.md": f"{FULL}```sh\npython train.py\npython gone.py\npython gone.py\n```"}
    )
    assert [(one.line, one.symbol) for one in found] == [(14, "gone.py")]
    assert found[0].message == "The command runs gone.py, which is not in this repository."


MAKE = config(
    "makefile", commands=[("target", "build"), ("target", "test")], settings={".PHONY": "clean, all"}
)


def test_make_targets() -> None:
    assert commands("make build", "make clean", "make -j4 test", Makefile=MAKE) == []
    assert commands("make gone", Makefile=MAKE) == ["gone"]
    assert commands("make gone") == []
    including = config("makefile", commands=[("target", "build")], includes=["more.mk"])
    assert commands("make gone", Makefile=including) == []


def test_nox_sessions_and_tox_environments() -> None:
    nox = config("noxfile", commands=[("session", "tests"), ("session", "lint")])
    assert commands("nox -s tests", "nox --session lint", "nox -s tests-3.11", **{"noxfile.py": nox}) == []
    assert commands("nox -s gone", **{"noxfile.py": nox}) == ["gone"]
    tox = config("tox", commands=[("env", "py311-django"), ("env", "lint")])
    assert commands("tox -e lint", "tox -e py39", "tox -e django", "tox", **{"tox.ini": tox}) == []
    assert commands("tox -e gone", **{"tox.ini": tox}) == ["gone"]


def test_code_spans() -> None:
    assert unknown("Look at `pkg/gone.py` and `pkg/core.py` and `pkg/gone.py`.") == ["pkg/gone.py"]
    assert (
        unknown(
            "`core.py` `gone.py` `gone/x.py` `pkg/` `pkg/out.bin` `pkg/*.py` `pkg/<name>.py` `path/to/x.py`"
        )
        == []
    )
    assert unknown("`pkg/sub/deep.py`", **{"src/pkg/sub/deep.py": ""}) == []


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("a.md", "sub/a.md"),
        ("/a.md", "a.md"),
        ("../a.md", "a.md"),
        ("../../a.md", None),
        ("a%C3%A9.md", "sub/aé.md"),
        ("%", "sub/%"),
        ("c:/x", "sub/c:/x"),
        ("http://x", None),
        ("data:image/png;base64,x", None),
    ],
)
def test_link_paths(target: str, path: str | None) -> None:
    assert link_path(target, "sub/README.md") == path


def test_escapes_and_placeholders() -> None:
    assert unescape("a%20b%zz%C3%A9%FF") == "a b%zzé\ufffd"
    assert placeholder("path/to/x.py")
    assert placeholder("~/x.py")
    assert not placeholder("pkg/core.py")
    assert not placeholder("httpx/core.py")
    assert placeholder("https://x.org/core.py")


@given(st.text(max_size=80), st.sampled_from(["", "sh", "python"]))
def test_any_block_is_read(content: str, language: str) -> None:
    lines = content.count("\n") + 1
    fence = Fence(language, content, 7, 8 + lines)
    for named in named_by(fence):
        assert 8 <= named.line < 8 + lines
        assert named.name in content.split("\n")[named.line - 8]


@given(st.text(max_size=60))
def test_any_target_is_judged(target: str) -> None:
    facts = DocumentFacts(links=(Link(target, "", 1),), code_spans=((target, 2),))
    tree = project({"README.md": facts, "pkg/core.py": ""})
    assert all(one.path == "README.md" for one in ANALYZER.analyse(tree))
