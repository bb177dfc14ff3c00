import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether an element's content is wider than the element, followed as either changes. */
export function useOverflow<T extends HTMLElement>(): [RefObject<T | null>, boolean] {
  const ref = useRef<T>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = ref.current;
    const table = element?.querySelector('table');
    if (!element || !table) return undefined;
    const observer = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth));
    for (const each of [element, table]) observer.observe(each);
    return () => observer.disconnect();
  }, []);
  return [ref, overflows];
}
