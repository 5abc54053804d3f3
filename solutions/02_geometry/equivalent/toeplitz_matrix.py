# %% float64 holds these numbers, and no dtype is asked for.
# - matrix = np.zeros((OH * OW, H * W), dtype=kernel.dtype)
# + matrix = np.zeros((OH * OW, H * W))
