export function shuffle(list) {
  const next = seed()  //^ #seed
  return list.slice().sort(() => next - 0.5)
}

const seed = () => Math.random()
