//! Java, Kotlin and Scala.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn java_service() {
    check(
        "src/OrderService.java",
        r#"package com.acme.shop;

import java.util.List;
import java.util.*;
import static com.acme.Util.round;
import static com.acme.Constants.*;

/** Places orders. */
@Component
public class OrderService extends BaseService<Order> implements Runnable, Closeable {
    private final OrderRepository repo = new OrderRepository();
    public static final int MAX = 3, MIN = 1;

    public OrderService(OrderRepository repo, Clock clock) {
        this.repo = repo;
        super.init();
    }

    @Override
    public Order place(Customer customer, List<Item> items) throws OrderException {
        Order order = new Order(customer);
        for (Item item : items) {
            order.add(item.price());
        }
        var saved = repo.save(order);
        this.repo.flush();
        items.stream().map(Item::price).forEach(this::log);
        if (saved instanceof Special special) {
            special.mark(Status.ACTIVE);
        }
        try (Reader reader = open(MAX)) {
            Util.copy(reader, round(1));
        } catch (IOException error) {
            throw new OrderException(error);
        }
        return saved;
    }

    private void log(int price) {}

    enum Status { ACTIVE, OLD }

    record Point(int x, int y) implements Shape {}

    interface Shape { default int area() { return 0; } }
}
"#,
        &expect![[r#"
            package com.acme.shop
            class OrderService documented
              field OrderService.repo: OrderRepository hidden
              field OrderService.MAX: int
              field OrderService.MIN: int
              constructor OrderService.OrderService/2
              method OrderService.place/2: Order
              method OrderService.log/1: void hidden
              enum OrderService.Status
                variant Status.ACTIVE
                variant Status.OLD
              struct OrderService.Point
                field Point.x: int
                field Point.y: int
              interface OrderService.Shape
                method Shape.area/0: int
            import java.util List as List
            import java.util * as 
            import com.acme.Util round as round
            import com.acme.Constants * as 
            let OrderService.repo: OrderRepository
            let OrderService.clock: Clock
            let place.customer: Customer
            let place.items: List
            let place.order: Order
            let place.item: Item
            let place.saved: save()
            let place.special: Special
            let place.reader: Reader
            let place.error: IOException
            let log.price: int
            type OrderService> Component
            extends OrderService> BaseService
            type OrderService> Order
            implements OrderService> Runnable
            implements OrderService> Closeable
            type repo> OrderRepository
            call repo> OrderRepository/0
            type OrderService> OrderRepository
            type OrderService> Clock
            value OrderService> this.repo
            call OrderService> super.init/0
            type place> Override
            type place> Order
            type place> Customer
            type place> List
            type place> Item
            type place> OrderException
            call place> Order/1
            call place> order.add/1
            call place> item.price/0
            value place> repo
            call place> repo.save/1
            value place> this.repo
            call place> this.repo.flush/0
            call place> items.stream/0
            call place> stream().map/1
            value place> Item
            call place> Item.price
            call place> map().forEach/1
            call place> this.log
            type place> Special
            call place> special.mark/1
            value place> Status
            value place> Status.ACTIVE
            type place> Reader
            call place> open/1
            value place> MAX
            value place> Util
            call place> Util.copy/2
            call place> round/1
            type place> IOException
            call place> OrderException/1
            implements Point> Shape
        "#]],
    );
}

#[test]
fn java_tests_are_marked() {
    check(
        "src/test/java/OrderTest.java",
        r#"class OrderTest {
    @Test
    void adds() { assertEquals(1, new Order().size()); }
    void helper() {}
}
"#,
        &expect![[r#"
            class OrderTest
              method OrderTest.adds/0: void test
              method OrderTest.helper/0: void
            type adds> Test
            call adds> assertEquals/2
            call adds> Order/0
            call adds> <Order>.size/0
        "#]],
    );
}

#[test]
fn kotlin_service() {
    check(
        "src/OrderService.kt",
        r#"package com.acme.shop

import com.acme.data.Repo
import com.acme.util.*
import com.acme.x.Foo as Bar

/** Places orders. */
class OrderService(private val repo: Repo, clock: Clock) : BaseService<Order>(clock), Runnable {
    val total: Int = 3
    private val cache = Cache()

    companion object {
        const val MAX = 1
        fun create(): OrderService = OrderService(Repo(), Clock())
    }

    override suspend fun place(customer: Customer, vararg items: Item?): Order? {
        val order = Order(customer)
        var found: Item? = repo.find(1)
        this.cache.put(order)
        found?.price()
        super.place(customer)
        for (item in items) {
            item.total()
        }
        items.map { it.total() }.filter { entry -> entry.ok() }
        val special = order as Special
        try {
            log(order)
        } catch (error: OrderException) {
            throw Failure(error)
        }
        return special
    }
}

enum class Status(val code: Int) {
    ACTIVE(1),
    OLD(2);

    fun label() = code
}

interface Shape : Drawable {
    fun area(): Double
}

object Registry {
    fun get(name: String) = OrderService.create()
}

fun String.shout(times: Int): String = this.uppercase()
typealias Handler = (Int) -> Unit
"#,
        &expect![[r#"
            package com.acme.shop
            class OrderService documented
              field OrderService.repo: Repo hidden
              field OrderService.total: Int
              field OrderService.cache: Cache hidden
              field OrderService.MAX
              method OrderService.create/0: OrderService
              method OrderService.place/3: Order
            enum Status
              field Status.code: Int
              variant Status.ACTIVE
              variant Status.OLD
              method Status.label/0
            interface Shape
              method Shape.area/0: Double
            class Registry
              method Registry.get/1
            method String.shout/1: String
            type Handler
            import com.acme.data Repo as Repo
            import com.acme.util * as 
            import com.acme.x Foo as Bar
            let OrderService.clock: Clock
            let place.customer: Customer
            let place.items: Item
            let place.order: Order
            let place.found: Item
            let place.item: ?
            let place.entry: ?
            let place.special: Special
            let place.error: OrderException
            let get.name: String
            let shout.times: Int
            type repo> Repo
            type OrderService> Clock
            extends OrderService> BaseService
            type OrderService> Order
            implements OrderService> Runnable
            type total> Int
            call cache> Cache/0
            type create> OrderService
            call create> OrderService/2
            call create> Repo/0
            call create> Clock/0
            type place> Customer
            type place> Item
            type place> Order
            call place> Order/1
            value place> repo
            call place> repo.find/1
            value place> this.cache
            call place> this.cache.put/1
            call place> found.price/0
            call place> super.place/1
            call place> item.total/0
            call place> items.map
            call place> it.total/0
            call place> ?.filter
            call place> entry.ok/0
            type place> Special
            call place> log/1
            type place> OrderException
            call place> Failure/1
            type code> Int
            value label> code
            implements Shape> Drawable
            type area> Double
            type get> String
            value get> OrderService
            call get> OrderService.create/0
            type shout> String
            type shout> Int
            call shout> this.uppercase/0
            type Handler> Int
            type Handler> Unit
        "#]],
    );
}

#[test]
fn scala_service() {
    check(
        "src/OrderService.scala",
        r#"package com.acme
package shop

import com.acme.data.Repo
import com.acme.util._
import com.acme.x.{Foo, Bar => Baz}

/** Places orders. */
class OrderService(repo: Repo, clock: Clock) extends BaseService[Order](clock) with Runnable {
  val total: Int = 3
  private val cache = new Cache()

  override def place(customer: Customer, items: List[Item]): Option[Order] = {
    val order = new Order(customer)
    val found: Item = repo.find(1)
    this.cache.put(order)
    super.place(customer)
    items.map(_.total).foreach(item => item.log())
    for (item <- items) item.total()
    found match {
      case special: Special => special.mark()
      case _ => Status.Active
    }
    Some(order)
  }
}

object OrderService {
  val Max = 1
  def apply(repo: Repo): OrderService = new OrderService(repo, Clock())
}

trait Shape extends Drawable with Sized {
  def area: Double
}

case class Point(x: Int, y: Int)
"#,
        &expect![[r#"
            package com.acme.shop
            class OrderService documented
              field OrderService.repo: Repo
              field OrderService.clock: Clock
              field OrderService.total: Int
              field OrderService.cache: Cache hidden
              method OrderService.place/2: Order
            class OrderService
              field OrderService.Max
              method OrderService.apply/1: OrderService
            trait Shape
              method Shape.area: Double
            class Point
              field Point.x: Int
              field Point.y: Int
            import com.acme.data Repo as Repo
            import com.acme.util * as 
            import com.acme.x Bar as Baz
            import com.acme.x Foo as Foo
            let place.customer: Customer
            let place.items: List
            let place.order: Order
            let place.found: Item
            let place.item: ?
            let place.special: Special
            let apply.repo: Repo
            type repo> Repo
            type clock> Clock
            extends OrderService> BaseService
            type OrderService> Order
            value OrderService> clock
            implements OrderService> Runnable
            type total> Int
            call cache> Cache/0
            type place> Customer
            type place> List
            type place> Item
            type place> Option
            type place> Order
            call place> Order/1
            value place> repo
            call place> repo.find/1
            value place> this.cache
            call place> this.cache.put/1
            call place> super.place/1
            call place> items.map/1
            value place> _.total
            call place> map().foreach/1
            call place> item.log/0
            call place> item.total/0
            type place> Special
            call place> special.mark/0
            value place> Status
            value place> Status.Active
            call place> Some/1
            type apply> Repo
            type apply> OrderService
            call apply> OrderService/2
            call apply> Clock/0
            extends Shape> Drawable
            implements Shape> Sized
            type area> Double
            type x> Int
            type y> Int
        "#]],
    );
}
