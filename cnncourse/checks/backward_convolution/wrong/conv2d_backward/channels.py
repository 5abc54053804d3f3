# %% The first filter is used for all maps.
# Map f came through w[f].
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[0]

# %% The channels of the filters are not swapped.
# Backward, channel c adds over all filters f: dout[n, f] times w[f, c].
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + kernel = w[:, f] if groups == 1 and C_out == C_block else w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * kernel

# %% Only the first channel gets a gradient.
# Every filter reads all channels of its group.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, first, rows, columns] += dout[n, f, i, j] * w[f, 0]

# %% All channels get the sum over the channels.
# Channel c gets its own kernel, w[f, c].
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f].sum(axis=0)

# %% The gradient of a filter adds up its channels.
# w[f, c] meets channel c only.
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns].sum(axis=0)

# %% The first image is read for the whole batch.
# Use padded[n].
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + dw[f] += dout[n, f, i, j] * padded[0, channels, rows, columns]

# %% The groups are not used.
# A filter reads the channels of its own group only.
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = 0

# %% The groups take turns.
# The filters of a group stand one after the other: group f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = f % groups * C_block

# %% Every filter is a group of its own.
# A group has C_out // groups filters.
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = min(f, groups - 1) * C_block

# %% Filter f reads channel f.
# With groups, it reads the channels of group f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = min(f, x.shape[1] - C_block) if groups > 1 else 0
