import shop
import shop.storage as files
from shop import Catalog, grand_total
from shop.catalog import Item as Entry
from shop.pricing import Price


def make(path="x"):
    return Catalog(path) #^ src/shop/catalog.py#Catalog


def test_total(tmp_path):
    catalog = Catalog(tmp_path) #^ src/shop/catalog.py#Catalog
    catalog.add(Entry("a", Price(1))) #^ src/shop/catalog.py#Catalog.add Entry=src/shop/catalog.py#Item src/shop/pricing.py#Price
    assert catalog.total() == grand_total([Price(1)]) #^ src/shop/catalog.py#Catalog.total grand_total=src/shop/pricing.py#total src/shop/pricing.py#Price
    assert catalog.repository


def test_files(total):
    repository = files.open_repository("x") #^ src/shop/storage.py#open_repository
    repository.save(total(1)) #^ src/shop/base.py#Repository.save
    shop.storage.open_repository("y") #^ src/shop/storage.py#open_repository
    catalog = shop.Catalog("z") #^ src/shop/catalog.py#Catalog
    catalog.get("a") #^ src/shop/catalog.py#Catalog.get
    {}.get("a") #^ !get
