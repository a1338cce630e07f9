/**
 * Which languages get no suggestions because somebody paused them. It is remembered for the user, not for a workspace.
 */
import * as vscode from 'vscode';

const KEY = 'paused';

interface Stored {
  everywhere: boolean;
  languages: string[];
}

export class Pauses {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get everywhere(): boolean {
    return this.#stored.everywhere;
  }

  includes(language: string): boolean {
    return this.#stored.everywhere || this.#stored.languages.includes(language);
  }

  async toggleEverywhere(): Promise<void> {
    const stored = this.#stored;
    await this.#store({ ...stored, everywhere: !stored.everywhere });
  }

  async toggle(language: string): Promise<void> {
    const { everywhere, languages } = this.#stored;
    const others = languages.filter((other) => other !== language);
    await this.#store({ everywhere, languages: others.length < languages.length ? others : [...others, language] });
  }

  get #stored(): Stored {
    return this.#memory.get<Stored>(KEY, { everywhere: false, languages: [] });
  }

  async #store(stored: Stored): Promise<void> {
    await this.#memory.update(KEY, stored);
    this.#changed.fire();
  }
}
