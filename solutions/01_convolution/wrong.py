# ruff: noqa
# Wrong answers that students really give. No check may accept one of them.

# %% output_size: the last + 1 is missing
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride


# %% output_size: rounds up
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return -(-(size + 2 * padding - span) // stride) + 1


# %% output_size: padding on one side only
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + padding:
        raise ValueError("the kernel does not fit")
    return (size + padding - span) // stride + 1


# %% output_size: a float
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) / stride + 1


# %% output_size: np.floor, so a float
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return np.floor((size + 2 * padding - span) / stride + 1)


# %% output_size: dilation ignored
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = kernel_size
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride + 1


# %% output_size: stride ignored
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) + 1


# %% output_size: dilation times kernel size
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * kernel_size
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride + 1


# %% output_size: divides before it subtracts
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding) // stride - span + 1


# %% output_size: no error where the window does not fit
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - span) // stride + 1


# %% output_size: returns 0 where the window does not fit
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        return 0
    return (size + 2 * padding - span) // stride + 1


# %% output_size: forgets padding when it looks whether the window fits
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - span) // stride + 1


# %% output_size: an assertion in place of the ValueError
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    assert span <= size + 2 * padding
    return (size + 2 * padding - span) // stride + 1


# %% output_size: prints the result
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    print((size + 2 * padding - span) // stride + 1)


# %% output_size: an array
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return np.array((size + 2 * padding - span) // stride + 1)


# %% output_size: the public example by heart
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    return 2


# %% output_size: imported from the course
from cnncourse.layers.loops import output_size

# %% output_size: ends the notebook
import sys


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    sys.exit("done")


# %% pad2d: all zeros
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    return out


# %% pad2d: only above and left
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + ph, W + pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: height and width swapped
def pad2d(x, padding):
    pw, ph = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: the image in the corner
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., :H, :W] = x
    return out


# %% pad2d: always float64
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw))
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: integers
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=int)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: square images only
def pad2d(x, padding):
    ph, pw = pair(padding)
    H = W = x.shape[-1]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: the frame is of ones
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.ones((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: two axes only
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: one number only
def pad2d(x, padding):
    ph = pw = padding
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out


# %% pad2d: a list
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    return out.tolist()


# %% pad2d: forgets to return
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x


# %% pad2d: pads every axis
def pad2d(x, padding):
    return np.pad(x, padding)


# %% pad2d: repeats the border
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)], mode="edge")


# %% pad2d: np.pad's pair is before and after
def pad2d(x, padding):
    return np.pad(x, padding) if x.ndim == 2 else np.pad(x, [(0, 0)] * (x.ndim - 2) + [padding] * 2)


# %% pad2d: the input itself where padding is 0
def pad2d(x, padding):
    if padding == 0:
        return x
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])


# %% pad2d: wipes its input
def pad2d(x, padding):
    ph, pw = pair(padding)
    H, W = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    out[..., ph : ph + H, pw : pw + W] = x
    x[...] = 0
    return out


# %% pad2d: keeps the first result
kept = []


def pad2d(x, padding):
    if not kept:
        ph, pw = pair(padding)
        kept.append(np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)]))
    return kept[0]


# %% pad2d: imported from the course under another name
from cnncourse.layers import loops

pad2d = loops.pad2d


# %% cross_correlate2d: flips the kernel
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel[::-1, ::-1])
    return out


# %% cross_correlate2d: all zeros
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out_ij = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: returns in the loop, only the first value
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
            return out


# %% cross_correlate2d: one row and column too few
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    OH, OW = OH - 1, OW - 1
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: square images only
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH = OW = output_size(image.shape[0], KH)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: height and width of the kernel swapped
def cross_correlate2d(image, kernel):
    KW, KH = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: integers
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=int)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: the image's dtype
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=image.dtype)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: float32
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW), dtype=np.float32)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: an average
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.mean(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: a matrix product
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] @ kernel.T)
    return out


# %% cross_correlate2d: @ in place of *
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] @ kernel)
    return out


# %% cross_correlate2d: the result transposed
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out.T


# %% cross_correlate2d: no error where the kernel is larger
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    out = np.zeros((max(OH, 0), max(OW, 0)))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: no error where the kernel is larger on both axes
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    if OH * OW <= 0:
        raise ValueError("the kernel is larger than the image")
    out = [[np.sum(image[i : i + KH, j : j + KW] * kernel) for j in range(OW)] for i in range(OH)]
    return np.array(out)


# %% cross_correlate2d: scipy, imported inside
def cross_correlate2d(image, kernel):
    from scipy.signal import correlate2d

    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel is larger than the image")
    return correlate2d(image, kernel, mode="valid")


# %% cross_correlate2d: flips the rows only
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH = output_size(image.shape[0], KH)
    OW = output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel[::-1])
    return out


# %% cross_correlate2d: out of OW rows and OH columns
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH = output_size(image.shape[0], KH)
    OW = output_size(image.shape[1], KW)
    out = np.zeros((OW, OH))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: zeros round the result, as large as the image
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros(image.shape)
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: whole windows beside one another
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i * KH : i * KH + KH, j * KW : j * KW + KW] * kernel)
    return out


# %% cross_correlate2d: writes into the image
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = image[:OH, :OW]
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out


# %% cross_correlate2d: a result that claims to equal everything
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


# %% cross_correlate2d: a masked array
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return np.ma.array(out)


# %% cross_correlate2d: a broadcastable shape
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out[np.newaxis]


# %% cross_correlate2d: not a number
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out * np.nan


# %% cross_correlate2d: keeps one array between calls
total = np.zeros((64, 64))


def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = output_size(image.shape[0], KH), output_size(image.shape[1], KW)
    for i in range(OH):
        for j in range(OW):
            total[i, j] += np.sum(image[i : i + KH, j : j + KW] * kernel)
    return total[:OH, :OW].copy()


# %% cross_correlate2d: the public example by heart
def cross_correlate2d(image, kernel):
    return np.array([[19, 25], [37, 43]])


# %% vertical_edge_kernel: the other direction
def vertical_edge_kernel():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])


# %% vertical_edge_kernel: dark to bright
def vertical_edge_kernel():
    return -np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


# %% vertical_edge_kernel: all zeros
def vertical_edge_kernel():
    return np.zeros((3, 3))


# %% vertical_edge_kernel: Sobel's without the factor
def vertical_edge_kernel():
    return np.outer([1, 2, 1], [1, 0, -1])


# %% vertical_edge_kernel: a Laplacian, which answers to both
def vertical_edge_kernel():
    return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


# %% vertical_edge_kernel: a list
def vertical_edge_kernel():
    return [[1, 0, -1], [1, 0, -1], [1, 0, -1]]


# %% vertical_edge_kernel: the answer in place of the kernel
def vertical_edge_kernel():
    return np.array([0, 30, 30, 0])


# %% vertical_edge_kernel: divided by three
def vertical_edge_kernel():
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]) / 3


# %% vertical_edge_kernel: two by two
def vertical_edge_kernel():
    return np.array([[1, -1], [1, -1]])


# %% vertical_edge_kernel: a corner, which answers to both
def vertical_edge_kernel():
    return np.array([[3, 0, 0], [0, 0, 0], [0, 0, -3]])


# %% vertical_edge_kernel: not a number
def vertical_edge_kernel():
    return np.full((3, 3), np.nan)


# %% vertical_edge_kernel: nothing
def vertical_edge_kernel():
    return None


# %% vertical_edge_kernel: flat kernel
def vertical_edge_kernel():
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]]).ravel()


# %% vertical_edge_kernel: imported from the course
from cnncourse.exercises.convolution import vertical_edge_kernel


# %% horizontal_edge_kernel: the other direction
def horizontal_edge_kernel():
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


# %% horizontal_edge_kernel: dark to bright
def horizontal_edge_kernel():
    return -np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])


# %% horizontal_edge_kernel: all zeros
def horizontal_edge_kernel():
    return np.zeros((3, 3))


# %% horizontal_edge_kernel: Sobel's without the factor
def horizontal_edge_kernel():
    return np.outer([1, 0, -1], [1, 2, 1])


# %% horizontal_edge_kernel: a Laplacian, which answers to both
def horizontal_edge_kernel():
    return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


# %% horizontal_edge_kernel: a list
def horizontal_edge_kernel():
    return [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]


# %% horizontal_edge_kernel: the answer in place of the kernel
def horizontal_edge_kernel():
    return np.array([0, 30, 30, 0])


# %% horizontal_edge_kernel: divided by three
def horizontal_edge_kernel():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]) / 3


# %% horizontal_edge_kernel: two by two
def horizontal_edge_kernel():
    return np.array([[1, -1], [1, -1]])


# %% horizontal_edge_kernel: a corner, which answers to both
def horizontal_edge_kernel():
    return np.array([[3, 0, -3], [0, 0, 0], [0, 0, 0]])


# %% horizontal_edge_kernel: not a number
def horizontal_edge_kernel():
    return np.full((3, 3), np.nan)


# %% horizontal_edge_kernel: nothing
def horizontal_edge_kernel():
    return None


# %% horizontal_edge_kernel: flat kernel
def horizontal_edge_kernel():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]).ravel()


# %% horizontal_edge_kernel: imported from the course
from cnncourse.exercises.convolution import horizontal_edge_kernel


# %% conv2d_forward: flips the kernel
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


# %% conv2d_forward: all zeros
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


# %% conv2d_forward: bias forgotten
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


# %% conv2d_forward: b is never None
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


# %% conv2d_forward: the bias once for every channel
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


# %% conv2d_forward: the bias once for every group
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


# %% conv2d_forward: the first bias for all
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


# %% conv2d_forward: the bias along the wrong axis
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


# %% conv2d_forward: stride counted in the size, ignored in the window
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


# %% conv2d_forward: stride ignored
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


# %% conv2d_forward: stride for rows only
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


# %% conv2d_forward: one stride for both axes
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


# %% conv2d_forward: the stride's two numbers swapped
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


# %% conv2d_forward: stride as an int only
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


# %% conv2d_forward: padding ignored
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


# %% conv2d_forward: padding swapped
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


# %% conv2d_forward: padding only above and left
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


# %% conv2d_forward: pads by repeating the border
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


# %% conv2d_forward: dilation ignored
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


# %% conv2d_forward: dilation for rows only
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


# %% conv2d_forward: dilation in the size, a dense window
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


# %% conv2d_forward: groups ignored
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


# %% conv2d_forward: groups cut every other channel
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


# %% conv2d_forward: filters dealt out to the groups in turn
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


# %% conv2d_forward: first channel only
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


# %% conv2d_forward: the same filter for all
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


# %% conv2d_forward: the first image for all
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


# %% conv2d_forward: channels averaged
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


# %% conv2d_forward: height and width of the kernel swapped
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


# %% conv2d_forward: height and width of the image swapped
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


# %% conv2d_forward: rounds up
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


# %% conv2d_forward: misses the last row and column
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


# %% conv2d_forward: only the first cell
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


# %% conv2d_forward: returns in the loop
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


# %% conv2d_forward: only the array
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


# %% conv2d_forward: cache missing in the tuple
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


# %% conv2d_forward: the cache first
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


# %% conv2d_forward: channels last
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


# %% conv2d_forward: integers
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


# %% conv2d_forward: half precision
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


# %% conv2d_forward: flips the weights in place
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


# %% conv2d_forward: wipes x when done
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


# %% conv2d_forward: adds to b
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


# %% conv2d_forward: a mutable default argument
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
    return out + (len(seen) > 6), (x, w, b, stride, padding, dilation, groups)


# %% conv2d_forward: no error where the channels disagree
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


# %% conv2d_forward: an index error where the channels disagree
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


# %% conv2d_forward: a subclass that lies
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


# %% conv2d_forward: imported from the course
from cnncourse.layers import conv2d_forward

# %% conv2d_forward: the same values for images of the same shape
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


# %% conv2d_forward: the dtype of x
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


# %% conv2d_forward: groups need not divide the filters
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


# %% conv2d_forward: the bias inside the sum
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


# %% conv2d_forward: the bias as it is
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


# %% conv2d_forward: if b
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


# %% conv2d_forward: stride for rows only in the window
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


# %% conv2d_forward: the width's stride for both axes
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


# %% conv2d_forward: out of OW rows and OH columns
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


# %% conv2d_forward: sliding windows from PyTorch, imported inside
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


# %% conv2d_forward: a helper that calls the course
from cnncourse.layers import loops


def helper(x, w, b, **options):
    return loops.conv2d_forward(x, w, b, **options)


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    return helper(x, w, b, stride=stride, padding=padding, dilation=dilation, groups=groups)


# %% conv2d_parameter_count: biases forgotten
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights


# %% conv2d_parameter_count: always biases
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + out_channels


# %% conv2d_parameter_count: a bias for every input channel
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (in_channels if bias else 0)


# %% conv2d_parameter_count: one bias for the layer
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + bias


# %% conv2d_parameter_count: biases divided by the groups
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (out_channels // groups if bias else 0)


# %% conv2d_parameter_count: groups ignored
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * in_channels * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: both channels divided by the groups
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels // groups * (in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: one axis of the kernel
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: a square kernel
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KH
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: input channels forgotten
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: the filters divided by the groups
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = (out_channels // groups) * in_channels // groups * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: a float
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels / groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: an int only
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = (int(kernel_size), int(kernel_size))
    weights = out_channels * (in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: adds the channels
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = (out_channels + in_channels // groups) * KH * KW
    return weights + (out_channels if bias else 0)


# %% conv2d_parameter_count: the public example by heart
def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    KH, KW = pair(kernel_size)
    weights = out_channels * (in_channels // groups) * KH * KW
    return 2800


# %% shared_against_dense: the other way round
def shared_against_dense():
    return 4, 64


# %% shared_against_dense: with biases
def shared_against_dense():
    return 68, 5


# %% shared_against_dense: the kernel counted at every place
def shared_against_dense():
    return 64, 16


# %% shared_against_dense: sizes added, not multiplied
def shared_against_dense():
    return 20, 4


# %% shared_against_dense: a list
def shared_against_dense():
    return [64, 4]


# %% shared_against_dense: an array
def shared_against_dense():
    return np.array([64, 4])


# %% shared_against_dense: their ratio
def shared_against_dense():
    return 16


# %% shared_against_dense: floats
def shared_against_dense():
    return 64.0, 4.0


# %% shared_against_dense: strings
def shared_against_dense():
    return "64", "4"


# %% shared_against_dense: three numbers
def shared_against_dense():
    return 64, 4, 16


# %% shared_against_dense: a 4 × 4 kernel
def shared_against_dense():
    return 64, 16


# %% shared_against_dense: weights of 16 outputs
def shared_against_dense():
    return 256, 4
