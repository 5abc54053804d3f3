# %% Its rows and columns are exchanged.
# np.array(...).T turns it.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])

# %% The minus signs are on the bright side.
# Reverse all signs.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return -np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])

# %% All numbers are zero.
# A kernel of zeros answers to nothing.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.zeros((3, 3))

# %% This is Sobel's kernel, whose numbers add up to 4 on a side.
# Here those of a side add up to 3.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.outer([1, 2, 1], [1, 0, -1])

# %% This is a Laplacian, which answers to edges of every direction.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])

# %% A list is returned.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return [[1, 0, -1], [1, 0, -1], [1, 0, -1]]

# %% The answer is returned instead of the kernel.
# Which nine numbers give that answer?
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([0, 30, 30, 0])

# %% The kernel is divided by three.
# The answer is a sum, not an average.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]) / 3

# %% The kernel is 2 × 2.
# It has three rows and three columns.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([[1, -1], [1, -1]])

# %% This kernel answers to corners, and so to edges of both directions.
# To ignore the other direction, its numbers must add up to 0 along that one.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([[3, 0, 0], [0, 0, 0], [0, 0, -3]])

# %% There is nan or infinity among the numbers.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.full((3, 3), np.nan)

# %% Nothing is returned.
# End with `return np.array(...)`.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return None

# %% The nine numbers stand in one row.
# Write three rows of three.
# - return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
# + return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]).ravel()

# %% The function is imported from the course.
from cnncourse.checks.convolution.exercises import vertical_edge_kernel
