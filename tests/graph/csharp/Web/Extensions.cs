using Acme.Core;

namespace Acme.Web;

public static class Extensions
{
    public static string Shout(this string text) => text.ToUpper();

    public static Line First(this Order order) => order.Lines[0]; //^ Core/Order.cs#Line Core/Order.cs#Order
}
