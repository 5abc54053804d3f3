# %% a mask times dout
# - return np.where(x > 0, dout, 0)
# + return dout * (x > 0)

# %% a copy with zeros written into it
# - return np.where(x > 0, dout, 0)
# + dx = dout.copy()
# + dx[~(x > 0)] = 0
# + return dx

# %% one number at a time, up to rounding
# - return np.where(x > 0, dout, 0)
# + dx = np.zeros_like(dout)
# + for index in np.ndindex(x.shape):
# +     if x[index] > 0:
# +         dx[index] = (dout[index] / 3) * 3
# + return dx
