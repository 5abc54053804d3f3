# %% Its rows and columns are swapped.
# np.array(...).T swaps them back.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])

# %% The minus signs are on the bright side.
# Reverse all signs.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return -np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])

# %% All numbers are zero.
# A kernel of zeros responds to nothing.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.zeros((3, 3))

# %% This is the Sobel kernel, whose numbers add up to 4 on each side.
# Here each side must add up to 3.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.outer([1, 0, -1], [1, 2, 1])

# %% This is a Laplacian, which responds to edges in every direction.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])

# %% A list is returned.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]

# %% The output is returned instead of the kernel.
# Which nine numbers give that output?
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([0, 30, 30, 0])

# %% The kernel is divided by three.
# The output is a sum, not an average.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]) / 3

# %% The kernel is 2 × 2.
# It has three rows and three columns.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([[1, -1], [1, -1]])

# %% This kernel responds to corners, and so to edges in both directions.
# To ignore the other direction, its columns must each add up to 0.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([[3, 0, -3], [0, 0, 0], [0, 0, 0]])

# %% The kernel holds nan or infinity.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.full((3, 3), np.nan)

# %% Nothing is returned.
# End with `return np.array(...)`.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return None

# %% The nine numbers are in one row.
# Write three rows of three.
# - return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# + return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]).ravel()

# %% The function is imported from the course.
from cnncourse.checks.convolution.exercises import horizontal_edge_kernel
