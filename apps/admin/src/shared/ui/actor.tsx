import { actorParts } from '../format.js';
import { useI18n } from '../i18n/i18n.js';

/** Who did something: the kind in words, the id small. */
export function Actor({ actor, name }: { actor: string; name?: string }) {
  const { tCode } = useI18n();
  const { kind, id } = actorParts(actor);
  return (
    <span className="actor">
      {name && name !== actor ? name : tCode('ledger.actor_', kind)}
      {id !== '' && <span className="actor__id">{id}</span>}
    </span>
  );
}
