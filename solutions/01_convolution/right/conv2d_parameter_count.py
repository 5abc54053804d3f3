# %% one group at a time
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    total = 0
    for _ in range(groups):
        total += (in_channels // groups) * (out_channels // groups) * KH * KW
    return total + bias * out_channels


# %% makes the arrays and counts
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    w = np.empty((out_channels, in_channels // groups, *pair(kernel_size)))
    b = np.empty(out_channels if bias else 0)
    return w.size + b.size
