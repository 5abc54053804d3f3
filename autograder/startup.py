"""Work that a process of the autograder can skip when it starts."""

from __future__ import annotations

import sys


def without_address_grammar():
    """Keep jsonschema, which nbformat needs, from loading a grammar that is not used here.

    It takes a second to compile the grammar of internet addresses, for a check that no notebook's
    schema asks for. Without the library that holds the grammar, jsonschema skips that check.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
