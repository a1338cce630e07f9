//! Swift.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn service() {
    check(
        "Sources/OrderService.swift",
        r#"import Foundation

/// Places orders.
@MainActor
public final class OrderService: BaseService<Order>, Runnable {
    private let repo: Repo
    var items: [Item] = []
    let cache = Cache()
    weak var delegate: Delegate?

    init(repo: Repo, size count: Int = 3) {
        self.repo = repo
        super.init()
    }

    func place(_ order: Order, with item: Item?) async throws -> Order? {
        let fresh = Order(id: 1)
        var found: Item? = repo.find(2)
        self.repo.save(order)
        found?.price()
        helper(count: 1)
        Util.go()
        try await cache.load(fresh)
        for entry in items { entry.total() }
        items.map { $0.total() }.filter { entry in entry.ok() }
        if let special = order as? Special { special.run() }
        do { try log(order) } catch let error as OrderError { throw Failure(error) }
        return Status.active.order
    }
}

struct Point: Shape {
    let x: Int
    mutating func move() {}
}

enum Status: String {
    case active = "a"
    case old
    func label() -> String { "x" }
}

protocol Shape: Drawable {
    var area: Double { get }
    func scale(by factor: Int) -> Shape
}

extension Order: Runnable {
    func run() { place(self) }
}

typealias Handler = (Int) -> Void
func helper(count: Int) -> Order { Order() }
let shared = OrderService(repo: Repo())
"#,
        &expect![[r#"
            class OrderService documented
              field OrderService.repo: Repo hidden
              field OrderService.items
              field OrderService.cache: Cache
              field OrderService.delegate: Delegate
              constructor OrderService.init
              method OrderService.place: Order
            struct Point
              field Point.x: Int
              method Point.move
            enum Status
              variant Status.active
              variant Status.old
              method Status.label: String
            interface Shape
              field Shape.area: Double
              method Shape.scale: Shape
            method Order.run
            type Handler
            function helper: Order
            variable shared: OrderService
            import Foundation  as Foundation
            let init.repo: Repo
            let init.count: Int
            let place.order: Order
            let place.item: Item
            let place.fresh: Order
            let place.found: find()
            let place.entry: ?
            let place.special: Special
            let place.error: OrderError
            let scale.factor: Int
            let helper.count: Int
            type OrderService> MainActor
            extends OrderService> BaseService
            type OrderService> Order
            extends OrderService> Runnable
            type repo> Repo
            type items> Item
            call cache> Cache/0
            type delegate> Delegate
            type init> Repo
            type init> Int
            value init> this.repo
            call init> super.init/0
            type place> Order
            type place> Item
            call place> Order/1
            value place> repo
            call place> repo.find/1
            value place> this.repo
            call place> this.repo.save/1
            call place> found.price/0
            call place> helper/1
            value place> Util
            call place> Util.go/0
            value place> cache
            call place> cache.load/1
            value place> items
            call place> entry.total/0
            call place> items.map
            call place> ?.total/0
            call place> ?.filter
            call place> entry.ok/0
            type place> Special
            call place> special.run/0
            call place> log/1
            type place> OrderError
            call place> Failure/1
            value place> Status
            value place> Status.active
            value place> [Status.active].order
            extends Point> Shape
            type x> Int
            extends Status> String
            type label> String
            extends Shape> Drawable
            type area> Double
            type scale> Int
            type scale> Shape
            type > Order
            extends > <Order>.Runnable
            call run> place/1
            type Handler> Int
            type Handler> Void
            type helper> Int
            type helper> Order
            call helper> Order/0
            call shared> OrderService/1
            call shared> Repo/0
        "#]],
    );
}
