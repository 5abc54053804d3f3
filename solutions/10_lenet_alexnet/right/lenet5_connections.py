# %% typed off the table
def lenet5_connections():
    table = [
        "o...ooo..oooo.oo",
        "oo...ooo..oooo.o",
        "ooo...ooo..o.ooo",
        ".ooo..oooo..o.oo",
        "..ooo..oooo.oo.o",
        "...ooo..oooo.ooo",
    ]
    return np.array([[mark == "o" for mark in row] for row in table]).T


# %% lists of the maps that are seen, as 0 and 1
def lenet5_connections():
    seen = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5]]
    seen += [[i % 6, (i + 1) % 6, (i + 2) % 6, (i + 3) % 6] for i in range(6)]
    seen += [[0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5]]
    mask = np.zeros((16, 6))
    for c, maps in enumerate(seen):
        mask[c, maps] = 1
    return mask
