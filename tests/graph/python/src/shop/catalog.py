from dataclasses import dataclass
from typing import Optional

from . import storage
from .pricing import Price, total
from .storage import FileRepository, open_repository


@dataclass
class Item:
    name: str
    price: Price #^ src/shop/pricing.py#Price

    def cost(self) -> Price: #^ src/shop/pricing.py#Price
        return self.price.with_tax() #^ src/shop/pricing.py#Price.with_tax


class Catalog:
    def __init__(self, path, repository: Optional[FileRepository] = None): #^ src/shop/storage.py#FileRepository
        self.repository = repository or storage.open_repository(path) #^ src/shop/storage.py#open_repository
        self.backup = FileRepository(path + ".bak") #^ src/shop/storage.py#FileRepository
        self.items = {}

    def add(self, item: Item): #^ #Item
        self.items.get(item.name) #^ !get
        self.items[item.name] = item
        self.backup.save(item) #^ src/shop/base.py#Repository.save
        self.backup.get(item.name) #^ src/shop/storage.py#FileRepository.get

    def get(self, name) -> Item: #^ #Item
        return self.items[name]

    def total(self):
        return total(item.cost() for item in self.items.values()) #^ src/shop/pricing.py#total #Item.cost

    def cheapest(self, name):
        item = self.get(name) #^ #Catalog.get
        price = item.cost() #^ #Item.cost
        return price.round() #^ src/shop/pricing.py#Price.round

    def reopen(self, path):
        repository = open_repository(path) #^ src/shop/storage.py#open_repository
        repository.save(self) #^ src/shop/base.py#Repository.save
        return repository.load() #^ src/shop/storage.py#FileRepository.load
