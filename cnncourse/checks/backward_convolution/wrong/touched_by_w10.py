# %% The pixels under w[0, 1] are marked.
# w[1, 0] is in row 1, column 0: lower left.
def touched_by_w10():
    return np.array([[0, 1, 1], [0, 1, 1], [0, 0, 0]])


# %% Only the pixel at the first place is marked.
# The kernel stops at four places.
def touched_by_w10():
    return np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]])


# %% All pixels are marked.
# w[1, 0] never lies on the first row: it is the lower left weight.
def touched_by_w10():
    return np.ones((3, 3), dtype=int)


# %% The outputs are marked, not the pixels.
# dx has the shape of the image, 3×3.
def touched_by_w10():
    return np.ones((2, 2), dtype=int)


# %% The picture is rotated.
# At place (i, j) the weight lies on the pixel (i + 1, j).
def touched_by_w10():
    return np.array([[0, 1, 1], [0, 1, 1], [0, 0, 0]])[::-1, ::-1][::-1]


# %% The pixels under w[0, 0] are marked.
# w[1, 0] is one row further down.
def touched_by_w10():
    return np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]])


# %% The pixels under w[1, 1] are marked.
# w[1, 0] is in column 0.
def touched_by_w10():
    return np.array([[0, 0, 0], [0, 1, 1], [0, 1, 1]])


# %% The pixels outside are marked.
# 1 where the weight appears, 0 elsewhere.
def touched_by_w10():
    return np.array([[1, 1, 1], [0, 0, 1], [0, 0, 1]])
