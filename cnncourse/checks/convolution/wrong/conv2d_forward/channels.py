# %% Every filter reads the first block of channels.
# Filter f belongs to block f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = 0

# %% A block takes every other channel.
# A block consists of neighbouring channels: it begins at f // (C_out // groups) * C_block.
# - window = padded[n, first : first + C_block, rows, columns]
# + window = padded[n, first // C_block :: groups, rows, columns]

# %% The filters are dealt out to the groups in turn.
# Neighbouring filters are in the same block: filter f belongs to block f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = f % groups * C_block

# %% Only the first channel is summed.
# Sum over all of them.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window[0] * w[f, 0])

# %% The same filter is used for every map.
# Use w[f] for output channel f.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window * w[0])

# %% The first image is used for the whole batch.
# Use x[n].
# - window = padded[n, first : first + C_block, rows, columns]
# + window = padded[0, first : first + C_block, rows, columns]

# %% Only the first image of the batch is computed.
# Loop over all N.
# - for n in range(N):
# + for n in range(1):

# %% The channels are averaged.
# Add them up; do not divide.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window * w[f]) / C_block
