namespace Acme.Core;

public interface IStore<T>
{
    T Get(string key);
    void Add(string key, T value);
}
