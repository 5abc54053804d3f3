# %% The order of the two does not matter to np.maximum.
# - h = np.maximum(z, 0)
# + h = np.maximum(0, z)
