# %% The order of the two does not matter to max.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(0, c - size // 2), c + (size - 1) // 2 + 1
