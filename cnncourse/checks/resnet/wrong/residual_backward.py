# %% The ReLU lets everything through.
# Where the sum was negative, the output does not depend on it: its gradient is 0.
# - dtotal = np.where(total > 0, dout, 0)
# + dtotal = dout * 1.0

# %% The gradient is shared out between the two.
# A sum has the slope 1 for both terms: each gets all of it.
# - return dtotal, dtotal.copy()
# + return dtotal / 2, dtotal / 2

# %% The shortcut gets nothing.
# x was added, too: it gets the same gradient as the change.
# - return dtotal, dtotal.copy()
# + return np.zeros_like(dtotal), dtotal

# %% The layers get nothing.
# The change was added, too: it gets the same gradient as x.
# - return dtotal, dtotal.copy()
# + return dtotal, np.zeros_like(dtotal)

# %% The shortcut passes the ReLU by.
# The ReLU comes after the sum, so both gradients go through it.
# - return dtotal, dtotal.copy()
# + return dout.copy(), dtotal

# %% Only the shortcut goes through the ReLU.
# The ReLU comes after the sum, so both gradients go through it.
# - return dtotal, dtotal.copy()
# + return dtotal, dout.copy()

# %% The ReLU is applied to the gradient.
# Its slope depends on the sum, not on the sign of dout.
# - dtotal = np.where(total > 0, dout, 0)
# + dtotal = np.maximum(dout, 0)

# %% The gradient goes through where the sum is 0.
# There the slope of the ReLU counts as 0.
# - dtotal = np.where(total > 0, dout, 0)
# + dtotal = dout * (total >= 0)

# %% The wrong side of the ReLU is open.
# The gradient passes where the sum is positive.
# - dtotal = np.where(total > 0, dout, 0)
# + dtotal = dout * (total < 0)

# %% The gradient is multiplied by the output.
# The slope of the ReLU is 1 where the sum is positive, not the sum itself.
# - dtotal = np.where(total > 0, dout, 0)
# + dtotal = dout * np.maximum(total, 0)

# %% The mask is returned.
# Multiply it by dout.
# - dtotal = np.where(total > 0, dout, 0)
# + dtotal = (total > 0) * 1.0

# %% One gradient is returned instead of two.
# Return dx and dchange.
# - return dtotal, dtotal.copy()
# + return dtotal

# %% The two gradients are added.
# The caller does that, when the layers have sent theirs back.
# - return dtotal, dtotal.copy()
# + return 2 * dtotal, dtotal

# %% dout is changed on the way.
# `dout[...] = 0` writes into the caller's array: multiply by the mask.
# - dtotal = np.where(total > 0, dout, 0)
# + dout[total <= 0] = 0
# + dtotal = dout

# %% The change gets the gradient with its sign turned.
# It was added: the slope is 1.
# - return dtotal, dtotal.copy()
# + return dtotal, -dtotal
