# %% Channels and places are exchanged.
# x has shape (N, C_in, L): the window moves along the last axis.
# - (N, C_in, L), (C_out, C_seen, K) = x.shape, w.shape
# + x = x.transpose(0, 2, 1)
# + (N, C_in, L), (C_out, C_seen, K) = x.shape, w.shape

# %% The result has places before channels.
# Its shape is (N, C_out, OL).
# - return out, (x, w, b, stride, padding, dilation)
# + return out.transpose(0, 2, 1), (x, w, b, stride, padding, dilation)

# %% Every channel has an output of its own.
# A filter sums over all channels that it sees.
# - out[n, f, i] = np.sum(window * w[f])
# + out[n, f, i] = np.sum(window[f % C_in] * w[f, f % C_in])

# %% Only the first channel is summed.
# A filter sums over all channels.
# - out[n, f, i] = np.sum(window * w[f])
# + out[n, f, i] = np.sum(window[0] * w[f, 0])

# %% Only the first filter is used.
# Filter f makes channel f of the output.
# - out[n, f, i] = np.sum(window * w[f])
# + out[n, f, i] = np.sum(window * w[0])

# %% The first sequence is used for the whole batch.
# Use x[n].
# - window = padded[n, :, i * stride : i * stride + span : dilation]
# + window = padded[0, :, i * stride : i * stride + span : dilation]

# %% The kernel is flipped.
# It is used as it is.
# - out[n, f, i] = np.sum(window * w[f])
# + out[n, f, i] = np.sum(window * w[f, :, ::-1])

# %% The stride is used in the size, but not where a window begins.
# Window i begins at i * stride.
# - window = padded[n, :, i * stride : i * stride + span : dilation]
# + window = padded[n, :, i : i + span : dilation]

# %% The stride is not used.
# Window i begins at i * stride, and there are fewer windows.
# - window = padded[n, :, i * stride : i * stride + span : dilation]
# + window = padded[n, :, i : i + span : dilation]
# - OL = room // stride + 1
# + OL = room + 1

# %% The padding is on one side only.
# It is added at both ends.
# - padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
# + padded = np.pad(x, [(0, 0), (0, 0), (0, 2 * padding)])
# or
# + padded = np.pad(x, [(0, 0), (0, 0), (2 * padding, 0)])

# %% The channels are padded, too.
# Only the last axis gets zeros: `np.pad(x, [(0, 0), (0, 0), (padding, padding)])`.
# - padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
# + padded = np.pad(x, padding)

# %% The dilation is not used.
# The weights stand `dilation` places apart: a slice with a step.
# - span = dilation * (K - 1) + 1
# + span, dilation = K, 1

# %% The dilation is used in the size, but not in the window.
# The weights stand `dilation` places apart: a slice with a step.
# - window = padded[n, :, i * stride : i * stride + span : dilation]
# + window = padded[n, :, i * stride : i * stride + K]

# %% The bias is laid along the places.
# `b[:, np.newaxis]` gives every filter its own number.
# - out = out + b[:, np.newaxis]
# + out = out + b

# %% The bias is not added.
# Every filter adds its own.
# - out = out + b[:, np.newaxis]
# + pass

# %% b is used although it is None.
# Use it only `if b is not None`.
# - if b is not None:
# + if True:

# %% Only `out` is returned.
# End with `return out, cache`.
# - return out, (x, w, b, stride, padding, dilation)
# + return out

# %% The result has the dtype of x.
# np.result_type(x, w) is a dtype for both.
# - out = np.zeros((N, C_out, OL), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OL), dtype=x.dtype)

# %% The result has the dtype of w.
# np.result_type(x, w) is a dtype for both.
# - out = np.zeros((N, C_out, OL), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OL), dtype=w.dtype)

# %% Nothing checks the channels.
# If x.shape[1] is not w.shape[1], `raise ValueError(...)`.
# - if C_in != C_seen:
# + if False:

# %% Nothing checks whether the kernel fits.
# If its span is larger than the padded sequence, `raise ValueError(...)`.
# - if room < 0:
# + if False:
# - OL = room // stride + 1
# + OL = max(room // stride + 1, 0)

# %% The products are averaged.
# The result is their sum.
# - out[n, f, i] = np.sum(window * w[f])
# + out[n, f, i] = np.mean(window * w[f])

# %% Window and filter are multiplied as matrices.
# `*` multiplies element by element.
# - out[n, f, i] = np.sum(window * w[f])
# + out[n, f, i] = np.sum(window @ w[f].T)


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def conv1d_forward(x, w, b, *, stride=1, padding=0, dilation=1):
    return np.array([[[6.0, 4.0, 7.0, 5.0]]]), (x, w)
