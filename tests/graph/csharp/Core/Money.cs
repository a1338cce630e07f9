namespace Acme.Core
{
    public readonly struct Money
    {
        private readonly long cents;

        public Money(long cents)
        {
            this.cents = cents;
        }

        public Money Plus(Money other) => new Money(cents + other.cents); //^ #Money #Money #Money

        public static Money Parse(string text) => new Money(long.Parse(text)); //^ #Money #Money !Parse
    }
}
