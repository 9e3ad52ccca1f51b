import { END, START, StateGraph } from '@langchain/langgraph'
import type { TurnRun } from '../turns/turn-run.ts'
import { answerDirectly } from './answer-directly.ts'
import { answerGeneral } from './answer-general.ts'
import { askUser } from './ask-user.ts'
import type { CheckpointSaver } from './checkpoint-saver.ts'
import { defineBlastRadiusNode } from './define-blast-radius.ts'
import { establishTimelineNode } from './establish-timeline.ts'
import { formulateHypotheses } from './formulate-hypotheses.ts'
import { type GraphNode, GraphState } from './graph-state.ts'
import { intake } from './intake.ts'
import { proposeSolutionNode } from './propose-solution.ts'
import { queryLiveSources } from './query-live-sources.ts'
import { validateHypothesesNode } from './validate-hypotheses.ts'
import { weighAnswerNode } from './weigh-answer.ts'

/**
 * Intake, where there are live sources what the model asks them, an answer to what counting answers, then the five phases; or, with nothing
 * to examine, intake and a general answer. Where the answer ends with a question to the user the graph waits for what is said, again and
 * again. A checkpoint after every node.
 */
export function buildGraph(run: TurnRun, checkpointer: CheckpointSaver) {
  const node = (work: GraphNode) => async (state: GraphState) => {
    run.context.signal.throwIfAborted()
    return work(run, state)
  }
  return new StateGraph(GraphState)
    .addNode('intake', node(intake))
    .addNode('query-live-sources', node(queryLiveSources))
    .addNode('answer-directly', node(answerDirectly))
    .addNode('define-blast-radius', node(defineBlastRadiusNode))
    .addNode('establish-timeline', node(establishTimelineNode))
    .addNode('formulate-hypotheses', node(formulateHypotheses))
    .addNode('validate-hypotheses', node(validateHypothesesNode))
    .addNode('propose-solution', node(proposeSolutionNode))
    .addNode('ask-user', node(askUser))
    .addNode('weigh-answer', node(weighAnswerNode))
    .addNode('answer-general', node(answerGeneral))
    .addEdge(START, 'intake')
    .addConditionalEdges('intake', ({ route }) => route, {
      live: 'query-live-sources',
      evidence: 'answer-directly',
      general: 'answer-general',
    })
    .addConditionalEdges('query-live-sources', ({ route }) => route, { evidence: 'answer-directly', general: 'answer-general' })
    .addEdge('answer-directly', 'define-blast-radius')
    .addEdge('define-blast-radius', 'establish-timeline')
    .addEdge('establish-timeline', 'formulate-hypotheses')
    .addEdge('formulate-hypotheses', 'validate-hypotheses')
    .addEdge('validate-hypotheses', 'propose-solution')
    .addConditionalEdges('propose-solution', ({ asks }) => (asks ? 'ask' : 'end'), { ask: 'ask-user', end: END })
    .addEdge('ask-user', 'weigh-answer')
    .addEdge('weigh-answer', 'ask-user')
    .addEdge('answer-general', END)
    .compile({ checkpointer })
}
