# %% All of them are taken to be wrong.
# Compare each with a numerical gradient: two of them agree.
def find_the_wrong_line():
    return 1, 2, 3, 4, 5


# %% The matrix product is taken to be right.
# dout @ w has the right shape only because w is square: compare the numbers.
def find_the_wrong_line():
    return 1, 4


# %% The softmax is taken to be right.
# Each of its outputs depends on every number of the row, so there are more terms than one.
def find_the_wrong_line():
    return 1, 3


# %% The first one is taken to be right.
# x is used twice there: once by itself, and once in the mean.
def find_the_wrong_line():
    return 3, 4


# %% Those that are right are listed.
# The numbers of the wrong ones are asked for.
def find_the_wrong_line():
    return 2, 5


# %% The last one is taken to be wrong.
# It looks unusual, but it agrees with a numerical gradient.
def find_the_wrong_line():
    return 1, 3, 4, 5


# %% The second one is taken to be wrong.
# It looks unusual, but it agrees with a numerical gradient.
def find_the_wrong_line():
    return 1, 2, 3, 4


# %% The numbers are not in increasing order.
# Return them from the smallest to the largest.
def find_the_wrong_line():
    return 4, 3, 1
