# %% from a set
def find_the_wrong_line():
    return tuple(sorted({4, 1, 3}))


# %% by leaving out the right ones
def find_the_wrong_line():
    return tuple(number for number in range(1, 6) if number not in (2, 5))
