# %% float64 holds these numbers, and no dtype is asked for.
# - matrix = np.zeros((C_out, groups * C_block), dtype=w.dtype)
# + matrix = np.zeros((C_out, groups * C_block))
