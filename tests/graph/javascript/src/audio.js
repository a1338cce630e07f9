const { stop } = require('./track')
const { Queue } = require('./playlist')

const queue = new Queue('default') //^ src/playlist.js#Queue

exports.play = function play(track) {
  queue.push(track) //^ src/playlist.js#Queue.push
  queue.refresh() //^ src/playlist.js#Playlist.refresh
  stop(track) //^ src/track.js#stop
  const stopAll = () => track.stop() //^ src/track.js#Track.stop
  return stopAll
}

function withCallback(stop) {
  stop()
  ;[1].push(2) //^ !push
}

exports.withCallback = withCallback
