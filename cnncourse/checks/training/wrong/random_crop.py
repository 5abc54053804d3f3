# %% The last place is never chosen.
# `rng.integers(low, high)` leaves `high` out: there are 2 * pad + 1 rows to begin at.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + i, j = rng.integers(0, max(2 * pad, 1), size=2)

# %% The first place is never chosen.
# Begin at 0.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + i, j = rng.integers(min(pad, 1), 2 * pad + 1, size=2)

# %% The images move in one direction only.
# From 0 to 2 * pad: at `pad` an image does not move.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + i, j = rng.integers(0, pad + 1, size=2)

# %% Rows and columns move by the same number.
# Draw two numbers.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + i = j = rng.integers(0, 2 * pad + 1)

# %% All images move together.
# Draw two numbers for each image.
# - out = np.empty((N, C, H, W), dtype=images.dtype)
# + out = np.empty((N, C, H, W), dtype=images.dtype)
# + i, j = rng.integers(0, 2 * pad + 1, size=2)
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + pass

# %% The channels move apart.
# All channels of an image move together.
# - out[n] = padded[n, :, i : i + H, j : j + W]
# + for c in range(C):
# +     i, j = rng.integers(0, 2 * pad + 1, size=2)
# +     out[n, c] = padded[n, c, i : i + H, j : j + W]

# %% The pixels leave on one side and come back on the other.
# What comes in is the padding, zeros.
# - out[n] = padded[n, :, i : i + H, j : j + W]
# + out[n] = np.roll(images[n], (pad - i, pad - j), axis=(1, 2))

# %% The border is repeated, not padded with zeros.
# np.pad(images, ...) without a mode pads with zeros.
# - padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
# + padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)], mode="edge")

# %% The images are shuffled.
# The labels would no longer fit: image n stays image n.
# - out[n] = padded[n, :, i : i + H, j : j + W]
# + out[n] = padded[N - 1 - n, :, i : i + H, j : j + W]

# %% Height and width are swapped.
# Rows come first: i goes with H.
# - out[n] = padded[n, :, i : i + H, j : j + W]
# + out[n] = np.resize(padded[n, :, i : i + W, j : j + H], (C, H, W))

# %% The images stay padded.
# Cut each to its old size.
# - return out
# + return padded

# %% No image moves.
# Draw the place from `rng`.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + i, j = pad, pad

# %% The places come from a generator made inside.
# Draw from `rng`.
# - i, j = rng.integers(0, 2 * pad + 1, size=2)
# + i, j = np.random.default_rng(n).integers(0, 2 * pad + 1, size=2)

# %% The result is an array of whole numbers.
# Keep the dtype of the images.
# - out = np.empty((N, C, H, W), dtype=images.dtype)
# + out = np.empty((N, C, H, W), dtype=int)
