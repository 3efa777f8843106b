"""Stubs, decoys, and methods of which one file alone cannot tell."""

import pytest

from codex_audit.domain.facts import Stub
from tests.facts.python.support import definition

METHOD = "class Engine:\n    def work(self):\n        {0}\n"
DERIVED = "class Engine(Motor):\n    def work(self):\n        {0}\n"


def verdict(text: str, name: str, file: str = "sample.py") -> tuple[Stub | None, Stub | None, int | None]:
    found = definition(text, name, file)
    return found.stub, found.tentative, found.stub_line


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("def train(data):\n    pass\n", Stub.PASS, 2),
        ("def train(data): ...\n", Stub.ELLIPSIS, 1),
        ("async def train(data):\n    raise NotImplementedError()\n", Stub.NOT_IMPLEMENTED, 2),
        ("def train(data):\n    'Train a model.'\n", Stub.DOCSTRING, 1),
        ("def train(data):\n    'Train a model.'\n    pass\n", Stub.PASS, 3),
        ("@cache\n@functools.lru_cache(1)\ndef train(data):\n    pass\n", Stub.PASS, 4),
        (
            "def train():\n    raise NotImplementedError('training with two devices')\n",
            Stub.NOT_IMPLEMENTED,
            2,
        ),
        (
            "def train():\n    raise NotImplementedError(f'{x} ' 'is not ' + 'there yet')\n",
            Stub.NOT_IMPLEMENTED,
            2,
        ),
    ],
)
def test_functions_of_the_top_level(text: str, kind: Stub, line: int) -> None:
    assert verdict(text, "train") == (kind, None, line)


@pytest.mark.parametrize(
    "body",
    [
        "pass  # TODO",
        "# FIXME: it\n        pass",
        "raise NotImplementedError  # TODO",
        "raise NotImplementedError('not yet implemented')",
        "raise NotImplementedError('work() is not implemented yet')",
        "raise NotImplementedError('Work is not (yet) implemented')",
        "raise NotImplementedError('work() is currently not supported')",
        "raise NotImplementedError('work() is not supported (yet)')",
        "'''TODO: write it.'''",
        "'''Not implemented so far.'''\n        ...",
    ],
)
@pytest.mark.parametrize("frame", [METHOD, DERIVED])
def test_words_make_a_method_a_stub(frame: str, body: str) -> None:
    stub, tentative, line = verdict(frame.format(body), "Engine.work")
    assert stub is not None
    assert tentative is None
    assert line is not None


@pytest.mark.parametrize(
    "text",
    [
        "def work():\n    return NotImplemented\n",
        "def work():\n    return None\n",
        "def work():\n    raise ValueError\n",
        "def work():\n    raise\n",
        "def work():\n    raise errors.NotImplementedError\n",
        "def work():\n    pass\n    return 1\n",
        "def work():\n    'doc'\n    'more'\n    pass\n",
        "def work():\n    1\n",
        "def work():\n    pass  # nothing to do\n",
        "def work():\n    pass  # this is why\n",
        "def work():\n    '''A no-op.'''\n",
        "def work():\n    '''Called before each run.'''\n",
        "def work():\n    '''\n    >>> work()\n    '''\n",
        "def work():\n    '''TODO: unused, to be removed.'''\n",
        "def work(_):\n    pass\n",
        "def work(deep: bool = Option(False)):\n    pass\n",
        "def work(self):\n    pass\n",
        "def work(): pass\nwork = other\n",
        "def work(): pass\ndef work(): return 1\n",
        "if x:\n    def work(): pass\n",
        "try:\n    import a\nexcept ImportError:\n    def work(): pass\n",
        "def outer():\n    def work(): pass\n    return work\n",
        "@click.group()\ndef work(): pass\n",
        "@overload\ndef work(): ...\n",
        "@lookup.register(int)\ndef work(x): raise NotImplementedError\n",
        "def work():\n    raise NotImplementedError('threads are not supported')\n",
        "def work():\n    raise NotImplementedError('use other() instead')\n",
        "if TYPE_CHECKING:\n    def work(): ...\n",
    ],
)
def test_decoys(text: str) -> None:
    name = "outer.work" if "outer" in text else "work"
    found = [one for one in _all(text) if one.name == name]
    assert found
    assert all((one.stub, one.tentative, one.stub_line) == (None, None, None) for one in found)


def _all(text: str):
    from tests.facts.python.support import facts

    return facts(text).definitions


@pytest.mark.parametrize(
    "name", ["noop", "do_nothing", "setup_module", "on_start", "fake_load", "f", "tune_doc"]
)
def test_names_that_say_it_all(name: str) -> None:
    assert verdict(f"def {name}():\n    pass\n", name) == (None, None, None)


def test_stub_files_and_tests() -> None:
    assert verdict("def work(): ...\n", "work", "sample.pyi") == (None, None, None)
    assert verdict("def work(): pass\n", "work", "test_sample.py") == (None, None, None)
    assert verdict("def test_work(): pass\n", "test_work", "test_sample.py") == (Stub.PASS, None, 1)
    text = "class TestWork(TestCase):\n    def test_work(self):\n        pass\n"
    assert verdict(text, "TestWork.test_work", "test_sample.py") == (Stub.PASS, None, 3)
    assert verdict(METHOD.format("raise NotImplementedError"), "Engine.work", "conftest.py") == (
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("pytest.mark.skip", Stub.PASS),
        ("pytest.mark.skipif(NO_PANDAS, reason='no pandas')", Stub.PASS),
        ("pytest.mark.usefixtures('tree')", None),
        ("pytest.mark.parametrize('tree', TREES)", None),
        ("mock.patch('tree')", None),
    ],
)
def test_marks_of_tests_are_no_bodies(mark: str, kind: Stub | None) -> None:
    text = f"@{mark}\ndef test_work(): pass\n"
    assert verdict(text, "test_work", "test_sample.py")[0] is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (METHOD.format("raise NotImplementedError"), Stub.NOT_IMPLEMENTED),
        (DERIVED.format("raise NotImplementedError('work')"), Stub.NOT_IMPLEMENTED),
        (METHOD.format("pass"), Stub.PASS),
        (METHOD.format("'''Work.'''"), Stub.DOCSTRING),
        (
            "class Engine(object, Generic[T]):\n    def __init__(self): self.x = 1\n    def work(self): ...\n",
            Stub.ELLIPSIS,
        ),
    ],
)
def test_methods_are_stubs_unless_another_file_derives_from_their_class(text: str, kind: Stub) -> None:
    stub, tentative, line = verdict(text, "Engine.work")
    assert (stub, tentative) == (None, kind)
    assert line is not None


@pytest.mark.parametrize(
    "text",
    [
        DERIVED.format("pass"),
        METHOD.format("pass") + "    def other(self): return 1\n",
        METHOD.format("raise NotImplementedError") + "class Other(Engine): pass\n",
        METHOD.format("raise NotImplementedError") + "    def other(self): return self.work()\n",
        METHOD.format("raise NotImplementedError('override me')"),
        METHOD.format("raise NotImplementedError('cannot work')"),
        METHOD.format("'''Subclasses fill this in.'''\n        raise NotImplementedError"),
        "class Engine:\n    '''Base class of all.'''\n    def work(self): raise NotImplementedError\n",
        "class Engine(ABC):\n    def work(self): raise NotImplementedError\n",
        "class Engine(metaclass=abc.ABCMeta):\n    def work(self): raise NotImplementedError\n",
        "class Engine(Protocol[T]):\n    def work(self): '''TODO: no'''\n",
        "class Engine:\n    @abstractmethod\n    def work(self): raise NotImplementedError\n",
        "class Engine:\n    @work.setter\n    def work(self): raise NotImplementedError\n",
        "@register\nclass Engine:\n    def work(self): raise NotImplementedError\n",
        "if x:\n    class Engine:\n        def work(self): raise NotImplementedError\n",
    ],
)
def test_methods_that_are_meant_so(text: str) -> None:
    assert verdict(text, "Engine.work") == (None, None, None)


@pytest.mark.parametrize(
    "name",
    ["BaseEngine", "AbstractEngine", "EngineBase", "EngineMixin", "IEngine", "MockEngine", "NullEngine"],
)
def test_classes_that_are_named_for_it(name: str) -> None:
    text = METHOD.format("raise NotImplementedError").replace("Engine", name)
    assert verdict(text, f"{name}.work") == (None, None, None)


@pytest.mark.parametrize("name", ["__exit__", "visit_Name", "setUp", "on_key", "close"])
def test_methods_that_are_named_for_it(name: str) -> None:
    assert verdict(f"class Engine:\n    def {name}(self): pass\n", f"Engine.{name}") == (None, None, None)
