import { findRootCauses } from '@faultmaven/diagnosis'
import { createMadeSystem, type MadeFault } from '@faultmaven/testkit'

// Incidents of our own, in systems made by chance: found at the end of the data and in its middle, told when it was and not told.
// Use: npx tsx bench/src/made-incidents.ts [systems of each fault, 10 unless told]
const FAULTS: readonly MadeFault[] = ['cpu', 'delay', 'errors', 'code']
const systems = Number(process.argv[2] ?? 10)

for (const at of [0.5, 0.94]) {
  for (const isTold of [true, false]) {
    const row = FAULTS.map((fault) => {
      let first = 0
      let third = 0
      let incidents = 0
      for (let seed = 1; seed <= systems; seed += 1) {
        const { truth, ...made } = createMadeSystem({ seed: seed * 7 + FAULTS.indexOf(fault), fault, at })
        const { verdict, candidates } = findRootCauses({ ...made, ...(isTold && truth ? { window: truth.window } : {}) })
        const rank = candidates.findIndex(({ entity }) => entity === truth?.entity)
        if (rank === 0) first += 1
        if (rank >= 0 && rank < 3) third += 1
        if (verdict === 'incident') incidents += 1
      }
      return `${fault}: first ${first}, in three ${third}, incident ${incidents}`
    })
    console.log(`begins at ${at * 100} %, window ${isTold ? 'told' : 'hidden'}, of ${systems} each | ${row.join(' | ')}`)
  }
}
let wrong = 0
const days = FAULTS.length * systems
for (let seed = 1; seed <= days; seed += 1) {
  if (findRootCauses(createMadeSystem({ seed: 1000 + seed })).verdict === 'incident') wrong += 1
}
console.log(`ordinary days, window hidden: ${wrong} of ${days} called an incident`)
