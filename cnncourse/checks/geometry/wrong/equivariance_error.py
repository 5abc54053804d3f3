# %% The border is counted.
# Leave out `border` rows and columns on each side of both outputs.
# - for i in range(border, OH - border):
# -     for j in range(border, OW - border):
# -         before_i, before_j = i - rows, j - columns
# -         if border <= before_i < OH - border and border <= before_j < OW - border:
# + for i in range(OH):
# +     for j in range(OW):
# +         before_i, before_j = i - rows, j - columns
# +         if 0 <= before_i < OH and 0 <= before_j < OW:

# %% The border is left out in one of the two outputs only.
# The place where the number comes from must be inside the border as well.
# - if border <= before_i < OH - border and border <= before_j < OW - border:
# + if 0 <= before_i < OH and 0 <= before_j < OW:

# %% What leaves on one side enters on the other.
# np.roll and negative positions wrap round: leave such places out.
# - if border <= before_i < OH - border and border <= before_j < OW - border:
# + before_i, before_j = before_i % OH, before_j % OW
# + if True:

# %% The shift has the wrong sign.
# What is at (i, j) now was at (i - rows, j - columns) before.
# - before_i, before_j = i - rows, j - columns
# + before_i, before_j = i + rows, j + columns

# %% The shift is not used.
# The output for the moved image is compared with the old one, moved.
# - before_i, before_j = i - rows, j - columns
# + before_i, before_j = i, j

# %% Rows and columns of the shift are exchanged.
# Rows come first.
# - before_i, before_j = i - rows, j - columns
# + before_i, before_j = i - columns, j - rows

# %% The differences are averaged.
# The largest one is asked for.
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + worst += abs(out_of_moved[i, j] - out[before_i, before_j])
# - return float(worst)
# + return float(worst) / (OH * OW)

# %% The mean of the differences is returned.
# The largest one is asked for.
# - worst = 0.0
# + found = []
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + found.append(abs(out_of_moved[i, j] - out[before_i, before_j]))
# - return float(worst)
# + return float(np.mean(found)) if found else 0.0

# %% The differences are added up.
# The largest one is asked for.
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + worst += abs(out_of_moved[i, j] - out[before_i, before_j])

# %% The sign of a difference counts.
# Take its absolute value.
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + worst = max(worst, out_of_moved[i, j] - out[before_i, before_j])

# %% The squares are compared.
# Take the absolute value.
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + worst = max(worst, (out_of_moved[i, j] - out[before_i, before_j]) ** 2)

# %% The difference at the last place is returned.
# Keep the largest.
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + worst = abs(out_of_moved[i, j] - out[before_i, before_j])

# %% The largest values are compared, not the values at each place.
# Subtract place by place, then take the largest difference.
# - return float(worst)
# + return float(abs(out_of_moved.max() - out.max()))

# %% Zero is returned for every call.
# Compute it from the arguments.
# - return float(worst)
# + return 0.0
