# %% NumPy reads any negative number as the length that is left over.
# - filters = w.reshape(-1, C, KH, KW)
# + filters = w.reshape(-2, C, KH, KW)

# %% The common dtype does not depend on the order of the arrays.
# - out = np.zeros((N, len(filters), H - KH + 1, W - KW + 1), np.result_type(maps, w, b))
# + out = np.zeros((N, len(filters), H - KH + 1, W - KW + 1), np.result_type(w, maps, b))
# or
# + out = np.zeros((N, len(filters), H - KH + 1, W - KW + 1), np.result_type(maps, b, w))

# %% A sum over three axes does not depend on the order in which they are named.
# - out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
# + out[:, :, i, j] = (seen * filters).sum(axis=(3, 2, 4)) + b
# or
# + out[:, :, i, j] = (seen * filters).sum(axis=(2, 4, 3)) + b
