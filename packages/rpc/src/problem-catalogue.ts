/**
 * Every error code of FaultMaven with its HTTP status and title. Each has a page `docs/errors/<code with dots as dashes>.md`
 * that says what happened, why, and what to do.
 */
export const PROBLEMS = {
  'request.invalid': { status: 422, title: 'The request does not match the contract' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.cancelled': { status: 499, title: 'The caller went away' },
  'request.misdirected': { status: 421, title: 'The request names a host that this server does not serve' },
  'request.rate_limited': { status: 429, title: 'Too many requests' },
  'route.not_found': { status: 404, title: 'There is nothing at this address' },
  'auth.required': { status: 401, title: 'A session is required' },
  'auth.link_used': { status: 401, title: 'This link was already used or has expired' },
  'auth.forbidden': { status: 403, title: 'This is not allowed' },
  'auth.foreign_origin': { status: 403, title: 'The request comes from another site' },
  'case.not_found': { status: 404, title: 'There is no such case' },
  'format.not_found': { status: 404, title: 'There is no such log format' },
  'document.not_found': { status: 404, title: 'There is no such document' },
  'source.not_found': { status: 404, title: 'There is no such source in this case' },
  'turn.not_found': { status: 404, title: 'There is no such turn in this case' },
  'turn.conflict': { status: 409, title: 'This turn was already sent with another body' },
  'turn.running': { status: 409, title: 'A turn of this case is still being answered' },
  'question.closed': { status: 409, title: 'This question is no longer asked' },
  'turn.incomplete': { status: 400, title: 'The body ended before the turn was complete' },
  'upload.unreadable': { status: 422, title: 'The file cannot be read' },
  'upload.bomb': { status: 422, title: 'The archive unpacks to far more than it holds' },
  'storage.full': { status: 507, title: 'The disk of the server is full' },
  'storage.damaged': { status: 500, title: 'Sealed data does not verify' },
  'service.unavailable': { status: 503, title: 'A service cannot be reached' },
  'service.deadline': { status: 504, title: 'The deadline passed' },
  'service.contract': { status: 502, title: 'A service answered outside its contract' },
  'service.draining': { status: 503, title: 'The server is shutting down' },
  'service.internal': { status: 500, title: 'Something went wrong inside FaultMaven' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS
