# %% Only the path through the sum is followed.
# x is used twice: its two gradients are added.
# - dx = dout * (x + w) + dsum
# + dx = dsum

# %% Only the direct path to the product is followed.
# x is used twice: its two gradients are added.
# - dx = dout * (x + w) + dsum
# + dx = dout * (x + w)

# %% The second gradient overwrites the first.
# x is used twice: write `+=`, not `=`.
# - dx = dout * (x + w) + dsum
# + dx = dout * (x + w)
# + dx = dout * x

# %% The two gradients of x are multiplied.
# Along one path slopes are multiplied; the gradients of two paths are added.
# - dx = dout * (x + w) + dsum
# + dx = dout * (x + w) * x

# %% The two gradients of x are averaged.
# They are added: a small step of x changes the output along both paths.
# - dx = dout * (x + w) + dsum
# + dx = (dout * (x + w) + dsum) / 2

# %% `dout` is not used.
# By the chain rule the gradient of the output is a factor of every term.
# - dsum = dout * x
# - dx = dout * (x + w) + dsum
# + dsum = x + np.zeros_like(dout)
# + dx = (x + w) + dsum
# or
# - dx = dout * (x + w) + dsum
# + dx = (x + w) + dsum

# %% The gradient of w is that of the product, not of the sum.
# w reaches the output through the sum, whose gradient is dout * x.
# - return dx, dsum
# + return dx, dout * (x + w)
# or
# + return dx, dout * w
# or
# + return dx, dout + np.zeros_like(x)

# %% The two gradients are in the wrong order.
# End with `return dx, dw`.
# - return dx, dsum
# + return dsum, dx

# %% Each variable's factor is its own value.
# The slope of s * x with respect to s is x, and with respect to x it is s.
# - dsum = dout * x
# - dx = dout * (x + w) + dsum
# + dsum = dout * (x + w)
# + dx = dout * x + dsum

# %% The sum is taken as a product.
# A sum passes its gradient on to both terms as it is.
# - return dx, dsum
# + return dx, dsum * x
# or
# - dx = dout * (x + w) + dsum
# + dx = dout * (x + w) + dsum * w

# %% The output is returned.
# dx and dw are gradients: what does a small step of x or of w change?
# - return dx, dsum
# + return (x + w) * x, (x + w) * x

# %% One total is returned for all elements.
# The function is elementwise: every element has gradients of its own.
# - return dx, dsum
# + return dx.sum(), dsum.sum()

# %% `dout` is changed.
# - dsum = dout * x
# + dout *= x
# + dsum = dout.copy()
# - dx = dout * (x + w) + dsum
# + dx = dsum / x * (x + w) + dsum

# %% The gradients are whole numbers because x is.
# Make the new array from dout, or with a dtype of its own.
# - dx = dout * (x + w) + dsum
# + dx = np.zeros_like(x)
# + dx[:] = dout * (x + w) + dsum

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
# - return dx, dsum
# + return np.array([8.0]), np.array([3.0])
