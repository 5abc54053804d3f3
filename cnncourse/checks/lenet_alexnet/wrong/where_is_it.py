# %% The layer with the most parameters is taken to have the most work.
# A weight of a dense layer is used once for each image, one of a convolution at every place.
def where_is_it():
    return "fc6", "fc6", "conv1"


# %% The layer with the largest maps is taken to have the most work.
# Places are only one factor: how many products does one number of the output take?
def where_is_it():
    return "fc6", "conv1", "conv1"


# %% The layer with the most filters is taken to have the most work.
# Filters are only one factor: how large are the maps and the kernels?
def where_is_it():
    return "fc6", "conv3", "conv1"


# %% The layer with the most filters is taken to have the most work.
# Filters are only one factor: how large are the maps and the kernels?
def where_is_it():
    return "fc6", "conv4", "conv1"


# %% The second dense layer is taken to have the most parameters.
# How many numbers does each of the three dense layers read?
def where_is_it():
    return "fc7", "conv2", "conv1"


# %% The last layer is taken to have the most parameters.
# How many outputs does each of the three dense layers have?
def where_is_it():
    return "fc8", "conv2", "conv1"


# %% Memory is taken to be that of the weights.
# The question is about outputs: where are the maps largest?
def where_is_it():
    return "fc6", "conv2", "fc6"


# %% The layer with the most work is taken to have the largest output.
# An output is maps times rows times columns, whatever it took to compute it.
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
