# %% Only the product of the two sizes is used.
# - N, C_out, OH, OW = dout.shape
# + N, C_out, OW, OH = dout.shape

# %% Two axes change places, whichever is named first.
# - dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
# + dw = (dproduct @ cols.swapaxes(2, 1)).sum(axis=0).reshape(w.shape)

# %% The order of the axes does not matter to a sum.
# - db = None if b is None else dproduct.sum(axis=(0, 2))
# + db = None if b is None else dproduct.sum(axis=(2, 0))
