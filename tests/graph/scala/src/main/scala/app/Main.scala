package app

import bank._
import bank.money.Amount

object Main {
  def main(args: Array[String]): Unit = {
    val account = new Account("ann", new Account("bank", null)) //^ src/main/scala/bank/Account.scala#Account
    val amount = account.deposit(Amount.of(3)) //^ src/main/scala/bank/Account.scala#Account.deposit src/main/scala/bank/money/Amount.scala#Amount.of
    amount.plus(amount) //^ src/main/scala/bank/money/Amount.scala#Amount.plus
    run(account) //^ #Main.run
    "a".size()  //^ !size
  }

  private def run(account: Account): Unit = { //^ src/main/scala/bank/Account.scala#Account
    account.flush() //^ src/main/scala/bank/Account.scala#Ledger.flush
    val deposit = (n: Int) => n
    deposit(1)
  }
}
