# %% The padded image is larger than needed below or to the right, and is cropped.
# - padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=cols.dtype)
# + padded = np.zeros((N, C, H + (2 + ph), W + 2 * pw), dtype=cols.dtype)
# or
# + padded = np.zeros((N, C, H + 3 * ph, W + 2 * pw), dtype=cols.dtype)
# or
# + padded = np.zeros((N, C, H + 2 * ph, W + (2 + pw)), dtype=cols.dtype)
# or
# + padded = np.zeros((N, C, H + 2 * ph, W + 3 * pw), dtype=cols.dtype)
