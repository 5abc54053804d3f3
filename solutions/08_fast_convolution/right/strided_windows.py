# %% numpy's own view of windows
def strided_windows(x, kernel_size, *, stride=1):
    sh, sw = pair(stride)
    windows = np.lib.stride_tricks.sliding_window_view(x, pair(kernel_size), axis=(2, 3))
    return windows[:, :, ::sh, ::sw].transpose(0, 1, 4, 5, 2, 3)


# %% read-only, with the strides at stride 1 and then slices
def strided_windows(x, kernel_size, *, stride=1):
    (KH, KW), (sh, sw) = pair(kernel_size), pair(stride)
    H, W = x.shape[2:]
    shape = (*x.shape[:2], KH, KW, H - KH + 1, W - KW + 1)
    strides = x.strides + x.strides[2:]
    every = np.lib.stride_tricks.as_strided(x, shape, strides, writeable=False)
    return every[..., ::sh, ::sw]
