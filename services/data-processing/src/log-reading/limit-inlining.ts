import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 inline small functions only. In the first second of a log it optimises some 250 functions, most of which then run a few thousand
 * times: reading 256 MB takes a tenth less CPU with less of that (bench/RESULTS.md). Holds for the whole process, for what is
 * optimised from now on.
 */
export function limitInlining(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${MAX_INLINED_BYTES}`)
}

/** Of bytecode, in one function; V8 takes 920. */
const MAX_INLINED_BYTES = 200
