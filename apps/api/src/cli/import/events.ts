import type { ReadyOrder } from './orders.js';

/** The body of one ORDER_COMPLETED event. The same order always gives the same text, so that a replay matches. */
export function toEventBody(order: ReadyOrder): string {
  return JSON.stringify({
    eventId: order.eventId,
    type: 'ORDER_COMPLETED',
    userId: order.userId,
    occurredAt: new Date(order.occurredAtMs).toISOString(),
    data: {
      orderNo: order.eventId,
      currency: order.currency,
      amount: order.amountMinor,
      ...(order.items ? { items: order.items } : {}),
    },
  });
}
