# %% Zero is divided by zero.
# If both arrays hold only zeros they are equal: return 0.
# - if scale == 0:
# -     return 0.0
# - return float(np.abs(a - b).max() / scale)
# + with np.errstate(all="ignore"):
# +     return float(np.float64(np.abs(a - b).max()) / scale)

# %% A small number in the denominator hides the differences of small gradients.
# Treat the case of two zeros by itself instead.
# - if scale == 0:
# -     return 0.0
# - return float(np.abs(a - b).max() / scale)
# + return float(np.abs(a - b).max() / (scale + 1e-8))

# %% Every difference is divided by its own entries.
# Then two entries near 0 give an error of 1, whatever the others are: divide by the largest of all.
# - return float(np.abs(a - b).max() / scale)
# + with np.errstate(all="ignore"):
# +     each = np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
# + return float(each[~((a == 0) & (b == 0))].max())

# %% The largest difference is absolute.
# Divide it by the largest entry.
# - return float(np.abs(a - b).max() / scale)
# + return float(np.abs(a - b).max())

# %% The denominator is the sum of both sizes.
# Divide by the larger of the two.
# - scale = max(np.abs(a).max(), np.abs(b).max())
# + scale = np.abs(a).max() + np.abs(b).max()

# %% Only a is looked at in the denominator.
# The error must not depend on the order of a and b.
# - scale = max(np.abs(a).max(), np.abs(b).max())
# + scale = np.abs(a).max()

# %% Signs count in the denominator.
# Take the largest of the absolute values.
# - scale = max(np.abs(a).max(), np.abs(b).max())
# + scale = np.abs(np.maximum(a.max(), b.max()))

# %% Signs count in the difference.
# Take the absolute value before the maximum.
# - return float(np.abs(a - b).max() / scale)
# + return float((a - b).max() / scale)

# %% The mean difference is returned.
# One wrong entry among many must be seen: take the largest.
# - return float(np.abs(a - b).max() / scale)
# + return float(np.abs(a - b).mean() / scale)

# %% A nan is not noticed.
# A nan must never look like agreement: look for one with np.isnan.
# - if np.isnan(a).any() or np.isnan(b).any():
# -     raise ValueError("an array that holds nan cannot be compared")
# or
# +
# + a, b = np.nan_to_num(a), np.nan_to_num(b)

# %% A nan is looked for in one of the arrays only.
# Either of the two may hold one.
# - if np.isnan(a).any() or np.isnan(b).any():
# + if np.isnan(a).any():
# or
# + if np.isnan(b).any():

# %% Different shapes are broadcast.
# A column minus a row is a whole table: compare the shapes first.
# - if a.shape != b.shape:
# -     raise ValueError(f"a of shape {a.shape} and b of shape {b.shape} cannot be compared")
# + a, b = np.broadcast_arrays(a, b) if a.ndim != b.ndim else (a, b.reshape(a.shape))
