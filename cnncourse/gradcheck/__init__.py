"""Check gradients by comparing them with measured slopes.

One line checks your own layer, and reports the entry with the largest error:

    from cnncourse.gradcheck import check_layer

    print(check_layer(my_forward, my_backward, x, w, b))

The verdict is "right", "wrong" or "cannot tell", and the report is true only if it is "right". If
rounding would hide a wrong gradient, or nothing could be compared, the report says so and what to
do. `check_gradient` does the same for a function that returns one number, such as a loss, and
`slope_error` returns only the error, for use in tests.
"""

from cnncourse.gradcheck.comparison import Comparison, Report
from cnncourse.gradcheck.gradient_check import check_gradient, check_layer, slope_error

__all__ = ["Comparison", "Report", "check_gradient", "check_layer", "slope_error"]
