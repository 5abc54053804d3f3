# %% sets
def pixels_never_seen(size, kernel_size, *, stride=1, dilation=1):
    outputs = (size - dilation * (kernel_size - 1) - 1) // stride + 1
    read = {i * stride + u * dilation for i in range(outputs) for u in range(kernel_size)}
    return np.array(sorted(set(range(size)) - read))


# %% an index array of all windows
def pixels_never_seen(size, kernel_size, *, stride=1, dilation=1):
    starts = np.arange(0, size - dilation * (kernel_size - 1), stride)
    read = starts[:, None] + dilation * np.arange(kernel_size)
    return np.setdiff1d(np.arange(size), read)
