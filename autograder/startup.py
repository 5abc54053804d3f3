"""Work that the autograder's processes can skip when they start."""

from __future__ import annotations

import sys


def skip_address_grammar():
    """Keep jsonschema, which nbformat needs, from loading a grammar that is not used here.

    Compiling the grammar of internet addresses takes a second, for a check that no notebook schema
    asks for. Without the library that holds the grammar, jsonschema skips that check.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
