import { useEffect, useRef } from 'preact/compat';
import { useLatest } from '../hooks.js';

/** The time after which a held button starts to press. */
const AFTER_MS = 400;
const EVERY_MS = 1000 / 8;
const TOUCH_VIBRATION_MS = 8;

/** The time within which the click of a released button arrives. */
const CLICK_WITHIN_MS = 100;

interface Held {
  /** The key or pointer that holds the button. */
  readonly by: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  presses: number;
}

export interface HoldOptions {
  readonly press: () => void;
  readonly sink: () => void;
  readonly lift: () => void;
}

const vibrate = () => void navigator.vibrate?.(TOUCH_VIBRATION_MS);

/** Returns the handlers of a button that presses repeatedly while a pointer or a key holds it. */
export function useHold({ press, sink, lift }: HoldOptions) {
  const held = useRef<Held>(undefined);
  const touched = useRef(false);
  /** Set while a click would be that of a hold, which is no press. */
  const swallows = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useLatest(press);

  const end = () => {
    clearTimeout(held.current?.timer);
    held.current = undefined;
  };
  const expectPress = () => {
    clearTimeout(swallows.current);
    swallows.current = undefined;
  };
  useEffect(
    () => () => {
      end();
      expectPress();
    },
    [],
  );

  const pressOnce = () => {
    if (touched.current) {
      vibrate();
    }
    latest.current();
  };
  const repeat = (hold: Held) => {
    hold.presses++;
    hold.timer = setTimeout(() => repeat(hold), EVERY_MS);
    pressOnce();
  };
  const begin = (by: string) => {
    end();
    sink();
    expectPress();
    const hold: Held = { by, timer: undefined, presses: 0 };
    hold.timer = setTimeout(() => repeat(hold), AFTER_MS);
    held.current = hold;
  };
  const release = () => {
    if ((held.current?.presses ?? 0) > 0) {
      swallows.current = setTimeout(expectPress, CLICK_WITHIN_MS);
    }
    end();
    lift();
  };
  const isPressKey = ({ key }: KeyboardEvent) => key === 'Enter' || key === ' ';

  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) {
        touched.current = event.pointerType === 'touch';
        begin('pointer');
      }
    },
    onPointerUp: release,
    onPointerLeave: () => held.current?.by === 'pointer' && release(),
    onPointerCancel: release,
    onBlur: release,
    // A long touch opens a menu in some browsers, which would end the hold.
    onContextMenu: (event: { preventDefault: () => void }) => held.current !== undefined && event.preventDefault(),
    onKeyDown: (event: KeyboardEvent) => {
      if (!isPressKey(event)) {
        return;
      }
      touched.current = false;
      if (event.repeat) {
        // The key repeats at the system's rate, and the hold at its own.
        event.preventDefault();
      } else {
        begin(event.key);
      }
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (isPressKey(event)) {
        release();
      }
    },
    onClick: () => {
      if (swallows.current === undefined) {
        pressOnce();
      }
      expectPress();
    },
  };
}
