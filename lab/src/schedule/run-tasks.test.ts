import { expect, test } from 'vitest'
import { runTasks, type Task } from './run-tasks.ts'

/** Tasks that note what runs beside them; each begins for a while and then goes on for longer. */
function watched(lanes: readonly (string | undefined)[]) {
  const state = { running: 0, beginning: 0, mostRunning: 0, mostBeginning: 0, order: [] as number[], clash: false }
  const open = new Map<string, number>()
  const tasks = lanes.map((lane, index): Task => ({
    ...(lane === undefined ? {} : { lane }),
    run: async (started) => {
      state.order.push(index)
      state.running += 1
      state.beginning += 1
      state.mostRunning = Math.max(state.mostRunning, state.running)
      state.mostBeginning = Math.max(state.mostBeginning, state.beginning)
      if (lane !== undefined) {
        state.clash ||= (open.get(lane) ?? 0) > 0
        open.set(lane, (open.get(lane) ?? 0) + 1)
      }
      await turns(2)
      state.beginning -= 1
      started()
      await turns(9)
      state.running -= 1
      if (lane !== undefined) open.set(lane, (open.get(lane) ?? 0) - 1)
    },
  }))
  return { state, tasks }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
}

test('many tasks run while few begin, and all are run in their order', async () => {
  const { state, tasks } = watched(Array.from({ length: 20 }, () => undefined))
  await runTasks(tasks, { atOnce: 5, starting: 2 })
  expect(state.order).toEqual(Array.from({ length: 20 }, (_, index) => index))
  expect(state).toMatchObject({ running: 0, mostRunning: 5, mostBeginning: 2 })
})

test('tasks of one lane wait for each other and let others pass', async () => {
  const { state, tasks } = watched(['kernel', 'kernel', undefined, 'kernel', undefined])
  await runTasks(tasks, { atOnce: 3, starting: 3 })
  expect(state.clash).toBe(false)
  expect(state.order).toEqual([0, 2, 4, 1, 3])
})

test('a task that never says it has started lets others start when it ends', async () => {
  const order: number[] = []
  const run = (index: number) => async () => void order.push(index)
  await runTasks([{ run: run(0) }, { run: run(1) }], { atOnce: 4, starting: 1 })
  expect(order).toEqual([0, 1])
})

test('no tasks end at once', async () => {
  await expect(runTasks([], { atOnce: 1, starting: 1 })).resolves.toBeUndefined()
})
