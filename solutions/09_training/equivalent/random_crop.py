# %% One image more than needed is padded, and never read.
# - padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
# + padded = np.pad(images, [(0, 1), (0, 0), (pad, pad), (pad, pad)])

# %% The pixels are the same numbers in float64.
# - out = np.empty((N, C, H, W), dtype=images.dtype)
# + out = np.empty((N, C, H, W))

# %% The two random numbers have the same distribution.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + j, i = rng.integers(0, 2 * pad + 1, size=2)
