# %% The padding is not used.
# Pad x first, and read the windows from the padded image.
# - ph, pw = pair(padding, "padding")
# + ph, pw = 0, 0

# %% The two numbers of padding are swapped.
# Pairs go height first.
# - ph, pw = pair(padding, "padding")
# + pw, ph = pair(padding, "padding")

# %% One of the two numbers of padding is not used.
# A pair has one number for each axis: `ph, pw = pair(padding)`.
# - ph, pw = pair(padding, "padding")
# + ph = pw = pair(padding)[0]
# or
# + ph = pw = pair(padding)[1]
# or
# + ph, pw = pair(padding)[0], 0
# or
# + ph, pw = 0, pair(padding)[1]

# %% The padding is only on one side of each axis.
# It adds rows above and below and columns left and right: both sides.
# - padded = pad2d(x, (ph, pw))
# + padded = np.pad(x, ((0, 0), (0, 0), (2 * ph, 0), (2 * pw, 0)))
# or
# + padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
# or
# - N, C_in, H, W = x.shape
# + x, ph, pw = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0))), 0, 0
# + N, C_in, H, W = x.shape
# or
# + x, ph, pw = np.pad(x, ((0, 0), (0, 0), (0, ph), (0, pw))), 0, 0
# + N, C_in, H, W = x.shape

# %% The border is repeated as padding.
# The frame must be made of zeros, not of copies of the border.
# - padded = pad2d(x, (ph, pw))
# + padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")

# %% The image is mirrored as padding.
# The frame must be made of zeros: np.pad does that without a `mode`.
# - padded = pad2d(x, (ph, pw))
# + padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="reflect")
# or
# + padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="symmetric")
