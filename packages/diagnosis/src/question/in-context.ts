import type { Question } from './read-question.ts'

/**
 * A question that goes on from an earlier one: where it names nothing itself ("and after ten?"), it is about what the earlier one was
 * about. What it does name, and how it is put, is its own.
 */
export function inContext(question: Question, earlier: Question | undefined): Question {
  const { entities, names, resources, modes, symptom } = question
  const namesSomething = entities.length + names.length + resources.length + modes.length > 0 || symptom !== ''
  if (!earlier || namesSomething) return question
  return {
    ...question,
    entities: earlier.entities,
    names: earlier.names,
    resources: earlier.resources,
    modes: earlier.modes,
    symptom: earlier.symptom,
    words: [...new Set([...question.words, ...earlier.words])],
  }
}
