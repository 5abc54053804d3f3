# %% The gradient of the loss is not divided by the number of entries.
# The loss is a mean: its gradient has the factor 1 / y.size.
# - dy = 2 * (y - targets) / y.size
# + dy = 2 * (y - targets)

# %% The gradient of the loss is divided by the number of rows.
# The loss is a mean over all entries of y: divide by y.size.
# - dy = 2 * (y - targets) / y.size
# + dy = 2 * (y - targets) / len(y)

# %% The factor 2 of the square is missing.
# - dy = 2 * (y - targets) / y.size
# + dy = (y - targets) / y.size

# %% The sign of the gradient is wrong.
# The loss falls when y comes closer to the target: y - targets, not targets - y.
# - dy = 2 * (y - targets) / y.size
# + dy = 2 * (targets - y) / y.size

# %% The loss is a sum.
# Take the mean over all entries.
# - loss = np.mean((y - targets) ** 2)
# + loss = np.sum((y - targets) ** 2)

# %% The loss is the mean over the rows of the sum over the outputs.
# Take the mean over all entries of y.
# - loss = np.mean((y - targets) ** 2)
# - dy = 2 * (y - targets) / y.size
# + loss = np.sum((y - targets) ** 2) / len(y)
# + dy = 2 * (y - targets) / len(y)

# %% The loss has a factor 1/2.
# Here it is the mean of the squares.
# - loss = np.mean((y - targets) ** 2)
# - dy = 2 * (y - targets) / y.size
# + loss = np.mean((y - targets) ** 2) / 2
# + dy = (y - targets) / y.size

# %% The ReLU is forgotten on the way back.
# Where a was not positive nothing passes.
# - da = np.where(a > 0, dy @ w2, 0)
# + da = dy @ w2

# %% The ReLU is forgotten on the way forward.
# h is max(a, 0).
# - h = np.maximum(a, 0)
# + h = a

# %% The gate of the ReLU is opened by the gradient.
# Ask a > 0: it is the input of the forward pass that decides.
# - da = np.where(a > 0, dy @ w2, 0)
# + dh = dy @ w2
# + da = np.where(dh > 0, dh, 0)

# %% The gradient passes where a is exactly 0.
# There it is 0: ask a > 0.
# - da = np.where(a > 0, dy @ w2, 0)
# + da = np.where(a >= 0, dy @ w2, 0)

# %% The gradient of w2 is computed with a, the input of the ReLU.
# The second layer's input is h.
# - dw2 = dy.T @ h
# + dw2 = dy.T @ a

# %% The gradient of w2 is computed with the network's input.
# The second layer's input is h.
# - dw2 = dy.T @ h
# + dw2 = dy.T @ np.resize(x, h.shape)

# %% The gradient of w1 is computed with dh, from before the ReLU's gate.
# Go through the ReLU first: the first layer's output is a, and its gradient is da.
# - dw1 = da.T @ x
# - db1 = da.sum(axis=0)
# + dw1 = (dy @ w2).T @ x
# + db1 = (dy @ w2).sum(axis=0)

# %% The second layer's weights are left out on the way back.
# dh is dy @ w2: by the chain rule each step multiplies.
# - da = np.where(a > 0, dy @ w2, 0)
# + da = np.where(a > 0, dy.sum(axis=1, keepdims=True), 0)

# %% Only the first output's share of dh is kept.
# h reaches the loss through every output: dy @ w2 adds their shares.
# - da = np.where(a > 0, dy @ w2, 0)
# + da = np.where(a > 0, dy[:, :1] * w2[0], 0)

# %% The gradients of the biases are means.
# The factor 1 / y.size of the loss is already in dy: add.
# - db2 = dy.sum(axis=0)
# + db2 = dy.mean(axis=0)
# or
# - db1 = da.sum(axis=0)
# + db1 = da.mean(axis=0)

# %% The gradients of the biases are not added over the examples.
# All examples use the same bias: sum over axis 0.
# - db2 = dy.sum(axis=0)
# + db2 = dy
# - db1 = da.sum(axis=0)
# + db1 = da

# %% The weights of the second layer are transposed.
# w2 has a row for every output: dy @ w2 on the way back.
# - y = h @ w2.T + b2
# + y = h @ (w2 if w2.shape[0] == w2.shape[1] else w2.T) + b2

# %% The gradients of the weights are transposed.
# Each has the shape of its array.
# - dw2 = dy.T @ h
# + dw2 = h.T @ dy
# - dw1 = da.T @ x
# + dw1 = x.T @ da

# %% The gradients come in another order.
# End with `return loss, dw1, db1, dw2, db2`.
# - return loss, dw1, db1, dw2, db2
# + return loss, dw2, db2, dw1, db1

# %% The loss is missing.
# End with `return loss, dw1, db1, dw2, db2`.
# - return loss, dw1, db1, dw2, db2
# + return dw1, db1, dw2, db2

# %% The biases are not used.
# - a = x @ w1.T + b1
# + a = x @ w1.T
# - y = h @ w2.T + b2
# + y = h @ w2.T
