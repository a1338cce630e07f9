import { shuffle as mix } from '../lib/random.js'

export default function readTag(path) {
  return mix(path.split('.')) //^ mix=src/lib/random.js#shuffle
}
