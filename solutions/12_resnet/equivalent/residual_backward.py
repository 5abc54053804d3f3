# %% Both gradients are the same.
# - return dtotal, dtotal.copy()
# + return dtotal.copy(), dtotal
