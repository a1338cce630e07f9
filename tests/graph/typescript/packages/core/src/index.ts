export { Board } from './board'
export * from './task.js'
export { createStore as makeStore } from './store'
export type { Listener } from './store'
