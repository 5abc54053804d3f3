# %% Whole numbers that are stored as floats are accepted as indices.
# - indices = np.zeros((N, C, len(tops), len(lefts)), dtype=int)
# + indices = np.zeros((N, C, len(tops), len(lefts)))

# %% The larger of two numbers does not depend on their order.
# - first_row, first_column = max(top, 0), max(left, 0)
# + first_row, first_column = max(0, top), max(left, 0)
# or
# + first_row, first_column = max(top, 0), max(0, left)
