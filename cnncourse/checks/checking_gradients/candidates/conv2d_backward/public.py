# %% The stride is forgotten.
# Test a stride other than 1.
# - rows = slice(i * sh, i * sh + dilation_h * (KH - 1) + 1, dilation_h)
# + rows = slice(i, i + dilation_h * (KH - 1) + 1, dilation_h)
# - columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
# + columns = slice(j, j + dilation_w * (KW - 1) + 1, dilation_w)

# %% The kernel is rotated by half a turn in dx.
# Use a kernel without symmetry, and compare dx itself or its slope along a random direction.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f][:, ::-1, ::-1]

# %% The upstream gradient is assumed to be ones in dw.
# Draw dout at random.
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + dw[f] += padded[n, channels, rows, columns]

# %% dx still has the padding.
# Assert the shape of dx, with padding.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = dpadded

# %% db has one gradient for every image.
# Assert the shape of db, with more than one image.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.sum(axis=(2, 3))
