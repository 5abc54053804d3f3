# %% Rows and columns come first.
# In this course shapes go channels, rows, columns, as in torch.
# - return 10, size, size
# + return 32, 32, 10

# %% The padding is not used.
# Two zeros on each side make 36 rows of the 32.
# - return 10, size, size
# + return 10, 28, 28

# %% The padding is counted once.
# There are two zeros above and two below: 36 rows.
# - return 10, size, size
# + return 10, 30, 30

# %% The first window is not counted.
# 36 pixels leave 31 steps for a window of five, and 32 places.
# - return 10, size, size
# + return 10, 31, 31

# %% The channels of the image are kept.
# Every filter sums over all input channels and makes one output channel.
# - return 10, size, size
# + return 3, 32, 32

# %% The channels of the image multiply the filters.
# Every filter sums over all input channels and makes one output channel.
# - return 10, size, size
# + return 30, 32, 32

# %% The padded image is taken for the output.
# A window of five fits into 36 pixels at fewer places than 36.
# - return 10, size, size
# + return 10, 36, 36
