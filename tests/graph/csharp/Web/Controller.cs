using Acme.Core;
using Store = Acme.Core.MemoryStore<Acme.Core.Order>;

namespace Acme.Web;

public abstract class Controller
{
    protected string Render(string text) => text.Shout(); //^ Web/Extensions.cs#string.Shout
}

public class OrderController : Controller //^ #Controller
{
    private readonly IStore<Order> store; //^ Core/IStore.cs#IStore Core/Order.cs#Order
    private readonly MemoryStore<Order> cache = new MemoryStore<Order>(); //^ Core/MemoryStore.cs#MemoryStore Core/Order.cs#Order Core/MemoryStore.cs#MemoryStore

    public OrderController(IStore<Order> store) //^ Core/IStore.cs#IStore Core/Order.cs#Order
    {
        this.store = store;
    }

    public string Show(string id)
    {
        var order = store.Get(id); //^ Core/IStore.cs#IStore.Get
        cache.Add(id, order); //^ Core/MemoryStore.cs#MemoryStore.Add
        return Render(id); //^ #Controller.Render
    }

    public Order Create(string name) //^ Core/Order.cs#Order
    {
        Order order = Order.Empty(); //^ Core/Order.cs#Order Core/Order.cs#Order.Empty
        order.Add(new Line(name, Money.Parse("1"))); //^ Core/Order.cs#Order.Add Core/Order.cs#Line Core/Money.cs#Money.Parse
        var line = order.First(); //^ Web/Extensions.cs#Order.First
        this.store.Add(line.Name, order); //^ Core/IStore.cs#IStore.Add
        string Render(Order shown) => shown.ToString(); //^ Core/Order.cs#Order
        Render(order); //^ #Render
        return order;
    }
}
