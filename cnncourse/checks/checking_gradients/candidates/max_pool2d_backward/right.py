# %% the place of the maximum is compared, not computed
# - window = x[n, c, top : top + KH, left : left + KW]
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + window = x[n, c, top : top + KH, left : left + KW]
# + where = divmod(int(np.flatnonzero(window == window.max())[0]), KW)
# + dx[n, c, top + where[0], left + where[1]] += dout[n, c, i, j]

# %% all images and channels at once
# - for n in range(N):
# -     for c in range(C):
# -         for i in range(OH):
# -             for j in range(OW):
# -                 top, left = i * sh, j * sw
# -                 window = x[n, c, top : top + KH, left : left + KW]
# -                 row, column = np.unravel_index(window.argmax(), window.shape)
# -                 dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + images, channels = np.ogrid[:N, :C]
# + for i in range(OH):
# +     for j in range(OW):
# +         window = x[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
# +         rows, columns = np.divmod(window.reshape(N, C, -1).argmax(axis=2), KW)
# +         dx[images, channels, i * sh + rows, j * sw + columns] += dout[:, :, i, j]

# %% the windows in the opposite order, so that sums are rounded differently
# - for i in range(OH):
# + for i in reversed(range(OH)):
# - for j in range(OW):
# + for j in reversed(range(OW)):
