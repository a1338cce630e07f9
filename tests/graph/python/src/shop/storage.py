import json

from shop.base import Repository


class FileRepository(Repository): #^ src/shop/base.py#Repository
    def write(self, data):
        with open(self.path, "w") as handle:
            handle.write(data) #^ !write

    def encode(self, item):
        text = super().encode(item) #^ src/shop/base.py#Repository.encode
        return json.dumps(text)

    def get(self, key):
        return self.load().get(key) #^ #FileRepository.load !get

    def load(self) -> dict:
        with open(self.path) as handle:
            return json.load(handle) #^ !load


def open_repository(path) -> FileRepository: #^ #FileRepository
    return FileRepository(path) #^ #FileRepository
