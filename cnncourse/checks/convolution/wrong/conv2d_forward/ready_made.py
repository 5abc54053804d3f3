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
