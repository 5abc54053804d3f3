# %% float64 holds these numbers, and no dtype is asked for.
# - out = np.zeros((N, C, len(tops), len(lefts)), dtype=np.result_type(x, np.float32))
# + out = np.zeros((N, C, len(tops), len(lefts)))

# %% The larger of two numbers does not depend on their order.
# - window = x[:, :, max(top, 0) : top + KH, max(left, 0) : left + KW]
# + window = x[:, :, max(0, top) : top + KH, max(left, 0) : left + KW]
# or
# + window = x[:, :, max(top, 0) : top + KH, max(0, left) : left + KW]

# %% What the cache holds is not compared: no later exercise reads it.
# - return out, (x, kernel_size, stride, padding, ceil_mode, count_include_pad)
# + return out, (kernel_size, x, stride, padding, ceil_mode, count_include_pad)
# or
# + return out, (x, stride, kernel_size, padding, ceil_mode, count_include_pad)
# or
# + return out, (x, kernel_size, padding, stride, ceil_mode, count_include_pad)
# or
# + return out, (x, kernel_size, stride, ceil_mode, padding, count_include_pad)
# or
# + return out, (x, kernel_size, stride, padding, count_include_pad, ceil_mode)

# %% The order of the two does not matter to np.result_type.
# - out = np.zeros((N, C, len(tops), len(lefts)), dtype=np.result_type(x, np.float32))
# + out = np.zeros((N, C, len(tops), len(lefts)), dtype=np.result_type(np.float32, x))

# %% The smaller of two numbers does not depend on their order.
# - members = (min(top + KH, H + ph) - top) * (min(left + KW, W + pw) - left)
# + members = (min(H + ph, top + KH) - top) * (min(left + KW, W + pw) - left)
# or
# + members = (min(top + KH, H + ph) - top) * (min(W + pw, left + KW) - left)

# %% A sum does not depend on the order of the axes.
# - out[:, :, i, j] = window.sum(axis=(2, 3)) / members
# + out[:, :, i, j] = window.sum(axis=(3, 2)) / members
