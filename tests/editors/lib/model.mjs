// A model that knows one text: it goes on with it from wherever the prompt ends. It speaks the OpenAI formats, streamed.
import { createServer } from 'node:http';

export class ScriptedModel {
  /** Bodies of the requests, in order. */
  requests = [];
  #server;

  /** `text` is what the model would write, line breaks included. */
  static start(text) {
    const model = new ScriptedModel();
    model.#server = createServer((request, response) => void model.#answer(text, request, response));
    return new Promise((resolve, reject) => {
      model.#server.on('error', reject);
      model.#server.listen(0, '127.0.0.1', () => {
        model.url = `http://127.0.0.1:${model.#server.address().port}/v1`;
        resolve(model);
      });
    });
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(text, request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }));
      return;
    }
    const body = JSON.parse(Buffer.concat(parts).toString());
    this.requests.push({ path: request.url, headers: request.headers, body });
    const isChat = request.url.endsWith('/chat/completions');
    const prompt = isChat ? body.messages.map((message) => message.content).join('\n') : body.prompt;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of continuation(text, prompt).match(/[\s\S]{1,4}/g) ?? []) {
      const choice = isChat ? { index: 0, delta: { content: piece } } : { index: 0, text: piece };
      response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
    }
    const end = isChat ? { index: 0, delta: {}, finish_reason: 'stop' } : { index: 0, text: '', finish_reason: 'stop' };
    response.write(`data: ${JSON.stringify({ choices: [end] })}\n\n`);
    response.end('data: [DONE]\n\n');
  }
}

/** What of `text` is still to be written where `prompt` holds the beginning of it. */
export function continuation(text, prompt) {
  const atCursor = prompt.replace(/<\|?fim_(middle|suffix)\|?>[\s\S]*$/, '');
  for (let length = text.length - 1; length >= 3; length -= 1) {
    if (atCursor.endsWith(text.slice(0, length))) return text.slice(length);
  }
  return '';
}
