# %% The cache is not returned, or holds no array.
# End with `return out, cache`.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out
# or
# + return out, ()
# or
# + return out, (stride, padding, dilation, groups)

# %% The cache comes first.
# End with `return out, cache`.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return (x, w, b, stride, padding, dilation, groups), out

# %% The result's dtype cuts off fractions.
# np.result_type(x, w) gives a dtype for both.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OH, OW), dtype=int)
# or
# + out = np.zeros((N, C_out, OH, OW), dtype=w.dtype)
# or
# + out = np.zeros((N, C_out, OH, OW), dtype=x.dtype)

# %% A fractional bias is added in place to an array of whole numbers.
# Make a new array: `out = out + ...`.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out += b[:, np.newaxis, np.newaxis]

# %% The result has half precision, which is not precise enough here.
# Keep the dtype of the inputs.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out.astype(np.float16), (x, w, b, stride, padding, dilation, groups)

# %% A subclass of ndarray is returned.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + class Lies(np.ndarray):
# +     __array_function__ = lambda self, *args, **kwargs: True
# + return (out * 0).view(Lies), (x, w, b, stride, padding, dilation, groups)

# %% A ReLU is applied to the result.
# Keep negative numbers: the activation is a separate layer.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return np.maximum(out, 0), (x, w, b, stride, padding, dilation, groups)
# or
# - if b is not None:
# + out = np.maximum(out, 0)
# + if b is not None:
