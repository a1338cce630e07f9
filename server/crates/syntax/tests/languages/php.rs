//! PHP.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn service() {
    check(
        "src/OrderService.php",
        r#"<?php
namespace Acme\Shop;

use Acme\Data\Repo;
use Acme\Data\{Item, Order as Purchase};
use function Acme\Util\fmt;
use Acme\Models\User as U;
require_once __DIR__ . '/lib/a.php';

/** Places orders. */
final class OrderService extends BaseService implements Runnable, \Acme\Shape
{
    use LogTrait;
    public const MAX = 3;
    private Repo $repo;
    protected $cache;

    public function __construct(private readonly Clock $clock, int $n = 3)
    {
        $this->repo = new Repo(1);
        $this->cache = new Cache();
        parent::__construct($n);
    }

    public function place(Order $order, ?Item $item): ?Order
    {
        $made = new \Acme\Invoice(1);
        $found = $this->repo->find(2);
        $created = Purchase::create(3);
        $this->helper($order);
        $item?->price();
        self::check();
        static::verify();
        helper($made->total());
        foreach ($order->items as $key => $entry) {
            $entry->total();
        }
        $total = fn(Item $line) => $line->total();
        if ($order instanceof Special) {
            $order->mark(self::MAX, Status::Active);
        }
        try {
            fmt($found);
        } catch (OrderException $error) {
            throw new Failure($error);
        }
        return $created;
    }

    private static function check(): void {}
}

interface Shape extends Drawable { public function area(): float; }
trait LogTrait { public function log() {} }
enum Status: string { case Active = 'a'; }
function helper(int $n): Order { return new Order(); }
"#,
        &expect![[r#"
            package Acme\Shop
            class OrderService documented
              constant OrderService.MAX
              field OrderService.repo: Repo hidden
              field OrderService.cache: Cache
              constructor OrderService.__construct/2
                field OrderService.clock: Clock
              method OrderService.place/2: Order
              method OrderService.check/0: void hidden
            interface Shape
              method Shape.area/0: float
            trait LogTrait
              method LogTrait.log/0
            enum Status
              variant Status.Active
            function helper/1: Order
            import Acme\Data Repo as Repo
            import Acme\Data Item as Item
            import Acme\Data Order as Purchase
            import Acme\Util fmt as fmt
            import Acme\Models User as U
            import ./lib/a.php  as php
            let __construct.clock: Clock
            let __construct.n: int
            let place.order: Order
            let place.item: Item
            let place.made: Invoice
            let place.found: find()
            let place.created: Purchase
            let place.key: ?
            let place.entry: ?
            let place.total: ?
            let place.line: Item
            let place.error: OrderException
            let helper.n: int
            extends OrderService> BaseService
            implements OrderService> Runnable
            implements OrderService> Shape
            implements OrderService> LogTrait
            type repo> Repo
            type __construct> Clock
            value __construct> this.repo
            call __construct> Repo/1
            value __construct> this.cache
            call __construct> Cache/0
            call __construct> super.__construct/1
            type place> Order
            type place> Item
            call place> Acme.Invoice/1
            value place> this.repo
            call place> this.repo.find/1
            type place> Purchase
            call place> Purchase.create/1
            call place> this.helper/1
            call place> item.price/0
            call place> this.check/0
            call place> this.verify/0
            call place> helper/1
            call place> made.total/0
            value place> order.items
            call place> entry.total/0
            call place> line.total/0
            type place> Special
            call place> order.mark/2
            value place> this.MAX
            type place> Status
            value place> Status.Active
            call place> fmt/1
            type place> OrderException
            call place> Failure/1
            extends Shape> Drawable
            type helper> Order
            call helper> Order/0
        "#]],
    );
}
