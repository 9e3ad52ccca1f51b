import * as fc from 'fast-check'

// Property tests try the same values every time, so that a failure is somebody's change; PROPERTY_SEED=… tries others.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_122) })
