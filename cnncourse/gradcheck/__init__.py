"""Is a gradient right? Compare it with the slope that can be measured.

One line checks a layer of your own, and names the entry that is most wrong:

    from cnncourse.gradcheck import check_layer

    print(check_layer(my_forward, my_backward, x, w, b))

The verdict is "right", "wrong" or "cannot tell", and the report is true only where it is "right":
if rounding would hide a wrong gradient, or nothing could be compared, it says so, and what to do.
`check_gradient` does the same for a function that gives one number, such as a loss, and
`slope_error` gives the bare number for a test.
"""

from cnncourse.gradcheck.comparison import Comparison, Report
from cnncourse.gradcheck.gradient_check import check_gradient, check_layer, slope_error

__all__ = ["Comparison", "Report", "check_gradient", "check_layer", "slope_error"]
