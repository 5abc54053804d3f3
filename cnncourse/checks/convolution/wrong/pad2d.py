# %% Only zeros are returned.
# Is the image ever copied into the middle, and is that array returned?
# - out[..., ph : ph + H, pw : pw + W] = x

# %% The frame is on two sides only.
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

# %% np.pad is given the frame of four axes.
# There may be two, or more: only the last two get a frame, `[(0, 0)] * (x.ndim - 2)` is for the
# others.
# - return out
# + return np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])

# %% The shape is unpacked as that of four axes.
# There may be two, or more: `x.shape[-2:]` gives the last two of any number.
# - H, W = x.shape[-2:]
# + N, C, H, W = x.shape

# %% The image lies in the upper left corner.
# Place it ph rows down and pw columns to the right.
# - out[..., ph : ph + H, pw : pw + W] = x
# + out[..., :H, :W] = x

# %% The result is float64 whatever the image is.
# np.zeros makes float64 unless you say `dtype=x.dtype`.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw))

# %% The result holds integers whatever the image is.
# Keep the image's dtype: `dtype=x.dtype`.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=int)

# %% The result is int64 where the image holds whole numbers of another dtype.
# Keep the image's dtype: `dtype=x.dtype`.
# - return out
# + return out.astype(int) if x.dtype.kind == "u" else out

# %% The width is used as the height, too.
# Rows and columns each have a size of their own: H and W.
# - H, W = x.shape[-2:]
# + H = W = x.shape[-1]

# %% The frame is made of ones.
# It has to be zeros.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out = np.ones((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)

# %% The image is taken to have two axes.
# There may be more in front, such as batch and channels: use `...` and the last two.
# - out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# - out[..., ph : ph + H, pw : pw + W] = x
# + out = np.zeros((H + 2 * ph, W + 2 * pw), dtype=x.dtype)
# + out[ph : ph + H, pw : pw + W] = x

# %% The padding is taken as one number.
# It may be a pair: `ph, pw = pair(padding)` fits both forms.
# - ph, pw = pair(padding, "padding")
# + ph = pw = padding

# %% A list is returned, not an array.
# Return the array itself.
# - return out
# + return out.tolist()

# %% The `return` is missing.
# Does the function end with `return ...`?
# - return out


# %% np.pad is given the padding as it is.
# Only the last two axes get a frame, and np.pad takes (before, after) for every axis:
# [..., (ph, ph), (pw, pw)].
# - return out
# + return np.pad(x, padding)
# or
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [padding] * 2)

# %% Every axis gets a frame.
# Only the last two axes get one: `[(0, 0)] * (x.ndim - 2)` is for the others.
# - return out
# + return np.pad(x, [(ph, ph)] * (x.ndim - 1) + [(pw, pw)])

# %% The border is repeated.
# The frame is of zeros.
# - return out
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="edge")

# %% The image is mirrored in the frame.
# The frame is of zeros, which is what np.pad makes without a `mode`.
# - return out
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="reflect")
# or
# + return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="symmetric")

# %% With padding 0 the input itself is returned.
# Return a copy: whoever writes to the result would change the input, too.
# - return out
# + return x if padding == 0 else out
# or
# + return x if padding == (0, 0) else out

# %% Only images of two, three or four axes are taken.
# There may be any number in front: `x.shape[-2:]` and `...` fit all.
# - H, W = x.shape[-2:]
# + H, W = {2: x.shape, 3: x.shape[1:], 4: x.shape[2:]}[x.ndim]

# %% The input is overwritten.
# - return out
# + x[...] = 0
# + return out

# %% The first result is kept and returned again.
# Compute it anew in every call, and keep nothing outside of the function.
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
