import { Board, Bug, filter, makeStore } from '@board/core'
import type { Identified, Listener } from '@board/core'
import draw from './util'
import * as util from '@/util'
import { filter as pick } from 'lodash'

const store = makeStore<Identified>() //^ makeStore=packages/core/src/store.ts#createStore packages/core/src/task.ts#Identified

export function main(board: Board): void { //^ packages/core/src/board.ts#Board
  const task = board.add('x') //^ packages/core/src/board.ts#Board.add
  draw(task.describe()) //^ draw=packages/web/src/util/index.ts#render packages/core/src/task.ts#Task.describe
  util.escape('x') //^ packages/web/src/util/index.ts#escape
  filter([new Bug('1', 'b')], 'x') //^ packages/core/src/task.ts#filter packages/core/src/task.ts#Bug
  pick([1], Boolean) //^ !pick
  store.subscribe(listen) //^ packages/core/src/store.ts#Store.subscribe
}

const listen: Listener<Identified> = value => { //^ packages/core/src/store.ts#Listener packages/core/src/task.ts#Identified
  const filter = (x: string) => x
  filter(value.id) //^ #filter
  const params = new URLSearchParams(value.id)
  params.get('x') //^ !get
}
