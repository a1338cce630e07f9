package bank

import bank.money.{Amount, Rounding => Mode}

case class Entry(owner: String, amount: Amount) { //^ src/main/scala/bank/money/Amount.scala#Amount
  def describe(mode: Mode): String = { //^ Mode=src/main/scala/bank/money/Rounding.scala#Rounding
    format(amount.round(mode)) //^ #Entry.format src/main/scala/bank/money/Amount.scala#Amount.round
  }

  private def format(amount: Amount): String = amount.toString //^ src/main/scala/bank/money/Amount.scala#Amount
}

object Entry {
  val empty: Entry = Entry("", Amount.zero) //^ #Entry #Entry
}

class History {
  private var entries = List.empty[Entry] //^ !empty #Entry

  def append(entry: Entry): Unit = { //^ #Entry
    entries = entries.appended(entry)
  }

  def size(): Int = entries.size
}
