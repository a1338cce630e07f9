using System.Collections.Generic;

namespace Acme.Core;

public class MemoryStore<T> : IStore<T> //^ Core/IStore.cs#IStore
{
    private readonly Dictionary<string, T> entries = new();

    public T Get(string key)
    {
        return entries.Get(Normalize(key)); //^ !Get #MemoryStore.Normalize
    }

    public virtual void Add(string key, T value)
    {
        entries.Add(this.Normalize(key), value); //^ !Add #MemoryStore.Normalize
        Changed(); //^ #MemoryStore.Changed
    }

    protected string Normalize(string key) => key.ToLower();

    private void Changed() { }

    public int Count() => entries.Count;
}
