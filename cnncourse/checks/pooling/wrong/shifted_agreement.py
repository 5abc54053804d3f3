# %% The share of outputs is returned.
# Return how many there are.
# - return same
# + return same / len(range(0, len(before) - kernel_size + 1, stride))

# %% The outputs that change are counted.
# Count those that stay.
# - if before[window].max() == after[window].max():
# + if before[window].max() != after[window].max():

# %% The output is compared with itself.
# Pool two rows: one without its first pixel, one without its last.
# - before, after = row[1:], row[:-1]
# + before, after = row[1:], row[1:]

# %% The row goes round: its last pixel comes in at the front.
# No pixel comes back in: compare row[1:] and row[:-1].
# - before, after = row[1:], row[:-1]
# + before, after = row, np.roll(row, 1)

# %% A zero comes in at the front.
# Nothing is made up: compare row[1:] and row[:-1], which both are pixels of the row.
# - before, after = row[1:], row[:-1]
# + before, after = row, np.concatenate([[0], row[:-1]])

# %% The row moves by two pixels.
# It moves by one: compare row[1:] and row[:-1].
# - before, after = row[1:], row[:-1]
# + before, after = row[2:], row[:-2]

# %% Pixels are compared, not outputs.
# Take the maximum of each window first.
# - if before[window].max() == after[window].max():
# + if before[start] == after[start]:

# %% The output is moved along with the image before it is compared.
# The question is which outputs stay where they are.
# - if before[window].max() == after[window].max():
# + moved = slice(start + 1, start + 1 + kernel_size)
# + if start + kernel_size < len(row) - 1 and before[window].max() == after[moved].max():

# %% The stride is not used.
# Windows begin at 0, stride, 2 * stride and so on.
# - for start in range(0, len(before) - kernel_size + 1, stride):
# + for start in range(len(before) - kernel_size + 1):

# %% The stride is always the kernel size.
# Use the stride that is given.
# - for start in range(0, len(before) - kernel_size + 1, stride):
# + for start in range(0, len(before) - kernel_size + 1, kernel_size):

# %% A last window reaches past the end.
# Only windows that fit count.
# - for start in range(0, len(before) - kernel_size + 1, stride):
# + for start in range(0, len(before), stride):

# %% The last window is left out.
# It may begin at len(before) - kernel_size.
# - for start in range(0, len(before) - kernel_size + 1, stride):
# + for start in range(0, len(before) - kernel_size, stride):

# %% The mean of each window is compared.
# Max pooling takes the largest pixel.
# - if before[window].max() == after[window].max():
# + if before[window].mean() == after[window].mean():

# %% The places of the maxima are compared.
# Compare the numbers themselves.
# - if before[window].max() == after[window].max():
# + if before[window].argmax() == after[window].argmax():


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def shifted_agreement(row, *, kernel_size, stride):
    return 4
