namespace Acme.Core;

public record Line(string Name, Money Price); //^ Core/Money.cs#Money

public class Order
{
    public List<Line> Lines { get; } = new(); //^ #Line
    public Money Total { get; private set; } //^ Core/Money.cs#Money

    public Order Add(Line line) //^ #Order #Line
    {
        Lines.Add(line); //^ !Add
        Total = Total.Plus(line.Price); //^ Core/Money.cs#Money.Plus
        return this;
    }

    public static Order Empty() => new Order(); //^ #Order #Order
}
