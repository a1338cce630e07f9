package bank.money

sealed trait Rounding {
  def apply(amount: Amount): Amount //^ src/main/scala/bank/money/Amount.scala#Amount src/main/scala/bank/money/Amount.scala#Amount
}

object Up extends Rounding { //^ #Rounding
  def apply(amount: Amount): Amount = amount.plus(Amount.of(1)) //^ src/main/scala/bank/money/Amount.scala#Amount src/main/scala/bank/money/Amount.scala#Amount src/main/scala/bank/money/Amount.scala#Amount.plus src/main/scala/bank/money/Amount.scala#Amount.of
}
