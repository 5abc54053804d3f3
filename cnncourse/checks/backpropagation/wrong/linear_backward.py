# %% The weights are transposed for dx.
# dout is (N, D_out) and w is (D_out, D_in): the product needs no transpose.
# - dx = dout @ w
# + dx = dout @ w.T

# %% The weights are transposed for dx wherever the shapes allow it.
# For a square w both products have the same shape, and only dout @ w is right.
# - dx = dout @ w
# + dx = dout @ w.T if w.shape[0] == w.shape[1] else dout @ w

# %% dw is transposed.
# It has the shape of w, (D_out, D_in): dout.T @ x.
# - dw = dout.T @ x
# + dw = x.T @ dout

# %% dw is transposed wherever its shape allows it.
# For a square w both products have the same shape, and only dout.T @ x is right.
# - dw = dout.T @ x
# + dw = x.T @ dout if w.shape[0] == w.shape[1] else dout.T @ x

# %% Weights and inputs are exchanged.
# The slope with respect to x is w, and with respect to w it is x.
# - dx = dout @ w
# - dw = dout.T @ x
# + dx = x + np.zeros_like(x)
# + dw = w + np.zeros_like(w)

# %% The gradient of the bias is not added over the examples.
# All examples use the same bias: their gradients add, over axis 0.
# - db = None if b is None else dout.sum(axis=0)
# + db = None if b is None else dout.copy()

# %% The gradient of the bias is added along the wrong axis.
# The examples are the rows: axis 0.
# - db = None if b is None else dout.sum(axis=0)
# + db = None if b is None else dout.sum(axis=1)

# %% The gradient of the bias is a mean.
# The 1/N of a mean loss is already in dout: add.
# - db = None if b is None else dout.sum(axis=0)
# + db = None if b is None else dout.mean(axis=0)

# %% The gradient of the weights is divided by the number of examples.
# The 1/N of a mean loss is already in dout: add.
# - dw = dout.T @ x
# + dw = dout.T @ x / len(x)

# %% The gradient of the bias is the sum of all of dout.
# Every output has its own bias: add over the examples only.
# - db = None if b is None else dout.sum(axis=0)
# + db = None if b is None else np.full(b.shape, dout.sum())
# or
# + db = None if b is None else dout.sum()

# %% Only the last example counts in dw.
# All examples use the same weights: add with `+=`, not `=`.
# - dw = dout.T @ x
# + dw = np.zeros(w.shape)
# + for n in range(len(x)):
# +     dw = np.outer(dout[n], x[n])

# %% Only one output's share of dx is kept.
# An input reaches the loss through every output: add their shares.
# - dx = dout @ w
# + dx = np.zeros(x.shape)
# + for k in range(len(w)):
# +     dx = dout[:, k : k + 1] * w[k]
# or
# + dx = dout[:, :1] * w[0]

# %% The gradient of the bias is ones.
# By the chain rule the slope 1 is multiplied by dout.
# - db = None if b is None else dout.sum(axis=0)
# + db = None if b is None else np.ones(b.shape)

# %% dout is not used for dx.
# By the chain rule each term is multiplied by dout.
# - dx = dout @ w
# + dx = np.ones_like(dout) @ w

# %% The gradient of the bias is there although there is no bias.
# Where b is None, db is None.
# - db = None if b is None else dout.sum(axis=0)
# + db = dout.sum(axis=0)

# %% The gradient of the bias has one axis too many.
# It has the shape of b: sum without keepdims.
# - db = None if b is None else dout.sum(axis=0)
# + db = None if b is None else dout.sum(axis=0, keepdims=True)

# %% The gradients are in another order.
# End with `return dx, dw, db`.
# - return dx, dw, db
# + return dw, dx, db

# %% The cache is read in another order.
# It is (x, w, b).
# - x, w, b = cache
# + w, x, b = cache

# %% Everything is zero.
# Are the gradients ever filled in?
# - return dx, dw, db
# + return 0 * dx, 0 * dw, None if b is None else 0 * db

# %% The gradient of the weights holds whole numbers because the weights do.
# Make it an array of floats: np.zeros(w.shape).
# - dw = dout.T @ x
# + dw = np.zeros_like(w)
# + dw[:] = dout.T @ x
