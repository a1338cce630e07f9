class Price:
    RATE = 2

    def __init__(self, cents):
        self.cents = cents

    def with_tax(self):
        return Price(self.cents * self.RATE) #^ #Price

    def round(self):
        return round(self.cents, 2) #^ !round

    @classmethod
    def zero(cls):
        return cls(0)


def total(prices):
    result = Price.zero() #^ #Price.zero
    for price in prices:
        result = add(result, price) #^ #add
    return result


def add(left: Price, right: Price) -> Price: #^ #Price #Price #Price
    def add(value):
        return value + 1

    return Price(add(left.cents) + right.cents) #^ #Price #add~2
