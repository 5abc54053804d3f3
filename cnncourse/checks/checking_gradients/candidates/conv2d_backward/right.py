# %% sums over whole images, one kernel element at a time
# - for n in range(N):
# -     for f in range(C_out):
# -         first = f // (C_out // groups) * C_block  # first channel of this filter's block
# -         channels = slice(first, first + C_block)
# -         for i in range(OH):
# -             for j in range(OW):
# -                 rows = slice(i * sh, i * sh + dilation_h * (KH - 1) + 1, dilation_h)
# -                 columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
# -                 dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# -                 dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + for f in range(C_out):
# +     first = f // (C_out // groups) * C_block
# +     for k in range(KH):
# +         for m in range(KW):
# +             rows = slice(k * dilation_h, k * dilation_h + (OH - 1) * sh + 1, sh)
# +             columns = slice(m * dilation_w, m * dilation_w + (OW - 1) * sw + 1, sw)
# +             for c in range(C_block):
# +                 seen = padded[:, first + c, rows, columns]
# +                 dw[f, c, k, m] = np.sum(seen * dout[:, f])
# +                 dpadded[:, first + c, rows, columns] += w[f, c, k, m] * dout[:, f]

# %% the windows in the opposite order, so that sums are rounded differently
# - for n in range(N):
# + for n in reversed(range(N)):
# - for i in range(OH):
# + for i in reversed(range(OH)):

# %% dx as a copy, db by loops
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + dx = dpadded[:, :, ph : ph + H, pw : pw + W].copy()
# + db = None if b is None else np.array([dout[:, f].sum() for f in range(C_out)])
