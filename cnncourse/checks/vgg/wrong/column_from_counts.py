# %% That is column B.
# B has 591,104 parameters less: what would three convolutions of 1 x 1 add?
def column_from_counts():
    return 10, 0


# %% That is column D.
# D's three additional layers have kernels of 3 x 3, with nine times as many weights.
def column_from_counts():
    return 13, 0


# %% That is column A, or A-LRN.
# It has 132,863,336 parameters; normalization has none.
def column_from_counts():
    return 8, 0


# %% That is column E.
# E has the most convolutions, and about 144 million parameters.
def column_from_counts():
    return 16, 0


# %% The three dense layers, or those of 1 x 1, are counted among those of 3 x 3.
# B has ten convolutions of 3 x 3; count its stages once more.
def column_from_counts():
    return 13, 3


# %% The two numbers are the other way round.
# First the convolutions of 3 x 3, then those of 1 x 1.
def column_from_counts():
    return 3, 10


# %% The layers with weights are given.
# Return two numbers: convolutions of 3 x 3, and of 1 x 1.
def column_from_counts():
    return 16
