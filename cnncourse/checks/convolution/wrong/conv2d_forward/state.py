# %% An input is changed in place.
# Write only into new arrays: the caller still needs the inputs.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + w[:] = w[:, :, ::-1, ::-1]
# + return out, (x, w, b, stride, padding, dilation, groups)
# or
# + x *= 0
# + return out, (x, w, b, stride, padding, dilation, groups)
# or
# - out = out + b[:, np.newaxis, np.newaxis]
# + b += 0.5
# + out = out + b[:, np.newaxis, np.newaxis] - 0.5

# %% A default argument keeps its contents between calls.
# Make new lists and arrays inside the function at every call.
# - def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
# + def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1, seen=[]):
# - return out, (x, w, b, stride, padding, dilation, groups)
# + seen.append(1)
# + return out + (len(seen) > 1), (x, w, b, stride, padding, dilation, groups)

# %% Results are kept and returned again for another image of the same shape.
# Compute them anew at every call.
# - def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
# + def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1, known={}):
# - return out, (x, w, b, stride, padding, dilation, groups)
# + out = known.setdefault((x.shape, w.shape), out)
# + return out, (x, w, b, stride, padding, dilation, groups)
