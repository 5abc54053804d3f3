# %% The shortcut is missing in dx.
# x is used twice: add dtotal, which comes through the shortcut.
# - dx = dtotal + dhidden @ w1.T
# + dx = dhidden @ w1.T

# %% The layers are missing in dx.
# x is used twice: add what comes back through the layers.
# - dx = dtotal + dhidden @ w1.T
# + dx = dtotal

# %% The shortcut passes the last ReLU by.
# The ReLU comes after the sum: add dtotal, not dout.
# - dx = dtotal + dhidden @ w1.T
# + dx = dout + dhidden @ w1.T

# %% The last ReLU lets everything through.
# Where total was negative, the gradient is 0.
# - dtotal = dout * (total > 0)
# + dtotal = dout

# %% The ReLU inside lets everything through.
# Where hidden is 0, no gradient reaches w1 and x.
# - dhidden = (dtotal @ w2.T) * (hidden > 0)
# + dhidden = dtotal @ w2.T

# %% The ReLU inside opens where the gradient is positive.
# Its slope depends on hidden.
# - dhidden = (dtotal @ w2.T) * (hidden > 0)
# + dhidden = np.maximum(dtotal @ w2.T, 0)

# %% The gradient is shared out between shortcut and layers.
# A sum has the slope 1 for both terms.
# - dtotal = dout * (total > 0)
# + dtotal = dout * (total > 0) / 2

# %% w2 is not transposed.
# Back through a dense layer the gradient is multiplied by the transpose.
# - dhidden = (dtotal @ w2.T) * (hidden > 0)
# + dhidden = (dtotal @ w2) * (hidden > 0)

# %% w1 is not transposed.
# Back through a dense layer the gradient is multiplied by the transpose.
# - dx = dtotal + dhidden @ w1.T
# + dx = dtotal + dhidden @ w1

# %% dw2 is made of x.
# w2 multiplied hidden, so its gradient is hidden times dtotal.
# - dw2 = hidden.T @ dtotal
# + dw2 = x.T @ dtotal

# %% dw2 is transposed.
# A gradient has the shape of its array: hidden.T @ dtotal.
# - dw2 = hidden.T @ dtotal
# + dw2 = dtotal.T @ hidden

# %% dw1 is transposed.
# A gradient has the shape of its array: x.T @ dhidden.
# - dw1 = x.T @ dhidden
# + dw1 = dhidden.T @ x

# %% The gradients of the weights are divided by the batch size.
# The 1/N of a mean loss is already in dout: add.
# - dw1 = x.T @ dhidden
# + dw1 = x.T @ dhidden / max(len(x), 1)

# %% w2's gradient is divided by the batch size.
# The 1/N of a mean loss is already in dout: add.
# - dw2 = hidden.T @ dtotal
# + dw2 = hidden.T @ dtotal / max(len(x), 1)

# %% The shortcut is added to dhidden.
# It leads past both layers: add dtotal to dx only.
# - dhidden = (dtotal @ w2.T) * (hidden > 0)
# + dhidden = (dtotal @ w2.T) * (hidden > 0)
# + dhidden = dhidden + (dtotal if dtotal.shape == dhidden.shape else 0)

# %% Only the first image counts in dw1.
# All images share the weights: sum over the batch.
# - dw1 = x.T @ dhidden
# + dw1 = x[:1].T @ dhidden[:1]

# %% The order of the gradients is wrong.
# Return dx, dw1, dw2.
# - return dx, dw1, dw2
# + return dw1, dw2, dx

# %% The ReLU inside multiplies by hidden itself.
# Its slope is 1 or 0: multiply by (hidden > 0).
# - dhidden = (dtotal @ w2.T) * (hidden > 0)
# + dhidden = (dtotal @ w2.T) * hidden
