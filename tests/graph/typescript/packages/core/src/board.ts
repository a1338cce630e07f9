import { Store, createStore } from './store'
import { Bug, Task, filter as select } from './task'
import type { Identified } from './task'

export class Board {
  private store: Store<Task> = createStore() //^ packages/core/src/store.ts#Store packages/core/src/task.ts#Task packages/core/src/store.ts#createStore
  readonly name: string

  constructor(name: string, private fallback: Store<Identified>) { //^ packages/core/src/store.ts#Store packages/core/src/task.ts#Identified
    this.name = name
  }

  add(title: string): Task { //^ packages/core/src/task.ts#Task
    const bug = new Bug(title, title) //^ packages/core/src/task.ts#Bug
    this.store.set(bug.id, bug) //^ packages/core/src/store.ts#Store.set
    this.fallback.set(bug.id, bug) //^ packages/core/src/store.ts#Store.set
    bug.describe() //^ packages/core/src/task.ts#Bug.describe
    return bug
  }

  get(id: string): Task | undefined { //^ packages/core/src/task.ts#Task
    return this.store.get(id) //^ packages/core/src/store.ts#Store.get
  }

  search(word: string, tasks: Task[]): Task[] { //^ packages/core/src/task.ts#Task packages/core/src/task.ts#Task
    return select(tasks, word) //^ select=packages/core/src/task.ts#filter
  }

  describe(task: Task): string { //^ packages/core/src/task.ts#Task
    const text = task.describe() //^ packages/core/src/task.ts#Task.describe
    return text.trim()
  }
}
