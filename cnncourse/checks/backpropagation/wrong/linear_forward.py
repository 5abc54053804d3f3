# %% The weights are not transposed.
# w has a row for every output: x @ w.T has the shape (N, D_out).
# - out = x @ w.T
# + out = x @ w

# %% The weights are transposed only if the shapes do not fit otherwise.
# For a square w both products have the same shape, and only x @ w.T is right.
# - out = x @ w.T
# + out = x @ w if x.shape[1] == w.shape[0] else x @ w.T

# %% The result is transposed.
# It has a row for every example: (N, D_out).
# - out = x @ w.T
# + out = (x @ w.T).T
# - out = out + b
# + out = out + b[:, np.newaxis]

# %% The bias is not added.
# - out = out + b
# + pass

# %% The bias is subtracted.
# - out = out + b
# + out = out - b

# %% The bias is used without asking whether there is one.
# Where b is None nothing is added: `if b is not None`.
# - if b is not None:
# -     out = out + b
# + out = out + b

# %% The bias is left out if it is zero somewhere.
# Ask `if b is not None`.
# - if b is not None:
# + if b is not None and b.all():

# %% The first bias is added to all outputs.
# Every output has its own: add the whole array.
# - out = out + b
# + out = out + b[0]

# %% The bias is multiplied by the weighted sum.
# - out = out + b
# + out = out * b

# %% A ReLU is applied to the result.
# Negative numbers stay: the activation is a layer of its own.
# - return out, (x, w, b)
# + return np.maximum(out, 0), (x, w, b)

# %% `*` is used instead of `@`.
# `*` multiplies element by element; `@` is the matrix product.
# - out = x @ w.T
# + out = x * w.T

# %% The products are averaged.
# The output is their sum: do not divide.
# - out = x @ w.T
# + out = x @ w.T / x.shape[1]

# %% Only the first example is computed.
# Every row of x is an example.
# - out = x @ w.T
# + out = np.zeros((len(x), len(w)))
# + out[:1] = x[:1] @ w.T

# %% The result holds whole numbers because x does.
# np.result_type(x, w) is a dtype for both.
# - out = x @ w.T
# + out = np.zeros((len(x), len(w)), dtype=x.dtype)
# + out[:] = x @ w.T

# %% The cache is missing.
# End with `return out, (x, w, b)`.
# - return out, (x, w, b)
# + return out

# %% The cache is empty.
# The backward pass needs the input and the weights: return (x, w, b).
# - return out, (x, w, b)
# + return out, ()

# %% Output and cache are in the wrong order.
# End with `return out, cache`.
# - return out, (x, w, b)
# + return (x, w, b), out

# %% The bias is written to.
# `out += b` is safe; `b += ...` changes the caller's array.
# - out = out + b
# + b += out[0]
# + out = out + b - out[0]
