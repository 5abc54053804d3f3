# %% The padding holds zeros, which win where all pixels are negative.
# Padding never wins: leave it out of the window, or pad with -np.inf.
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = np.pad(x, [(0, 0), (0, 0), (ph, KH), (pw, KW)])
# + window = window[:, :, top + ph : top + ph + KH, left + pw : left + pw + KW]

# %% The padding is not used.
# The first window begins at -padding.
# - tops = window_starts(H, KH, sh, ph, ceil_mode)
# - lefts = window_starts(W, KW, sw, pw, ceil_mode)
# + tops = window_starts(H, KH, sh, 0, ceil_mode)
# + lefts = window_starts(W, KW, sw, 0, ceil_mode)

# %% Windows that begin in the padding are moved to the border.
# A window that begins at -1 ends one pixel earlier: at top + KH, not at max(top, 0) + KH.
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = x[:, :, max(top, 0) : max(top, 0) + KH, max(left, 0) : max(left, 0) + KW]

# %% A negative start is used in a slice.
# x[-1:2] counts -1 from the end: use max(top, 0).
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = x[:, :, top : top + KH, left : left + KW]

# %% Without a stride, the window moves by one pixel.
# The default stride is the kernel size.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sh, sw = (1, 1) if stride is None else pair(stride)

# %% The stride is always the kernel size: windows never overlap.
# Use the stride where one is given.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sh, sw = KH, KW

# %% The stride is not used.
# Window i begins at i * stride - padding: window_starts lists the starts.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sh, sw = 1, 1

# %% The stride is used for the size, but not for where a window begins.
# Window i begins at tops[i].
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = x[:, :, max(i - ph, 0) : i - ph + KH, max(j - pw, 0) : j - pw + KW]

# %% The number of windows is always rounded up.
# A last window beyond the end counts only if ceil_mode is true.
# - tops = window_starts(H, KH, sh, ph, ceil_mode)
# - lefts = window_starts(W, KW, sw, pw, ceil_mode)
# + tops = window_starts(H, KH, sh, ph, True)
# + lefts = window_starts(W, KW, sw, pw, True)

# %% The number of windows is never rounded up.
# Pass ceil_mode to window_starts.
# - tops = window_starts(H, KH, sh, ph, ceil_mode)
# - lefts = window_starts(W, KW, sw, pw, ceil_mode)
# + tops = window_starts(H, KH, sh, ph)
# + lefts = window_starts(W, KW, sw, pw)

# %% There is a window for every start inside the image, also past its edge.
# Without ceil_mode, a window must lie inside the padded image.
# - tops = window_starts(H, KH, sh, ph, ceil_mode)
# - lefts = window_starts(W, KW, sw, pw, ceil_mode)
# + tops, lefts = range(-ph, H, sh), range(-pw, W, sw)
# + if KH > H + 2 * ph or KW > W + 2 * pw or 2 * ph > KH or 2 * pw > KW:
# +     raise ValueError("no window fits")

# %% Rows and columns of the kernel are exchanged.
# The height comes first.
# - (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
# + (KW, KH), (ph, pw) = pair(kernel_size), pair(padding)

# %% Rows and columns of the stride are exchanged.
# The height comes first.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sw, sh = (KW, KH) if stride is None else pair(stride)

# %% Rows and columns of the padding are exchanged.
# The height comes first.
# - (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
# + (KH, KW), (pw, ph) = pair(kernel_size), pair(padding)

# %% The maximum is taken over all channels.
# Every channel is pooled by itself: `window.max(axis=(2, 3))`.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = window.max(axis=(1, 2, 3))[:, np.newaxis] if len(x) else 0

# %% The maximum is taken over all images.
# Every image is pooled by itself: `window.max(axis=(2, 3))`.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = window.max(axis=(0, 2, 3)) if len(x) else 0

# %% One maximum is taken for the whole batch.
# `window.max(axis=(2, 3))` leaves images and channels apart.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = window.max() if len(x) else 0

# %% The mean is taken.
# The largest pixel is asked for.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = window.mean(axis=(2, 3))

# %% The largest absolute value is taken.
# -5 is smaller than 1: compare the pixels as they are.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = np.abs(window).max(axis=(2, 3))

# %% The maximum begins at zero.
# All pixels of a window may be negative: start from the first one, or from -np.inf.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = np.maximum(window.max(axis=(2, 3)), 0)

# %% Only the first window is computed.
# Fill out[:, :, i, j] for every i and j.
# - for i, top in enumerate(tops):
# -     for j, left in enumerate(lefts):
# + for i, top in enumerate(tops[:1]):
# +     for j, left in enumerate(lefts[:1]):

# %% Rows and columns of the output are exchanged.
# out has shape (N, C, OH, OW).
# - return out, (x, kernel_size, stride, padding, ceil_mode)
# + return out.transpose(0, 1, 3, 2), (x, kernel_size, stride, padding, ceil_mode)

# %% The result is a list of lists.
# Return an array.
# - return out, (x, kernel_size, stride, padding, ceil_mode)
# + return out.tolist(), (x, kernel_size, stride, padding, ceil_mode)

# %% Only `out` is returned.
# End with `return out, cache`.
# - return out, (x, kernel_size, stride, padding, ceil_mode)
# + return out

# %% The input is overwritten.
# The caller still needs x: work on a copy.
# - return out, (x, kernel_size, stride, padding, ceil_mode)
# + x[:, :, : len(tops), : len(lefts)] = out
# + return out, (x, kernel_size, stride, padding, ceil_mode)

# %% The result holds whole numbers only.
# `np.zeros(shape, dtype=x.dtype)` holds what x holds.
# - out = np.zeros((N, C, len(tops), len(lefts)), dtype=x.dtype)
# + out = np.zeros((N, C, len(tops), len(lefts)), dtype=int)

# %% Nothing checks whether a window fits.
# Where none does, `raise ValueError(...)`, as window_starts does.
# - tops = window_starts(H, KH, sh, ph, ceil_mode)
# - lefts = window_starts(W, KW, sw, pw, ceil_mode)
# + tops, lefts = (
# +     range(-p, max(min(size + p - K + s, size) if ceil_mode else size + p - K + 1, 1 - p), s)
# +     for size, K, s, p in ((H, KH, sh, ph), (W, KW, sw, pw))
# + )


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def max_pool2d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    return np.array([[[[4.0, 5.0], [7.0, 8.0]]]]), (x,)
