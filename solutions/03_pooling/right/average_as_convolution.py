# %% ones, divided
def average_as_convolution(channels, kernel_size):
    shape = pair(kernel_size)
    return np.ones((channels, 1, *shape)) / np.prod(shape)


# %% one kernel, repeated
def average_as_convolution(channels, kernel_size):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    w = np.zeros((channels, 1, KH, KW))
    w += np.outer(np.full(KH, 1 / KH), np.full(KW, 1 / KW))
    return w
