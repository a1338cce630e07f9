export interface Identified {
  id: string
  describe(): string
}

export abstract class Task implements Identified { //^ #Identified
  constructor(public id: string, protected title: string) {}

  describe(): string {
    return this.format(this.title) //^ #Task.format
  }

  protected abstract format(text: string): string
}

export class Bug extends Task { //^ #Task
  protected format(text: string): string {
    return text.trim()
  }

  describe(): string {
    return 'bug ' + super.describe() //^ #Task.describe
  }
}

export function filter(tasks: Task[], word: string): Task[] { //^ #Task #Task
  return tasks.filter(task => task.describe().includes(word)) //^ !filter #Task.describe
}
