import type { TransactionView } from '@jifen/contracts';
import { actorParts } from '../format.js';
import { useI18n } from '../i18n/i18n.js';

interface ActorProps {
  actor: string;
  /** What the actor is called, where that is known. */
  name?: string | undefined;
  /** What the system was doing, where its id does not say it. */
  job?: string | undefined;
}

/** Who did something: by name with the kind and the id small, else the kind with the id. */
export function Actor({ actor, name, job }: ActorProps) {
  const { tCode } = useI18n();
  const { kind, id } = actorParts(actor);
  const kindName = tCode('ledger.actor_', kind);
  const named = name !== undefined && name !== actor;
  const task = tCode('ledger.job_', job ?? id, id);
  const small = kind === 'system' ? task : named ? `${kindName} ${id}` : id;
  return (
    <span className="actor">
      {named ? name : kindName}
      {small !== '' && <span className="actor__id">{small}</span>}
    </span>
  );
}

/** Who caused a transaction. */
export function TransactionActor({ transaction }: { transaction: TransactionView }) {
  const { actor, actorName, businessType } = transaction;
  return <Actor actor={actor} name={actorName} job={businessType} />;
}
