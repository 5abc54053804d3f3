# %% Only zeros are returned.
# Is the image ever copied into the middle, and is that array returned?
# - out[..., ph : ph + H, pw : pw + W] = x

# %% The frame is only on two sides.
# It goes above and below, left and right: both sizes grow by twice the padding.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.zeros((*x.shape[:-2], H + ph, W + pw), dtype=x.dtype)
# or
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# - out[..., ph : ph + H, pw : pw + W] = x
# + out = np.zeros((*x.shape[:-2], H + ph, W + pw), dtype=x.dtype)
# + out[..., :H, :W] = x

# %% The padding of height and width is swapped.
# The first number of the pair is rows, the second is columns.
# - ph, pw = pair(padding, "padding")
# + pw, ph = pair(padding, "padding")

# %% The first number of the padding is used for both axes.
# The first is rows, the second is columns.
# - ph, pw = pair(padding, "padding")
# + ph = pw = pair(padding)[0]

# %% The second number of the padding is used for both axes.
# The first is rows, the second is columns.
# - ph, pw = pair(padding, "padding")
# + ph = pw = pair(padding)[1]

# %% np.pad is told to expect exactly four axes.
# There may be two or more: pad only the last two, with `[(0, 0)] * (x.ndim - 2)` for the others.
# - return out
# + return np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])

# %% The shape is unpacked into exactly four axes.
# There may be two or more: `x.shape[-2:]` always gives the last two.
# - H, W = x.shape[-2:]
# + N, C, H, W = x.shape

# %% The image lies in the upper left corner.
# Place it ph rows down and pw columns to the right.
# - out[..., ph : ph + H, pw : pw + W] = x
# + out[..., :H, :W] = x

# %% The result is float64 whatever the image's dtype.
# np.zeros makes float64 unless you pass `dtype=x.dtype`.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw))

# %% The result holds integers whatever the image's dtype.
# Keep the image's dtype: `dtype=x.dtype`.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=int)

# %% The result is int64 where the image holds whole numbers of another dtype.
# Keep the image's dtype: `dtype=x.dtype`.
# - return out
# + return out.astype(int) if x.dtype.kind == "u" else out

# %% The width is also used as the height.
# Rows and columns have separate sizes: H and W.
# - H, W = x.shape[-2:]
# + H = W = x.shape[-1]

# %% The frame is made of ones.
# It must be made of zeros.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.ones((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)

# %% The image is assumed to have two axes.
# There may be more in front, such as batch and channels: use `...` and the last two.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# - out[..., ph : ph + H, pw : pw + W] = x
# + out = np.zeros((H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out[ph : ph + H, pw : pw + W] = x

# %% The padding is assumed to be one number.
# It may be a pair: `ph, pw = pair(padding)` handles both forms.
# - ph, pw = pair(padding, "padding")
# + ph = pw = padding

# %% A list is returned, not an array.
# Return the array itself.
# - return out
# + return out.tolist()

# %% The `return` is missing.
# Does the function end with `return ...`?
# - return out


# %% np.pad gets the padding unchanged.
# Only the last two axes get a frame, and np.pad takes (before, after) for every axis:
# [..., (ph, ph), (pw, pw)].
# - return out
# + return np.pad(x, padding)
# or
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [padding] * 2)

# %% Every axis gets a frame.
# Pad only the last two axes, with `[(0, 0)] * (x.ndim - 2)` for the others.
# - return out
# + return np.pad(x, [(ph, ph)] * (x.ndim - 1) + [(pw, pw)])

# %% The border is repeated.
# The frame must be made of zeros.
# - return out
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="edge")

# %% The image is mirrored in the frame.
# The frame must be made of zeros: np.pad does that without a `mode`.
# - return out
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="reflect")
# or
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="symmetric")

# %% With padding 0 the input itself is returned.
# Return a copy: otherwise, writing to the result changes the input, too.
# - return out
# + return x if padding == 0 else out
# or
# + return x if padding == (0, 0) else out

# %% Only images with two, three or four axes are accepted.
# Any number of axes may come first: `x.shape[-2:]` and `...` handle them all.
# - H, W = x.shape[-2:]
# + H, W = {2: x.shape, 3: x.shape[1:], 4: x.shape[2:]}[x.ndim]

# %% The input is overwritten.
# - return out
# + x[...] = 0
# + return out

# %% The first result is kept and returned again.
# Compute it anew at every call, and keep nothing outside the function.
# - def pad2d(x, padding):
# + kept = []
# +
# +
# + def pad2d(x, padding):
# - return out
# + kept.append(out)
# + return kept[0]

# %% The function is imported from the course under another name.
from cnncourse.layers.conv import loops

pad2d = loops.pad2d
