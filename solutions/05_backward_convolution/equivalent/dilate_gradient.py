# %% float64 holds these numbers, and no dtype is asked for.
# - spread = np.zeros((N, C_out, *full_size), dtype=dout.dtype)
# + spread = np.zeros((N, C_out, *full_size))
