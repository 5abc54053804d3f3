# %% one row at a time
def new_topic_example(x):
    if len(x.shape) != 2:
        raise ValueError("two axes, please")
    return np.array([row - row.sum() / len(row) for row in x])


# %% a matrix product
def new_topic_example(x):
    _, D = x.shape
    return x @ (np.eye(D) - np.full((D, D), 1 / D))
