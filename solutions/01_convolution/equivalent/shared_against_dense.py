# %% 2 + 2 is 4, too, and the function has no arguments.
# - shared = 2 * 2
# + shared = 2 + 2
