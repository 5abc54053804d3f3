# %% The docstring requires no error at stride 0.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh, sw = pair(stride, "stride")
# or
# + sh, sw = pair(stride, "stride", minimum=0)

# %% The docstring requires no error at dilation 0.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh, dw = pair(dilation, "dilation")
# or
# + dh, dw = pair(dilation, "dilation", minimum=0)

# %% float64 holds these numbers, and no dtype is required.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OH, OW))

# %% The order of the two does not matter to np.result_type.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(w, x))

# %% What the cache holds is not compared: no later exercise reads it.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out, (w, x, b, stride, padding, dilation, groups)
# or
# + return out, (x, b, w, stride, padding, dilation, groups)
# or
# + return out, (x, w, stride, b, padding, dilation, groups)
# or
# + return out, (x, w, b, padding, stride, dilation, groups)
# or
# + return out, (x, w, b, stride, dilation, padding, groups)
# or
# + return out, (x, w, b, stride, padding, groups, dilation)
