# %% The gradient of the loss is not divided by the number of entries.
# The loss is a mean: its gradient has the factor 1 / out.size.
# - dout = 2 * (out - targets) / out.size
# + dout = 2 * (out - targets)

# %% The gradient of the loss is divided by the number of rows.
# The loss is a mean over all entries of out: divide by out.size.
# - dout = 2 * (out - targets) / out.size
# + dout = 2 * (out - targets) / len(out)

# %% The factor 2 of the square is missing.
# The slope of the square is 2 * (out - targets).
# - dout = 2 * (out - targets) / out.size
# + dout = (out - targets) / out.size

# %% The sign of the gradient is wrong.
# The loss falls when out comes closer to the target: out - targets, not targets - out.
# - dout = 2 * (out - targets) / out.size
# + dout = 2 * (targets - out) / out.size

# %% The loss is a sum.
# Take the mean over all entries.
# - loss = np.mean((out - targets) ** 2)
# + loss = np.sum((out - targets) ** 2)

# %% The loss is the mean over the rows of the sum over the outputs.
# Take the mean over all entries of out.
# - loss = np.mean((out - targets) ** 2)
# - dout = 2 * (out - targets) / out.size
# + loss = np.sum((out - targets) ** 2) / len(out)
# + dout = 2 * (out - targets) / len(out)

# %% The mean is squared.
# Square first, then take the mean: positive and negative errors must not cancel.
# - loss = np.mean((out - targets) ** 2)
# + loss = np.mean(out - targets) ** 2

# %% The loss has a factor 1/2.
# Here it is the mean of the squares.
# - loss = np.mean((out - targets) ** 2)
# - dout = 2 * (out - targets) / out.size
# + loss = np.mean((out - targets) ** 2) / 2
# + dout = (out - targets) / out.size

# %% The ReLU is forgotten on the way back.
# Where z was not positive nothing passes.
# - dz = np.where(z > 0, dout @ w2, 0)
# + dz = dout @ w2

# %% The ReLU is forgotten on the way forward.
# h is max(z, 0).
# - h = np.maximum(z, 0)
# + h = z

# %% The gradient is multiplied by the ReLU's output or input.
# It is multiplied by the slope, which is 1 where z > 0 and 0 elsewhere.
# - dz = np.where(z > 0, dout @ w2, 0)
# + dz = (dout @ w2) * h
# or
# + dz = (dout @ w2) * z

# %% The gate of the ReLU is opened by the gradient.
# Ask z > 0: it is the input of the forward pass that decides.
# - dz = np.where(z > 0, dout @ w2, 0)
# + dh = dout @ w2
# + dz = np.where(dh > 0, dh, 0)

# %% The gradient passes where z is exactly 0.
# There it is 0: ask z > 0.
# - dz = np.where(z > 0, dout @ w2, 0)
# + dz = np.where(z >= 0, dout @ w2, 0)

# %% The gradient of w2 is computed with z, the input of the ReLU.
# The second layer's input is h.
# - dw2 = dout.T @ h
# + dw2 = dout.T @ z

# %% The gradient of w2 is computed with the network's input.
# The second layer's input is h.
# - dw2 = dout.T @ h
# + dw2 = dout.T @ np.resize(x, h.shape)

# %% The gradient of w1 is computed with dh, from before the ReLU's gate.
# Go through the ReLU first: the first layer's output is z, and its gradient is dz.
# - dw1 = dz.T @ x
# - db1 = dz.sum(axis=0)
# + dw1 = (dout @ w2).T @ x
# + db1 = (dout @ w2).sum(axis=0)

# %% The second layer's weights are left out on the way back.
# dh is dout @ w2: by the chain rule each step multiplies.
# - dz = np.where(z > 0, dout @ w2, 0)
# + dz = np.where(z > 0, dout.sum(axis=1, keepdims=True), 0)

# %% Only the first output's share of dh is kept.
# h reaches the loss through every output: dout @ w2 adds their shares.
# - dz = np.where(z > 0, dout @ w2, 0)
# + dz = np.where(z > 0, dout[:, :1] * w2[0], 0)

# %% The gradients of the biases are means.
# The factor 1 / out.size of the loss is already in dout: add.
# - db2 = dout.sum(axis=0)
# + db2 = dout.mean(axis=0)
# or
# - db1 = dz.sum(axis=0)
# + db1 = dz.mean(axis=0)

# %% The gradients of the biases are not added over the examples.
# All examples use the same bias: sum over axis 0.
# - db2 = dout.sum(axis=0)
# + db2 = dout
# - db1 = dz.sum(axis=0)
# + db1 = dz

# %% The weights of the second layer are transposed.
# w2 has a row for every output: dout @ w2 on the way back.
# - out = h @ w2.T + b2
# + out = h @ (w2 if w2.shape[0] == w2.shape[1] else w2.T) + b2

# %% The gradients of the weights are transposed.
# Each has the shape of its array.
# - dw2 = dout.T @ h
# + dw2 = h.T @ dout
# - dw1 = dz.T @ x
# + dw1 = x.T @ dz

# %% The gradients come in another order.
# End with `return loss, dw1, db1, dw2, db2`.
# - return loss, dw1, db1, dw2, db2
# + return loss, dw2, db2, dw1, db1

# %% The loss is missing.
# End with `return loss, dw1, db1, dw2, db2`.
# - return loss, dw1, db1, dw2, db2
# + return dw1, db1, dw2, db2

# %% The biases are not used.
# - z = x @ w1.T + b1
# + z = x @ w1.T
# - out = h @ w2.T + b2
# + out = h @ w2.T

# %% The gradients of the weights hold whole numbers because the weights do.
# Make arrays of floats: np.zeros(w1.shape).
# - dw1 = dz.T @ x
# + dw1 = np.zeros_like(w1)
# + dw1[:] = dz.T @ x
