# %% The mask is transposed.
# A row for each map of C3, as in weights of shape (C_out, C_in).
# - return mask
# + return mask.T

# %% The neighbours do not go round.
# Map 5 is next to map 0: take the number modulo 6.
# - mask[first, (first + step) % 6] = True
# + mask[first, min(first + step, 5)] = True
# - mask[6 + first, (first + step) % 6] = True
# + mask[6 + first, min(first + step, 5)] = True

# %% Every map sees every map.
# That is the layer of today; the table has 60 entries.
# - return mask
# + return ~(mask & False)

# %% The last map sees nothing.
# Map 15 sees all six.
# - mask[15] = True
# + mask[15] = False

# %% Maps 6 to 11 see three neighbours.
# The first six see three, the next six four.
# - for step in range(4):
# + for step in range(3):

# %% Maps 0 to 5 see four neighbours.
# The first six see three, the next six four.
# - for step in range(3):
# -     mask[first, (first + step) % 6] = True
# + for step in range(4):
# +     mask[first, (first + step) % 6] = True

# %% Maps 12 to 14 see four neighbours.
# They see two pairs with a gap between them, such as 0, 1 and 3, 4.
# - for step in (0, 1, 3, 4):
# + for step in range(4):

# %% Maps 12 to 14 see one pair.
# They see two pairs of neighbours, such as 0, 1 and 3, 4.
# - for step in (0, 1, 3, 4):
# + for step in (0, 1):

# %% Neighbours are counted downwards.
# Map 0 of C3 sees maps 0, 1 and 2 of S2.
# - mask[first, (first + step) % 6] = True
# + mask[first, (first - step) % 6] = True
# - mask[6 + first, (first + step) % 6] = True
# + mask[6 + first, (first - step) % 6] = True

# %% Maps are left out where the table is filled.
# True stands for a connection.
# - return mask
# + return ~mask

# %% The number of connections is returned.
# Return the mask; its sum is 60.
# - return mask
# + return mask.sum()

# %% The maps that each map sees are listed.
# Return an array of 16 rows and 6 columns with True where a map is seen.
# - return mask
# + return [list(np.flatnonzero(row)) for row in mask]
