"""Requirements, make files, containers, environments, lists of ignored files."""

from collections.abc import Callable

from tests.hostile.place import Case, Place

FILES: dict[str, dict[str, Callable[[], str | bytes]]] = {
    "requirements-includes": {
        "requirements.txt": lambda: (
            "-r requirements.txt\n-r /dev/zero\n-c ../../../../etc/passwd\n-r pipe.txt\n-e .\n"
        ),
        "requirements/base.txt": lambda: "-r ../requirements.txt\n-r base.txt\n" * 5_000,
    },
    "requirements-markers": {
        "requirements.txt": lambda: "a ; " + "(" * 20_000 + "os_name == 'b'" + ")" * 20_000 + "\n"
    },
    "requirements-specifiers": {"requirements.txt": lambda: "a " + ">=1," * 50_000 + "<2\n"},
    "requirements-extras": {"requirements.txt": lambda: "a[" + "b," * 100_000 + "c]==1\n"},
    "requirements-versions": {
        "requirements.txt": lambda: "a==" + "1." * 100_000 + "1\nb==1" + "a" * 100_000 + "\n"
    },
    "requirements-hashes": {"requirements.txt": lambda: "a==1 \\\n" + " --hash=sha256:00 \\\n" * 50_000},
    "makefile-expansions": {"Makefile": lambda: "A = " + "$(B " * 30_000 + ")" * 30_000 + "\nall:\n\t$(A)\n"},
    "makefile-includes": {"Makefile": lambda: "include Makefile\n-include /dev/zero\nall: all\n\t$(MAKE)\n"},
    "makefile-targets": {"Makefile": lambda: "".join(f"t{at}: t{at + 1}\n\ttrue\n" for at in range(20_000))},
    "makefile-continued": {"Makefile": lambda: "A = " + "\\\n" * 100_000 + "b\n" + ":" * 100_000 + "\n"},
    "dockerfile-continued": {"Dockerfile": lambda: "FROM a\nRUN b" + " \\\n && c" * 50_000 + "\n"},
    "dockerfile-heredocs": {"Dockerfile": lambda: "FROM a\nRUN <<A <<B\n" * 10_000 + "x\n" * 50_000},
    "dockerfile-stages": {"Dockerfile": lambda: "".join(f"FROM a{at} AS b{at}\n" for at in range(20_000))},
    "justfile-nested": {
        "justfile": lambda: "a:\n    {{ " + "(" * 20_000 + "}}\n" + "b c='d': a\n    e\n" * 9_000
    },
    "dotenv-expansions": {".env": lambda: "A=" + "${A" * 50_000 + "\n" + "B='" + "c\n" * 100_000},
    "dotenv-lines": {".env": lambda: "".join(f"export A{at}=b{at}\n" for at in range(50_000))},
    "setup-script-nested": {
        "setup.py": lambda: (
            "from setuptools import setup\nsetup(" + "a=dict(" * 90 + ")" * 90 + ", install_requires=['b'"
            " + 'c'" + " + 'd'" * 3_000 + "])\n"
        )
    },
    "setup-script-names": {
        "setup.py": lambda: (
            "from setuptools import setup\n"
            + "".join(f"a{at + 1} = a{at} + a{at}\n" for at in range(3_000))
            + "a0 = ['x']\nsetup(install_requires=a3000, name=a3000, **a0)\n"
        )
    },
    "noxfile-sessions": {
        "noxfile.py": lambda: (
            "import nox\n" + "@nox.session\ndef f(session):\n    session.run('a', *session.posargs)\n" * 8_000
        )
    },
    "code-of-other-languages": {
        "a.js": lambda: "(" * 200_000,
        "a.c": lambda: "/*" * 100_000,
        "a.sh": lambda: "$(" * 100_000,
        "a.html": lambda: "<div>" * 100_000,
        "a.xml": lambda: (
            "<!DOCTYPE a [<!ENTITY b '&c;&c;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
        ),
        "a.svg": lambda: "<svg onload='alert(1)'>" * 1_000,
        "a.csv": lambda: "=cmd|' /C calc'!A0," * 20_000,
    },
    "plain-text": {
        "LICENSE": lambda: "MIT " * 500_000,
        "CHANGELOG": lambda: "1.0.0\n-----\n" * 50_000,
        "TODO": lambda: "TODO " * 300_000,
        "notes.txt": lambda: "/" * 500_000 + "\n" + "a." * 200_000 + "\n" + "a@" * 200_000 + "\n",
    },
    "secret-patterns": {
        "keys.txt": lambda: (
            "password=" * 100_000 + "\n" + "token: " * 50_000 + "\n" + "://a:" * 50_000 + "\n"
        ),
        "keys.py": lambda: "password = '" + 'password="' * 30_000 + "'\n" + "api_key" * 50_000 + "\n",
        "keys.pem": lambda: f"{'-' * 5}BEGIN {'RSA ' * 30_000}PRIVATE KEY{'-' * 5}\n" * 3,
        "words.env": lambda: "A=" + "aB3" * 300_000 + "\n" + "eyJ" * 100_000 + "." * 50_000 + "\n",
    },
    "conflict-markers": {"merge.py": lambda: "<<<<<<< a\n=======\n>>>>>>> b\n" * 10_000},
    "shebangs": {
        "bin/a": lambda: "#!" + " " * 100_000 + "python\n",
        "bin/b": lambda: "#!/usr/bin/env " + "-S " * 30_000 + "python3\nx = 1\n",
        "bin/c": lambda: b"#!\xff\xfe\x00python\n",
    },
}


def _case(name: str, files: dict[str, Callable[[], str | bytes]]) -> Case:
    def build(place: Place) -> None:
        for file, content in files.items():
            place.put(file, content())
        if name == "requirements-includes":
            place.fifo("pipe.txt")

    return Case(name, build, shared=True)


CASES = tuple(_case(name, files) for name, files in FILES.items())
