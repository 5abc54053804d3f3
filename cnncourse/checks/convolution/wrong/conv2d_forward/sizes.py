# %% The image's height and width are swapped.
# x.shape is (N, C_in, H, W): rows before columns.
# - N, C_in, H, W = x.shape
# + N, C_in, W, H = x.shape

# %% Only zeros are returned.
# Is the result ever filled in, and is that array returned?
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return 0 * out, (x, w, b, stride, padding, dilation, groups)

# %% The output's size is rounded up.
# A window that does not fit is left out: round down (`//`).
# - padded = pad2d(x, (ph, pw))
# + OH += (H + 2 * ph - dh * (KH - 1) - 1) % sh != 0
# + OW += (W + 2 * pw - dw * (KW - 1) - 1) % sw != 0
# + padded = np.pad(x, ((0, 0), (0, 0), (ph, ph + sh), (pw, pw + sw)))

# %% The loops leave out rows and columns.
# Loop over all OH rows and all OW columns.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out, OH, OW = np.zeros((N, C_out, OH, OW)), OH - 1, OW - 1
# or
# + out, OH, OW = np.zeros((N, C_out, OH, OW)), 1, 1

# %% The `return` is inside a loop.
# Unindent it, so that it comes after all loops.
# -                     out[n, f, i, j] = np.sum(window * w[f])
# +                     out[n, f, i, j] = np.sum(window * w[f])
# +             return out, (x, w, b, stride, padding, dilation, groups)

# %% The result has OW rows and OH columns.
# out has OH rows and OW columns, in this order: i counts rows, j columns.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OW, OH), dtype=np.result_type(x, w))
# or
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out.swapaxes(2, 3), (x, w, b, stride, padding, dilation, groups)

# %% The channels come last.
# Shapes go (N, C_out, OH, OW).
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out.transpose(0, 2, 3, 1), (x, w, b, stride, padding, dilation, groups)
