export type Listener<T> = (value: T) => void

export class Store<T> {
  private listeners: Listener<T>[] = [] //^ #Listener
  private entries = new Map<string, T>()

  get(key: string): T | undefined {
    return this.entries.get(key) //^ !get
  }

  set(key: string, value: T): void {
    this.entries.set(key, value) //^ !set
    this.notify(value) //^ #Store.notify
  }

  subscribe(listener: Listener<T>): void { //^ #Listener
    this.listeners.push(listener)
  }

  private notify(value: T): void {
    this.listeners.forEach(listener => listener(value))
  }
}

export function createStore<T>(): Store<T> { //^ #Store
  return new Store<T>() //^ #Store
}
