//! C and C++.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn c_source() {
    check(
        "src/conn.c",
        r#"#include <stdio.h>
#include "net/conn.h"
#define MAX_CONN 10
#define CLAMP(a, b) ((a) < (b) ? (a) : limit(b))

/* A connection. */
struct conn {
    int fd;
    struct conn *next;
    void (*on_close)(int);
};
typedef struct { int x, y; } point_t;
typedef struct conn conn_t;
enum state { OPEN, CLOSED = 2 };
static int counter = 0;
extern int shared;
int conn_close(conn_t *conn);
static const struct ops my_ops = { .open = conn_open };

/* Opens. */
static int conn_open(conn_t *conn, const char *name, int flags) {
    struct conn *other = malloc(sizeof(struct conn));
    point_t point;
    int i, size = 2;
    other->fd = socket(AF_INET, 0);
    conn->on_close(3);
    point.x = CLAMP(1, size);
    for (int k = 0; k < MAX_CONN; k++) {
        log_it(name, k);
    }
    switch (flags) {
    case OPEN:
        return CLOSED;
    }
    return conn->next->fd + counter;
}

struct conn *conn_new(void) {
    return NULL;
}
"#,
        &expect![[r#"
            constant MAX_CONN
            macro CLAMP/2
            struct conn documented
              field conn.fd: int
              field conn.next: conn
              field conn.on_close: void
            struct point_t
              field point_t.x: int
              field point_t.y: int
            type conn_t: conn
            enum state
              variant state.OPEN
              variant state.CLOSED
            variable counter: int hidden
            variable my_ops: ops hidden
            function conn_open/3: int hidden documented
            function conn_new/1: conn
            import stdio.h  as h
            import net/conn.h  as h
            let CLAMP.a: ?
            let CLAMP.b: ?
            let conn_open.conn: conn_t
            let conn_open.name: char
            let conn_open.flags: int
            let conn_open.other: conn
            let conn_open.point: point_t
            let conn_open.i: int
            let conn_open.size: int
            let conn_open.k: int
            call CLAMP> limit
            type next> conn
            type conn_t> conn
            value > conn_close
            type > conn_t
            type my_ops> ops
            value my_ops> ?.open
            value my_ops> conn_open
            type conn_open> conn_t
            call conn_open> malloc/1
            type conn_open> point_t
            value conn_open> other.fd
            call conn_open> socket/2
            value conn_open> AF_INET
            call conn_open> conn.on_close/1
            value conn_open> point.x
            call conn_open> CLAMP/2
            value conn_open> MAX_CONN
            call conn_open> log_it/2
            value conn_open> OPEN
            value conn_open> CLOSED
            value conn_open> conn.next
            value conn_open> [conn->next].fd
            value conn_open> counter
            type conn_new> conn
        "#]],
    );
}

#[test]
fn header_guard_does_not_hide() {
    check(
        "include/conn.h",
        r#"#ifndef CONN_H
#define CONN_H
struct conn { int fd; };
int conn_open(struct conn *conn, int flags);
extern int shared;
static inline int conn_fd(struct conn *conn) { return conn->fd; }
#endif
"#,
        &expect![[r#"
            constant CONN_H
            struct conn
              field conn.fd: int
            function conn_fd/1: int hidden
            let conn_fd.conn: conn
            value > CONN_H
            value > conn_open
            type > conn
            type conn_fd> conn
            value conn_fd> conn.fd
        "#]],
    );
}

#[test]
fn cpp_source() {
    check(
        "src/order.cpp",
        r#"#include <vector>
#include "shop/order.h"

namespace acme::shop {

using std::string;
using namespace acme::util;
using Handler = std::function<void(int)>;
enum class Color { Red, Green };

/// A box.
template <typename T>
class Box : public Base<T>, private acme::Mixin {
 public:
  T get() const { return value_; }

 private:
  T value_{};
};

class OrderService : public IService {
 public:
  explicit OrderService(std::shared_ptr<Repo> repo, int n = 3) : repo_(repo) { init(); }
  virtual int run(const Order& order) = 0;
  void declared(int x);
  Order& at(int i) { return items_[i]; }
  bool operator==(const OrderService& other) const { return true; }

 private:
  std::shared_ptr<Repo> repo_;
  Order* current_;
  std::vector<Order> items_;
};

OrderService::OrderService(int n) : count_(n) {}

void OrderService::declared(int x) {
  Order order(1);
  auto made = std::make_unique<Order>(2);
  auto* fresh = new Order(3, "a");
  const Order& seen = get(x);
  repo_->save(order);
  this->current_->go();
  order.items().front();
  Util::go();
  acme::util::format(1);
  helper(made);
  for (const auto& item : items_) {
    item.total();
  }
  for (Item* item : fresh->items()) item->total();
  auto total = [this](const Item& item) { return item.total(); };
  if (auto* special = dynamic_cast<Special*>(fresh)) {
    special->run();
  }
  try {
    run(order);
  } catch (const OrderError& error) {
    throw Failure(error);
  }
  Color color = Color::Red;
}

template <class T>
T largest(T a, T b) {
  return a;
}

Order& OrderService::current() { return *current_; }

}  // namespace acme::shop

TEST(OrderTest, Adds) { EXPECT_EQ(1, run()); }
"#,
        &expect![[r#"
            module acme::shop
              type Handler: function
              enum Color
                variant Color.Red
                variant Color.Green
              class Box documented
                method Box.get/0: T
                field Box.value_: T
              class OrderService
                constructor OrderService.OrderService/2
                method OrderService.run/1: int
                method OrderService.at/1: Order
                method OrderService.operator==/1: bool
                field OrderService.repo_: Repo
                field OrderService.current_: Order
                field OrderService.items_: vector
              constructor OrderService.OrderService/1
              method OrderService.declared/1: void
              function largest/2: T
              method OrderService.current/0: Order
            method OrderTest.Adds test
            import vector  as vector
            import shop/order.h  as h
            import std string as string
            import acme::util * as 
            let Box.T: ?
            let OrderService.repo: Repo
            let OrderService.n: int
            let run.order: Order
            let at.i: int
            let operator==.other: OrderService
            let OrderService.n: int
            let declared.x: int
            let declared.order: Order
            let declared.made: Order
            let declared.fresh: Order
            let declared.seen: Order
            let declared.item: ?
            let declared.total: ?
            let declared.special: Special
            let declared.error: OrderError
            let declared.color: Color
            let largest.T: ?
            let largest.a: ?
            let largest.b: ?
            type Handler> function
            extends Box> Base
            extends Box> acme.Mixin
            value get> value_
            extends OrderService> IService
            type OrderService> shared_ptr
            type OrderService> Repo
            value OrderService> repo_
            call OrderService> init/0
            type run> Order
            type at> Order
            value at> items_
            type operator==> OrderService
            type repo_> shared_ptr
            type repo_> Repo
            type current_> Order
            type items_> vector
            type items_> Order
            type OrderService> OrderService
            value OrderService> count_
            type declared> OrderService
            type declared> Order
            call declared> std.make_unique/1
            call declared> Order/2
            call declared> get/1
            value declared> repo_
            call declared> repo_.save/1
            value declared> this.current_
            call declared> this.current_.go/0
            call declared> order.items/0
            call declared> items().front/0
            type declared> Util
            call declared> Util.go/0
            call declared> util.format/1
            call declared> helper/1
            value declared> items_
            call declared> item.total/0
            type declared> Item
            call declared> fresh.items/0
            type declared> Special
            call declared> special.run/0
            call declared> run/1
            type declared> OrderError
            call declared> Failure/1
            type declared> Color
            value declared> Color.Red
            type current> Order
            type current> OrderService
            value current> current_
            value Adds> TEST
            type Adds> OrderTest
            call Adds> EXPECT_EQ/2
            call Adds> run/0
        "#]],
    );
}
