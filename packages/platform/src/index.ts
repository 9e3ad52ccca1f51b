export { describeFailure } from './describe-failure.ts'
export type { Failure } from './describe-failure.ts'
