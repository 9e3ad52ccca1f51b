export { createDataProcessing } from './create-data-processing.ts'
export type { DataProcessing } from './create-data-processing.ts'
export type { LiveSourceSettings } from './connectors/live-source-settings.ts'
