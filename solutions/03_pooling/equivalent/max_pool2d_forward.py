# %% float64 holds these numbers, and no dtype is asked for.
# - out = np.zeros((N, C, len(tops), len(lefts)), dtype=x.dtype)
# + out = np.zeros((N, C, len(tops), len(lefts)))

# %% The larger of two numbers does not depend on their order.
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = x[:, :, max(0, top) : top + KH, max(left, 0) : left + KW]
# or
# + window = x[:, :, max(top, 0) : top + KH, max(0, left) : left + KW]

# %% What the cache holds is not compared: no later exercise reads it.
# - return out, (x, kernel_size, stride, padding, ceil_mode)
# + return out, (kernel_size, x, stride, padding, ceil_mode)
# or
# + return out, (x, stride, kernel_size, padding, ceil_mode)
# or
# + return out, (x, kernel_size, padding, stride, ceil_mode)
# or
# + return out, (x, kernel_size, stride, ceil_mode, padding)

# %% A maximum does not depend on the order of the axes.
# - out[:, :, i, j] = window.max(axis=(2, 3))
# + out[:, :, i, j] = window.max(axis=(3, 2))
