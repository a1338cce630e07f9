class Repository:
    def __init__(self, path):
        self.path = path

    def save(self, item):
        self.write(self.encode(item)) #^ #Repository.write #Repository.encode

    def write(self, data):
        raise NotImplementedError

    def encode(self, item):
        return str(item)
