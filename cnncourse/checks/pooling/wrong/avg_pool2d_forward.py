# %% The mean is always taken over the pixels of the image alone.
# With count_include_pad, the zeros of the padding count as members of the window.
# - if count_include_pad:
# + if False:

# %% The zeros of the padding always count.
# Without count_include_pad, divide by the number of pixels in the window.
# - if count_include_pad:
# + if True:

# %% The sum is always divided by the size of the kernel.
# Positions beyond the padding never count, and the padding only if count_include_pad says so.
# - if count_include_pad:
# -     members = (min(top + KH, H + ph) - top) * (min(left + KW, W + pw) - left)
# + members = KH * KW

# %% Positions beyond the padding count, too.
# The padded image ends at H + ph and W + pw: a window that reaches further has fewer members.
# - members = (min(top + KH, H + ph) - top) * (min(left + KW, W + pw) - left)
# + members = KH * KW

# %% count_include_pad works the other way round.
# True means that the zeros count.
# - if count_include_pad:
# + if not count_include_pad:

# %% The sum is returned.
# Divide it by the number of members.
# - out[:, :, i, j] = window.sum(axis=(2, 3)) / members
# + out[:, :, i, j] = window.sum(axis=(2, 3))

# %% The maximum is taken.
# The mean is asked for.
# - out[:, :, i, j] = window.sum(axis=(2, 3)) / members
# + out[:, :, i, j] = window.max(axis=(2, 3))

# %% The mean is rounded down to a whole number.
# Divide with `/`, and let the output hold fractions.
# - out[:, :, i, j] = window.sum(axis=(2, 3)) / members
# + out[:, :, i, j] = window.sum(axis=(2, 3)) // members

# %% The output of whole numbers holds whole numbers.
# Means are fractions: `np.zeros(shape)` holds them.
# - out = np.zeros((N, C, len(tops), len(lefts)), dtype=np.result_type(x, np.float32))
# + out = np.zeros((N, C, len(tops), len(lefts)), dtype=x.dtype)

# %% The mean is taken over all channels.
# Every channel is pooled by itself: `window.sum(axis=(2, 3))`.
# - out[:, :, i, j] = window.sum(axis=(2, 3)) / members
# + out[:, :, i, j] = window.sum(axis=(1, 2, 3))[:, np.newaxis] / members / C

# %% The mean is taken over all images.
# Every image is pooled by itself: `window.sum(axis=(2, 3))`.
# - out[:, :, i, j] = window.sum(axis=(2, 3)) / members
# + out[:, :, i, j] = window.sum(axis=(0, 2, 3)) / members / max(N, 1)

# %% Without a stride, the window moves by one pixel.
# The default stride is the kernel size.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sh, sw = (1, 1) if stride is None else pair(stride)

# %% The stride is always the kernel size: windows never overlap.
# Use the stride where one is given.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sh, sw = KH, KW

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

# %% The padding is not used.
# The first window begins at -padding.
# - tops = window_starts(H, KH, sh, ph, ceil_mode)
# - lefts = window_starts(W, KW, sw, pw, ceil_mode)
# + tops = window_starts(H, KH, sh, 0, ceil_mode)
# + lefts = window_starts(W, KW, sw, 0, ceil_mode)

# %% A negative start is used in a slice.
# x[-1:2] counts -1 from the end: use max(top, 0).
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = x[:, :, top : top + KH, left : left + KW]

# %% The padding repeats the pixels of the border.
# It holds zeros.
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = np.pad(x, [(0, 0), (0, 0), (ph, KH), (pw, KW)], mode="edge")
# + window = window[:, :, top + ph : top + ph + KH, left + pw : left + pw + KW]

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

# %% Only `out` is returned.
# End with `return out, cache`.
# - return out, (x, kernel_size, stride, padding, ceil_mode, count_include_pad)
# + return out

# %% The first example of the lectures is returned for every call, with its error.
# Compute it from the arguments: the mean of 2, 4, 1, 1 is 2, and that of 1, 3, 5, 6 is 3.75.
# - return out, (x, kernel_size, stride, padding, ceil_mode, count_include_pad)
# + return np.array([[[[3.75, 1.25], [4.0, 2.0]]]]), (x,)
