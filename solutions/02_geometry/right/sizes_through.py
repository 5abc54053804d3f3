# %% counts the starts in a range
def sizes_through(size, layers):
    found = [size]
    for K, S, P, D in layers:
        span = (K - 1) * D + 1
        starts = range(0, found[-1] + 2 * P - span + 1, S)
        if len(starts) == 0:
            raise ValueError("the window does not fit")
        found.append(len(starts))
    return tuple(found)


# %% recursive, with math.floor
import math


def sizes_through(size, layers):
    if not layers:
        return (size,)
    kernel_size, stride, padding, dilation = layers[0]
    exact = (size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1
    if exact < 1:
        raise ValueError(exact)
    return (size, *sizes_through(math.floor(exact), layers[1:]))
