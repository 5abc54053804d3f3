# %% Only the way through the sum is followed.
# x is used twice: its two gradients are added.
# - dx = dout * (x + y) + dsum
# + dx = dsum

# %% Only the direct way to the product is followed.
# x is used twice: its two gradients are added.
# - dx = dout * (x + y) + dsum
# + dx = dout * (x + y)

# %% The second gradient overwrites the first.
# x is used twice: write `+=`, not `=`.
# - dx = dout * (x + y) + dsum
# + dx = dout * (x + y)
# + dx = dout * x

# %% The two gradients of x are multiplied.
# Along one path slopes are multiplied; the gradients of two paths are added.
# - dx = dout * (x + y) + dsum
# + dx = dout * (x + y) * x

# %% The two gradients of x are averaged.
# They are added: a small step of x changes the output along both paths.
# - dx = dout * (x + y) + dsum
# + dx = (dout * (x + y) + dsum) / 2

# %% `dout` is not used.
# By the chain rule the gradient of the output is a factor of every term.
# - dsum = dout * x
# - dx = dout * (x + y) + dsum
# + dsum = x + np.zeros_like(dout)
# + dx = (x + y) + dsum
# or
# - dx = dout * (x + y) + dsum
# + dx = (x + y) + dsum

# %% The gradient of y is that of the product, not of the sum.
# y reaches the output through the sum, whose gradient is dout * x.
# - return dx, dsum
# + return dx, dout * (x + y)
# or
# + return dx, dout * y
# or
# + return dx, dout + np.zeros_like(x)

# %% The two gradients are in the wrong order.
# End with `return dx, dy`.
# - return dx, dsum
# + return dsum, dx

# %% Each variable's factor is its own value.
# The slope of s * x with respect to s is x, and with respect to x it is s.
# - dsum = dout * x
# - dx = dout * (x + y) + dsum
# + dsum = dout * (x + y)
# + dx = dout * x + dsum

# %% The sum is taken as a product.
# A sum passes its gradient on to both terms as it is.
# - return dx, dsum
# + return dx, dsum * x
# or
# - dx = dout * (x + y) + dsum
# + dx = dout * (x + y) + dsum * y

# %% The output is returned.
# dx and dy are gradients: what does a small step of x or of y change?
# - return dx, dsum
# + return (x + y) * x, (x + y) * x

# %% One total is returned for all elements.
# The function is elementwise: every element has gradients of its own.
# - return dx, dsum
# + return dx.sum(), dsum.sum()

# %% `dout` is changed.
# - dsum = dout * x
# + dout *= x
# + dsum = dout.copy()
# - dx = dout * (x + y) + dsum
# + dx = dsum / x * (x + y) + dsum

# %% The gradients are whole numbers because x is.
# Make the new array from dout, or with a dtype of its own.
# - dx = dout * (x + y) + dsum
# + dx = np.zeros_like(x)
# + dx[:] = dout * (x + y) + dsum

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
# - return dx, dsum
# + return np.array([8.0]), np.array([3.0])
