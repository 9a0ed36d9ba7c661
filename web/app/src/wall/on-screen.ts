import { useEffect, useRef, useState, type RefObject } from 'preact/compat';

const watchers = new WeakMap<Element, (onScreen: boolean) => void>();

let observer: IntersectionObserver | undefined;

/** Returns the observer that all cards share. It reports changes without measuring. */
function shared(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => entries.forEach(({ target, isIntersecting }) => watchers.get(target)?.(isIntersecting)),
    { rootMargin: '80px' },
  );
  return observer;
}

/** Returns a reference for an element, and whether the element is on the screen or nearly. */
export function useOnScreen<T extends Element>(): readonly [RefObject<T | null>, boolean] {
  const ref = useRef<T>(null);
  const [onScreen, setOnScreen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) {
      return undefined;
    }
    watchers.set(element, setOnScreen);
    shared().observe(element);
    return () => shared().unobserve(element);
  }, []);
  return [ref, onScreen];
}
