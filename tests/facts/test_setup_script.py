"""``setup.py``, read and never run."""

import time

import pytest

from codex_audit.domain.facts import ConfigFacts
from codex_audit.facts import _script
from codex_audit.facts._script import NOT_PYTHON
from codex_audit.facts.setup_script import EXTRACTOR
from tests.facts.support import config, source


def facts(text: str) -> ConfigFacts:
    return config(EXTRACTOR, text, "setup.py")


LITERAL = """\
import setuptools
NAME = "parcels"
REQUIRES = ["requests>=2"] + ["attrs==23.1"]
tests = ["pytest"]
if True:
    tests.append("mock")
with open("requirements-dev.txt") as handle:
    dev = handle.read().splitlines()
readme = open("README.md").read()

setuptools.setup(
    name=NAME,
    version=get_version(),
    description="Tracks " + "parcels",
    long_description=readme,
    license="MIT",
    python_requires=">=3.8",
    packages=setuptools.find_packages(where="src", exclude=["tests"]),
    package_dir={"": "src", "x": "lib/x"},
    py_modules=["one", "two"],
    zip_safe=False,
    install_requires=[*REQUIRES, "six", computed()],
    tests_require=tests,
    setup_requires="wheel",
    extras_require={
        "Docs_Extra": ["sphinx"],
        "redis:python_version>'3'": ("redis",),
        "dev": dev,
    },
    entry_points={
        "console_scripts": [
            "parcels = parcels.cli:main",
            "broken",
        ],
        "parcels.plugins": "post=parcels.post",
    },
    scripts=["bin/parcels"],
    classifiers=[
        "License :: OSI Approved :: MIT License",
        "Typing :: Typed",
    ],
)
"""


def test_dependencies() -> None:
    assert [(one.name, one.specifier, one.group, one.line) for one in facts(LITERAL).dependencies] == [
        ("requests", ">=2", "", 3),
        ("attrs", "==23.1", "", 3),
        ("six", "", "", 22),
        ("wheel", "", "build", 24),
        ("pytest", "", "test", 4),
        ("sphinx", "", "docs-extra", 26),
        ("redis", "", "redis", 27),
    ]


def test_entry_points() -> None:
    assert [(one.group, one.name, one.target, one.line) for one in facts(LITERAL).entry_points] == [
        ("console_scripts", "parcels", "parcels.cli:main", 32),
        ("parcels.plugins", "post", "parcels.post", 35),
        ("scripts", "parcels", "bin/parcels", 37),
    ]


def test_settings() -> None:
    assert {one.key: (one.value, one.line) for one in facts(LITERAL).settings} == {
        "project.name": ("parcels", 12),
        "project.description": ("Tracks parcels", 14),
        "project.license": ("MIT", 16),
        "project.python_requires": (">=3.8", 17),
        "setup.package_dir": ("=src, x=lib/x", 19),
        "setup.py_modules": ("one, two", 20),
        "setup.zip_safe": ("false", 21),
        "project.classifiers": ("License :: OSI Approved :: MIT License", 38),
        "project.long_description": ("README.md", 15),
        "setup.find_packages.where": ("src", 18),
    }


def test_what_is_computed_and_what_is_named() -> None:
    found = facts(LITERAL)
    assert found.dynamic == ("version", "packages", "install_requires", "tests_require", "extras_require")
    assert found.includes == (("requirements-dev.txt", 7),)


def test_mappings_given_with_two_stars() -> None:
    found = facts(
        """\
from setuptools import setup
base = dict(name="parcels", license="MIT")
opts = {}
opts["version"] = "1.0"
opts["scripts"] = ["tool.py"]
opts["license"] = "MIT"
opts["license"] = "BSD"
opts["data"] = find()
setup(**base, **opts)
"""
    )
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("project.name", "parcels", 2),
        ("project.license", "MIT", 2),
        ("project.version", "1.0", 4),
    ]
    assert [one.target for one in found.entry_points] == ["tool.py"]


def test_entry_points_in_ini_text() -> None:
    found = facts(
        '''\
from setuptools import setup
setup(entry_points="""
    [console_scripts]
    parcels = parcels.cli:main
    [other]
    x: y.z
    """)
'''
    )
    assert [(one.group, one.name, one.target, one.line) for one in found.entry_points] == [
        ("console_scripts", "parcels", "parcels.cli:main", 4),
        ("other", "x", "y.z", 6),
    ]


def test_requirements_in_one_string() -> None:
    found = facts('from setuptools import setup\nsetup(install_requires="""\na>=1\nb\n""".strip())\n')
    assert [(one.name, one.line) for one in found.dependencies] == [("a", 3), ("b", 4)]


def test_the_call_with_keywords_counts() -> None:
    found = facts("from setuptools import setup\ndef run():\n    setup(name='a')\nsetup()\n")
    assert [one.value for one in found.settings] == ["a"]


@pytest.mark.parametrize(
    "body",
    [
        "x = ['a']\nx = ['b']\nsetup(install_requires=x)",
        "for x in y: pass\nsetup(install_requires=x)",
        "with y as x: pass\nsetup(install_requires=x)",
        "def f(x): setup(install_requires=x)",
        "x, y = ['a'], ['b']\nsetup(install_requires=x)",
        "x: list\nx = ['a']\nsetup(install_requires=x)",
        "setup(install_requires=[r for r in open('x')])",
        "setup(install_requires=x if y else z)",
        "setup(install_requires=''.join(x))",
        "setup(install_requires=b'x')",
        "setup(install_requires=x['a'])",
    ],
)
def test_names_that_are_no_constants_are_computed(body: str) -> None:
    found = facts(body + "\n")
    assert found.dependencies == ()
    assert found.dynamic == ("install_requires",)


@pytest.mark.parametrize(
    "change", ["x += ['b']", "x.extend(y)", "x[0:1] = y", "del x[i]", "x['k'].append(1)"]
)
def test_what_is_changed_later_is_given_and_dynamic(change: str) -> None:
    found = facts(f"x = ['a']\n{change}\nsetup(install_requires=x)\n")
    assert [one.name for one in found.dependencies] == ["a"]
    assert found.dynamic == ("install_requires",)


def test_files_without_a_call_or_a_tree() -> None:
    assert EXTRACTOR.extract(source("setup.py", "import os\n")) is None
    assert EXTRACTOR.extract(source("setup.py", "print 'x'\n")) is None
    assert facts("print 'x'\nsetup(name='a')\n").problem == NOT_PYTHON
    assert facts("x = 'setup('\0").problem == NOT_PYTHON
    assert _script.parse("#" * (_script.MAX_CHARACTERS + 1)) is None


def test_names_that_multiply_are_bounded() -> None:
    names = "".join(f"a{i} = [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n" for i in range(1, 12))
    begin = time.process_time()
    found = facts(f"a0 = ['x'] * 9\n{names}setup(install_requires=a11)\n")
    assert time.process_time() - begin < 5
    assert found.dynamic == ("install_requires",)
    long = "s = 'x' * 9\n" + "a = '" + "y" * 15_000 + "'\nb = a + a\nsetup(name=b)\n"
    assert facts(long).dynamic == ("name",)


def test_odd_values_are_passed_over() -> None:
    found = facts(
        "setup(entry_points={1: ['a = b'], 'g': 3, k: ['c = d']}, extras_require=['x'], scripts=3, name=None,"
        " classifiers=3, license=1.5, **{3: 4, **other})\n"
    )
    assert [(one.key, one.value) for one in found.settings] == [("project.license", "1.5")]
    assert [(one.group, one.target) for one in found.entry_points] == [("1", "b")]
