# %% the numbers
def touched_by_w10():
    return np.array([[0, 0, 0], [1, 1, 0], [1, 1, 0]])


# %% paints a kernel that holds this weight alone
def touched_by_w10():
    kernel = np.array([[0.0, 0.0], [1.0, 0.0]])
    touched = np.zeros((3, 3))
    for i in range(2):
        for j in range(2):
            touched[i : i + 2, j : j + 2] += kernel
    return touched
