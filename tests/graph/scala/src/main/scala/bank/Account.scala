package bank

import bank.money.Amount

trait Ledger {
  def record(entry: Entry): Unit //^ src/main/scala/bank/Entry.scala#Entry
  def flush(): Unit = record(Entry.empty) //^ #Ledger.record
}

class Account(owner: String, ledger: Ledger) extends Ledger { //^ #Ledger #Ledger
  private val history = new History //^ src/main/scala/bank/Entry.scala#History

  def deposit(amount: Amount): Amount = { //^ src/main/scala/bank/money/Amount.scala#Amount src/main/scala/bank/money/Amount.scala#Amount
    val entry = Entry(owner, amount) //^ src/main/scala/bank/Entry.scala#Entry
    record(entry) //^ #Account.record
    ledger.record(entry) //^ #Ledger.record
    amount.plus(Amount.zero) //^ src/main/scala/bank/money/Amount.scala#Amount.plus
  }

  override def record(entry: Entry): Unit = { //^ src/main/scala/bank/Entry.scala#Entry
    history.append(entry) //^ src/main/scala/bank/Entry.scala#History.append
    this.history.size() //^ src/main/scala/bank/Entry.scala#History.size
    super.flush() //^ #Ledger.flush
  }
}
