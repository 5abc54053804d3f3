# %% A mean does not depend on the order of the axes.
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(3, 2))
