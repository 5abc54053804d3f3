# %% two networks in a row, without dropout
def alexnet(nn, filters, *, hidden, num_classes=1000):
    def normalized():
        return nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2)

    kernels = ((11, 4, 0), (5, 1, 2), (3, 1, 1), (3, 1, 1), (3, 1, 1))
    layers, channels = [], 3
    for number, (count, (K, stride, padding)) in enumerate(zip(filters, kernels, strict=True)):
        layers += [nn.Conv2d(channels, count, K, stride=stride, padding=padding), nn.ReLU()]
        layers += [normalized()] if number < 2 else []
        layers += [] if number in (2, 3) else [nn.MaxPool2d(3, 2)]
        channels = count
    return nn.Sequential(
        nn.Sequential(*layers),
        nn.Flatten(),
        nn.Sequential(
            nn.Linear(36 * channels, hidden),
            nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, num_classes),
        ),
    )


# %% layers with names, dropout before the dense layers
def alexnet(nn, filters, *, hidden, num_classes=1000):
    options = {"alpha": 5e-4, "beta": 0.75, "k": 2.0}
    return nn.Sequential(
        conv1=nn.Conv2d(3, filters[0], 11, 4),
        relu1=nn.ReLU(),
        norm1=nn.LocalResponseNorm(5, **options),
        pool1=nn.MaxPool2d(3, 2),
        conv2=nn.Conv2d(filters[0], filters[1], 5, 1, 2),
        relu2=nn.ReLU(),
        norm2=nn.LocalResponseNorm(5, **options),
        pool2=nn.MaxPool2d(3, 2),
        conv3=nn.Conv2d(filters[1], filters[2], 3, 1, 1),
        relu3=nn.ReLU(),
        conv4=nn.Conv2d(filters[2], filters[3], 3, 1, 1),
        relu4=nn.ReLU(),
        conv5=nn.Conv2d(filters[3], filters[4], 3, 1, 1),
        pool5=nn.MaxPool2d(3, 2),
        relu5=nn.ReLU(),
        flatten=nn.Flatten(),
        drop6=nn.Dropout(0.5),
        fc6=nn.Linear(filters[4] * 6**2, hidden),
        relu6=nn.ReLU(),
        drop7=nn.Dropout(0.5),
        fc7=nn.Linear(hidden, hidden),
        relu7=nn.ReLU(),
        fc8=nn.Linear(hidden, num_classes),
    )
