from .catalog import Catalog
from .pricing import total as grand_total
from . import storage

__all__ = ["Catalog", "grand_total", "storage"]
