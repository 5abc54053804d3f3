# %% Two rows agree at the same places in either order.
# - before, after = row[1:], row[:-1]
# + after, before = row[1:], row[:-1]
# or
# + before, after = row[:-1], row[1:]

# %% The windows end where the shorter row ends, so one more pixel is never read.
# - before, after = row[1:], row[:-1]
# + before, after = row[1:], row[:]
