# %% one axis at a time
def memory_of_im2col(x_shape, kernel_size, *, stride=1, padding=0, itemsize=4):
    numbers = x_shape[0] * x_shape[1]
    options = pair(kernel_size), pair(stride), pair(padding)
    for size, k, s, p in zip(x_shape[2:], *options, strict=True):
        numbers *= k * len(range(0, size + 2 * p - k + 1, s))
    return itemsize * numbers


# %% the bytes of a window times the windows
def memory_of_im2col(x_shape, kernel_size, *, stride=1, padding=0, itemsize=4):
    (KH, KW), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    N, C, H, W = x_shape
    window = itemsize * C * KH * KW
    windows = ((H + 2 * ph - KH + sh) // sh) * ((W + 2 * pw - KW + sw) // sw)
    return int(N * window * windows)
