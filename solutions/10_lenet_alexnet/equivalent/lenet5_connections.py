# %% A mask of 0 and 1 is right, too.
# - mask = np.zeros((16, 6), dtype=bool)
# + mask = np.zeros((16, 6))

# %% Row 15 is filled afterwards.
# - for first in range(3):
# + for first in range(4):

# %% The order in which a row is filled does not matter.
# - for step in (0, 1, 3, 4):
# + for step in (1, 0, 3, 4):
# or
# + for step in (0, 3, 1, 4):
# or
# + for step in (0, 1, 4, 3):
