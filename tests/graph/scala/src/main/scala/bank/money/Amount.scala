package bank.money

class Amount(val cents: Long) {
  def plus(other: Amount): Amount = Amount.of(cents + other.cents) //^ #Amount #Amount #Amount.of

  def round(mode: Rounding): Amount = mode.apply(this) //^ src/main/scala/bank/money/Rounding.scala#Rounding #Amount src/main/scala/bank/money/Rounding.scala#Rounding.apply
}

object Amount {
  val zero: Amount = of(0) //^ #Amount #Amount.of

  def of(cents: Long): Amount = new Amount(cents) //^ #Amount #Amount
}
