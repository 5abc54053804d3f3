"""A tiny assignment, and its checks."""

from __future__ import annotations

from cnncourse.checks import Case, Check
from cnncourse.layers.conv.loops import output_size, pad2d

DEMO = """---
provides: [cnncourse.layers.shapes]
---

# Demo: *two* functions

```{code-cell}
import numpy as np

from cnncourse.checks import check
from cnncourse.layers.shapes import pair
```

Count.

```{code-cell}
:tags: [exercise]
from cnncourse.layers.conv.loops import output_size
```

```{code-cell}
:tags: [check]
:points: 2
check("output_size")
```

Pad.

```{code-cell}
:tags: [exercise]
from cnncourse.layers.conv.loops import pad2d
```

```{code-cell}
:tags: [check]
:points: 3
check("pad2d")
```
"""


def _sizes(rng):
    yield Case("plain", (int(rng.integers(7, 11)), 3))  # never 4, as below
    yield Case("stride", (9, 3), {"stride": 2})


def _pads(rng):
    yield Case("plain", (rng.normal(size=(2, 3)), 1))
    yield Case("pair", (rng.normal(size=(2, 2, 3)), (1, 2)))
    yield Case("pair", (rng.normal(size=(2, 2)), (0, 1)))


CHECKS = {
    "output_size": Check("output_size", "01_demo", output_size, _sizes),
    "pad2d": Check("pad2d", "01_demo", pad2d, _pads, given=("cnncourse.layers.shapes",)),
}
