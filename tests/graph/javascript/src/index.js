const { Playlist } = require('./playlist')
const audio = require('./audio')
const { parse: readTrack } = require('./formats')

function start(name) {
  const list = new Playlist(name) //^ src/playlist.js#Playlist
  list.add(readTrack('a.mp3')) //^ src/playlist.js#Playlist.add readTrack=src/formats/index.js#parse
  audio.play(list.next()) //^ src/audio.js#play src/playlist.js#Playlist.next
  JSON.parse('{}') //^ !parse
  return list
}

module.exports = { start }
