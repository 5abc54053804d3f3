# %% The two numbers are the other way round.
# The first one is for 32 pixels.
def fitting_paddings():
    return 5, 0


# %% A padding is taken to fit if an output comes out at all.
# Frameworks round down, so one always does; it fits exactly if no pixel is dropped.
def fitting_paddings():
    return 5, 5


# %% The padding is added on one side only.
# It is added on both sides: the room is size + 2p - 5, and 2p is even.
def fitting_paddings():
    return 2, 3


# %% No padding is taken to fit either of the two.
# For 33 pixels the room is 28 + 2p. Does 2 divide it?
def fitting_paddings():
    return 0, 0


# %% One padding is taken to fit 33 pixels.
# For 33 pixels the room is 28 + 2p. For which of the five p does 2 divide it?
def fitting_paddings():
    return 0, 1


# %% Only the padding that keeps the size at stride 1 is counted.
# That is p = 2; but a padding fits exactly if 2 divides the room, size + 2p - 5.
def fitting_paddings():
    return 1, 1


# %% The padding 0 is left out.
# It is one of the five.
def fitting_paddings():
    return 0, 4


# %% The paddings are listed.
# How many are there? Return two counts.
def fitting_paddings():
    return (), (0, 1, 2, 3, 4)
