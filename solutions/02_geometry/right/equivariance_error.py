# %% slices
def equivariance_error(out, out_of_moved, shift, border):
    rows, columns = shift
    OH, OW = out.shape
    top, bottom = border + max(rows, 0), OH - border + min(rows, 0)
    left, right = border + max(columns, 0), OW - border + min(columns, 0)
    if top >= bottom or left >= right:
        return 0.0
    new = out_of_moved[top:bottom, left:right]
    old = out[top - rows : bottom - rows, left - columns : right - columns]
    return np.abs(new - old).max()


# %% a mask that moves along
def equivariance_error(out, out_of_moved, shift, border):
    worst = 0
    inside = [range(border, length - border) for length in out.shape]
    for i in inside[0]:
        for j in inside[1]:
            to = i + shift[0], j + shift[1]
            if to[0] in inside[0] and to[1] in inside[1]:
                worst = max(worst, np.abs(out_of_moved[to] - out[i, j]))
    return worst
