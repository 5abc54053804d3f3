# %% Windows that overlap are overwritten.
# A pixel that several windows read gets a share from each: add with `+=`, not `=`.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] = dout[n, f, i, j] * w[f]

# %% Only the last filter sends its gradient to x.
# A channel is read by several filters: their gradients add.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + if i == j == 0:
# +     dpadded[n, channels] = 0
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]

# %% Only the last place counts in dw.
# A filter is used at every place and on every image: add with `+=`, not `=`.
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + dw[f] = dout[n, f, i, j] * padded[n, channels, rows, columns]

# %% Only the last image counts in dw.
# All images share the filters: make dw before the loop over the batch.
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + if i == j == 0:
# +     dw[f] = 0
# + dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]

# %% Only the first place counts.
# Visit all rows and columns; is the `return` inside a loop?
# - for i in range(OH):
# + for i in range(1):
# - for j in range(OW):
# + for j in range(1):

# %% The gradient of the filters is divided by the batch size.
# The 1/N of a mean loss is already in dout: add.
# - return dx, dw, db
# + return dx, dw / max(N, 1), db

# %% The gradient of the filters is a mean over the places.
# All places share the filter: their gradients add.
# - return dx, dw, db
# + return dx, dw / (OH * OW), db

# %% No term of dw is multiplied with dout.
# By the chain rule each term is multiplied with dout[n, f, i, j].
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + dw[f] += padded[n, channels, rows, columns]

# %% No term of dx is multiplied with dout.
# By the chain rule each term is multiplied with dout[n, f, i, j].
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] += w[f]
