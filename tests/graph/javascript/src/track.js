class Track {
  constructor(title) {
    this.title = title
  }

  stop() {
    return stop(this) //^ #stop
  }

  static from(path) {
    return new Track(path) //^ #Track
  }
}

function stop(track) {
  track.stopped = true
}

exports.Track = Track
exports.stop = stop
