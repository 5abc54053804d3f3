# %% layers with the paper's names
def lenet5(nn, *, num_classes=10, in_channels=1):
    return nn.Sequential(
        c1=nn.Conv2d(in_channels, 6, 5),
        relu1=nn.ReLU(),
        s2=nn.MaxPool2d(kernel_size=2, stride=2),
        c3=nn.Conv2d(6, 16, 5),
        relu3=nn.ReLU(),
        s4=nn.MaxPool2d(2),
        flatten=nn.Flatten(),
        c5=nn.Linear(16 * 5 * 5, 120),
        relu5=nn.ReLU(),
        f6=nn.Linear(120, 84),
        relu6=nn.ReLU(),
        output=nn.Linear(84, num_classes),
    )


# %% two networks in a row, the ReLU after the pooling
def lenet5(nn, *, num_classes=10, in_channels=1):
    features = []
    for before, after in ((in_channels, 6), (6, 16)):
        features += [nn.Conv2d(before, after, 5), nn.MaxPool2d(2), nn.ReLU()]
    head = [nn.Flatten()]
    for before, after in ((400, 120), (120, 84)):
        head += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(nn.Sequential(*features), nn.Sequential(*head), nn.Linear(84, num_classes))
