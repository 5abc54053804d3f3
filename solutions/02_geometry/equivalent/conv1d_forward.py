# %% float64 holds these numbers, and no dtype is asked for.
# - out = np.zeros((N, C_out, OL), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OL))

# %% The order of the two does not matter to np.result_type.
# - out = np.zeros((N, C_out, OL), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OL), dtype=np.result_type(w, x))

# %% What the cache holds is not compared: no later exercise reads it.
# - return out, (x, w, b, stride, padding, dilation)
# + return out, (w, x, b, stride, padding, dilation)
# or
# + return out, (x, b, w, stride, padding, dilation)
# or
# + return out, (x, w, stride, b, padding, dilation)
# or
# + return out, (x, w, b, padding, stride, dilation)
# or
# + return out, (x, w, b, stride, dilation, padding)

# %% A sequence of zeros behind the batch is never read.
# - padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
# + padded = np.pad(x, [(0, 1), (0, 0), (padding, padding)])
