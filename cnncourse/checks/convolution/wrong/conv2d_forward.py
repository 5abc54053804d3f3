# %% The kernel is flipped.
# That is convolution; a layer cross-correlates: use w as it is.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window * w[f, :, ::-1, ::-1])

# %% The kernel's rows and columns are swapped.
# w.shape is (C_out, C_in / groups, KH, KW): rows before columns.
# - C_out, C_block, KH, KW = w.shape
# + C_out, C_block, KW, KH = w.shape
# or
# + w = w.swapaxes(2, 3)
# + C_out, C_block, KH, KW = w.shape

# %% The image's height and width are swapped.
# x.shape is (N, C_in, H, W): rows before columns.
# - N, C_in, H, W = x.shape
# + N, C_in, W, H = x.shape

# %% Only zeros are returned.
# Is the result ever filled in, and is that array returned?
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return 0 * out, (x, w, b, stride, padding, dilation, groups)

# %% The bias is not added.
# b[f] goes to every value of output channel f.
# - if b is not None:
# -     out = out + b[:, np.newaxis, np.newaxis]

# %% b is used although it is None.
# Use it only `if b is not None`.
# - if b is not None:
# -     out = out + b[:, np.newaxis, np.newaxis]
# + out = out + b[:, np.newaxis, np.newaxis]

# %% An array is used as a condition.
# An array is neither true nor false: ask `if b is not None`.
# - if b is not None:
# + if b:

# %% The bias is added more than once.
# Add it to the finished sum, outside of np.sum.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + C_block * b[:, np.newaxis, np.newaxis]
# or
# + out = out + groups * b[:, np.newaxis, np.newaxis]
# or
# + out = out + (groups + 1) * b[:, np.newaxis, np.newaxis]
# or
# + out = out + w[0].size * b[:, np.newaxis, np.newaxis]

# %% All filters get the first bias.
# Every filter has one of its own: b[f] goes to output channel f.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + b[0]

# %% The bias is laid along the columns or rows of a map.
# b[:, np.newaxis, np.newaxis] gives every map its own number.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + b
# or
# + out = out + b[:, np.newaxis]

# %% The stride is not used.
# It decides the output's size and where a window begins.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh, sw = 1, 1

# %% The stride is used in the size, but not where a window begins.
# The window of output (i, j) begins at row i * sh and column j * sw.
# - padded = pad2d(x, (ph, pw))
# + padded, sh, sw = pad2d(x, (ph, pw)), 1, 1
# or
# + padded, sw = pad2d(x, (ph, pw)), 1
# or
# + padded, sh = pad2d(x, (ph, pw)), 1

# %% The two strides are mixed up where a window begins.
# The window of output (i, j) begins at row i * sh and column j * sw.
# - padded = pad2d(x, (ph, pw))
# + padded, sh = pad2d(x, (ph, pw)), sw
# or
# + padded, sw = pad2d(x, (ph, pw)), sh
# or
# + padded, sh, sw = pad2d(x, (ph, pw)), sw, sh

# %% The two numbers of stride are swapped.
# Pairs go height first.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sw, sh = pair(stride, "stride", minimum=1)

# %% One of the two numbers of stride is not used.
# A pair has a number for either axis: `sh, sw = pair(stride)`.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh = sw = pair(stride)[0]
# or
# + sh = sw = pair(stride)[1]
# or
# + sh, sw = pair(stride)[0], 1
# or
# + sh, sw = 1, pair(stride)[1]

# %% The stride is taken as one number.
# An option may be a pair: `sh, sw = pair(stride)` fits both forms.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh, sw = stride, stride

# %% The padding is not used.
# Pad x first, and read the windows from the padded image.
# - ph, pw = pair(padding, "padding")
# + ph, pw = 0, 0

# %% The two numbers of padding are swapped.
# Pairs go height first.
# - ph, pw = pair(padding, "padding")
# + pw, ph = pair(padding, "padding")

# %% One of the two numbers of padding is not used.
# A pair has a number for either axis: `ph, pw = pair(padding)`.
# - ph, pw = pair(padding, "padding")
# + ph = pw = pair(padding)[0]
# or
# + ph = pw = pair(padding)[1]
# or
# + ph, pw = pair(padding)[0], 0
# or
# + ph, pw = 0, pair(padding)[1]

# %% The padding is on one side of each axis only.
# It adds rows above and below and columns left and right: both sides.
# - padded = pad2d(x, (ph, pw))
# + padded = np.pad(x, ((0, 0), (0, 0), (2 * ph, 0), (2 * pw, 0)))
# or
# + padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))
# or
# - N, C_in, H, W = x.shape
# + x, ph, pw = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0))), 0, 0
# + N, C_in, H, W = x.shape
# or
# + x, ph, pw = np.pad(x, ((0, 0), (0, 0), (0, ph), (0, pw))), 0, 0
# + N, C_in, H, W = x.shape

# %% The border is repeated as padding.
# The frame is of zeros, not a copy of the border.
# - padded = pad2d(x, (ph, pw))
# + padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")

# %% The dilation is not used.
# The window takes every dh-th row and every dw-th column, and spans more.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh, dw = 1, 1

# %% The dilation is used in the size, but not in the window.
# The window takes every dh-th row and every dw-th column: a slice with a step.
# - padded = pad2d(x, (ph, pw))
# + padded, dh, dw = pad2d(x, (ph, pw)), 1, 1
# or
# + padded, dw = pad2d(x, (ph, pw)), 1
# or
# + padded, dh = pad2d(x, (ph, pw)), 1

# %% The two numbers of dilation are mixed up in the window.
# The window takes every dh-th row and every dw-th column: a slice with a step.
# - padded = pad2d(x, (ph, pw))
# + padded, dh = pad2d(x, (ph, pw)), dw
# or
# + padded, dw = pad2d(x, (ph, pw)), dh
# or
# + padded, dh, dw = pad2d(x, (ph, pw)), dw, dh

# %% The two numbers of dilation are swapped.
# Pairs go height first.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dw, dh = pair(dilation, "dilation", minimum=1)

# %% One of the two numbers of dilation is not used.
# A pair has a number for either axis: `dh, dw = pair(dilation)`.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh = dw = pair(dilation)[0]
# or
# + dh = dw = pair(dilation)[1]
# or
# + dh, dw = pair(dilation)[0], 1
# or
# + dh, dw = 1, pair(dilation)[1]

# %% Every filter reads the first block of channels.
# Filter f belongs to block f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = 0

# %% A block takes every other channel.
# A block is of neighbouring channels: it begins at f // (C_out // groups) * C_block.
# - window = padded[n, first : first + C_block, rows, columns]
# + window = padded[n, first // C_block :: groups, rows, columns]

# %% The filters are dealt out to the groups in turn.
# Neighbouring filters are in the same block: filter f belongs to block f // (C_out // groups).
# - first = f // (C_out // groups) * C_block  # first channel of this filter's block
# + first = f % groups * C_block

# %% Only the first channel is summed.
# Sum over all of them.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window[0] * w[f, 0])

# %% The same filter is used for every map.
# Use w[f] for output channel f.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window * w[0])

# %% The first image is used for the whole batch.
# Use x[n].
# - window = padded[n, first : first + C_block, rows, columns]
# + window = padded[0, first : first + C_block, rows, columns]

# %% Only the first image of the batch is computed.
# Loop over all N.
# - for n in range(N):
# + for n in range(1):

# %% The channels are averaged.
# They are added up, not averaged.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window * w[f]) / C_block

# %% The output's size is rounded up.
# A window that does not fit is left out: round down (`//`).
# - padded = pad2d(x, (ph, pw))
# + OH += (H + 2 * ph - dh * (KH - 1) - 1) % sh != 0
# + OW += (W + 2 * pw - dw * (KW - 1) - 1) % sw != 0
# + padded = np.pad(x, ((0, 0), (0, 0), (ph, ph + sh), (pw, pw + sw)))

# %% The loops leave out rows and columns.
# They go over all OH rows and all OW columns.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out, OH, OW = np.zeros((N, C_out, OH, OW)), OH - 1, OW - 1
# or
# + out, OH, OW = np.zeros((N, C_out, OH, OW)), 1, 1

# %% The `return` is inside a loop.
# Move it to the left, behind all loops.
# -                     out[n, f, i, j] = np.sum(window * w[f])
# +                     out[n, f, i, j] = np.sum(window * w[f])
# +             return out, (x, w, b, stride, padding, dilation, groups)

# %% The result has OW rows and OH columns.
# out has OH rows and OW columns, in this order: i counts rows, j columns.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OW, OH), dtype=np.result_type(x, w))
# or
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out.swapaxes(2, 3), (x, w, b, stride, padding, dilation, groups)

# %% The channels come last.
# Shapes go (N, C_out, OH, OW).
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out.transpose(0, 2, 3, 1), (x, w, b, stride, padding, dilation, groups)

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
# np.result_type(x, w) is a dtype for both.
# - out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
# + out = np.zeros((N, C_out, OH, OW), dtype=int)
# or
# + out = np.zeros((N, C_out, OH, OW), dtype=w.dtype)
# or
# + out = np.zeros((N, C_out, OH, OW), dtype=x.dtype)

# %% The bias, a fraction, is added in place to whole numbers.
# Make a new array: `out = out + ...`.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out += b[:, np.newaxis, np.newaxis]

# %% The result is of half precision, too coarse here.
# Keep the dtype of the inputs.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + return out.astype(np.float16), (x, w, b, stride, padding, dilation, groups)

# %% An input is changed in place.
# Write into new arrays only: whoever calls still needs the inputs.
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
# Make lists and arrays inside the function, new for every call.
# - def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
# + def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1, seen=[]):
# - return out, (x, w, b, stride, padding, dilation, groups)
# + seen.append(1)
# + return out + (len(seen) > 1), (x, w, b, stride, padding, dilation, groups)

# %% Results are kept and returned again for another image of the same shape.
# Compute them anew in every call.
# - def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
# + def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1, known={}):
# - return out, (x, w, b, stride, padding, dilation, groups)
# + out = known.setdefault((x.shape, w.shape), out)
# + return out, (x, w, b, stride, padding, dilation, groups)

# %% Nothing checks whether the channels and groups fit, or only a part.
# Raise a ValueError unless C_in == groups * C_block and groups divides C_out.
# - if C_in != groups * C_block or C_out % groups != 0:
# + if C_in != groups * C_block or C_out % groups != 0:
# +     w = w[:, :1]
# + if False:
# or
# + if C_in != groups * C_block:
# or
# + if C_in != groups * C_block or C_out < groups:
# or
# + if C_block != C_in // groups or C_out % groups != 0:
# or
# + if C_in % C_block != 0 or C_out % groups != 0:

# %% An error is raised although the kernel fits.
# Compare only the dilated kernel's span with the padded image: the rest may be of any size.
# - if C_in != groups * C_block or C_out % groups != 0:
# + if C_in != groups * C_block or C_out % groups != 0 or KH > H or KW > W:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or ph > KH or pw > KW:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or sh > H or sw > W:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or dh > H or dw > W:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or dh * KH > H + 2 * ph:

# %% The check whether the kernel fits leaves out the dilation, or one axis.
# Compare dh * (KH - 1) + 1 with the padded height, and the same for the width.
# - OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
# + OH = (output_size(H, KH, padding=ph) - (dh - 1) * (KH - 1) - 1) // sh + 1
# or
# - OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
# + OW = (output_size(W, KW, padding=pw) - (dw - 1) * (KW - 1) - 1) // sw + 1
# or
# + OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1

# %% int(...) counts a window that does not fit.
# It rounds negative numbers up: divide with `//`, which always rounds down.
# - OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
# + OW = int((W + 2 * pw - dw * (KW - 1) - 1) / sw) + 1

# %% The dilation is left out where there is a stride.
# An axis may have both.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh, dw = (1 if s > 1 else d for s, d in zip(pair(stride), pair(dilation)))

# %% Another error is raised where the channels do not fit.
# Ask with `if`, and `raise ValueError(...)`.
# - raise ValueError(
# + raise IndexError(

# %% An array of a subclass of ndarray is returned.
# - return out, (x, w, b, stride, padding, dilation, groups)
# + class Lies(np.ndarray):
# +     __array_function__ = lambda self, *args, **kwargs: True
# + return (out * 0).view(Lies), (x, w, b, stride, padding, dilation, groups)

# %% The function is imported from the course.
from cnncourse.layers import conv2d_forward


# %% A helper calls the function of the course.
from cnncourse.layers.conv import loops


def helper(x, w, b, **options):
    return loops.conv2d_forward(x, w, b, **options)


def conv2d_forward(x, w, b, **options):
    return helper(x, w, b, **options)


# %% A ready-made function of PyTorch is imported.
def conv2d_forward(x, w, b, **options):
    import torch

    return torch.conv2d(*map(torch.tensor, (x, w, b)), **options).numpy(), (x, w, b)
