# %% The order of the axes does not matter to a sum.
# - db = None if b is None else dout.sum(axis=(0, 2))
# + db = None if b is None else dout.sum(axis=(2, 0))
