const Emitter = require('events')
const { shuffle } = require('./lib/random')
const { Track } = require('./track')

class Playlist extends Emitter {
  constructor(name) {
    super()
    this.name = name
    this.tracks = []
    this.current = new Track('none') //^ src/track.js#Track
  }

  add(track) {
    this.tracks.push(track) //^ !push
    this.emit('add', track)
    this.refresh() //^ #Playlist.refresh
  }

  next() {
    this.current.stop() //^ src/track.js#Track.stop
    return this.tracks.shift()
  }

  refresh() {
    this.tracks = shuffle(this.tracks) //^ src/lib/random.js#shuffle
  }
}

class Queue extends Playlist { //^ #Playlist
  push(track) {
    super.add(track) //^ #Playlist.add
    return this.next() //^ #Playlist.next
  }
}

module.exports = { Playlist, Queue }
