export { createKnowledgeBase } from './create-knowledge-base.ts'
export type { KnowledgeBase } from './create-knowledge-base.ts'
