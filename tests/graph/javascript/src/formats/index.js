import { Track } from '../track.js'
import readTag from './tag.js'

export function parse(path) {
  const tag = readTag(path) //^ src/formats/tag.js#readTag
  const track = Track.from(tag) //^ src/track.js#Track.from
  track.stop() //^ src/track.js#Track.stop
  return track
}
