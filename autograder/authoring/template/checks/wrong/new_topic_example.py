# %% The mean of every column is subtracted.
# A row is x[i, :]: its mean runs along axis 1.
# - mean = x.mean(axis=1, keepdims=True)
# + mean = x.mean(axis=0, keepdims=True)

# %% One mean is subtracted from all rows.
# Every row has its own mean: pass the axis to average over.
# - mean = x.mean(axis=1, keepdims=True)
# + mean = x.mean()

# %% The means lie along the columns.
# `keepdims=True` keeps the axis that was averaged, so that each mean lines up with its own row.
# - mean = x.mean(axis=1, keepdims=True)
# + mean = x.mean(axis=1)

# %% The means are returned instead of the difference.
# - return x - mean
# + return mean

# %% The input is overwritten.
# - return x - mean
# + x -= mean
# + return x

# %% Nothing checks how many axes there are.
# Test it with `if`, and `raise ValueError(...)`.
# - if x.ndim != 2:
# + if False:


# %% Every call returns the answer to one example.
# Compute it from the argument.
def new_topic_example(x):
    return np.array([[-2.0, -1.0, 3.0], [-1.0, -1.0, 2.0]])
