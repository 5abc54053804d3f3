# %% tries totals one after the other
def same_padding(size, kernel_size, *, stride=1, dilation=1):
    wanted = (size + stride - 1) // stride
    total = 0
    while (size + total - dilation * (kernel_size - 1) - 1) // stride + 1 < wanted:
        total += 1
    return total // 2, total - total // 2


# %% TensorFlow's two cases
def same_padding(size, kernel_size, *, stride=1, dilation=1):
    span = (kernel_size - 1) * dilation + 1
    rest = size % stride
    total = max(span - (rest if rest else stride), 0)
    return total // 2, (total + 1) // 2
