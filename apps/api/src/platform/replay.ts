import type { FastifyReply } from 'fastify';

/** The answer of a keyed write; a replay says so in a header. */
export function answered<T>(reply: FastifyReply, posted: { answer: T; replayed: boolean }): T {
  if (posted.replayed) reply.header('Idempotent-Replayed', 'true');
  return posted.answer;
}
