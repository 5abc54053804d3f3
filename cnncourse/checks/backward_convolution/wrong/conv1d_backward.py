# %% Windows that overlap are overwritten.
# A place that several windows read gets a share from each: add with `+=`, not `=`.
# - dpadded[n, :, places] += dout[n, f, i] * w[f]
# + dpadded[n, :, places] = dout[n, f, i] * w[f]

# %% Only the last place counts in dw.
# A filter is used at every place and for every sequence: add with `+=`, not `=`.
# - dw[f] += dout[n, f, i] * padded[n, :, places]
# + dw[f] = dout[n, f, i] * padded[n, :, places]

# %% Only the last sequence counts in dw.
# All sequences share the filters: make dw before the loop over the batch.
# - dw[f] += dout[n, f, i] * padded[n, :, places]
# + if i == 0:
# +     dw[f] = 0
# + dw[f] += dout[n, f, i] * padded[n, :, places]

# %% The filter is flipped.
# Where out[i] is added back, place i + u meets the weight u: no flip.
# - dpadded[n, :, places] += dout[n, f, i] * w[f]
# + dpadded[n, :, places] += dout[n, f, i] * w[f, :, ::-1]

# %% The stride is not used.
# Window i begins at i * stride, as in the forward pass.
# - places = slice(i * stride, i * stride + span, dilation)
# + places = slice(i, i + span, dilation)

# %% The dilation is not used.
# The window takes every dilation-th place, as in the forward pass.
# - places = slice(i * stride, i * stride + span, dilation)
# + places = slice(i * stride, i * stride + K)

# %% The padding is not cropped.
# Cut off what was added: [:, :, padding : padding + L].
# - dx = dpadded[:, :, padding : padding + L]
# + dx = dpadded

# %% The wrong end of the padding is cropped.
# The sequence begins behind the padding: [:, :, padding : padding + L].
# - dx = dpadded[:, :, padding : padding + L]
# + dx = dpadded[:, :, :L]

# %% The crop is empty without padding.
# A slice to -0 is empty: [:, :, padding : padding + L].
# - dx = dpadded[:, :, padding : padding + L]
# + dx = dpadded[:, :, padding:-padding]

# %% The windows of the unpadded sequence are read for dw.
# The forward pass read the padded one.
# - padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
# + padded = np.pad(x, [(0, 0), (0, 0), (0, 2 * padding)])

# %% The places that no window read are left out.
# dx has the shape of x: they get zeros.
# - dx = dpadded[:, :, padding : padding + L]
# + last = (dout.shape[2] - 1) * stride + span
# + dx = dpadded[:, :, padding : min(padding + L, last)]

# %% The gradient of the bias is a mean.
# All places and sequences share the bias: their gradients add.
# - db = None if b is None else dout.sum(axis=(0, 2))
# + db = None if b is None else dout.sum(axis=0).mean(axis=1)

# %% The gradient of the bias is divided by the batch size.
# The 1/N of a mean loss is already in dout: add.
# - db = None if b is None else dout.sum(axis=(0, 2))
# + db = None if b is None else dout.sum(axis=(0, 2)) / max(N, 1)

# %% The gradient of the bias is one number for each place.
# A filter's bias is added at every place: sum over the axes 0 and 2.
# - db = None if b is None else dout.sum(axis=(0, 2))
# + db = None if b is None else dout.sum(axis=0)

# %% The gradient of the bias is the same for all filters.
# Every filter has its own: sum over the axes 0 and 2.
# - db = None if b is None else dout.sum(axis=(0, 2))
# + db = None if b is None else np.full(C_out, dout.sum())

# %% The gradient of the bias is there although there is no bias.
# Where b is None, db is None.
# - db = None if b is None else dout.sum(axis=(0, 2))
# + db = dout.sum(axis=(0, 2))

# %% The first filter is used for all.
# Output f came through w[f].
# - dpadded[n, :, places] += dout[n, f, i] * w[f]
# + dpadded[n, :, places] += dout[n, f, i] * w[0]

# %% The first sequence is read for the whole batch.
# Use padded[n].
# - dw[f] += dout[n, f, i] * padded[n, :, places]
# + dw[f] += dout[n, f, i] * padded[0, :, places]

# %% Only the first channel gets a gradient.
# Every filter reads all channels.
# - dpadded[n, :, places] += dout[n, f, i] * w[f]
# + dpadded[n, 0, places] += dout[n, f, i] * w[f, 0]

# %% No term of dw is multiplied with dout.
# By the chain rule each term is multiplied with dout[n, f, i].
# - dw[f] += dout[n, f, i] * padded[n, :, places]
# + dw[f] += padded[n, :, places]

# %% The gradients are in another order.
# End with `return dx, dw, db`.
# - return dx, dw, db
# + return dw, dx, db

# %% Everything is zero.
# Are the gradients ever filled in?
# - return dx, dw, db
# + return 0 * dx, 0 * dw, None if b is None else 0 * db
