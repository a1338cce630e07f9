//! C#.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn service() {
    check(
        "src/OrderService.cs",
        r#"using System;
using static System.Math;
using Repo = Acme.Data.Repository;

namespace Acme.Shop.Orders;

/// <summary>Places orders.</summary>
[Serializable]
public class OrderService<T> : BaseService<Order>, IRunnable where T : Item
{
    private readonly IRepo _repo = new Repo();
    public const int Max = 3;
    public string Name { get; set; }
    public event EventHandler Changed;

    public OrderService(IRepo repo, params int[] sizes) : base(repo) { _repo = repo; }

    public async Task<Order> PlaceAsync(Customer customer, string note = "x")
    {
        Order order = new Order(1) { Note = note };
        var found = _repo.Find(customer);
        Item? fresh = new();
        this._repo.Save(order);
        found?.Price();
        base.Place(order);
        order.Items.First().Go<int>(1);
        Helper(nameof(Foo));
        list.Select(item => item.Total());
        foreach (var entry in items) { entry.Total(); }
        foreach (Item entry in order.Lines) { entry.Price(); }
        if (order is Special special) { special.Mark(Status.Active); }
        try { await LoadAsync(order); } catch (OrderException error) { throw new Failure(error); }
        using var reader = Open(Max);
        var cast = order as Baz;
        cast.Run();
        return order;
    }

    private void Helper(string text) => Log(text);

    enum Status { Active, Old }
    public record Point(int X, int Y) : IShape;
    interface IShape : IDrawable { int Area(); }
}

static class Extensions
{
    public static string Shout(this Order order, int times) => order.Name;
}
"#,
        &expect![[r#"
            package Acme.Shop.Orders
            class OrderService documented
              field OrderService._repo: IRepo hidden
              field OrderService.Max: int
              field OrderService.Name: string
              field OrderService.Changed: EventHandler
              constructor OrderService.OrderService/3
              method OrderService.PlaceAsync/2: Order
              method OrderService.Helper/1: void hidden
              enum OrderService.Status
                variant Status.Active
                variant Status.Old
              struct OrderService.Point
                field Point.X: int
                field Point.Y: int
              interface OrderService.IShape
                method IShape.Area/0: int
            class Extensions
              method Order.Shout/1: string
            import System * as 
            import System.Math * as 
            import Acme.Data Repository as Repo
            let OrderService.T: ?
            let OrderService.repo: IRepo
            let OrderService.sizes: ?
            let PlaceAsync.customer: Customer
            let PlaceAsync.note: string
            let PlaceAsync.order: Order
            let PlaceAsync.found: Find()
            let PlaceAsync.fresh: Item
            let PlaceAsync.item: ?
            let PlaceAsync.entry: ?
            let PlaceAsync.special: Special
            let PlaceAsync.error: OrderException
            let PlaceAsync.reader: Open()
            let PlaceAsync.cast: Baz
            let Helper.text: string
            let Shout.order: Order
            let Shout.times: int
            type OrderService> Serializable
            extends OrderService> BaseService
            type OrderService> Order
            implements OrderService> IRunnable
            type OrderService> Item
            type _repo> IRepo
            call _repo> Repo/0
            type Changed> EventHandler
            type OrderService> IRepo
            value OrderService> _repo
            type PlaceAsync> Task
            type PlaceAsync> Order
            type PlaceAsync> Customer
            call PlaceAsync> Order/1
            value PlaceAsync> Order.Note
            value PlaceAsync> _repo
            call PlaceAsync> _repo.Find/1
            type PlaceAsync> Item
            value PlaceAsync> this._repo
            call PlaceAsync> this._repo.Save/1
            call PlaceAsync> found.Price/0
            call PlaceAsync> super.Place/1
            value PlaceAsync> order.Items
            call PlaceAsync> [order.Items].First/0
            call PlaceAsync> First().Go/1
            call PlaceAsync> Helper/1
            value PlaceAsync> Foo
            value PlaceAsync> list
            call PlaceAsync> list.Select/1
            call PlaceAsync> item.Total/0
            value PlaceAsync> items
            call PlaceAsync> entry.Total/0
            value PlaceAsync> order.Lines
            call PlaceAsync> entry.Price/0
            type PlaceAsync> Special
            call PlaceAsync> special.Mark/1
            value PlaceAsync> Status
            value PlaceAsync> Status.Active
            call PlaceAsync> LoadAsync/1
            type PlaceAsync> OrderException
            call PlaceAsync> Failure/1
            call PlaceAsync> Open/1
            value PlaceAsync> Max
            type PlaceAsync> Baz
            call PlaceAsync> cast.Run/0
            call Helper> Log/1
            extends Point> IShape
            extends IShape> IDrawable
            type Shout> Order
            value Shout> order.Name
        "#]],
    );
}

#[test]
fn namespaces_and_tests() {
    check(
        "test/OrderTests.cs",
        r#"using Xunit;

namespace Acme.Shop
{
    public class OrderTests
    {
        [Fact]
        public void Adds() { new OrderService(1).Run(); }
        [Theory, InlineData(1)]
        public void Adds(int n) {}
        private void Helper() {}
    }
}
"#,
        &expect![[r#"
            package Acme.Shop
            module Acme.Shop
              class OrderTests
                method OrderTests.Adds/0: void test
                method OrderTests.Adds/1: void test
                method OrderTests.Helper/0: void hidden
            import Xunit * as 
            let Adds.n: int
            type Adds> Fact
            call Adds> OrderService/1
            call Adds> <OrderService>.Run/0
            type Adds> Theory
            type Adds> InlineData
        "#]],
    );
}
