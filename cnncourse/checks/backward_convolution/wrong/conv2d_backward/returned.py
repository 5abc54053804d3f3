# %% The gradients are in another order.
# End with `return dx, dw, db`.
# - return dx, dw, db
# + return dw, dx, db

# %% The gradient of the bias is not returned.
# End with `return dx, dw, db`.
# - return dx, dw, db
# + return dx, dw

# %% Everything is zero.
# Are the gradients ever filled in?
# - return dx, dw, db
# + return 0 * dx, 0 * dw, None if b is None else 0 * db

# %% Only the first entry of dx is right.
# Fill in all of it.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = np.zeros_like(x)
# + dx[:, :, :1, :1] = dpadded[:, :, ph : ph + 1, pw : pw + 1]

# %% The filters are written to.
# It belongs to the caller: np.zeros makes a new array.
# - dw = np.zeros_like(w)
# + dw = w
# + kept = w.copy()
# - return dx, dw, db
# + return dx, dw - kept, db
