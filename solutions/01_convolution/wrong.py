# ruff: noqa
# Wrong answers that students really give. No check may accept one of them.

# %% output_size: The last + 1 is missing. The window's first position counts, too.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride


# %% output_size: The result is rounded up. Where the stride does not divide, round down (`//`).
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return -(-(size + 2 * padding - span) // stride) + 1


# %% output_size: Padding is counted on one side only. It is added on both sides, so it counts twice.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + padding:
        raise ValueError("the kernel does not fit")
    return (size + padding - span) // stride + 1


# %% output_size: `/` gives a float. A count is an integer: divide with `//`.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) / stride + 1


# %% output_size: np.floor rounds, but it gives a float. Divide with `//`, or convert with `int(...)`.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return np.floor((size + 2 * padding - span) / stride + 1)


# %% output_size: The dilation is not used. A kernel of K elements with dilation D spans D (K - 1) + 1 positions.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = kernel_size
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride + 1


# %% output_size: The stride is not used. Divide the room for the window by it, and round down.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) + 1


# %% output_size: The kernel's span is taken as dilation times kernel size. K elements with dilation D span D (K - 1) + 1 positions.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * kernel_size
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride + 1


# %% output_size: The size is divided by the stride before the span is subtracted. Subtract first, then divide what is left.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding) // stride - span + 1


# %% output_size: Whether the window fits is not asked
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - span) // stride + 1


# %% output_size: 0 takes the place of the error
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        return 0
    return (size + 2 * padding - span) // stride + 1


# %% output_size: Whether the window fits is asked without the padding. The padding makes room, too: compare the span with the padded size.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride + 1


# %% output_size: `assert` stands where an error is asked for. An assertion raises AssertionError: ask with `if` and `raise ValueError(...)`.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    assert span <= size + 2 * padding
    return (size + 2 * padding - span) // stride + 1


# %% output_size: The result is printed, not returned
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    print((size + 2 * padding - span) // stride + 1)


# %% output_size: The result is an array of one number
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return np.array((size + 2 * padding - span) // stride + 1)


# %% output_size: The answer to one example is returned for every call. Compute it from the arguments.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    return 2


# %% output_size: The function is imported from the course
from cnncourse.layers.conv.loops import output_size

# %% output_size: The function ends the whole notebook. Use `return`, not `exit` or `quit`.
import sys


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    sys.exit("done")


# %% pad2d: Only zeros are returned. Is the image ever copied into the middle, and is that array returned?
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    return out


# %% pad2d: The frame is above and left only. It also goes below and to the right: both sizes grow by twice the padding.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + ph, W + pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The padding of height and width is swapped. The first number of the pair is rows, the second is columns.
def pad2d(x, padding):
    pw, ph = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The first number of the padding is used for both axes. The first is rows, the second is columns.
def pad2d(x, padding):
    padding = pair(padding)[0]
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(padding, padding)] * 2)


# %% pad2d: The second number of the padding is used for both axes. The first is rows, the second is columns.
def pad2d(x, padding):
    padding = pair(padding)[1]
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(padding, padding)] * 2)


# %% pad2d: np.pad is given the frame of four axes. There may be two, or more: only the last two get a frame, `[(0, 0)] * (x.ndim - 2)` is for the others.
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])


# %% pad2d: The shape is taken apart as that of four axes. There may be two, or more: `x.shape[-2:]` gives the last two of any number.
def pad2d(x, padding):
    ph, pw = pair(padding)
    N, C, H, W = x.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The image lies in the upper left corner. Place it ph rows down and pw columns to the right.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., :H, :W] = x
    return out


# %% pad2d: The result is float64 whatever the image is
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw))
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The result is of integers whatever the image is. Keep the image's dtype: `dtype=x.dtype`.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=int)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: Height is used as width, too. Rows and columns each have a size of their own: H and W.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H = W = x.shape[-1]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The frame is of ones. It has to be of zeros.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.ones((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The image is taken to have two axes. There may be more in front, such as batch and channels: use `...` and the last two.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: The padding is taken as one number
def pad2d(x, padding):
    ph = pw = padding
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: `.tolist()`, or a list of rows, takes the place of the array. Return the array itself.
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out.tolist()


# %% pad2d: The `return` is missing. Does the function end with `return ...`?
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x


# %% pad2d: Every axis gets a frame, and in the same way. Only the last two axes get a frame, and np.pad takes (before, after) for every axis: [..., (ph, ph), (pw, pw)].
def pad2d(x, padding):
    return np.pad(x, padding)


# %% pad2d: The border is repeated. The frame is of zeros.
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="edge")


# %% pad2d: np.pad reads the pair as before and after. Only the last two axes get a frame, and np.pad takes (before, after) for every axis: [..., (ph, ph), (pw, pw)].
def pad2d(x, padding):
    return np.pad(x, padding) if x.ndim == 2 else np.pad(x, [(0, 0)] * (x.ndim - 2) + [padding] * 2)


# %% pad2d: Where the padding is 0 the input itself is returned. Return a copy: whoever writes to the result would change the input, too.
def pad2d(x, padding):
    if padding == 0:
        return x
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])


# %% pad2d: The input is overwritten
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    x[...] = 0
    return out


# %% pad2d: The first result is kept and returned again. Compute it anew in every call, and keep nothing outside of the function.
kept = []


def pad2d(x, padding):
    if not kept:
        ph, pw = pair(padding)
        kept.append(np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)]))
    return kept[0]


# %% pad2d: The function is imported from the course under another name
from cnncourse.layers.conv import loops

pad2d = loops.pad2d


# %% cross_correlate2d: The kernel is flipped. That is convolution; here it is used as it is.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel[::-1, ::-1])
    return out


# %% cross_correlate2d: Only zeros are returned. Is the result ever filled in, and is that array returned?
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out_ij = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The `return` is inside the loop, so only the first value is computed. Move it to the left, behind both loops.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
            return out


# %% cross_correlate2d: One row and one column of outputs are missing. There are H - KH + 1 rows: the first position counts, too.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    OH, OW = OH - 1, OW - 1
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The image's height is used as its width, too. Rows and columns each have a size of their own.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH = OW = output_size(image.shape[0], KH)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The kernel's height and width are swapped. kernel.shape is (KH, KW): rows first.
def cross_correlate2d(image, kernel):
    KW, KH = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The result is made with `dtype=int`
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=int)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The result has the image's dtype, so a kernel with fractions is cut off. np.result_type(image, kernel) is a dtype for both.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=image.dtype)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The result is float32, too coarse for float64 inputs. Keep the dtype of the inputs.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=np.float32)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The products are averaged. The result is their sum: do not divide.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.mean(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The window is multiplied by the kernel as a matrix, with np.dot or `@`. `*` multiplies element by element.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] @ kernel.T)
    return out


# %% cross_correlate2d: `@` stands in place of `*`. `@` is the matrix product; `*` multiplies element by element.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] @ kernel)
    return out


# %% cross_correlate2d: The result is transposed. out has OH rows and OW columns, and i in out[i, j] is the row.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out.T


# %% cross_correlate2d: Whether the kernel fits into the image is not asked
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    out = np.zeros((max(OH, 0), max(OW, 0)))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: A kernel that is larger on both axes slips through: two negative numbers have a positive product. Ask for rows and for columns.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    if OH * OW <= 0:
        raise ValueError("the kernel is larger than the image")
    out = [[np.sum(image[i : i + KH, j : j + KW] * kernel) for j in range(OW)] for i in range(OH)]
    return np.array(out)


# %% cross_correlate2d: A ready-made function of SciPy is imported
def cross_correlate2d(image, kernel):
    from scipy.signal import correlate2d

    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel is larger than the image")
    return correlate2d(image, kernel, mode="valid")


# %% cross_correlate2d: The kernel's rows are flipped. It is used as it is, on both axes.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH = output_size(image.shape[0], KH)
    OW = output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel[::-1])
    return out


# %% cross_correlate2d: The result is made with OW rows and OH columns
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH = output_size(image.shape[0], KH)
    OW = output_size(image.shape[1], KW)
    out = np.zeros((OW, OH))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The result is as large as the image, with zeros round it. It has a value for every place where the window fits, and nothing else.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros(image.shape)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: The windows lie beside one another. The window moves by one pixel at a time.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i * KH : i * KH + KH, j * KW : j * KW + KW] * kernel)
    return out


# %% cross_correlate2d: The image is written to
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = image[:OH, :OW]
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: An object of a class of its own is returned. Return the array itself.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)

    class Yes:
        shape, dtype, ndim = out.shape, out.dtype, 2

        def __eq__(self, other):
            return True

        def __array__(self, *args, **kwargs):
            return out

    return Yes()


# %% cross_correlate2d: A masked array is returned
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return np.ma.array(out)


# %% cross_correlate2d: The result has an axis too many. It has two: rows and columns.
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out[np.newaxis]


# %% cross_correlate2d: The values are not finite. Is something divided by zero, or multiplied by nan?
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out * np.nan


# %% cross_correlate2d: One array is kept between calls and added to. Make it inside the function, new for every call.
total = np.zeros((64, 64))


def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    for i in range(OH):
        for j in range(OW):
            total[i, j] += np.sum(image[i : i + KH, j : j + KW] * kernel)
    return total[:OH, :OW].copy()


# %% cross_correlate2d: The answer to one example is returned for every call. Compute it from the arguments.
def cross_correlate2d(image, kernel):
    return np.array([[19, 25], [37, 43]])


# %% vertical_edge_kernel: Its rows and columns are exchanged. np.array(...).T turns it.
def vertical_edge_kernel():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])


# %% vertical_edge_kernel: The minus signs are on the bright side. Reverse all signs.
def vertical_edge_kernel():
    return -np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


# %% vertical_edge_kernel: All numbers are zero. A kernel of zeros answers to nothing.
def vertical_edge_kernel():
    return np.zeros((3, 3))


# %% vertical_edge_kernel: This is Sobel's kernel, whose numbers add up to 4 on a side. Here those of a side add up to 3.
def vertical_edge_kernel():
    return np.outer([1, 2, 1], [1, 0, -1])


# %% vertical_edge_kernel: This is a Laplacian, which answers to edges of every direction
def vertical_edge_kernel():
    return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


# %% vertical_edge_kernel: A list is returned
def vertical_edge_kernel():
    return [[1, 0, -1], [1, 0, -1], [1, 0, -1]]


# %% vertical_edge_kernel: The answer is returned in place of the kernel. Which nine numbers give that answer?
def vertical_edge_kernel():
    return np.array([0, 30, 30, 0])


# %% vertical_edge_kernel: The kernel is divided by three. The answer is a sum, not an average.
def vertical_edge_kernel():
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]) / 3


# %% vertical_edge_kernel: The kernel is 2 × 2. It has three rows and three columns.
def vertical_edge_kernel():
    return np.array([[1, -1], [1, -1]])


# %% vertical_edge_kernel: This kernel answers to corners, and so to edges of both directions. To ignore the other direction, its numbers must add up to 0 along that one.
def vertical_edge_kernel():
    return np.array([[3, 0, 0], [0, 0, 0], [0, 0, -3]])


# %% vertical_edge_kernel: There is nan or infinity among the numbers
def vertical_edge_kernel():
    return np.full((3, 3), np.nan)


# %% vertical_edge_kernel: Nothing is returned. End with `return np.array(...)`.
def vertical_edge_kernel():
    return None


# %% vertical_edge_kernel: The nine numbers stand in one row. Write three rows of three.
def vertical_edge_kernel():
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]).ravel()


# %% vertical_edge_kernel: The function is imported from the course
from cnncourse.checks.convolution.exercises import vertical_edge_kernel


# %% horizontal_edge_kernel: Its rows and columns are exchanged. np.array(...).T turns it.
def horizontal_edge_kernel():
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


# %% horizontal_edge_kernel: The minus signs are on the bright side. Reverse all signs.
def horizontal_edge_kernel():
    return -np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])


# %% horizontal_edge_kernel: All numbers are zero. A kernel of zeros answers to nothing.
def horizontal_edge_kernel():
    return np.zeros((3, 3))


# %% horizontal_edge_kernel: This is Sobel's kernel, whose numbers add up to 4 on a side. Here those of a side add up to 3.
def horizontal_edge_kernel():
    return np.outer([1, 0, -1], [1, 2, 1])


# %% horizontal_edge_kernel: This is a Laplacian, which answers to edges of every direction
def horizontal_edge_kernel():
    return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


# %% horizontal_edge_kernel: A list is returned
def horizontal_edge_kernel():
    return [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]


# %% horizontal_edge_kernel: The answer is returned in place of the kernel. Which nine numbers give that answer?
def horizontal_edge_kernel():
    return np.array([0, 30, 30, 0])


# %% horizontal_edge_kernel: The kernel is divided by three. The answer is a sum, not an average.
def horizontal_edge_kernel():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]) / 3


# %% horizontal_edge_kernel: The kernel is 2 × 2. It has three rows and three columns.
def horizontal_edge_kernel():
    return np.array([[1, -1], [1, -1]])


# %% horizontal_edge_kernel: This kernel answers to corners, and so to edges of both directions. To ignore the other direction, its numbers must add up to 0 along that one.
def horizontal_edge_kernel():
    return np.array([[3, 0, -3], [0, 0, 0], [0, 0, 0]])


# %% horizontal_edge_kernel: There is nan or infinity among the numbers
def horizontal_edge_kernel():
    return np.full((3, 3), np.nan)


# %% horizontal_edge_kernel: Nothing is returned. End with `return np.array(...)`.
def horizontal_edge_kernel():
    return None


# %% horizontal_edge_kernel: The nine numbers stand in one row. Write three rows of three.
def horizontal_edge_kernel():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]).ravel()


# %% horizontal_edge_kernel: The function is imported from the course
from cnncourse.checks.convolution.exercises import horizontal_edge_kernel


# %% conv2d_forward: The kernel is flipped. That is convolution; a layer cross-correlates: use w as it is.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f, :, ::-1, ::-1])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Only zeros are returned. Is the result ever filled in, and is that array returned?
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    value = np.sum(window * w[f])
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The bias is not added. b[f] goes to every value of output channel f.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: b is used although it is None
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The bias is added once for every input channel. Add it to the finished sum, once.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    for c in range(C_block):
                        out[n, f, i, j] += np.sum(window[c] * w[f, c]) + (0 if b is None else b[f])
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The bias is added once for every group. Add it to the finished sum, once.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    for g in range(groups + 1):
        if b is not None:
            out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: All filters get the first bias. Every filter has one of its own: b[f] goes to output channel f.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[0]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The bias is laid along the columns or rows of a map. b[:, np.newaxis, np.newaxis] gives every map its own number.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += np.resize(b, OW)
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The stride is used in the size, but not where a window begins. The window of output (i, j) begins at row i * sh and column j * sw.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i, j
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The stride is not used. It belongs into the output's size and into where a window begins.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(1), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The columns move by one, whatever the stride. The window of output (i, j) begins at row i * sh and column j * sw.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The stride of the rows is used for the columns, too. A pair is height first: `sh, sw = pair(stride)`.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = (pair(stride)[0],) * 2, pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The stride's two numbers are swapped. Pairs go height first.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sw, sh), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The stride is taken as one number
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = (stride, stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The padding is not used. Pad x first, and read the windows from the padded image.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(0), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The two numbers of padding are swapped. Pairs go height first.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (pw, ph), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The padding is above and left only. It adds rows above and below, and columns left and right.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = np.pad(x, ((0, 0), (0, 0), (2 * ph, 0), (2 * pw, 0)))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The border is repeated as padding. The frame is of zeros.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The dilation is not used. The window takes every dh-th row and every dw-th column, and spans more.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(1)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The dilation is used for the rows only. `dh, dw = pair(dilation)` has one for either axis.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, _) = pair(stride), pair(padding), pair(dilation)
    dw = 1
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The dilation is used in the size, but not in the window. The window takes every dh-th row and every dw-th column: a slice with a step.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + KH)
                    columns = slice(left, left + KW)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Every filter reads the first block of channels. Filter f belongs to block f // (C_out // groups).
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = 0
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: A block takes every other channel. A block is of neighbouring channels: it begins at f // (C_out // groups) * C_block.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first // C_block :: groups, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The filters are dealt out to the groups in turn. Neighbouring filters are in the same block: filter f belongs to block f // (C_out // groups).
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f % groups * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Only the first channel is summed. Sum over all of them.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window[0] * w[f, 0])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The same filter is used for every map. Use w[f] for output channel f.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[0])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The first image is used for the whole batch. Use x[n].
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[0, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The channels are averaged. They are added up.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f]) / C_block
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The kernel's height and width are swapped. w.shape is (C_out, C_in / groups, KH, KW): rows before columns.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KW, KH = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The image's height and width are swapped. x.shape is (N, C_in, H, W): rows before columns.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, W, H = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The output's size is rounded up. A window that does not fit is left out: round down (`//`).
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    OH += (H + 2 * ph - dh * (KH - 1) - 1) % sh != 0
    OW += (W + 2 * pw - dw * (KW - 1) - 1) % sw != 0
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph + sh), (pw, pw + sw)))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The loops leave out the last row and column. The loops go over all OH rows and all OW columns.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH - 1):
                for j in range(OW - 1):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Only the first value of a map is computed. The loops go over all OH rows and all OW columns.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(1):
                for j in range(1):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The `return` is inside a loop. Move it to the left, behind all loops.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
            return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Only the array is returned
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out


# %% conv2d_forward: The `return` makes a tuple of one
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return (out,)


# %% conv2d_forward: The cache comes first. End with `return out, cache`.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return (x, w, b, stride, padding, dilation, groups), out


# %% conv2d_forward: The channels come last. Shapes go (N, C_out, OH, OW).
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out.transpose(0, 2, 3, 1), (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The result is made with `dtype=int`
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW), dtype=int)
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b.astype(int)[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The result is of half precision, too coarse here. Keep the dtype of the inputs.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW), dtype=np.float16)
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b.astype(np.float16)[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The weights are changed in place
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    w[:] = w[:, :, ::-1, ::-1]
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f, :, ::-1, ::-1])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: x is overwritten
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    x *= 0
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: b is added to in place
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        b += 0.5
        out += b[:, np.newaxis, np.newaxis] - 0.5
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: A default argument keeps its contents between calls. Make lists and arrays inside the function, new for every call.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1, seen=[]):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    seen.append(1)
    return out + (len(seen) > 1), (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Whether the channels fit is not asked
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        C_block = min(C_in, C_block)
        w = w[:, :1]
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Another error is raised where the channels do not fit. Ask with `if`, and `raise ValueError(...)`.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise IndexError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: An array of a class of its own is returned
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]

    class Lies(np.ndarray):
        def __array_function__(self, *args, **kwargs):
            return True

    return (out * 0).view(Lies), (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The function is imported from the course
from cnncourse.layers import conv2d_forward

# %% conv2d_forward: Results are kept and returned again for another image of the same shape. Compute them anew in every call.
known = {}


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    out = known.setdefault((x.shape, w.shape), out)
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The result has the dtype of x, so weights with fractions are cut off. np.result_type(x, w) is a dtype for both.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW), dtype=x.dtype)
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: Whether the groups divide the filters is not asked. Ask with `if`, and `raise ValueError(...)`.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The bias is added inside the sum. It goes to the finished sum, outside of np.sum.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f] + (0 if b is None else b[f]))
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The bias is added without new axes
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: An array is asked whether it is true
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The columns move by one, whatever the stride. The window of output (i, j) begins at row i * sh and column j * sw.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The windows' rows move by the columns' stride. The window of output (i, j) begins at row i * sh and column j * sw.
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OH, OW))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sw, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: The result is made with OW rows and OH columns
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C_block, KH, KW = w.shape
    if C_in != groups * C_block or C_out % groups:
        raise ValueError("the channels do not fit")
    OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
    OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
    padded = pad2d(x, (ph, pw))
    out = np.zeros((N, C_out, OW, OH))
    for n in range(N):
        for f in range(C_out):
            first = f // (C_out // groups) * C_block
            for i in range(OH):
                for j in range(OW):
                    top, left = i * sh, j * sw
                    rows = slice(top, top + dh * (KH - 1) + 1, dh)
                    columns = slice(left, left + dw * (KW - 1) + 1, dw)
                    window = padded[n, first : first + C_block, rows, columns]
                    out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out += b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: A ready-made function of PyTorch is imported
def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    import torch

    x_t, w_t = torch.from_numpy(x * 1.0), torch.from_numpy(w * 1.0)
    if x.shape[1] != groups * w.shape[1] or w.shape[0] % groups:
        raise ValueError("the channels do not fit")
    try:
        out = torch.conv2d(x_t, w_t, None, stride, padding, dilation, groups).numpy()
    except RuntimeError as error:
        raise ValueError("the kernel does not fit") from error
    return (out if b is None else out + b[:, None, None]), ()


# %% conv2d_forward: A helper calls the function of the course
from cnncourse.layers.conv import loops


def helper(x, w, b, **options):
    return loops.conv2d_forward(x, w, b, **options)


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    return helper(x, w, b, stride=stride, padding=padding, dilation=dilation, groups=groups)


# %% conv2d_parameter_count: The biases are not counted. Every filter has one, unless bias=False.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights


# %% conv2d_parameter_count: Biases are counted although there are none. With bias=False count the weights only.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + out_channels


# %% conv2d_parameter_count: A bias is counted for every input channel. Every filter has one: out_channels in all.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (in_channels if bias else 0)


# %% conv2d_parameter_count: One bias is counted for the whole layer. Every filter has one: out_channels in all.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + bias


# %% conv2d_parameter_count: The biases are divided by the groups. Every filter has one, whatever the groups.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (out_channels // groups if bias else 0)


# %% conv2d_parameter_count: `groups` is not used. A filter sees in_channels / groups channels.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * in_channels * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: Both numbers of channels are divided by the groups. `groups` cuts the channels that a filter sees, not the number of filters.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels // groups * (in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: One axis of the kernel is counted. It has KH times KW places.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: The kernel is taken to be square. A pair is height times width.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KH
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: The input channels are forgotten. Every filter has weights for every channel that it sees.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: The number of filters is divided by the groups. `groups` cuts the channels that a filter sees, not the number of filters.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = (out_channels // groups) * in_channels // groups * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: `/` gives a float. A count is an integer: divide with `//`.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels / groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: The kernel size is taken as one number
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = (int(kernel_size), int(kernel_size))
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: The channels are added, not multiplied. Each of the filters has weights for each of the channels.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = (out_channels + in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: The answer to one example is returned for every call. Compute it from the arguments.
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return 2800


# %% shared_against_dense: The two numbers are the other way round. The pair is (dense, shared): dense first.
def shared_against_dense():
    return 4, 64


# %% shared_against_dense: The biases are counted, too. Count weights only.
def shared_against_dense():
    return 68, 5


# %% shared_against_dense: The kernel is counted at every place. All places use the same kernel: its weights count once.
def shared_against_dense():
    return 64, 16


# %% shared_against_dense: The sizes are added. The dense layer has a weight for every pair of an input and an output.
def shared_against_dense():
    return 20, 4


# %% shared_against_dense: Square brackets make a list. The pair is a tuple: `return dense, shared`.
def shared_against_dense():
    return [64, 4]


# %% shared_against_dense: np.array makes an array of the pair. It is a tuple: `return dense, shared`.
def shared_against_dense():
    return np.array([64, 4])


# %% shared_against_dense: The ratio is returned in place of the two numbers
def shared_against_dense():
    return 16


# %% shared_against_dense: The numbers are written as floats. Leave out the points.
def shared_against_dense():
    return 64.0, 4.0


# %% shared_against_dense: The numbers are written as strings. Leave out the quotes.
def shared_against_dense():
    return "64", "4"


# %% shared_against_dense: The ratio is returned, too
def shared_against_dense():
    return 64, 4, 16


# %% shared_against_dense: The kernel is taken as 4 × 4. The kernel's weights count once: how many does it have?
def shared_against_dense():
    return 64, 16


# %% shared_against_dense: The dense layer is taken to have 16 outputs. How many places does the kernel have on the image?
def shared_against_dense():
    return 256, 4
