export default function render(text: string): string {
  return escape(text) //^ #escape
}

export function escape(text: string): string {
  return text.replace('<', '')
}
