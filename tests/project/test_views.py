"""The parts of the Report, from small linked projects."""

import pytest

from codex_audit.domain.facts import (
    ConfigFacts,
    Definition,
    Dependency,
    DocumentFacts,
    EnvironmentRead,
    Fence,
    Halstead,
    Marker,
    PythonFacts,
    RawCounts,
    SyntaxProblem,
    Tier,
)
from codex_audit.domain.git import Branch, Commit, History
from codex_audit.project.views.backlog import backlog
from codex_audit.project.views.git import branches, moment
from codex_audit.project.views.inventory import metrics
from codex_audit.project.views.load import load
from codex_audit.project.views.readme import primary, readme
from codex_audit.project.views.reproducibility import reproducibility
from codex_audit.project.views.structure import structure
from tests.project.builders import doc, project, py

DAY = 86_400


def branch(name: str, activity: int, time: int = 100 * DAY) -> Branch:
    return Branch(name, Commit(name * 40, time, f"On {name}"), activity, 0, 0)


def test_the_most_active_branch_and_why() -> None:
    history = History(
        head="a" * 40,
        head_branch="a",
        branches=(branch("a", 3), branch("b", 5)),
        churn={"m.py": 4, "gone.py": 9},
        window_days=30,
    )
    part = branches(project({"m.py": ""}, history=history))
    assert (part.most_active, part.checked_out) == ("b", "a")
    assert part.justification.startswith("It has the most commits in the window: 5 of 2 branches")
    assert (part.window_start, part.window_end) == (moment(70 * DAY), moment(100 * DAY))
    assert [(row.path, row.commits) for row in part.churn] == [("m.py", 4)]


def test_ties_single_branches_and_none() -> None:
    tie = branches(project({}, history=History(head_branch="a", branches=(branch("a", 3), branch("b", 3)))))
    assert "2 branches tie" in tie.justification
    assert tie.most_active == "a"
    single = branches(project({}, history=History(branches=(branch("a", 3),))))
    assert single.justification.startswith("It is the only local branch")
    nothing = branches(project({}, history=History(unknown=("git is not installed",))))
    assert nothing.most_active is None
    assert nothing.window_start is None
    assert nothing.justification == "No local branch could be read."
    assert nothing.unknown == ("git is not installed",)


def test_absurd_times_are_clamped() -> None:
    assert moment(-5) == "1970-01-01T00:00:00Z"
    assert moment(10**15) == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize(
    ("complexity", "rank"), [(1, "A"), (5, "A"), (6, "B"), (11, "C"), (21, "D"), (31, "E"), (41, "F")]
)
def test_ranks_are_radons(complexity: int, rank: str) -> None:
    from radon.complexity import cc_rank

    assert Definition("f", "function", 1, 2, 0, complexity).rank == rank == cc_rank(complexity)


def test_halstead_volume() -> None:
    assert Halstead(0, 0, 0, 0).volume == 0.0
    assert Halstead(1, 3, 2, 4).volume == 12.0


def test_metrics_leave_out_what_has_none() -> None:
    raw = RawCounts(1, 1, 1, 0, 0, 0, 0)
    block = Definition("f", "function", 1, 2, 0, 3)
    klass = Definition("C", "class", 3, 4, 0, 1)
    whole = PythonFacts(
        Tier.AST, "utf-8", definitions=(block, klass), raw=raw, halstead=Halstead(1, 1, 1, 1), mi=90.0
    )
    part = metrics(
        project(
            {"a.py": whole, "b.py": PythonFacts(Tier.PARSO, "utf-8", definitions=(block,)), "c.ipynb": whole}
        )
    )
    assert [(row.path, row.name, row.complexity) for row in part.functions] == [("a.py", "f", 3)]
    assert [row.name for row in part.classes] == ["C"]
    assert [(row.path, row.mi, row.halstead_volume) for row in part.files] == [("a.py", 90.0, 2.0)]


def test_the_primary_readme() -> None:
    assert primary(project({"a.py": ""})) is None
    assert readme(project({"a.py": ""}), ()) is None
    assert primary(project({"docs/README.md": doc("# A\n"), "readme.rst": doc("# B\n")})) == "readme.rst"
    part = readme(project({"README": None}), ())
    assert part is not None
    assert (part.path, part.title, part.headings) == ("README", None, ())
    full = readme(project({"README.md": doc("# Title\n\nA purpose.\n")}), ())
    assert full is not None
    assert (full.title, full.purpose) == ("Title", "A purpose.")


def test_load_names_what_blocks_a_module() -> None:
    problem = SyntaxProblem("invalid syntax", 3, 1, "def (:")
    part = load(
        project(
            {
                "pkg/__init__.py": "",
                "pkg/good.py": "import os\n",
                "pkg/bad.py": PythonFacts(Tier.PARSO, "utf-8", problem=problem),
                "pkg/lost.py": "from pkg import nothing\n",
                "pkg/guarded.py": "try:\n    import absent\nexcept ImportError:\n    absent = None\n",
                "pkg/foreign.py": "import absent\n",
            }
        )
    )
    assert (part.modules, part.loadable, part.undeclared) == (6, 3, 1)
    notes = {place.path: place.note for place in part.blocked}
    assert notes["pkg/bad.py"] == "syntax error"
    assert "pkg.nothing" in notes["pkg/lost.py"]


def test_seeds_variables_locks_and_pins() -> None:
    facts = py(
        "import random\nrandom.seed(1)\n",
        environment=(EnvironmentRead("A", 1, True), EnvironmentRead("B", 1, False)),
    )
    other = py("", environment=(EnvironmentRead("A", 1, False),))
    lock = ConfigFacts("poetry", dependencies=(Dependency("x", "==1", "lock", 1, True),))
    declared = ConfigFacts(
        "requirements", dependencies=(Dependency("x", "==1", "", 1, True), Dependency("y", "", "", 2))
    )
    part = reproducibility(
        project(
            {
                "a.py": facts,
                "b.py": other,
                "poetry.lock": lock,
                "requirements.txt": declared,
                "t/test_a.py": facts,
            }
        )
    )
    assert [(seed.path, seed.target) for seed in part.seeds] == [("a.py", "random.seed")]
    assert [(variable.name, variable.required, len(variable.places)) for variable in part.environment] == [
        ("A", True, 2),
        ("B", False, 1),
    ]
    assert [(one.path, one.packages) for one in part.locks] == [("poetry.lock", 1)]
    assert (part.pinned, part.unpinned) == (1, 1)


def test_notebooks_cite_no_lines() -> None:
    facts = py(
        "import random\nrandom.seed(1)\n",
        environment=(EnvironmentRead("A", 1, True),),
        markers=(Marker("TODO", 1, "TODO x"),),
    )
    linked = project({"a.ipynb": facts})
    part = reproducibility(linked)
    assert part.seeds == ()
    assert [place.line for place in part.environment[0].places] == [None]
    assert backlog(linked) == ()


def test_the_backlog_reads_commands_and_sessions() -> None:
    document = DocumentFacts(
        fences=(
            Fence("bash", "pip install x\n# a comment\n\n$ run it\n", 3, 8),
            Fence("console", "$ typed\nanswer\n", 10, 13),
            Fence("python", "x = 1\n", 15, 17),
        ),
        markers=(Marker("TODO", 20, "TODO: more"),),
    )
    items = backlog(
        project({"README.md": document, "a.py": py("", markers=(Marker("FIXME", 1, "FIXME: it"),))})
    )
    assert [(item.type, item.line, item.content) for item in items if item.type != "code_block"] == [
        ("command", 4, "pip install x"),
        ("command", 7, "run it"),
        ("command", 11, "typed"),
        ("marker", 20, "TODO: more"),
        ("marker", 1, "FIXME: it"),
    ]
    assert sum(item.type == "code_block" for item in items) == 3


def test_the_structure_of_a_project() -> None:
    linked = project(
        {
            "README.md": doc("# Parcels\n\nTracks parcels.\n"),
            "docs/README.md": doc("# Docs\n\nThe documents. More of them.\n"),
            "parcels/__init__.py": py("", docstring="Tracks parcels. And more."),
            "parcels/core.py": py("def f(): pass\n", docstring="x" * 400),
            "parcels/cli.py": "from parcels import core\nif __name__ == '__main__':\n    pass\n",
            "parcels/deep.py": "from parcels import cli\n",
            "engine/a.py": "class Small: pass\nclass Large:\n    a = 1\n    b = 2\ndef g(): pass\nclass _P: pass\n",
            "odds/a.py": "def g():\n    return 1\ndef f(): pass\n",
            "run.py": "from parcels import deep\nif __name__ == '__main__':\n    pass\n",
            "pyproject.toml": ConfigFacts("pyproject"),
            "weird": None,
            "tests/test_core.py": "def test_a(): pass\nclass TestB:\n    def test_b(self): pass\n",
        }
    )
    part = structure(linked)
    purposes = {row.path: (row.purpose, row.purpose_source) for row in part.top_level}
    assert purposes["docs/"] == ("The documents.", "docs/README.md")
    assert purposes["parcels/"] == ("Tracks parcels.", "parcels/__init__.py")
    assert purposes["pyproject.toml"] == ("packaging metadata and tool settings", "its name")
    assert purposes["weird"] == (None, None)
    assert purposes["engine/"] == ("classes `Large`, `Small`", "its definitions")
    assert purposes["odds/"] == ("functions `g`, `f`", "its definitions")
    assert part.packages == ("parcels",)
    assert part.tests == 2
    ranked = {row.module: (row.direct, row.dependents) for row in part.ranked_modules}
    assert ranked["parcels.core"] == (1, 3)
    reasons = {row.path: row.reason for row in part.key_files}
    assert reasons["README.md"] == "introduction"
    assert reasons["run.py"] == "script with a __main__ guard"
