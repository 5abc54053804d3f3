# %% The order of the two does not matter to maximum.
# - return np.maximum(total, 0), (total,)
# + return np.maximum(0, total), (total,)
