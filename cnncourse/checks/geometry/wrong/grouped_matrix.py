# %% Every block is put at the left.
# The block of group g begins at column g times the channels of a block.
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = 0

# %% The filters are dealt out to the groups in turn.
# Groups are blocks of neighbours: filter f belongs to block f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = f % groups * C_block

# %% The blocks go from the upper right to the lower left.
# The first filters see the first channels.
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = (groups - 1 - f // (C_out // groups)) * C_block

# %% Every filter is taken to be a group of its own.
# A group has C_out // groups filters, which see the same channels.
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = min(f, groups - 1) * C_block

# %% The number of groups is taken for the number of filters in one.
# A group has C_out // groups filters.
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = f // groups % groups * C_block

# %% A filter reads every `groups`-th channel.
# The channels of a block are neighbours.
# - matrix[f, first : first + C_block] = w[f]
# + matrix[f, f // (C_out // groups) :: groups] = w[f]

# %% The weights are repeated for every group.
# A filter does not see the channels of other groups: zeros stand there.
# - return matrix
# + return np.tile(w, (1, groups))

# %% The matrix is transposed.
# It has a row for every filter and a column for every channel.
# - return matrix
# + return matrix.T

# %% The weights are returned as they are.
# The matrix has a column for every channel, not only for those of a block.
# - return matrix
# + return w.copy()

# %% Ones stand where the weights should.
# - matrix[f, first : first + C_block] = w[f]
# + matrix[f, first : first + C_block] = 1

# %% Only zeros are returned.
# Is the matrix ever filled in?
# - matrix[f, first : first + C_block] = w[f]
# + pass

# %% Nothing checks whether `groups` divides the number of filters.
# If it does not, `raise ValueError(...)`.
# - if C_out % groups != 0:
# + if False:


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def grouped_matrix(w, groups):
    return np.array([[1, 2, 0, 0], [3, 4, 0, 0], [0, 0, 5, 6], [0, 0, 7, 8]])
