import errno from './errno.json' with { type: 'json' }
import grpcStatus from './grpc-status.json' with { type: 'json' }
import sqlstate from './sqlstate.json' with { type: 'json' }
import dnsRcode from './dns-rcode.json' with { type: 'json' }
import tlsAlert from './tls-alert.json' with { type: 'json' }
import x509 from './x509.json' with { type: 'json' }
import kubernetesReason from './kubernetes-reason.json' with { type: 'json' }
import systemdResult from './systemd-result.json' with { type: 'json' }
import kafkaError from './kafka-error.json' with { type: 'json' }
import amqpReply from './amqp-reply.json' with { type: 'json' }
import jvmMemory from './jvm-memory.json' with { type: 'json' }
import kernelOops from './kernel-oops.json' with { type: 'json' }
import httpStatus from './http-status.json' with { type: 'json' }
import signal from './signal.json' with { type: 'json' }
import type { Vocabulary } from './vocabulary.ts'

/** Every vocabulary, in the order in which a message is searched. A new file needs its line here and nothing else. */
export const VOCABULARIES: readonly Vocabulary[] = [
  jvmMemory,
  kernelOops,
  x509,
  tlsAlert,
  kubernetesReason,
  dnsRcode,
  sqlstate,
  kafkaError,
  amqpReply,
  systemdResult,
  errno,
  grpcStatus,
  signal,
  httpStatus,
].map(asVocabulary)

/** Guarantee: catalogue.test.ts checks every field of every file against {@link Vocabulary}. */
function asVocabulary(data: unknown): Vocabulary {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return data as Vocabulary
}
