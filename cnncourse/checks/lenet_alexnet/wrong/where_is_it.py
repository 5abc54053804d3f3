# %% The layer with the most parameters is taken to have the most work.
# A weight of a dense layer is used once for each image, one of a convolution at every place.
def where_is_it():
    return "fc6", "fc6", "conv1"


# %% The layer with the largest maps is taken to have the most work.
# Each number of conv2 needs 5 * 5 * 96 products, one of conv1 11 * 11 * 3.
def where_is_it():
    return "fc6", "conv1", "conv1"


# %% The layer with the most filters is taken to have the most work.
# conv3 and conv4 have 384 filters, but maps of 13 x 13 and kernels of 3 x 3.
def where_is_it():
    return "fc6", "conv3", "conv1"


# %% The layer with the most filters is taken to have the most work.
# conv3 and conv4 have 384 filters, but maps of 13 x 13 and kernels of 3 x 3.
def where_is_it():
    return "fc6", "conv4", "conv1"


# %% The second dense layer is taken to have the most parameters.
# fc7 reads 4096 numbers, and fc6 all the pixels of 256 maps.
def where_is_it():
    return "fc7", "conv2", "conv1"


# %% The last layer is taken to have the most parameters.
# fc8 has only 1000 outputs, with 4096 weights each.
def where_is_it():
    return "fc8", "conv2", "conv1"


# %% Memory is taken to be that of the weights.
# The question is about outputs: where are the maps largest?
def where_is_it():
    return "fc6", "conv2", "fc6"


# %% The layer with the most work is taken to have the largest output.
# conv2 has more maps than conv1, but they are smaller: 27 x 27 against 55 x 55.
def where_is_it():
    return "fc6", "conv2", "conv2"


# %% The names come in another order.
# First parameters, then multiply-adds, then memory.
def where_is_it():
    return "conv1", "conv2", "fc6"


# %% The names come in another order.
# First parameters, then multiply-adds, then memory.
def where_is_it():
    return "fc6", "conv1", "conv2"


# %% The numbers of the layers are returned.
# Return their names, such as "conv3".
def where_is_it():
    return 6, 2, 1
