# %% counts the starts in a range
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    starts = range(0, size + 2 * padding - span + 1, stride)
    if not starts:
        raise ValueError("the kernel is too large")
    return len(starts)


# %% math.floor, a custom error class, a NumPy integer
import math

import numpy as np


class TooSmall(ValueError):
    pass


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise TooSmall(room)
    return np.int64(math.floor(room / stride + 1))
